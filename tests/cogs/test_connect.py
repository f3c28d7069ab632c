"""Meeting others as people do it: cards, browsing, letters, threads, suggestions."""

from __future__ import annotations

from typing import Any

import discord
from simcord.actors import MemberActor

from tests.world import Seen, World, texts_of

OFFER = "A kitchen for fifty people"
NEED = "Somebody with a van"


async def takes_part(
    world: World, name: str, *, offers: str = OFFER, needs: str = "", **fields: str
) -> MemberActor:
    """Somebody joins, and makes a card with the button."""
    member = await world.join(name=name, organisation=fields.pop("joined_for", ""))
    invitation = await world.type(member, "connect")
    form = await world.press(member, invitation, "Fill in my card")
    seen = await world.send(member, form, offers=offers, needs=needs, **fields)
    assert "You take part." in seen.text, seen.text
    return member


async def asks(world: World, member: MemberActor, name: str, why: str = "") -> Seen:
    """Browse, open the card of this person, and ask."""
    people = await world.press(member, await world.type(member, "connect"), "Browse people")
    card_id = world.one(
        "SELECT c.id FROM connect_card c JOIN attendee a USING (guild_id, user_id)"
        " WHERE a.name = ? AND guild_id = ?",
        name,
        world.guild.id,
    )
    menus = [one for one in people.newest.components if name in str(one)]
    assert menus, people.text
    card = await world.forge(member, "connect.open", values=(str(card_id),))
    form = await world.press(member, card, "Ask for an introduction")
    return await world.send(member, form, why=why)


def letters(member: MemberActor) -> list[Any]:
    return list(member.user.dm_channel.history())


def threads(world: World) -> list[Any]:
    return [one for one in world.welcome.threads if (one.name or "").startswith("Introduction ")]


async def two_yeses(world: World) -> tuple[MemberActor, MemberActor]:
    amina, bea = await takes_part(world, "Amina"), await takes_part(world, "Bea")
    await asks(world, amina, "Bea", "We both cook")
    await world.wait(10)
    (letter,) = letters(bea)
    await world.press(bea.user, letter, "Yes, introduce us")
    return amina, bea


def in_thread(world: World, thread: Any) -> set[int]:
    return set(world.env.backend.get_thread(thread.id).thread_members)


# ---------------------------------------------------------------- taking part


async def test_the_button_on_the_panel_explains_and_opens_the_form(world: World) -> None:
    amina = await world.join(name="Amina", organisation="Foodbank")
    seen = await world.press(amina, world.panel, "Meet people")
    assert "only when you both say yes" in seen.text
    assert "Who sees your card: only people who have made one too." in seen.text
    form = await world.press(amina, seen, "Fill in my card")
    assert form.fields == {"offers": "", "needs": "", "themes": "", "organisation": "Foodbank"}
    seen = await world.send(amina, form, needs=NEED, themes="food,health")
    assert "**You take part.** Your card is saved." in seen.text
    assert f"> {NEED}" in seen.text
    assert "Themes: Food for all, Health and care" in seen.text
    assert world.rows("SELECT user_id, organisation, needs, themes FROM connect_card") == [
        (amina.id, "Foodbank", NEED, '["food", "health"]')
    ]
    form = await world.press(amina, seen, "Change my card")
    assert form.fields["themes"] == "food,health"
    seen = await world.send(amina, form, offers=OFFER, themes="")
    assert "**Your card is saved.**" in seen.text
    assert world.rows("SELECT offers, needs, themes FROM connect_card") == [(OFFER, NEED, "[]")]


async def test_a_card_that_says_nothing_is_given_back(world: World) -> None:
    amina = await world.join(name="Amina")
    form = await world.press(amina, await world.type(amina, "connect"), "Fill in my card")
    seen = await world.send(amina, form, offers="", themes="food", organisation="Foodbank")
    assert "Write what you offer or what you need" in seen.text
    form = await world.press(amina, seen, "Open the form again")
    assert (form.fields["themes"], form.fields["organisation"]) == ("food", "Foodbank")
    await world.send(amina, form, offers=OFFER)
    assert world.one("SELECT offers FROM connect_card") == OFFER


