"""Small groups in a workshop: previewed, made, called back; by voice, by text, after a restart."""

from __future__ import annotations

import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from tests.cogs.test_control import control, fay
from tests.cogs.test_hands import it_is_on
from tests.cogs.test_programme import FOOD, HEALTH, TALK, plan_is
from tests.world import Seen, World


@pytest.fixture
async def day(bare_world: World) -> World:
    """The workshop about food is on for two hours."""
    await plan_is(bare_world, TALK, FOOD, HEALTH)
    await it_is_on(bare_world, "food", minutes=120)
    await bare_world.wait(30)
    return bare_world


async def crowd(world: World, count: int, *, voice: bool) -> list[MemberActor]:
    """People of several kinds who chose the workshop, in its voice room or not."""
    kinds = ("resident", "business", "community_group", "public_body")
    found: list[MemberActor] = []
    for number in range(count):
        member = await world.join(name=f"Person{number}", kind=kinds[number % 4])
        await world.forge(member, f"workshop.choose:{world.guild.id}:food")
        if voice:
            await member.join_voice(live(world))
        found.append(member)
    return found


def live(world: World) -> ChannelHandle:
    return world.guild.channels["food live"]


def where(world: World, member: MemberActor) -> str:
    """The voice room that somebody is in."""
    state = world.guild.voice_states().get(member.id)
    if state is None:
        return ""
    return next(
        name for name, channel in world.guild.channels.items() if channel.id == state.channel_id
    )


def threads(world: World) -> list[str]:
    names = [thread.name or "" for thread in world.guild.channels["food"].threads]
    return sorted(name for name in names if "group" in name)


def written(world: World, number: int) -> str:
    """Everything that stands in a group's thread."""
    (thread,) = [
        one
        for one in world.guild.channels["food"].threads
        if f"group {number} " in (one.name or "")
    ]
    return "\n".join(message.content for message in thread.history())


def sizes(world: World) -> list[int]:
    rows = world.rows("SELECT count(*) FROM breakout_member GROUP BY number ORDER BY number")
    return [size for (size,) in rows]


async def preview(world: World, member: MemberActor, **fields: str) -> Seen:
    form = await world.press(member, control(world), "Small groups…")
    wanted = {"number": "3", "minutes": "15", "brief": "What helps already?"} | fields
    return await world.send(member, form, **wanted)


async def begun(world: World, member: MemberActor, **fields: str) -> Seen:
    seen = await world.press(member, await preview(world, member, **fields), "Begin")
    assert "The groups begin." in seen.text
    await world.wait(20)
    return seen


async def test_a_preview_names_everybody_and_moves_nobody(day: World) -> None:
    people = await crowd(day, 7, voice=True)
    facilitator = await fay(day)
    seen = await preview(day, facilitator)
    assert "7 people in 3 groups, for 15 minutes. Nobody has been moved yet." in seen.text
    assert all(f"<@{one.id}>" in seen.text for one in people)
    await day.wait(20)
    assert {where(day, one) for one in people} == {"food live"}
    assert threads(day) == []


async def test_each_group_gets_its_thread_its_voice_room_and_its_people(day: World) -> None:
    people = await crowd(day, 8, voice=True)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="2")
    names = ["Food · group 1 · round 1", "Food · group 2 · round 1"]
    assert threads(day) == names
    assert sorted({where(day, one) for one in people}) == names
    assert sizes(day) == [4, 4]
    assert "What helps already?" in written(day, 1)
    assert "Only your group sees this. Facilitators come in when you call them." in written(day, 2)


async def test_the_brief_and_the_thread_are_for_the_group_alone(day: World) -> None:
    await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="2")
    stranger = day.person("Sid")
    assert "What helps already?" not in day.read_by(stranger)


async def test_everybody_is_called_back_after_a_minute_of_grace_and_nothing_is_lost(
    day: World,
) -> None:
    people = await crowd(day, 6, voice=True)
    facilitator = await fay(day)
    seen = await begun(day, facilitator)
    seen = await day.press(facilitator, seen, "Call everybody back")
    assert "Everybody is called back." in seen.text
    await day.wait(30)
    assert "food live" not in {where(day, one) for one in people}
    assert "Time is up." in written(day, 1)
    await day.wait(60)
    assert {where(day, one) for one in people} == {"food live"}
    assert not any("group" in channel.name for channel in day.bot.guilds[0].voice_channels)
    assert "What helps already?" in written(day, 1)


async def test_the_end_comes_by_itself_with_its_calls(day: World) -> None:
    people = await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    await begun(day, facilitator, minutes="6")
    await day.wait(320)
    assert "5 minutes left." in written(day, 1)
    assert "1 minute left." in written(day, 1)
    await day.wait(150)
    assert {where(day, one) for one in people} == {"food live"}


async def test_one_press_gives_all_groups_more_time_and_they_are_told(day: World) -> None:
    await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    seen = await begun(day, facilitator, by="count", number="2", minutes="6")
    await day.press(facilitator, seen, "5 minutes more for all")
    assert all("You have more time" in written(day, number) for number in (1, 2))
    await day.wait(400)
    assert day.one("SELECT stage FROM breakout_round") == "running"


