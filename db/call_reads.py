"""Calls for help, read: one, and those that wait."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from db.rows import unstamp
from db.store import Store
from domain.calls import HelpCall, State

WAITS = "state IN ('open', 'taken')"
WORDS = "SELECT words FROM help_call_words WHERE call_id = ? AND guild_id = ? ORDER BY id"


def to_call(row: sqlite3.Row, words: Sequence[sqlite3.Row]) -> HelpCall:
    """The record of a row and its words."""

    def moment(name: str) -> datetime | None:
        return unstamp(row[name]) if row[name] else None

    return HelpCall(
        id=row["id"],
        guild_id=row["guild_id"],
        caller_id=row["caller_id"],
        session=row["session"],
        group=row["small_group"],
        state=State(row["state"]),
        called_at=unstamp(row["called_at"]),
        told_at=moment("told_at"),
        raised_at=moment("raised_at"),
        taken_by=row["taken_by"],
        taken_at=moment("taken_at"),
        done_by=row["done_by"],
        done_at=moment("done_at"),
        words=tuple(one["words"] for one in words if one["words"]),
    )


async def get(store: Store, *, guild_id: int, call_id: int) -> HelpCall | None:
    row = await store.read_one(
        "SELECT * FROM help_call WHERE id = ? AND guild_id = ?", call_id, guild_id
    )
    return to_call(row, await store.read(WORDS, call_id, guild_id)) if row else None


async def waiting(
    store: Store, *, guild_id: int, user_id: int, organiser: bool, most: int
) -> list[HelpCall]:
    """The calls that are not at an end, oldest first: all for organisers, else of one's rooms."""
    rows = await store.read(
        f"""SELECT * FROM help_call AS c WHERE c.guild_id = ?1 AND {WAITS}
            AND (?2 OR EXISTS (SELECT 1 FROM room_facilitator AS f
                WHERE f.guild_id = c.guild_id AND f.slug = c.session AND f.user_id = ?3))
        ORDER BY c.id LIMIT ?4""",
        guild_id,
        organiser,
        user_id,
        most,
    )
    return [to_call(row, await store.read(WORDS, row["id"], guild_id)) for row in rows]


async def may_handle(
    store: Store, *, guild_id: int, call_id: int, user_id: int, organiser: bool
) -> bool:
    """Whether a call is this person's to look at: an organiser, or who leads its room."""
    row = await store.read_one(
        """SELECT 1 FROM help_call AS c WHERE c.id = ?1 AND c.guild_id = ?2
            AND (?3 OR EXISTS (SELECT 1 FROM room_facilitator AS f
                WHERE f.guild_id = c.guild_id AND f.slug = c.session AND f.user_id = ?4))""",
        call_id,
        guild_id,
        organiser,
        user_id,
    )
    return row is not None