async def test_a_form_delivered_again_makes_one_card(world: World) -> None:
    amina = await takes_part(world, "Amina")
    await world.deliver_again()
    assert world.one("SELECT count(*) FROM connect_card WHERE user_id = ?", amina.id) == 1


async def test_who_has_not_joined_is_asked_to_and_goes_on(world: World) -> None:
    newcomer = world.person("Nadia")
    seen = await world.type(newcomer, "connect")
    form = await world.press(newcomer, seen, "Join the summit")
    seen = await world.send(
        newcomer, form, name="Nadia", kind="resident", publish_name="no", organisation=""
    )
    assert "**Meet people.**" in seen.text


async def test_only_who_takes_part_sees_others(world: World) -> None:
    bea = await takes_part(world, "Bea")
    outsider = await world.join(name="Omar")
    card = world.one("SELECT id FROM connect_card")
    guild = world.guild.id
    for route in (
        "connect.people",
        f"connect.found::{OFFER}",
        "connect.suggest",
        "connect.mine",
        f"connect.ask:{guild}:{card}",
    ):
        seen = await world.forge(outsider, route)
        assert "You do not take part in meeting people yet." in seen.text, route
        assert "Bea" not in seen.text
    for values in (("connect.open", str(card)), ("connect.theme", "-"), ("connect.pair", "1")):
        seen = await world.forge(outsider, values[0], values=values[1:])
        assert "You do not take part" in seen.text, values
    assert "Bea" in (await world.type(bea, "connect")).text


# ---------------------------------------------------------------- browsing


async def test_people_are_browsed_by_theme_page_and_words(world: World) -> None:
    amina = await takes_part(world, "Amina")
    for n in range(6):
        await takes_part(world, f"Person{n}", themes="food" if n % 2 else "health")
    await takes_part(world, "梅", offers="送餐服务", joined_for="Łódź Kitchen")
    first = await world.press(amina, await world.type(amina, "connect"), "Browse people")
    assert "Amina" not in first.text
    assert [f"Person{n}" in first.text for n in range(6)] == [False, False, True, True, True, True]
    second = await world.press(amina, first, "More")
    assert "Person1" in second.text
    assert "Person0" in second.text
    assert "Person2" not in second.text
    food = await world.forge(amina, "connect.theme", values=("food",))
    assert [f"Person{n}" in food.text for n in range(6)] == [False, True] * 3
    for words in ("餐服", "łódź KITCHEN"):
        form = await world.press(amina, first, "Search")
        found = await world.send(amina, form, words=words)
        assert "**梅**" in found.text, words
        assert "Person" not in found.text
    form = await world.press(amina, first, "Search")
    assert "Nobody fits that yet." in (await world.send(amina, form, words="nothing")).text


# ---------------------------------------------------------------- introductions


async def test_two_yeses_open_one_private_thread(world: World) -> None:
    amina, bea = await two_yeses(world)
    (letter,) = letters(bea)
    assert "**Amina** · resident" in letter.content
    assert f"> {OFFER}" in letter.content
    assert "> We both cook" in letter.content
    assert threads(world) == []
    await world.wait(10)
    (thread,) = threads(world)
    assert in_thread(world, thread) == {amina.id, bea.id, world.bot.user.id}  # type: ignore
    (message,) = [one for one in thread.history() if one.type is discord.MessageType.default]
    assert message.content.startswith(f"Hello <@{amina.id}> and <@{bea.id}>, you both said yes")
    assert {one.id for one in message.mentions} == {amina.id, bea.id}
    assert "We both cook" not in message.content
    await world.restart()
    await world.wait(20)
    assert len(threads(world)) == 1
    mine = await world.press(amina, await world.type(amina, "connect"), "My introductions")
    assert f"Bea · introduced: Your thread: <#{thread.id}>" in mine.text


