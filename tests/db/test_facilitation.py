"""Running a room: who leads it, how its door turns, and what Discord was told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest

from db import clocks, facilitation, leading, summits
from db.facilitation import Kept
from db.store import Store
from domain import facilitation as rules
from domain.facilitation import Door, Room
from domain.plan import Plan
from domain.rules import RuleBroken
from domain.sessions import Rooms
from tests.db.given import GUILD, OTHER_GUILD, PLACES, at, look, whole_file

HEALTH, WORK = "healthcare", "employment-and-income"  # 13:00 to 14:00
FAY, FRED = 81, 82
EARLY = at(-2 * 3600)  # 12:00
START = at(-3600)  # 13:00


@pytest.fixture
async def rooms(summit: Store, plan: Plan) -> Store:
    await summits.set_up(
        summit,
        guild_id=GUILD,
        plan=plan,
        places=PLACES,
        rooms={HEALTH: Rooms(text=71, voice=72), WORK: Rooms(text=73)},
        now=EARLY,
    )
    await facilitation.lead(summit, guild_id=GUILD, slug=HEALTH, user_id=FAY, now=EARLY)
    return summit


async def turn(
    store: Store,
    to: Door,
    user_id: int = FAY,
    *,
    slug: str = HEALTH,
    organiser: bool = False,
    guild_id: int = GUILD,
) -> Kept:
    def work(kept: Kept) -> Room:
        if to is Door.OPEN:
            return rules.open_room(kept.room, kept.session, EARLY)
        return rules.close_room(kept.room, EARLY)

    return await facilitation.change(
        store,
        guild_id=guild_id,
        slug=slug,
        user_id=user_id,
        organiser=organiser,
        event=to.value,
        work=work,
        now=EARLY,
    )


async def refused(act: Awaitable[object]) -> str:
    with pytest.raises(RuleBroken) as told:
        await act
    return told.value.code


async def test_a_room_is_quiet_until_its_facilitator_opens_it(rooms: Store) -> None:
    assert (await facilitation.get(rooms, guild_id=GUILD, slug=HEALTH)).room.door is Door.QUIET
    kept = await turn(rooms, Door.OPEN)
    assert kept.room == Room(GUILD, HEALTH, Door.OPEN, opened_at=EARLY)
    assert await facilitation.get(rooms, guild_id=GUILD, slug=HEALTH) == kept


async def test_another_facilitators_room_is_closed_to_them_and_no_row_is_written(
    rooms: Store,
) -> None:
    before = whole_file(rooms.path)
    assert await refused(turn(rooms, Door.OPEN, FRED)) == "room.not_yours"
    assert await refused(turn(rooms, Door.OPEN, FAY, slug=WORK)) == "room.not_yours"
    assert whole_file(rooms.path) == before


async def test_an_organiser_runs_every_room(rooms: Store) -> None:
    assert (await turn(rooms, Door.OPEN, FRED, slug=WORK, organiser=True)).room.people_may_write


async def test_a_co_facilitator_takes_over_at_any_time(rooms: Store) -> None:
    await turn(rooms, Door.OPEN)
    kept, new = await facilitation.lead(rooms, guild_id=GUILD, slug=HEALTH, user_id=FRED, now=START)
    assert (kept.facilitators, new) == ((FAY, FRED), True)
    _, again = await facilitation.lead(rooms, guild_id=GUILD, slug=HEALTH, user_id=FRED, now=START)
    assert not again
    await leading.stop_leading(rooms, guild_id=GUILD, slug=HEALTH, user_id=FAY, now=START)
    assert (await turn(rooms, Door.CLOSING, FRED)).room.door is Door.CLOSING
    assert await refused(turn(rooms, Door.OPEN, FAY)) == "room.not_yours"


async def test_two_facilitators_who_press_at_once_turn_the_door_once(rooms: Store) -> None:
    await facilitation.lead(rooms, guild_id=GUILD, slug=HEALTH, user_id=FRED, now=EARLY)
    await asyncio.gather(turn(rooms, Door.OPEN, FAY), turn(rooms, Door.OPEN, FRED))
    events = look(rooms.path, "SELECT actor_id FROM room_log WHERE event = 'open'")
    assert len(events) == 1


async def test_rooms_open_by_themselves_at_the_start_and_say_so_once(rooms: Store) -> None:
    early = await facilitation.by_itself(rooms, guild_id=GUILD, now=EARLY)
    assert {kept.room.door for kept in early} == {Door.QUIET}
    late = await facilitation.by_itself(rooms, guild_id=GUILD, now=START)
    assert {kept.session.slug: kept.room.door for kept in late} == {
        HEALTH: Door.OPEN,
        WORK: Door.OPEN,
    }
    assert all(kept.said is Door.QUIET for kept in late)
    await facilitation.said(rooms, guild_id=GUILD, slug=HEALTH, door=Door.OPEN)
    again = await facilitation.by_itself(rooms, guild_id=GUILD, now=START)
    assert {kept.session.slug: kept.said for kept in again} == {
        HEALTH: Door.OPEN,
        WORK: Door.QUIET,
    }


async def test_what_discord_was_told_of_one_session_is_forgotten_for_others_of_the_room(
    summit: Store, plan: Plan
) -> None:
    shared = {HEALTH: Rooms(text=71), "pledges-for-action": Rooms(text=71), WORK: Rooms(text=73)}
    await summits.set_up(summit, guild_id=GUILD, plan=plan, places=PLACES, rooms=shared, now=EARLY)
    for slug in (HEALTH, WORK, "pledges-for-action"):
        await facilitation.told(summit, guild_id=GUILD, slug=slug, what=f"of {slug}")
    told = {
        kept.session.slug: kept.told
        for kept in await facilitation.by_itself(summit, guild_id=GUILD, now=EARLY)
    }
    assert told == {
        HEALTH: "",
        WORK: f"of {WORK}",
        "pledges-for-action": "of pledges-for-action",
    }


async def test_a_break_and_what_is_not_there_are_no_rooms(rooms: Store) -> None:
    for slug in ("lunch", "no-such"):
        assert await refused(facilitation.get(rooms, guild_id=GUILD, slug=slug)) == "room.unknown"
        assert (
            await refused(
                facilitation.lead(rooms, guild_id=GUILD, slug=slug, user_id=FAY, now=EARLY)
            )
            == "room.unknown"
        )


# ---------------------------------------------------------------------- countdowns


async def start(store: Store, minutes: int = 12, user_id: int = FAY) -> clocks.Running:
    return await clocks.start(
        store,
        guild_id=GUILD,
        slug=HEALTH,
        user_id=user_id,
        organiser=False,
        label="Small groups",
        minutes=minutes,
        now=START,
    )


async def calls(store: Store, minute: float) -> list[int]:
    """Everything that is to be called out so many minutes after the start."""
    found: list[int] = []
    now = at(-3600 + minute * 60)
    while (call := await clocks.next_call(store, guild_id=GUILD, now=now)) is not None:
        found.append(call.minutes)
    return found


async def test_a_countdown_is_called_out_once_at_each_moment_and_then_it_is_over(
    rooms: Store,
) -> None:
    await start(rooms)
    assert [await calls(rooms, minute) for minute in (0, 2, 7, 7.2, 11, 12)] == [
        [],
        [10],
        [5],
        [],
        [1],
        [0],
    ]
    assert await clocks.of_room(rooms, guild_id=GUILD, slug=HEALTH) == []


@pytest.mark.parametrize(
    "over",
    [
        f"UPDATE session SET cancelled = 1 WHERE slug = '{HEALTH}'",
        f"INSERT INTO room (guild_id, slug, door) VALUES ({GUILD}, '{HEALTH}', 'closed')",
    ],
)
async def test_nothing_is_called_out_in_a_room_that_is_closed_or_cancelled(
    rooms: Store, over: str
) -> None:
    await start(rooms)
    await rooms.write(lambda tx: tx.execute(over))
    await clocks.next_call(rooms, guild_id=OTHER_GUILD, now=START)
    assert len(await clocks.of_room(rooms, guild_id=GUILD, slug=HEALTH)) == 1
    assert await calls(rooms, 2) == []
    assert await clocks.of_room(rooms, guild_id=GUILD, slug=HEALTH) == []


async def test_what_was_called_out_is_in_the_file_before_it_is_said(rooms: Store) -> None:
    await start(rooms)
    assert await calls(rooms, 2) == [10]
    assert [row[0] for row in look(rooms.path, "SELECT called FROM room_clock")] == ["[10]"]


async def test_a_countdown_that_ended_while_the_bot_was_away_is_not_called_out(
    rooms: Store,
) -> None:
    await start(rooms)
    assert await calls(rooms, 30) == []
    assert await clocks.of_room(rooms, guild_id=GUILD, slug=HEALTH) == []


async def test_more_time_by_one_press_and_only_in_ones_own_room(rooms: Store) -> None:
    running = await start(rooms)
    moved = await clocks.move(
        rooms,
        guild_id=GUILD,
        clock_id=running.id,
        user_id=FAY,
        organiser=False,
        minutes=5,
        now=START,
    )
    assert moved.clock.ends_at == at(-3600 + 17 * 60)
    for guild_id, user_id, code in (
        (GUILD, FRED, "room.not_yours"),
        (OTHER_GUILD, FAY, "clock.unknown"),
    ):
        assert (
            await refused(
                clocks.move(
                    rooms,
                    guild_id=guild_id,
                    clock_id=running.id,
                    user_id=user_id,
                    organiser=False,
                    minutes=5,
                    now=START,
                )
            )
            == code
        )
    assert await refused(start(rooms, user_id=FRED)) == "room.not_yours"


async def test_a_countdown_of_the_same_name_takes_the_place_of_the_other(rooms: Store) -> None:
    await start(rooms, 12)
    second = await start(rooms, 30)
    assert await clocks.of_room(rooms, guild_id=GUILD, slug=HEALTH) == [second]


async def test_a_stopped_countdown_is_silent(rooms: Store) -> None:
    running = await start(rooms)
    await clocks.stop(rooms, guild_id=GUILD, clock_id=running.id, user_id=FAY, organiser=False)
    assert await calls(rooms, 2) == []
    assert (
        await refused(
            clocks.stop(rooms, guild_id=GUILD, clock_id=running.id, user_id=FAY, organiser=False)
        )
        == "clock.unknown"
    )
