"""What a rehearsal on a real server keeps, and what it gives away of itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.plan import load
from db import kept, made, rehearsals, sessions, summits
from db.exports import REHEARSAL
from db.rehearsals import Trace
from db.store import Store, Transaction
from domain.rehearsals import Clock
from domain.rules import RuleBroken
from domain.server import Made, State
from domain.summits import Places

EXAMPLE = Path(__file__).parents[2] / "examples" / "stockport-2021.toml"
REAL = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
EVE = datetime(2021, 12, 9, 18, 0, tzinfo=UTC)
CLOCK = Clock.begun(real=REAL, moment=EVE, speed=60)
HERE, THERE = 1, 2


async def set_up(store: Store, guild_id: int) -> None:
    await summits.set_up(
        store, guild_id=guild_id, plan=load(EXAMPLE), places=Places(1, 2, 3, 4, 5, 6), now=EVE
    )


def small_group(tx: Transaction) -> None:
    """A small group with a voice room of its own, and one whose room is closed."""
    tx.execute(
        """INSERT INTO breakout_round (id, guild_id, slug, number, how, minutes, brief, stage,
                                       made_at)
        VALUES (7, ?, 'healthcare', 1, 'random', 10, '', 'running', '2021-12-10T13:00:00Z')""",
        (HERE,),
    )
    tx.execute(
        """INSERT INTO breakout_group (round_id, number, guild_id, voice_id, voice_state)
        VALUES (7, 1, ?1, 301, 'made'), (7, 2, ?1, 302, 'closed')""",
        (HERE,),
    )


async def test_a_clock_that_is_kept_comes_back_with_how_far_it_has_come(tmp_path: Path) -> None:
    later = EVE + timedelta(hours=3)
    async with Store.open(tmp_path / "s.sqlite3") as store:
        assert not await rehearsals.is_rehearsal(store)
        assert await rehearsals.begin(store, clock=CLOCK, until=EVE) is None
        await rehearsals.keep_clock(store, clock=CLOCK, until=later)
    async with Store.open(tmp_path / "s.sqlite3") as store:
        other = Clock.begun(real=REAL, moment=later, speed=1)
        assert await rehearsals.begin(store, clock=other, until=EVE) == (CLOCK, later)
        assert await rehearsals.is_rehearsal(store)


async def test_a_file_of_a_simulated_rehearsal_is_not_gone_on_with(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "s.sqlite3") as store:
        await kept.put(store, REHEARSAL, "yes")
        await set_up(store, HERE)
        with pytest.raises(RuleBroken) as refused:
            await rehearsals.begin(store, clock=CLOCK, until=EVE)
        assert refused.value.code == "rehearsal.simulated"
        assert await rehearsals.clock_of(store) is None


async def test_what_was_made_in_a_server_is_remembered_until_it_is_gone(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "s.sqlite3") as store:
        await rehearsals.begin(store, clock=CLOCK, until=EVE)
        for guild_id in (HERE, THERE):
            await set_up(store, guild_id)
            thing = Made(100 + guild_id, State("Rehearsal: Attendee"))
            await made.put(store, guild_id=guild_id, key="role:attendee", made=thing)
            await sessions.keep_event(
                store, guild_id=guild_id, slug="healthcare", event_id=200 + guild_id, told="x"
            )
        await store.write(small_group)
        event = Trace("event", "healthcare", 201)
        voice = Trace("voice", "small group 1", 301)
        role = Trace("made", "role:attendee", 101)
        assert await rehearsals.traces(store, guild_id=HERE) == [event, voice, role]
        for trace in (event, voice, role):
            await rehearsals.gone(store, guild_id=HERE, trace=trace)
        assert await rehearsals.traces(store, guild_id=HERE) == []
        assert len(await rehearsals.traces(store, guild_id=THERE)) == 2


async def test_it_is_over_when_it_is_removed_from_every_server(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "s.sqlite3") as store:
        await rehearsals.begin(store, clock=CLOCK, until=EVE)
        assert not await rehearsals.is_over(store)
        for guild_id in (HERE, THERE):
            await set_up(store, guild_id)
        await rehearsals.begin_removal(store, guild_id=HERE)
        assert await rehearsals.removals(store) == {HERE: "under way"}
        await rehearsals.removed(store, guild_id=HERE)
        assert not await rehearsals.is_over(store)
        await rehearsals.begin_removal(store, guild_id=HERE)  # once more changes nothing
        await rehearsals.removed(store, guild_id=THERE)
        assert await rehearsals.removals(store) == {HERE: "done", THERE: "done"}
        assert await rehearsals.is_over(store)