async def test_a_no_is_kind_and_never_told(world: World) -> None:
    amina, bea = await takes_part(world, "Amina"), await takes_part(world, "Bea")
    await asks(world, amina, "Bea")
    await world.wait(10)
    before = await world.press(amina, await world.type(amina, "connect"), "My introductions")
    (letter,) = letters(bea)
    seen = await world.press(bea.user, letter, "No, thank you")
    assert "**That is fine.** Amina is not told." in seen.text
    await world.wait(20)
    after = await world.press(amina, await world.type(amina, "connect"), "My introductions")
    assert after.text == before.text
    assert "Bea · no answer yet" in after.text
    assert letters(amina) == []
    assert threads(world) == []
    # And a change of mind is a yes to what is asked still.
    mine = await world.press(bea, await world.type(bea, "connect"), "My introductions")
    opened = await world.choose(bea, mine, str(world.one("SELECT id FROM introduction")))
    form = await world.press(bea, opened, "I have changed my mind")
    assert "have both said yes" in (await world.send(bea, form)).text
    await world.wait(10)
    assert len(threads(world)) == 1


async def test_a_request_is_taken_back_and_its_letter_says_so(world: World) -> None:
    amina, bea = await takes_part(world, "Amina"), await takes_part(world, "Bea")
    seen = await asks(world, amina, "Bea")
    await world.wait(10)
    await world.press(amina, seen, "Take my request back")
    (letter,) = letters(bea)
    seen = await world.press(bea.user, letter, "Yes, introduce us")
    assert "This request is not open any more" in seen.text
    assert world.one("SELECT thread FROM introduction") == "none"


async def test_nobody_else_answers_a_request(world: World) -> None:
    amina, _ = await takes_part(world, "Amina"), await takes_part(world, "Bea")
    eve = await takes_part(world, "Eve")
    await asks(world, amina, "Bea")
    number = world.one("SELECT id FROM introduction")
    for verb in ("yes", "no", "back", "thread"):
        seen = await world.forge(eve, f"connect.{verb}:{world.guild.id}:{number}")
        assert "does not take part in meeting people here" in seen.text, verb
    seen = await world.forge(amina, f"connect.yes:{world.guild.id + 1}:{number}")
    assert "does not take part" in seen.text
    seen = await world.forge(amina, f"connect.yes:{world.guild.id}:{number}")
    assert "not open any more" in seen.text
    assert world.rows("SELECT low_says, high_says FROM introduction") == [("yes", "")]


async def test_closed_direct_messages_lead_to_a_private_thread_with_the_same_buttons(
    world: World,
) -> None:
    amina, bea = await takes_part(world, "Amina"), await takes_part(world, "Bea")
    world.env.inject_error(
        "POST",
        f"/channels/{bea.user.dm_channel.id}/messages",
        status=403,
        code=50007,
        message="Cannot send messages to this user",
        times=None,
    )
    await asks(world, amina, "Bea")
    await world.wait(10)
    (place,) = [one for one in world.welcome.threads if one.name == "For you: an introduction"]
    letter = next(one for one in place.history() if one.content)
    await world.press(bea, letter, "Yes, introduce us")
    await world.wait(10)
    assert len(threads(world)) == 1


async def test_who_left_the_server_is_not_waited_for(world: World) -> None:
    amina, bea = await two_yeses(world)
    world.guild.remove_member(bea)
    await world.wait(10)
    assert threads(world) == []
    assert world.one("SELECT thread FROM introduction") == "gone"
    (letter,) = letters(amina)
    assert "Bea both said yes" in letter.content
    world.env.backend.add_member(world.guild.id, bea.id) if hasattr(
        world.env.backend, "add_member"
    ) else world.guild.add_member(bea.user)
    seen = await world.press(amina.user, letter, "Try again")
    assert "Your private thread opens in a moment." in seen.text
    await world.wait(10)
    assert len(threads(world)) == 1


async def test_a_thread_deleted_by_hand_is_made_again_once(world: World) -> None:
    amina, bea = await two_yeses(world)
    await world.wait(10)
    (thread,) = threads(world)
    guild, number = world.guild.id, world.one("SELECT id FROM introduction")
    seen = await world.forge(amina, f"connect.thread:{guild}:{number}")
    assert f"<#{thread.id}>" in seen.text
    world.env.backend.delete_channel(thread.id)
    for member in (amina, bea):
        seen = await world.forge(member, f"connect.thread:{guild}:{number}")
        assert "opens in a moment" in seen.text
    await world.wait(10)
    (again,) = threads(world)
    assert again.id != thread.id
    assert in_thread(world, again) >= {amina.id, bea.id}


