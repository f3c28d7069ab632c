"""Small groups: previewed, begun by one press, joined late, and what Discord has to do for them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import datetime
from random import Random

import pytest

from db import breakout_previews, breakout_work, breakouts, facilitation, summits
from db.breakout_work import Task
from db.store import Store
from domain.attendees import Kind
from domain.breakouts import How
from domain.plan import Plan
from domain.rounds import Round, Stage
from domain.rules import RuleBroken
from domain.sessions import Rooms
from tests.db.given import GUILD, OTHER_GUILD, PLACES, at, join

HEALTH = "healthcare"
FAY, FRED = 81, 82
PEOPLE = tuple(range(100, 112))


def then(minutes: float) -> datetime:
    return at(-3600 + minutes * 60)


@pytest.fixture
async def room(summit: Store, plan: Plan) -> Store:
    """A workshop with twelve people of three kinds, which Fay leads."""
    await summits.set_up(
        summit,
        guild_id=GUILD,
        plan=plan,
        places=PLACES,
        rooms={HEALTH: Rooms(text=71, voice=72)},
        now=then(-60),
    )
    await facilitation.lead(summit, guild_id=GUILD, slug=HEALTH, user_id=FAY, now=then(0))
    for user_id, kind in zip(
        PEOPLE, [Kind.RESIDENT, Kind.BUSINESS, Kind.COMMUNITY_GROUP] * 4, strict=True
    ):
        await join(summit, user_id, f"Person {user_id}", kind=kind)
    return summit


async def preview(
    store: Store, how: How = How.BALANCED, *, groups: int = 4, user_id: int = FAY, seed: int = 1
) -> Round:
    return await breakout_previews.preview(
        store,
        guild_id=GUILD,
        slug=HEALTH,
        user_id=user_id,
        organiser=False,
        people=PEOPLE,
        how=how,
        groups=groups,
        size=None,
        minutes=15,
        brief="What helps already?",
        dice=Random(seed),
        now=then(0),
    )


async def begin(store: Store, round_id: int, user_id: int = FAY, guild_id: int = GUILD) -> Round:
    return await breakouts.begin(
        store, guild_id=guild_id, round_id=round_id, user_id=user_id, organiser=False, now=then(0)
    )


async def finish(store: Store, round_id: int) -> None:
    await breakouts.end(
        store, guild_id=GUILD, round_id=round_id, user_id=FAY, organiser=False, now=then(15)
    )
    await breakouts.by_itself(store, guild_id=GUILD, now=then(17))


async def refused(act: Awaitable[object]) -> str:
    with pytest.raises(RuleBroken) as told:
        await act
    return told.value.code


async def test_a_preview_puts_everybody_into_a_group_and_moves_nobody(room: Store) -> None:
    made = await preview(room)
    assert sorted(user_id for group in made.groups for user_id in group) == list(PEOPLE)
    assert [len(group) for group in made.groups] == [3, 3, 3, 3]
    assert made.stage is Stage.PREVIEW
    assert await breakout_work.to_do(room, guild_id=GUILD, most=99) == []
    assert await breakouts.running(room, guild_id=GUILD, slug=HEALTH) is None


async def test_what_begins_is_what_was_previewed(room: Store) -> None:
    made = await preview(room)
    begun = await begin(room, made.id)
    assert begun.groups == made.groups
    assert begun == await breakouts.running(room, guild_id=GUILD, slug=HEALTH)
    assert begun == await breakouts.get(room, guild_id=GUILD, round_id=made.id)


async def test_another_preview_takes_the_place_of_the_first(room: Store) -> None:
    first = await preview(room, seed=1)
    second = await preview(room, seed=2)
    assert second.groups != first.groups
    assert second.number == first.number
    assert await refused(begin(room, first.id)) == "breakout.unknown"


async def test_two_facilitators_begin_once(room: Store) -> None:
    await facilitation.lead(room, guild_id=GUILD, slug=HEALTH, user_id=FRED, now=then(0))
    made = await preview(room)
    both = await asyncio.gather(
        begin(room, made.id, FAY), begin(room, made.id, FRED), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in both) == ["Round", "RuleBroken"]
    assert await refused(preview(room)) == "breakout.runs"


async def test_only_the_rooms_own_facilitators_and_only_in_its_own_server(room: Store) -> None:
    made = await preview(room)
    assert await refused(preview(room, user_id=FRED)) == "room.not_yours"
    assert await refused(begin(room, made.id, FRED)) == "room.not_yours"
    assert await refused(begin(room, made.id, guild_id=OTHER_GUILD)) == "breakout.unknown"
    assert await breakouts.get(room, guild_id=OTHER_GUILD, round_id=made.id) is None


async def test_a_second_round_gives_everybody_new_people(room: Store) -> None:
    first = await begin(room, (await preview(room)).id)
    await finish(room, first.id)
    second = await preview(room, How.NEW_PEOPLE)
    pairs = {frozenset((a, b)) for group in first.groups for a in group for b in group if a < b}
    again = {frozenset((a, b)) for group in second.groups for a in group for b in group if a < b}
    assert not pairs & again
    assert (await preview(room, How.AGAIN)).groups == first.groups


async def test_who_comes_late_goes_to_the_smallest_group_and_stays_there(room: Store) -> None:
    assert (
        await refused(breakouts.join_late(room, guild_id=GUILD, slug=HEALTH, user_id=200))
        == "breakout.none"
    )
    await begin(room, (await preview(room, groups=5)).id)
    there, number, new = await breakouts.join_late(room, guild_id=GUILD, slug=HEALTH, user_id=200)
    assert new
    assert 200 in there.groups[number - 1]
    assert len(there.groups[number - 1]) == 3
    _, same, again = await breakouts.join_late(room, guild_id=GUILD, slug=HEALTH, user_id=200)
    assert (same, again) == (number, False)


async def test_late_joiners_at_the_same_moment_are_spread(room: Store) -> None:
    await begin(room, (await preview(room)).id)
    placed = await asyncio.gather(
        *(
            breakouts.join_late(room, guild_id=GUILD, slug=HEALTH, user_id=300 + late)
            for late in range(8)
        )
    )
    there = placed[-1][0]
    assert sorted(len(group) for group in there.groups) == [5, 5, 5, 5]


async def test_calls_come_once_and_the_end_gives_a_minute_of_grace(room: Store) -> None:
    made = await begin(room, (await preview(room)).id)
    seen: list[tuple[float, str, int | None]] = []
    for minute in (1, 5, 5.1, 10, 14, 15, 15.5, 16):
        for one, call in await breakouts.by_itself(room, guild_id=GUILD, now=then(minute)):
            seen.append((minute, one.stage.value, call))
    assert seen == [
        (1, "running", None),
        (5, "running", 10),
        (5.1, "running", None),
        (10, "running", 5),
        (14, "running", 1),
        (15, "grace", 0),
        (15.5, "grace", None),
        (16, "over", None),
    ]
    assert (await breakouts.get(room, guild_id=GUILD, round_id=made.id)) is not None
    assert await breakouts.by_itself(room, guild_id=GUILD, now=then(17)) == []


async def test_one_press_extends_it_for_all(room: Store) -> None:
    made = await begin(room, (await preview(room)).id)
    longer = await breakouts.extend(
        room,
        guild_id=GUILD,
        round_id=made.id,
        user_id=FAY,
        organiser=False,
        minutes=5,
        now=then(14),
    )
    assert longer.clock is not None
    assert longer.clock.ends_at == then(20)


# ---------------------------------------------------------------------- what Discord has to do


async def do(store: Store, task: Task) -> None:
    """What the keeper settles when Discord has done it."""
    channel = 1000 * task.round_number + task.number
    match task.step:
        case "thread" | "look for thread":
            await breakout_work.thread(store, task, "made", channel)
        case "voice" | "look for voice":
            await breakout_work.voice(store, task, "made", channel + 500)
        case "into thread":
            await breakout_work.in_thread(store, task)
        case "move":
            await breakout_work.moved(store, task, "moved")
        case "move back":
            await breakout_work.moved(store, task, "back")
        case "close voice":
            await breakout_work.voice(store, task, "closed")
        case "close thread":
            await breakout_work.thread(store, task, "closed")
        case "report":
            await breakout_work.reported(store, task)


async def do_all(store: Store) -> list[str]:
    """Do everything there is to do, a few at a time; the steps in their order."""
    steps: list[str] = []
    while tasks := await breakout_work.to_do(store, guild_id=GUILD, most=3):
        for task in tasks:
            steps.append(task.step)
            await do(store, task)
    return steps


async def test_threads_come_first_then_people_then_voice_then_moving(room: Store) -> None:
    await begin(room, (await preview(room)).id)
    steps = await do_all(room)
    assert {step: steps.count(step) for step in steps} == {
        "thread": 4,
        "into thread": 12,
        "voice": 4,
        "move": 12,
    }
    assert list(dict.fromkeys(steps)) == ["thread", "into thread", "voice", "move"]


async def test_after_the_end_people_are_moved_back_before_their_channel_goes(room: Store) -> None:
    made = await begin(room, (await preview(room)).id)
    await do_all(room)
    await finish(room, made.id)
    steps = await do_all(room)
    assert list(dict.fromkeys(steps)) == ["move back", "close voice", "close thread"]
    assert steps.count("move back") == 12


async def test_nothing_is_moved_during_the_grace(room: Store) -> None:
    made = await begin(room, (await preview(room)).id)
    await do_all(room)
    await breakouts.end(
        room, guild_id=GUILD, round_id=made.id, user_id=FAY, organiser=False, now=then(15)
    )
    assert await do_all(room) == []


async def test_what_was_begun_before_a_crash_is_looked_for_not_made_again(room: Store) -> None:
    await begin(room, (await preview(room)).id)
    first, *_ = await breakout_work.to_do(room, guild_id=GUILD, most=1)
    await breakout_work.thread(room, first, "begun")
    (task, *_) = await breakout_work.to_do(room, guild_id=GUILD, most=1)
    assert (task.step, task.number) == ("look for thread", first.number)


async def test_who_is_not_in_voice_is_not_moved_back(room: Store) -> None:
    made = await begin(room, (await preview(room)).id)
    for _ in range(20):
        for task in await breakout_work.to_do(room, guild_id=GUILD, most=50):
            if task.step == "move":
                await breakout_work.moved(room, task, "text")
            else:
                await do(room, task)
    await finish(room, made.id)
    assert "move back" not in await do_all(room)


async def test_each_group_gets_its_report_form_once(room: Store) -> None:
    made = await begin(room, (await preview(room)).id)
    await do_all(room)
    wanted = await breakout_work.reports_wanted(room, guild_id=GUILD, round_id=made.id)
    assert [task.number for task in wanted] == [1, 2, 3, 4]
    for task in wanted:
        await breakout_work.reported(room, task)
    assert await breakout_work.reports_wanted(room, guild_id=GUILD, round_id=made.id) == []


async def test_another_servers_groups_are_not_its_own_to_do(room: Store) -> None:
    await begin(room, (await preview(room)).id)
    assert await breakout_work.to_do(room, guild_id=OTHER_GUILD, most=9) == []
    assert await breakouts.by_itself(room, guild_id=OTHER_GUILD, now=then(20)) == []
