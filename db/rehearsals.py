"""What a rehearsal on a real server keeps: that it is one, its clock, what it made, its crowd."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.exports import REHEARSAL
from db.store import Store, Transaction
from domain.rehearsals import Clock, is_invented
from domain.rules import RuleBroken

Removal = Literal["under way", "done"]
What = Literal["event", "made", "voice"]

_CLOCK = "rehearsal.clock"
_REMOVAL = "rehearsal.removal."


@dataclass(frozen=True, slots=True)
class Trace:
    """Something in Discord that was made. ``key``: of a thing of a set-up, or a session's slug."""

    what: What
    key: str
    id: int


async def is_rehearsal(store: Store) -> bool:
    """Whether this file is of a rehearsal, on a real server or a simulated one."""
    row = await store.read_one("SELECT 1 AS n FROM kept WHERE key = ?", REHEARSAL)
    return row is not None


async def begin(store: Store, *, clock: Clock, until: datetime) -> tuple[Clock, datetime] | None:
    """Mark the file and keep its clock, or return the clock that it has and how far that has come.

    Raises RuleBroken ``rehearsal.real`` where a real summit is in it, ``rehearsal.simulated`` where
    it was made by a rehearsal without Discord.
    """

    def work(tx: Transaction) -> tuple[Clock, datetime] | None:
        summits = tx.execute("SELECT 1 FROM summit LIMIT 1").fetchone() is not None
        there = _get(tx, _CLOCK)
        if _get(tx, REHEARSAL) is None and summits:
            raise RuleBroken("rehearsal.real")
        if there is None and summits:
            raise RuleBroken("rehearsal.simulated")
        if there is not None:
            values = json.loads(there)
            return Clock.unpacked(values["stretches"]), datetime.fromisoformat(values["until"])
        _put(tx, REHEARSAL, "yes")
        _put(tx, _CLOCK, _packed(clock, until))
        return None

    return await store.write(work)


async def keep_clock(store: Store, *, clock: Clock, until: datetime) -> None:
    """Keep the clock. ``until``: from where it goes on after a stop, however that comes."""
    await store.write(lambda tx: _put(tx, _CLOCK, _packed(clock, until)))


async def is_over(store: Store) -> bool:
    """Whether the traces are removed from every server in which it was rehearsed."""
    over = {guild for guild, state in (await removals(store)).items() if state == "done"}
    rows = await store.read("SELECT guild_id FROM summit")
    return bool(over) and over >= {row["guild_id"] for row in rows}


async def clock_of(store: Store) -> Clock | None:
    """The clock that is kept; None where there is none."""
    row = await store.read_one("SELECT value FROM kept WHERE key = ?", _CLOCK)
    return Clock.unpacked(json.loads(row["value"])["stretches"]) if row else None


# ---------------------------------------------------------------------- removing


async def removals(store: Store) -> dict[int, Removal]:
    """The servers whose traces are being removed, or were."""
    rows = await store.read("SELECT key, value FROM kept WHERE key LIKE ?", f"{_REMOVAL}%")
    return {int(row["key"].removeprefix(_REMOVAL)): row["value"] for row in rows}


async def begin_removal(store: Store, *, guild_id: int) -> None:
    """From now on there is no summit in this server any more; what it made is to go.

    Raises RuleBroken ``rehearsal.not_one`` where the summit is not a rehearsal.
    """

    def work(tx: Transaction) -> None:
        if _get(tx, REHEARSAL) is None or _get(tx, _CLOCK) is None:
            raise RuleBroken("rehearsal.not_one")
        if _get(tx, f"{_REMOVAL}{guild_id}") is None:
            _put(tx, f"{_REMOVAL}{guild_id}", "under way")
        # Whoever sends would ask for the summit of this server, and there is none any more.
        tx.execute(
            """UPDATE letter SET state = 'not_reached', text = '', thread_text = ''
            WHERE guild_id = ? AND state = 'waiting'""",
            (guild_id,),
        )
        tx.execute(
            "UPDATE notice SET state = 'not_reached' WHERE guild_id = ? AND state = 'waiting'",
            (guild_id,),
        )

    await store.write(work)


async def removed(store: Store, *, guild_id: int) -> None:
    """Nothing is left in this server."""
    await store.write(lambda tx: _put(tx, f"{_REMOVAL}{guild_id}", "done"))


async def traces(store: Store, *, guild_id: int) -> list[Trace]:
    """What is remembered of what was made in a server: events, rooms of small groups, the rest."""
    rows = await store.read(
        """SELECT 'event' AS what, slug AS key, event_id AS id FROM session
        WHERE guild_id = ?1 AND event_id IS NOT NULL
        UNION ALL SELECT 'voice', 'small group ' || number, voice_id FROM breakout_group
        WHERE guild_id = ?1 AND voice_id IS NOT NULL AND voice_state <> 'closed'
        UNION ALL SELECT 'made', key, discord_id FROM made WHERE guild_id = ?1""",
        guild_id,
    )
    return [Trace(row["what"], row["key"], row["id"]) for row in rows]


async def gone(store: Store, *, guild_id: int, trace: Trace) -> None:
    """This is not in Discord any more."""
    sql = {
        "event": "UPDATE session SET event_id = NULL WHERE guild_id = ? AND event_id = ?",
        "voice": """UPDATE breakout_group SET voice_id = NULL, voice_state = 'closed'
            WHERE guild_id = ? AND voice_id = ?""",
        "made": "DELETE FROM made WHERE guild_id = ? AND discord_id = ?",
    }[trace.what]
    await store.write(lambda tx: _run(tx, sql, guild_id, trace.id))


# ---------------------------------------------------------------------- the crowd


async def crowd(store: Store, *, guild_id: int) -> list[int]:
    """The invented people who have joined."""
    rows = await store.read(
        "SELECT user_id FROM attendee WHERE guild_id = ? ORDER BY user_id LIMIT 2000", guild_id
    )
    return [row["user_id"] for row in rows if is_invented(row["user_id"])]


async def led_by(store: Store, *, guild_id: int, user_id: int) -> list[str]:
    """The sessions that somebody leads."""
    rows = await store.read(
        "SELECT slug FROM room_facilitator WHERE guild_id = ? AND user_id = ?", guild_id, user_id
    )
    return [row["slug"] for row in rows]


def _get(tx: sqlite3.Connection, key: str) -> str | None:
    row = tx.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def _put(tx: Transaction, key: str, value: str) -> None:
    tx.execute(
        "INSERT INTO kept VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def _run(tx: Transaction, sql: str, *values: int) -> None:
    tx.execute(sql, values)


def _packed(clock: Clock, until: datetime) -> str:
    return json.dumps({"stretches": clock.packed(), "until": until.isoformat()})
