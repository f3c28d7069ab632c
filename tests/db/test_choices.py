"""Choosing workshops: one place each, waiting numbers without gaps, and who moves up."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from db import choices, summits
from db.choices import Access
from db.store import Store
from domain.choices import Choice, News, Note, Taken
from domain.plan import Plan
from domain.rules import RuleBroken
from domain.sessions import Rooms, Session
from tests.db.given import GUILD, MAYA, OLA, PLACES, ROB, SAM, at, join, look, whole_file

# In the plan: early-years-and-education and communities-and-place in one slot from 11:15 to 12:15,
# healthcare and employment-and-income in the next from 13:00 to 14:00.
EARLY, PLACE, HEALTH, WORK = (
    "early-years-and-education",
    "communities-and-place",
    "healthcare",
    "employment-and-income",
)
BEFORE = at(-5 * 3600)  # 09:00
DURING = at(-2.5 * 3600)  # 11:30
AFTER = at(-1.5 * 3600)  # 12:30


def tell(news: News, session: Session, has_place: bool) -> Note:
    return Note(session.title, f"{news.value} {session.slug} {has_place}", (("Press", "route"),))


def changed(plan: Plan, sessions: Mapping[str, Mapping[str, Any] | None]) -> Plan:
    """The plan with other values in some sessions; None takes a session out."""
    kept = [
        one.model_copy(update=dict(sessions.get(one.slug) or {}))
        for one in plan.sessions
        if sessions.get(one.slug, {}) is not None
    ]
    return Plan.model_validate(plan.model_copy(update={"sessions": tuple(kept)}).model_dump())


async def set_up(store: Store, plan: Plan, rooms: Mapping[str, Rooms] | None = None) -> None:
    await summits.set_up(store, guild_id=GUILD, plan=plan, places=PLACES, rooms=rooms, now=BEFORE)


async def small(
    store: Store, plan: Plan, capacity: int = 1, rest: Mapping[str, Any] | None = None
) -> Plan:
    """Room for so many in one workshop."""
    made = changed(plan, {EARLY: {"capacity": capacity}, **(rest or {})})
    await set_up(store, made)
    return made


async def choose(
    store: Store,
    user_id: int = MAYA,
    slug: str = EARLY,
    *,
    give_up: bool = False,
    now: Any = BEFORE,
) -> choices.Chosen:
    return await choices.choose(
        store, guild_id=GUILD, user_id=user_id, slug=slug, now=now, tell=tell, give_up=give_up
    )


async def leave(
    store: Store, user_id: int = MAYA, slug: str = EARLY, now: Any = BEFORE
) -> tuple[Session, bool]:
    return await choices.leave(
        store, guild_id=GUILD, user_id=user_id, slug=slug, now=now, tell=tell
    )


async def fill_up(store: Store, now: Any = BEFORE) -> int:
    return await choices.fill_up(store, guild_id=GUILD, now=now, tell=tell)


async def standing(store: Store, slug: str = EARLY) -> list[tuple[int, int | None]]:
    """Who chose a workshop, and their waiting numbers."""
    found = await choices.members(store, guild_id=GUILD, slug=slug)
    return [(choice.user_id, choice.waiting) for choice in found]


def letters(path: Path) -> list[tuple[int, str]]:
    return look(path, "SELECT user_id, text FROM letter ORDER BY id")


# ---------------------------------------------------------------- choosing


async def test_a_choice_is_kept_and_read_by_slot(summit: Store) -> None:
    done = await choose(summit)
    assert (done.choice, done.left, done.new) == (
        Choice(GUILD, MAYA, EARLY, None, BEFORE),
        None,
        True,
    )
    await choose(summit, slug=HEALTH)
    mine = await choices.chosen_by(summit, guild_id=GUILD, user_id=MAYA)
    assert {slot: choice.slug for slot, choice in mine.items()} == {
        "session-2": EARLY,
        "session-3": HEALTH,
    }
    assert await choices.taken(summit, guild_id=GUILD) == {EARLY: Taken(1, 0), HEALTH: Taken(1, 0)}


async def test_choosing_again_changes_nothing(summit: Store, path: Path) -> None:
    first = await choose(summit)
    before = whole_file(path)
    again = await choose(summit, now=at(-4 * 3600))
    assert (again.choice, again.new) == (first.choice, False)
    assert whole_file(path) == before


async def test_another_workshop_of_the_slot_is_a_change_and_one_of_another_is_not(
    summit: Store,
) -> None:
    await choose(summit)
    await choose(summit, slug=HEALTH)
    done = await choose(summit, slug=PLACE)
    assert done.left is not None
    assert done.left.slug == EARLY
    assert await standing(summit) == []
    assert await standing(summit, PLACE) == [(MAYA, None)]
    assert await standing(summit, HEALTH) == [(MAYA, None)]


async def test_workshops_without_a_slot_are_each_a_slot_of_their_own(
    summit: Store, plan: Plan
) -> None:
    await set_up(
        summit,
        changed(plan, {EARLY: {"slot": None}, PLACE: None, HEALTH: {"slot": None}, WORK: None}),
    )
    await choose(summit)
    done = await choose(summit, slug=HEALTH)
    assert done.left is None
    mine = await choices.chosen_by(summit, guild_id=GUILD, user_id=MAYA)
    assert set(mine) == {f".{EARLY}", f".{HEALTH}"}


async def test_when_it_is_full_people_wait_in_the_order_in_which_they_came(
    summit: Store, plan: Plan
) -> None:
    await small(summit, plan)
    for user_id in (SAM, OLA, MAYA):
        await choose(summit, user_id)
    assert await standing(summit) == [(SAM, None), (OLA, 1), (MAYA, 2)]
    assert await choices.taken(summit, guild_id=GUILD) == {EARLY: Taken(1, 2)}


async def test_two_hundred_people_at_once_get_forty_places_and_every_number_once(
    summit: Store, plan: Plan
) -> None:
    await small(summit, plan, 40)
    people = range(3000, 3200)
    await asyncio.gather(*(join(summit, user_id) for user_id in people))
    done = await asyncio.gather(*(choose(summit, user_id) for user_id in people))
    told = sorted(one.choice.waiting or 0 for one in done)
    assert told == [0] * 40 + list(range(1, 161))
    kept = [waiting for _, waiting in await standing(summit)]
    assert kept == [None] * 40 + list(range(1, 161))


async def test_one_person_pressing_many_buttons_at_once_has_one_choice(summit: Store) -> None:
    await asyncio.gather(*(choose(summit, slug=slug) for slug in (EARLY, PLACE) * 20))
    taken = await choices.taken(summit, guild_id=GUILD)
    assert sum(one.places for one in taken.values()) == 1


async def test_nobody_loses_a_place_for_a_number_unless_they_say_so(
    summit: Store, plan: Plan, path: Path
) -> None:
    await small(summit, plan)
    await choose(summit, SAM)
    await choose(summit, MAYA, PLACE)
    before = whole_file(path)
    with pytest.raises(RuleBroken) as told:
        await choose(summit, MAYA)
    assert told.value.code == "choice.full"
    assert told.value.facts == {
        "title": "Early Years and Education",
        "kept": "Communities and Place",
    }
    assert whole_file(path) == before
    done = await choose(summit, MAYA, give_up=True)
    assert done.choice.waiting == 1
    assert await standing(summit, PLACE) == []


async def test_who_only_waits_may_wait_elsewhere_without_being_asked(
    summit: Store, plan: Plan
) -> None:
    await small(summit, plan, 1, {PLACE: {"capacity": 1}})
    await choose(summit, SAM, EARLY)
    await choose(summit, OLA, PLACE)
    await choose(summit, MAYA, EARLY)
    done = await choose(summit, MAYA, PLACE)
    assert done.choice.waiting == 1
    assert await standing(summit) == [(SAM, None)]


@pytest.mark.parametrize(
    ("user_id", "slug", "now", "code"),
    [
        (ROB, EARLY, BEFORE, "join.first"),
        (ROB, "no-such", BEFORE, "choice.unknown"),
        (MAYA, "no-such", BEFORE, "choice.unknown"),
        (MAYA, "lunch", BEFORE, "choice.not_workshop"),
        (MAYA, "a-fair-and-inclusive-stockport", BEFORE, "choice.not_workshop"),
        (MAYA, EARLY, AFTER, "choice.over"),
    ],
)
async def test_what_cannot_be_chosen_is_refused(
    summit: Store, path: Path, user_id: int, slug: str, now: Any, code: str
) -> None:
    before = whole_file(path)
    with pytest.raises(RuleBroken) as told:
        await choose(summit, user_id, slug, now=now)
    assert told.value.code == code
    assert whole_file(path) == before


async def test_who_comes_late_may_choose_until_the_end(summit: Store) -> None:
    assert (await choose(summit, now=DURING)).choice.has_place


# ---------------------------------------------------------------- leaving and moving up


async def test_leaving_lets_the_first_who_waits_move_up_and_tells_them_once(
    summit: Store, plan: Plan, path: Path
) -> None:
    await small(summit, plan)
    for user_id in (SAM, OLA, MAYA):
        await choose(summit, user_id)
    _, there = await leave(summit, SAM)
    assert there
    assert await standing(summit) == [(OLA, None), (MAYA, 1)]
    assert letters(path) == [(OLA, f"moved_up {EARLY} True")]
    _, there = await leave(summit, SAM)
    assert not there
    assert await fill_up(summit) == 0
    assert letters(path) == [(OLA, f"moved_up {EARLY} True")]


async def test_changing_lets_somebody_move_up_too(summit: Store, plan: Plan, path: Path) -> None:
    await small(summit, plan)
    await choose(summit, SAM)
    await choose(summit, OLA)
    await choose(summit, SAM, PLACE)
    assert await standing(summit) == [(OLA, None)]
    assert letters(path) == [(OLA, f"moved_up {EARLY} True")]


async def test_who_stops_waiting_closes_the_gap_and_frees_no_place(
    summit: Store, plan: Plan, path: Path
) -> None:
    await small(summit, plan)
    for user_id in (SAM, OLA, MAYA):
        await choose(summit, user_id)
    await leave(summit, OLA)
    assert await standing(summit) == [(SAM, None), (MAYA, 1)]
    assert letters(path) == []


async def test_leaving_is_refused_once_it_is_over_and_for_strangers(
    summit: Store, path: Path
) -> None:
    await choose(summit)
    before = whole_file(path)
    for user_id, now, code in ((MAYA, AFTER, "choice.over"), (ROB, BEFORE, "join.first")):
        with pytest.raises(RuleBroken) as told:
            await leave(summit, user_id, now=now)
        assert told.value.code == code
    assert whole_file(path) == before


async def test_a_room_that_grew_lets_as_many_move_up_as_it_has_places(
    summit: Store, plan: Plan, path: Path
) -> None:
    await small(summit, plan)
    for user_id in (SAM, OLA, MAYA):
        await choose(summit, user_id)
    await small(summit, plan, 2)
    assert await fill_up(summit) == 1
    assert await standing(summit) == [(SAM, None), (OLA, None), (MAYA, 1)]
    await set_up(summit, plan)  # no limit any more
    assert await fill_up(summit) == 1
    assert letters(path) == [
        (OLA, f"moved_up {EARLY} True"),
        (MAYA, f"moved_up {EARLY} True"),
    ]


async def test_a_room_that_shrank_takes_nobodys_place(
    summit: Store, plan: Plan, path: Path
) -> None:
    await small(summit, plan, 3)
    for user_id in (SAM, OLA, MAYA):
        await choose(summit, user_id)
    await small(summit, plan, 1)
    assert await fill_up(summit) == 0
    assert [waiting for _, waiting in await standing(summit)] == [None] * 3
    await leave(summit, SAM)
    await join(summit, ROB)
    assert (await choose(summit, ROB)).choice.waiting == 1
    assert letters(path) == []


async def test_nobody_moves_up_into_a_workshop_that_is_over(
    summit: Store, plan: Plan, path: Path
) -> None:
    await small(summit, plan)
    await choose(summit, SAM)
    await choose(summit, OLA)
    await small(summit, plan, 2)
    assert await fill_up(summit, AFTER) == 0
    assert letters(path) == []


async def test_who_chose_a_cancelled_workshop_is_told_once_and_again_if_it_takes_place(
    summit: Store, plan: Plan, path: Path
) -> None:
    grown = await small(summit, plan)
    await choose(summit, SAM)
    await choose(summit, OLA)
    await set_up(summit, changed(grown, {EARLY: None}))
    with pytest.raises(RuleBroken, match=r"choice\.cancelled"):
        await choose(summit, MAYA)
    assert await fill_up(summit) == 2
    assert await fill_up(summit) == 0
    assert letters(path) == [
        (SAM, f"cancelled {EARLY} True"),
        (OLA, f"cancelled {EARLY} False"),
    ]
    done = await choose(summit, OLA, PLACE)
    assert done.left is not None
    await set_up(summit, grown)
    assert await fill_up(summit) == 1
    assert letters(path)[2:] == [(SAM, f"restored {EARLY} True")]
    assert await standing(summit) == [(SAM, None)]


async def test_nobody_is_told_that_last_years_workshops_are_gone(
    summit: Store, plan: Plan, path: Path
) -> None:
    await choose(summit)
    await set_up(summit, changed(plan, {EARLY: None, HEALTH: None}))
    assert await fill_up(summit, AFTER) == 0
    await set_up(summit, plan)
    await choose(summit, slug=HEALTH)
    await set_up(summit, changed(plan, {EARLY: None, HEALTH: None}))
    assert await fill_up(summit, AFTER) == 1
    assert letters(path) == [(MAYA, f"cancelled {HEALTH} True")]


async def test_who_is_erased_frees_their_place(summit: Store, plan: Plan) -> None:
    await small(summit, plan)
    await choose(summit, SAM)
    await choose(summit, OLA)
    await summit.write(lambda tx: tx.execute("DELETE FROM attendee WHERE user_id = ?", (SAM,)))
    assert await fill_up(summit) == 1
    assert await standing(summit) == [(OLA, None)]


# ---------------------------------------------------------------- rooms


async def rooms(store: Store, resting: tuple[int, ...] = ()) -> list[tuple[int, int, bool]]:
    found = await choices.access_to_do(store, guild_id=GUILD, resting=resting, most=9)
    return [(one.user_id, one.channel_id, one.give) for one in found]


async def closed(store: Store, plan: Plan, *, walk_in: bool = False, channel: int = 70) -> None:
    await set_up(
        store,
        changed(plan, {EARLY: {"walk_in": walk_in, "capacity": 1}}),
        {EARLY: Rooms(text=channel), PLACE: Rooms(text=71)},
    )


async def test_a_room_opens_to_who_has_a_place_where_nobody_may_walk_in(
    summit: Store, plan: Plan
) -> None:
    await closed(summit, plan)
    await choose(summit, MAYA)
    await choose(summit, SAM)  # waits
    await choose(summit, OLA, PLACE)  # may walk in
    assert await rooms(summit) == [(MAYA, 70, True)]
    assert await rooms(summit, (70,)) == []
    await choices.access_done(summit, Access(GUILD, MAYA, 70, True))
    assert await rooms(summit) == []
    await leave(summit, MAYA)
    assert await rooms(summit) == [(SAM, 70, True), (MAYA, 70, False)]
    await choices.access_done(summit, Access(GUILD, MAYA, 70, False))
    assert await rooms(summit) == [(SAM, 70, True)]


async def test_a_changed_plan_opens_and_closes_rooms(summit: Store, plan: Plan) -> None:
    await closed(summit, plan)
    await choose(summit, MAYA)
    await choices.access_done(summit, Access(GUILD, MAYA, 70, True))
    await closed(summit, plan, channel=72)
    assert await rooms(summit) == [(MAYA, 72, True), (MAYA, 70, False)]
    await closed(summit, plan, walk_in=True)
    assert await rooms(summit) == [(MAYA, 70, False)]


async def test_whom_discord_does_not_know_is_tried_again_only_when_they_choose_again(
    summit: Store, plan: Plan
) -> None:
    await closed(summit, plan)
    await choose(summit, MAYA)
    await choices.access_done(summit, Access(GUILD, MAYA, 70, True), failed=True)
    assert await rooms(summit) == []
    await leave(summit, MAYA)
    assert await rooms(summit) == []
    await choose(summit, MAYA)
    assert await rooms(summit) == [(MAYA, 70, True)]