async def test_a_crash_after_opening_makes_no_second_thread(world: World) -> None:
    await two_yeses(world)
    await world.wait(10)
    (thread,) = threads(world)
    # As the file stands when the process dies after Discord's answer and before it is kept.
    await world.store.write(
        lambda tx: tx.execute(
            "UPDATE introduction SET thread = 'wanted', thread_id = NULL, message_id = NULL"
        )
    )
    await world.restart()
    await world.wait(10)
    assert [one.id for one in threads(world)] == [thread.id]
    said = [one for one in thread.history() if one.type is discord.MessageType.default]
    assert len(said) == 1
    assert world.rows("SELECT thread, thread_id, message_id FROM introduction") == [
        ("made", thread.id, said[0].id)
    ]


async def test_a_missing_permission_is_logged_with_what_to_do_and_made_up_for(
    world: World,
) -> None:
    world.env.inject_error(
        "POST",
        f"/channels/{world.welcome.id}/threads",
        status=403,
        code=50013,
        message="Missing Permissions",
        times=1,
    )
    await two_yeses(world)
    await world.wait(10)
    assert threads(world) == []
    (line,) = [line for line in world.log.lines if "waits" in line and "introduction" in line]
    assert "allow the bot to see the welcome channel, to create private threads" in line
    await world.wait(70)
    assert len(threads(world)) == 1


async def test_leaving_is_asked_about_and_takes_the_card(world: World) -> None:
    amina, bea = await takes_part(world, "Amina"), await takes_part(world, "Bea")
    await asks(world, amina, "Bea")
    home = await world.type(amina, "connect")
    question = await world.press(amina, home, "Stop meeting people…")
    assert "Threads in which you were introduced stay" in question.text
    kept = await world.press(amina, question, "Keep it")
    assert "Your card:" in kept.text
    question = await world.press(amina, kept, "Stop meeting people…")
    seen = await world.press(amina, question, "Yes, delete my card")
    assert "**Your card is deleted.**" in seen.text
    assert world.rows("SELECT user_id FROM connect_card") == [(bea.id,)]
    assert world.rows("SELECT low_says, high_says FROM introduction") == [("", "")]


# ---------------------------------------------------------------- elsewhere


async def test_another_server_opens_nothing(world: World) -> None:
    await takes_part(world, "Amina")
    other = world.beside("Elsewhere")
    await other.set_up()
    stranger = await takes_part(other, "Stan")
    card = world.one("SELECT id FROM connect_card WHERE guild_id = ?", world.guild.id)
    people = await other.press(stranger, await other.type(stranger, "connect"), "Browse people")
    assert "Amina" not in people.text
    for guild in (world.guild.id, other.guild.id):
        seen = await other.forge(stranger, f"connect.ask:{guild}:{card}")
        assert "does not take part in meeting people here" in seen.text
    assert other.rows("SELECT * FROM introduction") == []


async def test_words_are_shown_letter_for_letter(world: World) -> None:
    amina = await takes_part(world, "Amina")
    await takes_part(world, "Bea", offers="@everyone **free** <@1>")
    people = await world.press(amina, await world.type(amina, "connect"), "Browse people")
    assert "\\*\\*free\\*\\*" in people.text
    assert "@everyone" not in people.text
    assert "Bea" not in "\n".join(texts_of(world.panel))


async def test_the_longest_words_fit_every_answer_and_letter(world: World) -> None:
    amina = await takes_part(world, "Amina", offers="*" * 300, needs="_" * 300)
    for n in range(6):
        await takes_part(
            world,
            f"{n}{'*' * 59}",
            offers="*" * 299 + str(n),
            needs="`" * 300,
            themes="food,health",
            organisation="~" * 100,
        )
    home = await world.type(amina, "connect")
    people = await world.press(amina, home, "Browse people")
    more = await world.press(amina, people, "More")
    card_id = world.one("SELECT min(id) FROM connect_card WHERE user_id <> ?", amina.id)
    opened = await world.forge(amina, "connect.open", values=(str(card_id),))
    form = await world.press(amina, opened, "Ask for an introduction")
    await world.send(amina, form, why="|" * 200)
    await world.wait(10)
    for seen in (home, people, more, opened):
        assert 0 < len(seen.text) <= 2000
    assert world.one("SELECT max(length(text)) FROM letter") <= 2000
    assert world.one("SELECT state FROM letter") == "dm"