async def test_who_is_not_in_voice_goes_by_the_thread(day: World) -> None:
    people = await crowd(day, 4, voice=False)
    facilitator = await fay(day)
    seen = await preview(day, facilitator, by="count", number="2")
    assert "They are those who have a place in this workshop." in seen.text
    await day.press(facilitator, seen, "Begin")
    await day.wait(20)
    assert len(threads(day)) == 2
    assert {where(day, one) for one in people} == {""}
    assert day.one("SELECT count(*) FROM breakout_member WHERE in_thread") == 4


async def test_late_joiners_are_placed_in_the_smallest_group(day: World) -> None:
    await crowd(day, 5, voice=True)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="2")
    late = await day.join(name="Late")
    seen = await day.forge(late, "breakout.join:food")
    assert "You are in group 2" in seen.text
    await day.wait(10)
    assert sizes(day) == [3, 3]
    again = await day.forge(late, "breakout.join:food")
    assert "You are already in group 2" in again.text


async def test_the_facilitator_is_called_into_the_thread(day: World) -> None:
    people = await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="2")
    round_id = day.one("SELECT id FROM breakout_round")
    number = day.one("SELECT number FROM breakout_member WHERE user_id = ?", people[0].id)
    seen = await day.forge(people[0], f"breakout.call:{round_id}:{number}")
    assert "The facilitator has been called" in seen.text
    assert f"<@{facilitator.id}> group {number} calls for you." in written(day, number)
    seen = await day.forge(people[0], f"breakout.call:{round_id}:{3 - number}")
    assert "another group’s button" in seen.text


async def test_a_message_goes_to_all_groups(day: World) -> None:
    await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    seen = await begun(day, facilitator, by="count", number="2")
    form = await day.press(facilitator, seen, "Message to all groups…")
    seen = await day.send(facilitator, form, text="Think of *children* too.")
    assert "on its way to 2 groups" in seen.text
    assert all(
        "**From the facilitator:** Think of \\*children\\* too." in written(day, number)
        for number in (1, 2)
    )


async def test_a_restart_in_the_middle_resumes_groups_and_clock(day: World) -> None:
    people = await crowd(day, 6, voice=True)
    facilitator = await fay(day)
    seen = await preview(day, facilitator, by="count", number="2", minutes="6")
    await day.press(facilitator, seen, "Begin")
    await day.restart()
    await day.wait(30)
    assert len(threads(day)) == 2
    assert len({where(day, one) for one in people}) == 2
    await day.restart()
    await day.wait(450)
    assert {where(day, one) for one in people} == {"food live"}
    assert written(day, 1).count("1 minute left.") == 1


async def test_where_nobody_may_be_moved_the_text_way_works_alone(day: World) -> None:
    people = await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    for one in people:
        path = f"/guilds/{day.guild.id}/members/{one.id}"
        day.env.inject_error("PATCH", path, status=403, code=50013, times=None)
    await begun(day, facilitator, by="count", number="2")
    assert len(threads(day)) == 2
    assert {where(day, one) for one in people} == {"food live"}
    assert any("could not be moved" in line for line in day.log.lines)


async def test_without_room_for_more_channels_the_text_way_works_alone(day: World) -> None:
    people = await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    path = f"/guilds/{day.guild.id}/channels"
    day.env.inject_error("POST", path, status=400, code=30013, times=None)
    await begun(day, facilitator, by="count", number="2")
    assert len(threads(day)) == 2
    assert {where(day, one) for one in people} == {"food live"}


@pytest.mark.parametrize("who", ["stranger", "attendee", "other facilitator"])
async def test_only_who_leads_the_room_splits_it(day: World, who: str) -> None:
    await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="2")
    round_id = day.one("SELECT id FROM breakout_round")
    member = (
        day.person("Rob", roles=("Facilitator",))
        if who == "other facilitator"
        else await day.join(name="Ann")
        if who == "attendee"
        else day.person("Sid")
    )
    wanted = "This is not your room." if who == "other facilitator" else "Only facilitators"
    fields = {"how": "random", "by": "size", "number": "2", "minutes": "5", "brief": ""}
    assert wanted in (await day.forge(member, "breakout.new:food", fields=fields)).text
    for route in (
        f"breakout.mix:{round_id}:voice",
        f"breakout.begin:{round_id}",
        f"breakout.extend:{round_id}:5",
        f"breakout.end:{round_id}",
    ):
        assert wanted in (await day.forge(member, route)).text, route
    seen = await day.forge(member, f"breakout.message:{round_id}", fields={"text": "Hello"})
    assert wanted in seen.text
    assert day.one("SELECT stage FROM breakout_round") == "running"


async def test_a_hundred_people_are_split_and_none_is_left_out(day: World) -> None:
    people = await crowd(day, 100, voice=True)
    facilitator = await fay(day)
    seen = await preview(day, facilitator, number="5")
    assert "100 people in 20 groups" in seen.text
    assert len(seen.text) <= 2000
    await day.press(facilitator, seen, "Begin")
    await day.wait(120)
    assert sizes(day) == [5] * 20
    rooms = [where(day, one) for one in people]
    assert "food live" not in rooms
    assert len(set(rooms)) == 20


async def test_an_attendee_who_has_not_joined_is_sent_to_join_first(day: World) -> None:
    seen = await day.forge(day.person("Sid"), "breakout.join:food")
    assert "One more step: join the summit." in seen.text


def test_discord_takes_the_names() -> None:
    from cogs.breakouts.cards import thread_name

    assert len(thread_name("x" * 200, 25, 99)) <= 100
