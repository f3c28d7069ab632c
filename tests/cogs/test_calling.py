"""Calls for help as people make them, and as somebody comes."""

from __future__ import annotations

from typing import Any

import pytest
from simcord.actors import MemberActor

from tests.cogs.test_breakouts import begun, crowd, written
from tests.cogs.test_control import control, fay
from tests.cogs.test_hands import it_is_on
from tests.cogs.test_programme import FOOD, HEALTH, TALK, plan_is
from tests.world import Seen, World, routes_of

WORDS = "I hear *nothing*"


@pytest.fixture
async def day(bare_world: World) -> World:
    """A talk, and a workshop that is on."""
    await plan_is(bare_world, TALK, FOOD, HEALTH)
    await it_is_on(bare_world, "food", minutes=120)
    await bare_world.wait(30)
    return bare_world


async def call(world: World, member: MemberActor, words: str = WORDS, room: str = "") -> Seen:
    channel = world.guild.channels[room] if room else world.welcome
    form = await world.type(member, "callforhelp", channel)
    return await world.send(member, form, words=words)


def posts(world: World) -> list[Any]:
    """What stands of calls in the organisers' channel, oldest first."""
    found = [one for one in world.organisers.history() if one.content.startswith("**Call for help")]
    return sorted(found, key=lambda one: one.id)


def texts(world: World) -> list[str]:
    return [one.content for one in posts(world)]


def written_to(member: MemberActor) -> list[str]:
    return [one.content for one in member.user.dm_channel.history()]


async def test_a_call_comes_to_the_organisers_with_its_words_and_alerts_them(day: World) -> None:
    amina = await day.join()
    seen = await call(day, amina)
    assert seen.text.startswith("**Your call for help is sent.** The organisers see it now.")
    await day.wait(10)
    (post,) = posts(day)
    role = day.guild.roles["Organiser"].id
    lines = post.content.split("\n")
    assert lines[0] == f"**Call for help 1** <@&{role}>"
    assert lines[1].startswith(f"<@{amina.id}> called <t:")
    assert lines[2:] == ["> I hear \\*nothing\\*", "**Nobody has taken it yet.**"]
    assert [one.id for one in post.role_mentions] == [role]
    assert routes_of(post) == [
        f"callhelp.take:{day.guild.id}:1",
        f"callhelp.done:{day.guild.id}:1",
    ]


@pytest.mark.parametrize("who", ["stranger", "attendee", "facilitator", "organiser"])
async def test_everybody_may_call_by_the_panels_too(day: World, who: str) -> None:
    member = {
        "stranger": day.person("Sid"),
        "attendee": await day.join(),
        "facilitator": day.person("Fay", roles=("Facilitator",)),
        "organiser": day.manager,
    }[who]
    (room,) = [
        one for one in day.guild.channels["food"].pinned_messages() if "callhelp" in routes_of(one)
    ]
    panels: list[Any] = [day.panel]
    if who != "stranger":
        panels.append(room)
    if who in ("facilitator", "organiser"):
        panels.append(await day.press(member, control(day), "More…"))
    form = await day.press(member, day.panel, "Call for help")
    for panel in panels:
        form = await day.press(member, panel, "Call for help")
        assert form.form["title"] == "Call for help"
    seen = await day.send(member, form)
    assert "Your call for help is sent" in seen.text
    assert day.rows("SELECT caller_id, state FROM help_call") == [(member.id, "open")]


async def test_somebody_takes_it_everybody_sees_who_and_the_caller_hears(day: World) -> None:
    amina, olu = await day.join(), await day.organiser()
    seen = await call(day, amina)
    await day.wait(5)
    (post,) = posts(day)
    answer = await day.press(olu, post, "I take it")
    assert answer.text.startswith("**You take it. The caller is told that you come.**")
    refused = await day.press(day.manager, post, "I take it")
    assert refused.text == f"<@{olu.id}> has taken this call already, so nothing was changed."
    await day.wait(10)
    assert f"<@{olu.id}> has taken it, <t:" in texts(day)[0]
    assert written_to(amina) == [f"**<@{olu.id}> comes to help you** at Anytown Summit."]
    seen = await day.press(amina, seen, "Who comes?")
    assert f"<@{olu.id}> comes to help you." in seen.text
    await day.wait(300)
    assert len(posts(day)) == 1, "what is taken is not raised again"
    await day.press(olu, answer, "Done")
    await day.wait(10)
    assert f"Done. <@{olu.id}> has ended it." in texts(day)[0]
    assert routes_of(posts(day)[0]) == []
    assert "is marked as done" in written_to(amina)[-1]


async def test_two_at_the_same_moment_do_not_both_come(day: World) -> None:
    amina, olu = await day.join(), await day.organiser()
    await call(day, amina)
    route = f"callhelp.take:{day.guild.id}:1"
    results = [day._forged(one, route, None, ()) for one in (olu, day.manager)]
    await day.env.settle()
    told = [day.seen(result).text for result in results]
    assert sum("You take it." in text for text in told) == 1
    assert sum("has taken this call already" in text for text in told) == 1


