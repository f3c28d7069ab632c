"""Hands in the store: one a person, in their order, and none left over."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from db import hand_calls, hands, sessions
from db.rows import stamp
from db.store import Store
from domain.hands import Hand
from domain.rules import RuleBroken
from domain.sessions import Session
from tests.db.given import GUILD, MAYA, OLA, ORGANISER, ROB, SAM, SECOND_ORGANISER, at, look

SLUG = "healthcare"
END = 600


@pytest.fixture
async def on(summit: Store) -> Store:
    """A workshop is on, from ten minutes ago to ten minutes from now."""
    await move(summit, -600, END)
    return summit


async def move(store: Store, start: float, end: float, **other: object) -> Session:
    found = await sessions.get(store, guild_id=GUILD, slug=SLUG)
    assert found is not None
    changed = replace(found, starts_at=at(start), ends_at=at(end), **other)  # pyright: ignore[reportArgumentType]
    await store.write(lambda tx: sessions.save(tx, changed))
    return changed


async def up(store: Store, user_id: int, hand_id: int, second: float = 0) -> tuple[Hand, bool]:
    return await hands.raise_hand(
        store, hand_id=hand_id, guild_id=GUILD, user_id=user_id, session=SLUG, now=at(second)
    )


async def down(store: Store, user_id: int, second: float = 0) -> bool:
    return await hands.lower_hand(
        store, guild_id=GUILD, user_id=user_id, session=SLUG, now=at(second)
    )


async def call(store: Store, hand_id: int, user_id: int = ORGANISER, second: float = 0) -> Hand:
    return await hand_calls.call(
        store,
        guild_id=GUILD,
        session=SLUG,
        hand_id=hand_id,
        user_id=user_id,
        organiser=True,
        now=at(second),
    )


async def skip(store: Store, hand_id: int, place: int) -> Hand:
    return await hand_calls.skip(
        store,
        guild_id=GUILD,
        session=SLUG,
        hand_id=hand_id,
        place_seen=place,
        user_id=ORGANISER,
        organiser=True,
        now=at(0),
    )


async def queue(store: Store, second: float = 0) -> list[int]:
    found = await sessions.get(store, guild_id=GUILD, slug=SLUG)
    assert found is not None
    waiting = await hands.of_session(store, guild_id=GUILD, session=found, now=at(second))
    return [one.user_id for one in waiting]


def log(path: Path) -> list[tuple[object, ...]]:
    return look(path, "SELECT hand_id, event, actor_id FROM hand_log ORDER BY id")


async def test_hands_stand_in_the_order_in_which_they_were_raised(on: Store) -> None:
    for number, user_id in enumerate((SAM, MAYA, OLA)):
        _, new = await up(on, user_id, 100 - number)
        assert new
    assert await queue(on) == [SAM, MAYA, OLA]


async def test_raising_twice_keeps_the_place(on: Store, path: Path) -> None:
    first, _ = await up(on, MAYA, 1)
    await up(on, SAM, 2)
    assert await up(on, MAYA, 3, 5) == (first, False)
    assert await queue(on) == [MAYA, SAM]
    assert log(path) == [(1, "raised", MAYA), (2, "raised", SAM)]


async def test_lowering_and_raising_again_goes_to_the_end(on: Store, path: Path) -> None:
    await up(on, MAYA, 1)
    await up(on, SAM, 2)
    assert await down(on, MAYA)
    assert not await down(on, MAYA)
    await up(on, MAYA, 3)
    assert await queue(on) == [SAM, MAYA]
    assert log(path)[2:] == [(1, "lowered", MAYA), (3, "raised", MAYA)]


async def test_many_at_once_get_places_of_their_own(on: Store) -> None:
    await asyncio.gather(*(up(on, user, n) for n, user in enumerate((MAYA, SAM, OLA, MAYA, SAM))))
    assert sorted(await queue(on)) == sorted([MAYA, SAM, OLA])


async def test_an_interaction_that_is_delivered_again_raises_nothing(on: Store) -> None:
    await up(on, MAYA, 1)
    await call(on, 1)
    again, new = await up(on, MAYA, 1)
    assert (again.state, new) == ("called", False)
    assert await queue(on) == []


async def test_who_has_not_joined_raises_none(on: Store) -> None:
    with pytest.raises(RuleBroken, match=r"join\.first"):
        await up(on, ROB, 1)
    assert await queue(on) == []


@pytest.mark.parametrize(
    ("start", "cancelled", "code"),
    [(-1200, False, "over"), (60, False, "early"), (-600, True, "cancelled")],
)
async def test_hands_are_raised_only_while_it_is_on(
    on: Store, start: float, cancelled: bool, code: str
) -> None:
    await move(on, start, start + 1200, cancelled=cancelled)
    with pytest.raises(RuleBroken, match=rf"hand\.{code}"):
        await up(on, MAYA, 1)


# ------------------------------------------------------------------ leading


async def test_two_who_call_at_once_call_one_person(on: Store, path: Path) -> None:
    await up(on, MAYA, 1)
    await up(on, SAM, 2)
    done = await asyncio.gather(
        call(on, 1, ORGANISER), call(on, 1, SECOND_ORGANISER), return_exceptions=True
    )
    refused = [one for one in done if isinstance(one, RuleBroken)]
    (called,) = [one for one in done if isinstance(one, Hand)]
    assert [one.code for one in refused] == ["hand.called"]
    assert await queue(on) == [SAM]
    assert log(path)[2:] == [(1, "called", called.called_by)]


async def test_a_skipped_hand_goes_last_once(on: Store, path: Path) -> None:
    first, _ = await up(on, MAYA, 1)
    await up(on, SAM, 2)
    await skip(on, 1, first.place)
    assert await queue(on) == [SAM, MAYA]
    with pytest.raises(RuleBroken, match=r"hand\.moved"):
        await skip(on, 1, first.place)
    assert log(path)[2:] == [(1, "skipped", ORGANISER)]
    await up(on, OLA, 3)
    assert await queue(on) == [SAM, MAYA, OLA]


async def test_clearing_lowers_what_was_seen_and_no_more(on: Store, path: Path) -> None:
    await up(on, MAYA, 1)
    seen, _ = await up(on, SAM, 2)
    await up(on, OLA, 3)
    cleared = await hand_calls.clear(
        on,
        guild_id=GUILD,
        session=SLUG,
        up_to=seen.place,
        user_id=ORGANISER,
        organiser=True,
        now=at(1),
    )
    assert cleared == 2
    assert await queue(on) == [OLA]
    assert log(path)[3:] == [(1, "cleared", ORGANISER), (2, "cleared", ORGANISER)]


async def test_who_was_called_is_read_the_last_one_first(on: Store) -> None:
    for number, user_id in enumerate((MAYA, SAM, OLA), 1):
        await up(on, user_id, number)
        await call(on, number, second=number)
    found = await sessions.get(on, guild_id=GUILD, slug=SLUG)
    assert found is not None
    called = await hands.called(on, guild_id=GUILD, session=found, most=2)
    assert [one.user_id for one in called] == [OLA, SAM]


@pytest.mark.parametrize("hand_id", [1, 99])
async def test_a_hand_of_another_session_is_unknown(on: Store, hand_id: int) -> None:
    await up(on, MAYA, 1)
    with pytest.raises(RuleBroken, match=r"hand\.unknown"):
        await hand_calls.call(
            on,
            guild_id=GUILD,
            session="communities",
            hand_id=hand_id,
            user_id=1,
            organiser=True,
            now=at(0),
        )


async def test_a_closed_workshop_takes_hands_of_those_with_a_place(on: Store, path: Path) -> None:
    await move(on, -600, END, walk_in=False)
    for user_id, state in ((MAYA, "place"), (SAM, "waiting")):
        values = (GUILD, user_id, SLUG, state, stamp(at(0)))
        await on.write(
            lambda tx, values=values: tx.execute(
                "INSERT INTO choice (guild_id, user_id, slug, state, chosen_at)"
                " VALUES (?, ?, ?, ?, ?)",
                values,
            )
        )
    for user_id in (SAM, OLA):
        with pytest.raises(RuleBroken, match=r"hand\.no_place"):
            await up(on, user_id, user_id)
    await up(on, MAYA, 1)
    assert await queue(on) == [MAYA]
    assert log(path) == [(1, "raised", MAYA)]


# ------------------------------------------------------------------ the end


@pytest.mark.parametrize(
    ("start", "end", "cancelled"),
    [(-600, 0, False), (-600, END, True), (60, END, False)],
    ids=["over", "cancelled", "moved"],
)
async def test_hands_go_down_with_the_session(
    on: Store, path: Path, start: float, end: float, cancelled: bool
) -> None:
    await up(on, MAYA, 1)
    assert await hands.end(on, guild_id=GUILD, now=at(1)) == 0
    await move(on, start, end, cancelled=cancelled)
    assert await queue(on, 1) == []
    assert await hands.end(on, guild_id=GUILD, now=at(1)) == 1
    assert await hands.end(on, guild_id=GUILD, now=at(1)) == 0
    assert look(path, "SELECT state FROM hand") == [("ended",)]
    assert log(path)[1:] == [(1, "ended", None)]


async def test_next_years_session_inherits_no_hand_even_where_nobody_lowered_them(
    on: Store,
) -> None:
    await up(on, MAYA, 1)
    year = 365 * 86400
    await move(on, year, year + END)
    assert await queue(on, year + 5) == []
    _, new = await up(on, MAYA, 2, year + 6)
    assert new
    await up(on, SAM, 3, year + 7)
    assert await queue(on, year + 8) == [MAYA, SAM]


async def test_a_session_that_goes_on_longer_keeps_its_hands(on: Store) -> None:
    await up(on, MAYA, 1)
    await move(on, -600, END * 2)
    assert await hands.end(on, guild_id=GUILD, now=at(END + 5)) == 0
    assert await queue(on, END + 5) == [MAYA]
