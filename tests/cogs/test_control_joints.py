"""Where running a room meets the rest: a session cancelled in the middle, clocks, hands, stages."""

from __future__ import annotations

import pytest
from simcord.actors import MemberActor

from tests.cogs.test_calling import call, posts, texts
from tests.cogs.test_control import control, fay, may_write
from tests.cogs.test_hands import it_is_on, said_in
from tests.cogs.test_hands import up as hand_up
from tests.cogs.test_mydata import erase
from tests.cogs.test_programme import FOOD, HEALTH, TALK, plan_is
from tests.cogs.test_voices import with_stages
from tests.world import Seen, World


@pytest.fixture
async def day(bare_world: World) -> World:
    """A workshop that is on, in an open room."""
    await plan_is(bare_world, TALK, FOOD, HEALTH)
    await it_is_on(bare_world, "food", minutes=120)
    await bare_world.wait(20)
    return bare_world


@pytest.fixture
async def staged(bare_world: World) -> World:
    """A talk on a stage, which has not begun."""
    with_stages(bare_world)
    await plan_is(bare_world, TALK, FOOD, HEALTH)
    await bare_world.wait(20)
    return bare_world


async def cancel(world: World, slug: str = "food") -> None:
    form = await world.type(world.manager, "change cancel", session=slug)
    seen = await world.send(world.manager, form, reason="The speaker is ill")
    assert "is cancelled." in seen.text


async def restore(world: World, slug: str = "food") -> None:
    seen = await world.type(world.manager, "change restore", session=slug)
    await world.press(world.manager, seen, "It takes place after all")


async def clock(world: World, member: MemberActor, minutes: str = "6") -> Seen:
    form = await world.press(member, control(world), "Start a clock…")
    return await world.send(member, form, label="Small talk", minutes=minutes)


def live(world: World) -> bool:
    return world.guild.channels["talk live"].id in world.env.backend.stage_instances


def door(world: World, slug: str = "food") -> tuple[str, str | None]:
    ((turned, closes_at),) = world.rows("SELECT door, closes_at FROM room WHERE slug = ?", slug)
    return turned, closes_at


# ------------------------------------------------------------------ cancelled while it closes


async def test_a_session_cancelled_in_the_closing_minute_has_a_quiet_room(day: World) -> None:
    amina = await day.join()
    facilitator = await fay(day)
    await day.press(facilitator, control(day), "Close the room")
    await day.wait(10)
    assert door(day)[0] == "closing"
    await cancel(day)
    await day.wait(10)
    assert door(day) == ("quiet", None)
    assert not may_write(day, amina)
    await restore(day)
    await day.wait(120)
    assert door(day) == ("open", None)
    assert may_write(day, amina)


async def test_no_timer_is_left_where_it_takes_place_at_once_after_all(day: World) -> None:
    amina = await day.join()
    facilitator = await fay(day)
    await day.press(facilitator, control(day), "Close the room")
    await cancel(day)
    await restore(day)
    await day.wait(120)
    assert door(day) == ("open", None)
    assert may_write(day, amina)


# ------------------------------------------------------------------ stages


async def test_the_stage_of_a_cancelled_session_ends(staged: World) -> None:
    await it_is_on(staged, "talk")
    await staged.wait(10)
    assert live(staged)
    await cancel(staged, "talk")
    await staged.restart()
    await staged.wait(10)
    assert not live(staged)
    await restore(staged, "talk")
    await staged.wait(10)
    assert live(staged)


async def test_a_stage_that_somebody_began_by_hand_is_left(staged: World) -> None:
    stage = staged.guild.channels["talk live"].id
    staged.env.backend.create_stage_instance(stage, "Sound check")
    await cancel(staged, "talk")
    await staged.wait(10)
    assert live(staged)


# ------------------------------------------------------------------ clocks and hands


async def test_closing_stops_the_clocks_and_ends_the_hands(day: World) -> None:
    await it_is_on(day, "health", minutes=120)
    amina, ben = await day.join(name="Amina"), await day.join(name="Ben")
    facilitator = await fay(day)
    assert "The clock runs" in (await clock(day, facilitator)).text
    await hand_up(day, amina, "food")
    await hand_up(day, ben, "health")
    await day.press(facilitator, control(day), "Close the room")
    await day.wait(10)
    assert day.rows("SELECT state FROM hand") == [("up",), ("up",)], "there is a minute left"
    await day.wait(600)
    assert said_in(day, "food")[-1].startswith("**This room is closed")
    assert day.rows("SELECT state FROM room_clock") == [("stopped",)]
    states = dict(day.rows("SELECT session, state FROM hand"))
    assert states == {"food": "ended", "health": "up"}
    fields = {"label": "Talk", "minutes": "5"}
    refused = await day.forge(facilitator, "room.clock:food", fields=fields)
    assert "This room is not open, so nothing was changed." in refused.text


async def test_cancelling_stops_the_clocks_and_no_new_one_begins(day: World) -> None:
    facilitator = await fay(day)
    await clock(day, facilitator)
    await cancel(day)
    said = len(said_in(day, "food"))
    await day.wait(600)
    assert not any("left" in text for text in said_in(day, "food")[said:])
    assert day.rows("SELECT state FROM room_clock") == [("stopped",)]
    fields = {"label": "Talk", "minutes": "5"}
    refused = await day.forge(facilitator, "room.clock:food", fields=fields)
    assert "“Food” was cancelled, so its room stays quiet." in refused.text


# ------------------------------------------------------------------ calls for help


async def test_a_call_whose_helper_was_erased_is_open_and_raised_again(day: World) -> None:
    amina, olu = await day.join(), await day.organiser()
    await day.join(olu, name="Olu")
    await call(day, amina)
    await day.wait(5)
    await day.press(olu, posts(day)[0], "I take it")
    await erase(day, olu)
    seen = await day.forge(day.manager, f"callhelp.see:{day.guild.id}:1")
    assert "<@0>" not in seen.text
    await day.wait(20)
    assert day.rows("SELECT state, taken_by FROM help_call") == [("open", None)]
    assert "**Nobody has taken it yet.**" in texts(day)[0]
    await day.wait(130)
    assert "has waited for two minutes" in texts(day)[-1]
    answer = await day.press(day.manager, posts(day)[0], "I take it")
    assert answer.text.startswith("**You take it.")
    assert "<@0>" not in "\n".join(texts(day))


async def test_who_comes_may_take_it_before_it_is_open_again(day: World) -> None:
    """As it stands in a file that was kept by an earlier version."""
    amina = await day.join()
    await call(day, amina)
    await day.store.write(
        lambda tx: tx.execute("UPDATE help_call SET state = 'taken', taken_by = 0")
    )
    answer = await day.forge(day.manager, f"callhelp.take:{day.guild.id}:1")
    assert answer.text.startswith("**You take it.")
    assert day.rows("SELECT state, taken_by FROM help_call") == [("taken", day.manager.id)]