async def test_after_two_minutes_it_is_raised_again_once_with_a_link(day: World) -> None:
    amina = await day.join()
    await call(day, amina)
    await day.wait(115)
    assert len(posts(day)) == 1
    await day.wait(15)
    first, again = posts(day)
    assert again.content.startswith("**Call for help 1 has waited for two minutes.**")
    assert str(first.id) in again.content
    assert len(again.role_mentions) == 1
    await day.wait(300)
    assert len(posts(day)) == 2
    await day.press(day.manager, again, "I take it")
    await day.wait(10)
    assert len(posts(day)) == 1, "what was raised again is answered, so it goes"


async def test_a_restart_raises_it_again_all_the_same_and_says_nothing_twice(day: World) -> None:
    amina = await day.join()
    await call(day, amina)
    await day.restart()
    await day.wait(60)
    assert len(posts(day)) == 1
    await day.restart()
    await day.wait(80)
    assert len(posts(day)) == 2
    await day.restart()
    await day.wait(30)
    assert len(posts(day)) == 2


async def test_a_post_whose_answer_was_lost_is_found_and_not_sent_twice(day: World) -> None:
    amina = await day.join()
    await call(day, amina)
    await day.wait(5)
    await day.store.write(
        lambda tx: tx.execute("UPDATE said SET state = 'sending', message_id = NULL")
    )
    await day.restart()
    await day.wait(20)
    assert len(posts(day)) == 1
    assert day.one("SELECT message_id FROM said") == posts(day)[0].id


async def test_a_second_call_adds_to_the_first(day: World) -> None:
    amina = await day.join()
    await call(day, amina)
    await day.wait(5)
    seen = await call(day, amina, "And now no picture")
    assert seen.text.startswith("**You have called already, and this was added to your call.**")
    await day.wait(10)
    (text,) = texts(day)
    assert "> I hear \\*nothing\\*\n> And now no picture\n" in text
    for number in range(3):
        await call(day, amina, f"More {number}")
    assert "Your call is full" in (await call(day, amina, "And more")).text
    await call(day, amina, "")
    assert day.one("SELECT count(*) FROM help_call") == 1


async def test_the_same_form_delivered_again_adds_nothing(day: World) -> None:
    amina = await day.join()
    await call(day, amina)
    await day.deliver_again()
    assert day.rows("SELECT words FROM help_call_words") == [(WORDS,)]


async def test_who_calls_and_takes_it_back_again_and_again_is_stopped(day: World) -> None:
    amina = await day.join()
    for _ in range(3):
        seen = await day.press(amina, await call(day, amina), "I do not need help any more")
        assert "You took it back." in seen.text
    seen = await call(day, amina)
    assert "several times in the last ten minutes" in seen.text
    assert "I hear \\*nothing\\*" in seen.text, "the words are given back"
    assert day.rows("SELECT DISTINCT state FROM help_call") == [("withdrawn",)]
    await day.wait(20)
    assert [one for one in texts(day) if "Nobody has taken it" in one] == []


async def test_in_a_room_its_leads_hear_of_it_without_the_words(day: World) -> None:
    amina, facilitator = await day.join(), await fay(day)
    seen = await call(day, amina, room="food")
    assert "The organisers and whoever leads Food see it now." in seen.text
    await day.wait(10)
    assert f"in <#{day.guild.channels['food'].id}>" in texts(day)[0]
    (letter,) = list(facilitator.user.dm_channel.history())
    assert letter.content.startswith("**Somebody in Food calls for help** at Anytown Summit.")
    opened = await day.press(facilitator.user, letter, "See the call")
    assert "> I hear \\*nothing\\*" in opened.text
    taken = await day.press(facilitator.user, opened, "I take it")
    assert "You take it." in taken.text
    assert day.rows("SELECT state, taken_by FROM help_call") == [("taken", facilitator.id)]
    more = await day.press(facilitator, control(day), "More…")
    back = await day.press(facilitator, await day.press(facilitator, more, LIST), "See call 1")
    seen = await day.press(facilitator, back, "I cannot come")
    assert "It waits for others again." in seen.text
    await day.wait(130)
    assert len(posts(day)) == 2
    assert "cannot come after all" in written_to(amina)[-1]


LIST = "See the calls for help"


