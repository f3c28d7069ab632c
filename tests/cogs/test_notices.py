"""Telling people what happened to their pledge: by direct message, or privately in the server."""

from __future__ import annotations

import pytest
from simcord.actors import MemberActor

from tests.world import Seen, World, texts_of

WORDS = "I will cook for my neighbours once a week"
REASON = "Please leave out the phone number."


def letters(member: MemberActor) -> list[str]:
    """What the bot wrote to somebody directly."""
    return [message.content for message in member.user.dm_channel.history()]


async def hidden(world: World) -> MemberActor:
    amina = await world.join()
    await world.pledge(amina)
    await world.hide(REASON)
    return amina


def close_letters(world: World, member: MemberActor, code: int = 50007) -> None:
    world.env.inject_error(
        "POST",
        f"/channels/{member.user.dm_channel.id}/messages",
        status=403,
        code=code,
        message="Cannot send messages to this user",
        times=None,
    )


async def test_the_maker_is_told_kindly_with_the_reason_and_their_words(world: World) -> None:
    amina = await hidden(world)
    await world.wait(10)
    (letter,) = letters(amina)
    assert letter.startswith("Thank you for your pledge P-0001 at Anytown Summit.")
    assert f"> {REASON}" in letter
    assert f"> {WORDS}" in letter
    assert "Your words are kept." in letter
    assert world.one("SELECT state FROM notice") == "dm"


async def test_one_letter_is_sent_and_no_second_one(world: World) -> None:
    amina = await hidden(world)
    await world.wait(30)
    await world.restart()
    await world.wait(30)
    assert len(letters(amina)) == 1


async def test_from_the_letter_the_pledge_is_changed_and_sent_again(world: World) -> None:
    amina = await hidden(world)
    await world.wait(10)
    (letter,) = amina.user.dm_channel.history()

    form = await world.press(amina.user, letter, "Edit and send again")
    assert form.fields["action"] == WORDS
    seen = await world.send(amina.user, form, action="I will cook with my neighbours")

    assert "P-0001 is changed and saved." in seen.text
    assert "An organiser looks at it" in seen.text
    assert world.rows("SELECT action, moderation, hidden_reason FROM pledge") == [
        ("I will cook with my neighbours", "waiting", "")
    ]
    card = await world.type(world.manager, "review")
    assert "> I will cook with my neighbours" in card.text


async def test_words_refused_in_a_letter_can_be_mended_there(world: World) -> None:
    amina = await hidden(world)
    await world.wait(10)
    (letter,) = amina.user.dm_channel.history()
    form = await world.press(amina.user, letter, "Edit and send again")
    seen = await world.send(amina.user, form, action="x" + " " * 20)
    assert "too short" in seen.text
    form = await world.press(amina.user, seen, "Open the form again")
    seen = await world.send(amina.user, form, action="I will cook with my neighbours")
    assert "P-0001 is changed and saved." in seen.text


async def test_every_button_that_a_letter_leads_to_works_there(world: World) -> None:
    amina = await hidden(world)
    await world.wait(10)
    (letter,) = amina.user.dm_channel.history()
    form = await world.press(amina.user, letter, "Edit and send again")
    seen = await world.send(amina.user, form, action="I will cook with my neighbours")

    detail = await world.press(amina.user, seen, "Add detail")
    assert "measure" in detail.fields
    question = await world.press(amina.user, seen, "Withdraw")
    assert "Withdraw P-0001?" in question.text
    kept = await world.press(amina.user, question, "Keep it")
    assert "I will cook with my neighbours" in kept.text
    gone = await world.press(amina.user, question, "Yes, withdraw it")
    assert "P-0001 is withdrawn." in gone.text


async def test_in_a_letter_what_needs_the_server_says_so(world: World) -> None:
    amina = await hidden(world)
    await world.wait(10)
    (letter,) = amina.user.dm_channel.history()
    form = await world.press(amina.user, letter, "Edit and send again")
    seen = await world.send(amina.user, form, action="I will cook with my neighbours")
    question = await world.press(amina.user, seen, "Withdraw")
    gone = await world.press(amina.user, question, "Yes, withdraw it")
    seen = await world.press(amina.user, gone, "Make a pledge")
    assert seen.text == "This works in the summit’s server, not in direct messages."


@pytest.mark.parametrize("code", [50007, 50278])
async def test_whose_letters_are_closed_is_told_in_a_private_thread(
    world: World, code: int
) -> None:
    amina = await world.join()
    ben = await world.join(name="Ben")
    await world.pledge(amina)
    close_letters(world, amina, code)
    await world.hide(REASON)
    await world.wait(10)

    (thread,) = world.welcome.threads
    (message,) = [m for m in thread.history(viewer=amina) if m.content]
    assert REASON in message.content
    assert REASON not in world.read_by(ben)
    assert world.one("SELECT state FROM notice") == "thread"
    assert "could not be told" not in world.panel_text()

    form = await world.press(amina, message, "Edit and send again")
    seen = await world.send(amina, form, action="I will cook with my neighbours")
    assert "P-0001 is changed and saved." in seen.text


async def test_who_cannot_be_reached_at_all_stands_on_the_organisers_panel(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina)
    close_letters(world, amina)
    world.env.inject_error(
        "POST", f"/channels/{world.welcome.id}/threads", status=403, code=50013, times=None
    )
    await world.hide(REASON)
    await world.wait(15)
    assert world.one("SELECT state FROM notice") == "not_reached"
    assert (
        "could not be told why, neither by direct message nor privately in the server: P-"
        in world.panel_text()
    )
    mine = await world.type(amina, "pledge show", reference="P-0001")
    assert f"The organisers’ reason: {REASON}" in mine.text, "they still find it themselves"


async def test_an_outage_delays_a_letter_and_does_not_double_it(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina)
    world.env.inject_error(
        "POST", f"/channels/{amina.user.dm_channel.id}/messages", status=503, times=3
    )
    await world.hide(REASON)
    await world.wait(30)
    assert len(letters(amina)) == 1
    assert world.one("SELECT state FROM notice") == "dm"


async def test_who_mended_their_pledge_before_the_letter_left_gets_none(world: World) -> None:
    amina = await world.join()
    receipt = await world.pledge(amina)
    await world.hide(REASON)
    await edit(world, amina, receipt)
    await world.wait(15)
    assert letters(amina) == []
    assert world.one("SELECT state FROM notice") == "overtaken"
    assert "could not be told" not in world.panel_text()


async def edit(world: World, member: MemberActor, receipt: Seen) -> None:
    form = await world.press(member, receipt, "Edit")
    await world.send(member, form, action="I will cook with my neighbours")


async def test_a_pledge_hidden_a_second_time_is_told_a_second_time(world: World) -> None:
    amina = await world.join()
    receipt = await world.pledge(amina)
    await world.hide(REASON)
    await world.wait(10)
    await edit(world, amina, receipt)
    await world.hide("Please leave out the street, too.")
    await world.wait(10)
    first, second = letters(amina)
    assert REASON in first
    assert "Please leave out the street, too." in second


async def test_a_reason_is_shown_inert(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina)
    await world.hide("Ask @everyone or <@1234567890> at discord.gg/abc **now**")
    await world.wait(10)
    (message,) = amina.user.dm_channel.history()
    text = "\n".join(texts_of(message))
    assert "@everyone" not in text
    assert "<@" not in text
    assert "1234567890>" in text
    assert "discord.gg" not in text
    assert r"\*\*now\*\*" in text
