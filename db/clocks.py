"""The countdowns of rooms: start, move, stop, and what is to be called out."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime

from db.facilitation import require_own, stop_clocks
from db.rows import stamp, unstamp
from db.store import Store, Transaction
from domain import clocks as rules
from domain.clocks import Clock
from domain.facilitation import may_count
from domain.rules import RuleBroken


@dataclass(frozen=True, slots=True)
class Running:
    """One countdown of one room."""

    id: int
    guild_id: int
    slug: str
    clock: Clock


@dataclass(frozen=True, slots=True)
class Call:
    """What is to be called out in a room: so many minutes left, or 0 for the end."""

    running: Running
    minutes: int


async def of_room(store: Store, *, guild_id: int, slug: str) -> list[Running]:
    """The countdowns that run in one room, the first to end first."""
    rows = await store.read(
        """SELECT * FROM room_clock WHERE guild_id = ? AND slug = ? AND state = 'running'
        ORDER BY ends_at, id""",
        guild_id,
        slug,
    )
    return [_to_running(row) for row in rows]


async def start(
    store: Store,
    *,
    guild_id: int,
    slug: str,
    user_id: int,
    organiser: bool,
    label: str,
    minutes: int,
    now: datetime,
) -> Running:
    """Start a countdown in one's own room. Raises RuleBroken ``room.*``, ``clock.*``, ``text.*``.

    A countdown of the same name that runs there is replaced.
    """

    def work(tx: Transaction) -> Running:
        kept = require_own(tx, guild_id=guild_id, slug=slug, user_id=user_id, organiser=organiser)
        may_count(kept.room, kept.session)
        clock = rules.started(label, minutes, now)
        tx.execute(
            """UPDATE room_clock SET state = 'stopped'
            WHERE guild_id = ? AND slug = ? AND state = 'running' AND label = ?""",
            (guild_id, slug, clock.label),
        )
        row = tx.execute(
            """INSERT INTO room_clock (guild_id, slug, label, starts_at, ends_at)
            VALUES (?, ?, ?, ?, ?) RETURNING *""",
            (guild_id, slug, clock.label, stamp(clock.starts_at), stamp(clock.ends_at)),
        ).fetchone()
        return _to_running(row)

    return await store.write(work)


async def move(
    store: Store,
    *,
    guild_id: int,
    clock_id: int,
    user_id: int,
    organiser: bool,
    minutes: int,
    now: datetime,
) -> Running:
    """Make a countdown longer or shorter. Raises RuleBroken ``room.*``, ``clock.*``."""

    def work(tx: Transaction) -> Running:
        running = _own(tx, guild_id, clock_id, user_id, organiser)
        return _save(tx, replace(running, clock=rules.moved(running.clock, minutes, now)))

    return await store.write(work)


async def stop(
    store: Store, *, guild_id: int, clock_id: int, user_id: int, organiser: bool
) -> Running:
    """End a countdown without a word. Raises RuleBroken ``room.*``, ``clock.unknown``."""

    def work(tx: Transaction) -> Running:
        running = _own(tx, guild_id, clock_id, user_id, organiser)
        tx.execute("UPDATE room_clock SET state = 'stopped' WHERE id = ?", (clock_id,))
        return running

    return await store.write(work)


async def next_call(store: Store, *, guild_id: int, now: datetime) -> Call | None:
    """What is to be called out now in one of a server's rooms; from here on it counts as said.

    Kept before it is said, so that a restart calls nothing out twice. In a room that is closed, or
    whose session is cancelled, nothing is called out.
    """

    def work(tx: Transaction) -> Call | None:
        stop_clocks(tx, guild_id=guild_id)
        rows = tx.execute(
            "SELECT * FROM room_clock WHERE guild_id = ? AND state = 'running' ORDER BY ends_at",
            (guild_id,),
        ).fetchall()
        for running in map(_to_running, rows):
            minutes = rules.due(running.clock, now)
            if minutes is not None:
                called = running.clock.called | {minutes}
                running = _save(tx, replace(running, clock=replace(running.clock, called=called)))
            if minutes == 0 or (minutes is None and running.clock.is_over(now)):
                tx.execute("UPDATE room_clock SET state = 'over' WHERE id = ?", (running.id,))
            if minutes is not None:
                return Call(running, minutes)
        return None

    return await store.write(work)


def _own(tx: Transaction, guild_id: int, clock_id: int, user_id: int, organiser: bool) -> Running:
    row = tx.execute(
        "SELECT * FROM room_clock WHERE id = ? AND guild_id = ? AND state = 'running'",
        (clock_id, guild_id),
    ).fetchone()
    if row is None:
        raise RuleBroken("clock.unknown")
    running = _to_running(row)
    require_own(tx, guild_id=guild_id, slug=running.slug, user_id=user_id, organiser=organiser)
    return running


def _save(tx: Transaction, running: Running) -> Running:
    tx.execute(
        "UPDATE room_clock SET ends_at = ?, called = ? WHERE id = ?",
        (stamp(running.clock.ends_at), json.dumps(sorted(running.clock.called)), running.id),
    )
    return running


def _to_running(row: sqlite3.Row) -> Running:
    return Running(
        row["id"],
        row["guild_id"],
        row["slug"],
        Clock(
            row["label"],
            unstamp(row["starts_at"]),
            unstamp(row["ends_at"]),
            frozenset(json.loads(row["called"])),
        ),
    )