async def test_who_lost_the_role_sees_nothing_in_a_direct_message(day: World) -> None:
    amina, facilitator = await day.join(), await fay(day)
    await call(day, amina, room="food")
    await day.wait(10)
    (letter,) = list(facilitator.user.dm_channel.history())
    role = day.guild.roles["Facilitator"]
    day.env.backend.remove_member_role(day.guild.id, facilitator.id, role.id)
    seen = await day.press(facilitator.user, letter, "See the call")
    assert "Only facilitators and organisers can do this." in seen.text
    day.env.backend.remove_member(day.guild.id, facilitator.id)
    seen = await day.press(facilitator.user, letter, "See the call")
    assert "Only facilitators and organisers can do this." in seen.text


@pytest.mark.parametrize("who", ["stranger", "attendee", "caller", "other facilitator"])
async def test_who_may_not_help_neither_sees_nor_takes_it(day: World, who: str) -> None:
    amina = await day.join()
    await call(day, amina, room="food")
    member = {
        "stranger": day.person("Sid"),
        "attendee": await day.join(name="Ben"),
        "caller": amina,
        "other facilitator": day.person("Rob", roles=("Facilitator",)),
    }[who]
    if who == "other facilitator":
        wanted = "This call is for organisers and whoever leads its room."
        assert "Nobody waits for help." in (await day.forge(member, "callhelp.list")).text
    else:
        wanted = "Only facilitators and organisers can do this."
        assert wanted in (await day.forge(member, "callhelp.list")).text
    for what in ("see", "take", "done"):
        assert wanted in (await day.forge(member, f"callhelp.{what}:{day.guild.id}:1")).text
    if who != "caller":
        for what in ("mine", "withdraw"):
            seen = await day.forge(member, f"callhelp.{what}:{day.guild.id}:1")
            assert "Somebody else made this call" in seen.text
    assert day.rows("SELECT state FROM help_call") == [("open",)]


async def test_another_servers_organiser_has_no_part_in_it(day: World) -> None:
    other = day.beside("Othertown")
    await other.set_up()
    amina = await day.join()
    await call(day, amina)
    for guild_id in (day.guild.id, other.guild.id):
        seen = await other.forge(other.manager, f"callhelp.take:{guild_id}:1")
        assert "This call for help is not there any more" in seen.text
    assert "Nobody waits" in (await other.forge(other.manager, "callhelp.list")).text
    await other.wait(10)
    assert posts(other) == []


async def test_a_list_of_many_is_short_and_leads_to_each(day: World) -> None:
    for number in range(12):
        await call(day, await day.join(name=f"Person{number}"), "x" * 300)
    seen = await day.forge(day.manager, "callhelp.list")
    assert seen.text.startswith("**12 calls for help wait.**")
    assert "There are more." in seen.text
    assert "See call 10" in seen.buttons
    assert "See call 11" not in seen.buttons
    assert "x" * 300 in (await day.press(day.manager, seen, "See call 3")).text


async def test_without_permission_it_waits_and_comes_when_it_is_given(day: World) -> None:
    path = f"/channels/{day.organisers.id}/messages"
    amina = await day.join()
    day.env.inject_error("POST", path, status=403, code=50013, times=1)
    assert "Your call for help is sent" in (await call(day, amina)).text
    await day.wait(10)
    assert posts(day) == []
    await day.wait(40)
    assert len(posts(day)) == 1


async def test_a_post_that_was_deleted_by_hand_is_not_sent_again_and_the_call_goes_on(
    day: World,
) -> None:
    amina = await day.join()
    await call(day, amina)
    await day.wait(10)
    day.env.backend.delete_message(day.organisers.id, posts(day)[0].id)
    seen = await day.forge(day.manager, f"callhelp.take:{day.guild.id}:1")
    assert "You take it." in seen.text
    await day.wait(20)
    assert posts(day) == []


async def test_erasing_takes_the_call_out_of_the_channel(day: World) -> None:
    amina = await day.join()
    await call(day, amina)
    await day.wait(10)
    seen = await day.forge(amina, "mydata")
    assert "Calls for help" in seen.text
    sure = await day.press(amina, seen, "Erase my data")
    await day.press(amina, sure, "Yes, erase everything about me")
    await day.wait(30)
    assert posts(day) == []
    assert day.rows("SELECT * FROM help_call") == []


async def test_a_group_calls_its_facilitator_and_then_the_organisers(day: World) -> None:
    people = await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="2")
    round_id = day.one("SELECT id FROM breakout_round")
    number = day.one("SELECT number FROM breakout_member WHERE user_id = ?", people[0].id)
    route = f"breakout.call:{round_id}:{number}"
    assert "The facilitator has been called" in (await day.forge(people[0], route)).text
    await day.forge(people[0], route)
    assert written(day, number).count("calls for you.") == 1, "a second press adds no second call"
    await day.wait(60)
    assert posts(day) == []
    await day.wait(80)
    assert f"small group {number}" in texts(day)[0]
    seen = await day.forge(facilitator, f"callhelp.take:{day.guild.id}:1")
    assert "You take it." in seen.text
    await day.wait(10)
    assert f"<@{facilitator.id}> has taken it" in texts(day)[0]
