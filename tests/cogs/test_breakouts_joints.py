"""Small groups where they meet the rest: removals, other rooms, closed rooms, cancellations."""

from __future__ import annotations

import pytest
from simcord.actors import MemberActor

from tests.cogs.test_breakouts import begun, crowd, preview, sizes, where, written
from tests.cogs.test_control import control, fay
from tests.cogs.test_hands import it_is_on
from tests.cogs.test_programme import FOOD, HEALTH, TALK, plan_is
from tests.world import World

REASON = {"reason": "Please leave people’s names out."}


@pytest.fixture
async def day(bare_world: World) -> World:
    """Two workshops are on for two hours, at the same time."""
    await plan_is(bare_world, TALK, FOOD, HEALTH)
    await it_is_on(bare_world, "food", "health", minutes=120)
    await bare_world.wait(30)
    return bare_world


async def removed(world: World, facilitator: MemberActor, member: MemberActor) -> None:
    seen = await world.forge(facilitator, f"mod.remove:{member.id}:food", fields=REASON)
    assert "is removed from “Food”" in seen.text


def stands_in(world: World, member: MemberActor, room: str) -> None:
    """Somebody is in a voice room that is closed to them: a move by hand, or a late gateway."""
    channel = world.guild.channels[room]
    world.env.backend.set_voice_state(world.guild.id, member.id, channel.id)


def now_in(world: World, member: MemberActor) -> str:
    """The voice room that somebody is in; who is in a deleted one is in none."""
    state = world.guild.voice_states().get(member.id)
    rooms = world.guild.channels.items()
    return next((name for name, one in rooms if state and one.id == state.channel_id), "")


def stage(world: World) -> str:
    return world.one("SELECT stage FROM breakout_round")


def members(world: World) -> set[int]:
    return {one for (one,) in world.rows("SELECT user_id FROM breakout_member")}


# ------------------------------------------------------------------ who was removed


async def test_who_was_removed_is_in_no_preview_and_moved_nowhere(day: World) -> None:
    out, *people = await crowd(day, 5, voice=False)
    facilitator = await fay(day)
    await removed(day, facilitator, out)
    await out.join_voice(day.guild.channels["health live"])
    seen = await preview(day, facilitator, by="count", number="2")
    assert "4 people in 2 groups" in seen.text
    assert f"<@{out.id}>" not in seen.text
    await day.press(facilitator, seen, "Begin")
    await day.wait(20)
    assert members(day) == {one.id for one in people}
    assert where(day, out) == "health live"


async def test_in_the_voice_room_who_was_removed_is_passed_over(day: World) -> None:
    out, *_ = await crowd(day, 5, voice=True)
    facilitator = await fay(day)
    await removed(day, facilitator, out)
    stands_in(day, out, "food live")
    await day.wait(1)
    seen = await preview(day, facilitator, by="count", number="2")
    assert "4 people in 2 groups" in seen.text
    assert f"<@{out.id}>" not in seen.text


async def test_who_was_removed_cannot_come_late_and_let_back_in_can(day: World) -> None:
    await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="2")
    late = await day.join(name="Late")
    await removed(day, facilitator, late)
    seen = await day.forge(late, "breakout.join:food")
    assert "A moderator removed you from this room" in seen.text
    assert sizes(day) == [2, 2]
    await day.forge(facilitator, f"mod.back:{day.one('SELECT max(id) FROM moderation_act')}")
    assert "You are in group" in (await day.forge(late, "breakout.join:food")).text


async def test_who_is_removed_after_the_preview_does_not_begin(day: World) -> None:
    out, *people = await crowd(day, 5, voice=False)
    facilitator = await fay(day)
    seen = await preview(day, facilitator, by="count", number="2")
    await removed(day, facilitator, out)
    await day.press(facilitator, seen, "Begin")
    await day.wait(20)
    assert members(day) == {one.id for one in people}


@pytest.mark.parametrize("still_there", ["own group", "another group"])
async def test_who_is_removed_from_groups_is_not_carried_back(day: World, still_there: str) -> None:
    out, *people = await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    seen = await begun(day, facilitator, by="count", number="2")
    group = where(day, out)
    other = next(name for one in people if (name := where(day, one)) != group)
    await removed(day, facilitator, out)
    assert where(day, out) == ""
    stands_in(day, out, group if still_there == "own group" else other)
    await day.press(facilitator, seen, "Call everybody back")
    await day.wait(90)
    assert now_in(day, out) == ""
    assert {where(day, one) for one in people} == {"food live"}


async def test_the_voice_room_of_a_group_is_not_opened_to_who_is_removed_while_it_is_made(
    day: World,
) -> None:
    out, *people = await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    seen = await preview(day, facilitator, by="count", number="2")
    await day.press(facilitator, seen, "Begin")
    await removed(day, facilitator, out)
    stands_in(day, out, "food live")
    await day.wait(20)
    assert where(day, out) == "food live"
    assert {where(day, one) for one in people} >= {"Food · group 1 · round 1"}
    for room in day.bot.guilds[0].voice_channels:
        allowed = [one.id for one, mask in room.overwrites.items() if mask.view_channel]
        assert out.id not in allowed, room.name


# ------------------------------------------------------------------ who is elsewhere


