"""What the bot posts once, and keeps true while it stands: put, read, settle.

Unlike what stands in db/posted.py, many of a kind may be posted, and none is ever posted again.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.rows import stamp, unstamp
from db.store import Store, Transaction

What = Literal[
    "welcome",
    "thanks",
    "moment",
    "none left",
    "totals",
    "call",
    "call again",
    "announcement",
    "leading",
]


@dataclass(frozen=True, slots=True)
class Said:
    """One post. ``channel_id`` is None until it was begun, ``message_id`` until it is there."""

    id: int
    guild_id: int
    what: What
    about: str
    channel_id: int | None
    message_id: int | None
    state: Literal["waiting", "sending", "posted", "gone"]
    told: str
    created_at: datetime


def _to_said(row: sqlite3.Row) -> Said:
    return Said(
        id=row["id"],
        guild_id=row["guild_id"],
        what=row["what"],
        about=row["about"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        state=row["state"],
        told=row["told"],
        created_at=unstamp(row["created_at"]),
    )


# ---------------------------------------------------------------------- inside a transaction


def put(tx: Transaction, *, guild_id: int, what: What, about: str, now: datetime) -> bool:
    """Keep what is to be posted. Returns whether it is new: nothing is posted twice."""
    done = tx.execute(
        """INSERT INTO said (guild_id, what, about, created_at) VALUES (?, ?, ?, ?)
        ON CONFLICT DO NOTHING""",
        (guild_id, what, about, stamp(now)),
    )
    return done.rowcount > 0


def mark(tx: Transaction, *, guild_id: int, what: What, about: str) -> None:
    """What stands there is out of date."""
    tx.execute(
        "UPDATE said SET dirty = 1 WHERE guild_id = ? AND what = ? AND about = ?",
        (guild_id, what, about),
    )


# ---------------------------------------------------------------------- reading


async def to_do(store: Store, *, guild_id: int, most: int = 100) -> list[Said]:
    """What is to be sent, looked for or changed, oldest first."""
    rows = await store.read(
        """SELECT * FROM said WHERE guild_id = ?
        AND (state IN ('waiting', 'sending') OR (state = 'posted' AND dirty = 1))
        ORDER BY id LIMIT ?""",
        guild_id,
        most,
    )
    return [_to_said(row) for row in rows]


async def get(store: Store, *, guild_id: int, what: What, about: str) -> Said | None:
    row = await store.read_one(
        "SELECT * FROM said WHERE guild_id = ? AND what = ? AND about = ?", guild_id, what, about
    )
    return _to_said(row) if row else None


# ---------------------------------------------------------------------- settling


async def begin(store: Store, *, guild_id: int, said_id: int, channel_id: int) -> None:
    """It is about to be sent there."""
    await _change(
        store, guild_id, said_id, "state = 'sending', dirty = 0, channel_id = ?", channel_id
    )


async def back(store: Store, *, guild_id: int, said_id: int) -> None:
    """It was not sent: Discord refused it, or it was looked for and is not there."""
    await _change(store, guild_id, said_id, "state = 'waiting'")


async def settled(store: Store, *, guild_id: int, said_id: int, message_id: int, told: str) -> None:
    """Discord has it, as ``told``."""
    await _change(
        store, guild_id, said_id, "state = 'posted', message_id = ?, told = ?", message_id, told
    )


async def begin_refresh(store: Store, *, guild_id: int, said_id: int) -> None:
    """What is read from here on is what it will say; later changes mark it again."""
    await _change(store, guild_id, said_id, "dirty = 0")


async def mark_again(store: Store, *, guild_id: int, said_id: int) -> None:
    await _change(store, guild_id, said_id, "dirty = 1")


async def gone(store: Store, *, guild_id: int, said_id: int) -> None:
    """It is taken down, or there is no more to post."""
    await _change(store, guild_id, said_id, "state = 'gone', dirty = 0")


async def _change(store: Store, guild_id: int, said_id: int, change: str, *values: object) -> None:
    def work(tx: Transaction) -> None:
        tx.execute(
            f"UPDATE said SET {change} WHERE id = ? AND guild_id = ?",
            (*values, said_id, guild_id),
        )

    await store.write(work)