async def test_nobody_is_pulled_out_of_another_workshop(day: World) -> None:
    people = await crowd(day, 4, voice=False)
    here, there, *_ = people
    await here.join_voice(day.guild.channels["food live"])
    await there.join_voice(day.guild.channels["health live"])
    facilitator = await fay(day)
    seen = await begun(day, facilitator, by="count", number="2")
    assert "group" in where(day, here)
    assert where(day, there) == "health live"
    assert day.one("SELECT moved FROM breakout_member WHERE user_id = ?", there.id) == "text"
    # Their group's room is open to them. At the end they are not put where they never were.
    number = day.one("SELECT number FROM breakout_member WHERE user_id = ?", there.id)
    await there.join_voice(day.guild.channels[f"Food · group {number} · round 1"])
    await day.press(facilitator, seen, "Call everybody back")
    await day.wait(90)
    assert now_in(day, there) == ""
    assert where(day, here) == "food live"


# ------------------------------------------------------------------ a room that ends


async def test_groups_end_with_their_room_and_nothing_brings_them_back(day: World) -> None:
    people = await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="2")
    seen = await day.press(facilitator, control(day), "Close the room")
    assert "2 groups are under way: they are called back when the room closes." in seen.text
    await day.wait(30)
    assert stage(day) == "running"
    await day.wait(45)
    assert stage(day) == "grace"
    assert "Time is up." in written(day, 1)
    await refused_now(day, facilitator, "This room is not open")
    await day.wait(75)
    assert stage(day) == "over"
    assert {where(day, one) for one in people} == {"food live"}
    fields = {"how": "random", "by": "size", "number": "2", "minutes": "5", "brief": ""}
    seen = await day.forge(facilitator, "breakout.new:food", fields=fields)
    assert "This room is not open" in seen.text


async def refused_now(day: World, facilitator: MemberActor, why: str) -> None:
    round_id = day.one("SELECT id FROM breakout_round")
    assert why in (await day.forge(facilitator, f"breakout.extend:{round_id}:5")).text
    late = await day.join(name="Late")
    seen = await day.forge(late, "breakout.join:food")
    assert "There are no small groups in this room at the moment." in seen.text
    assert late.id not in members(day)


async def test_a_warning_that_is_taken_back_leaves_the_groups_alone(day: World) -> None:
    await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="2")
    await day.press(facilitator, control(day), "Close the room")
    await day.wait(10)
    await day.press(facilitator, control(day), "Keep it open")
    await day.wait(90)
    assert stage(day) == "running"


async def test_one_group_is_called_back_in_the_singular(day: World) -> None:
    await crowd(day, 3, voice=True)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="1")
    seen = await day.press(facilitator, control(day), "Close the room")
    assert "1 group is under way: it is called back when the room closes." in seen.text


async def test_groups_end_with_their_cancelled_session(day: World) -> None:
    people = await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="2")
    await it_is_on(day, "food", minutes=120, cancelled=True)
    await day.wait(10)
    assert stage(day) == "grace"
    await refused_now(day, facilitator, "was cancelled")
    await day.wait(75)
    assert stage(day) == "over"
    assert {where(day, one) for one in people} == {"food live"}


async def test_a_preview_of_a_cancelled_session_does_not_begin(day: World) -> None:
    await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    seen = await preview(day, facilitator, by="count", number="2")
    await it_is_on(day, "food", minutes=120, cancelled=True)
    seen = await day.press(facilitator, seen, "Begin")
    assert "“Food” was cancelled, so its room stays quiet." in seen.text
    assert stage(day) == "preview"


async def test_groups_end_with_the_summit(day: World) -> None:
    await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    seen = await day.type(day.manager, "summit open")
    await day.press(day.manager, seen, "Open it now")
    await begun(day, facilitator, by="count", number="2")
    seen = await day.type(day.manager, "summit close")
    seen = await day.press(day.manager, seen, "Close it now")
    assert "closed" in seen.text
    await day.wait(75)
    assert stage(day) == "grace"


# ------------------------------------------------------------------ small things


@pytest.mark.parametrize("minutes", ["-5", "1", "500", "+5", "05", "x"])
async def test_only_the_minutes_of_a_button_are_given(day: World, minutes: str) -> None:
    await crowd(day, 4, voice=True)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="2")
    before = day.one("SELECT ends_at FROM breakout_round")
    round_id = day.one("SELECT id FROM breakout_round")
    seen = await day.forge(facilitator, f"breakout.extend:{round_id}:{minutes}")
    assert "five minutes more" not in seen.text
    assert day.one("SELECT ends_at FROM breakout_round") == before


async def test_one_person_is_one_person(day: World) -> None:
    await crowd(day, 1, voice=False)
    seen = await preview(day, await fay(day), by="count", number="1")
    assert "**1 person in 1 group, for 15 minutes." in seen.text


async def test_closing_the_summit_calls_groups_back_in_a_room_that_was_never_opened(
    bare_world: World,
) -> None:
    day = bare_world
    await plan_is(day, TALK, FOOD, HEALTH)
    await day.wait(30)
    await crowd(day, 4, voice=False)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="2", minutes="30")
    assert day.rows("SELECT 1 FROM room WHERE slug = 'food' AND door <> 'quiet'") == []
    await day.press(day.manager, await day.type(day.manager, "summit open"), "Open it now")
    seen = await day.type(day.manager, "summit close")
    await day.press(day.manager, seen, "Close it now")
    await day.wait(10)
    assert day.one("SELECT stage FROM breakout_round") == "grace"
    await day.wait(70)
    assert day.one("SELECT stage FROM breakout_round") == "over"
