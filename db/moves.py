"""Letters to those who chose a workshop whose time was changed."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from db import letters
from db.rows import stamp, unstamp
from db.sessions import find
from db.store import Store, Transaction
from domain.moves import SETTLES, Happened, Moved, TellMoved, has_settled, moved
from domain.sessions import Change


async def tell_of_moves(store: Store, *, guild_id: int, now: datetime, tell: TellMoved) -> int:
    """Put one letter for each who had chosen what was moved; returns how many letters.

    Each change is told of once, whatever came of it, and several in a row together.
    """

    def work(tx: Transaction) -> int:
        told = 0
        for slug, done in _untold(tx, guild_id).items():
            if not has_settled(done, now):
                continue
            session = find(tx, guild_id=guild_id, slug=slug)
            news = moved(session, done, now) if session is not None else None
            if news is not None:
                told += _put(tx, news, now, tell)
            tx.executemany(
                "UPDATE programme_change SET told = 1 WHERE id = ?", [(one.id,) for one in done]
            )
        return told

    settled = await store.read_one(
        """SELECT 1 FROM programme_change WHERE guild_id = ? AND told = 0
        GROUP BY slug HAVING max(at) <= ? LIMIT 1""",
        guild_id,
        stamp(now - SETTLES),
    )
    if settled is None:
        return 0
    return await store.write(work)


def _untold(tx: Transaction, guild_id: int) -> dict[str, list[Happened]]:
    """The changes of which nobody was told, by session, in their order."""
    rows = tx.execute(
        "SELECT * FROM programme_change WHERE guild_id = ? AND told = 0 ORDER BY id", (guild_id,)
    )
    found: dict[str, list[Happened]] = {}
    for row in rows:
        found.setdefault(row["slug"], []).append(_to_happened(row))
    return found


def _to_happened(row: sqlite3.Row) -> Happened:
    return Happened(row["id"], unstamp(row["at"]), Change(row["what"]), row["was"], row["is_now"])


def _put(tx: Transaction, news: Moved, now: datetime, tell: TellMoved) -> int:
    """Who chose it later knew the new time."""
    session = news.session
    rows = tx.execute(
        """SELECT user_id, state FROM choice
        WHERE guild_id = ? AND slug = ? AND chosen_at <= ? ORDER BY id""",
        (session.guild_id, session.slug, stamp(news.since)),
    ).fetchall()
    for row in rows:
        note = tell(news, row["state"] == "place")
        letters.put(
            tx,
            guild_id=session.guild_id,
            user_id=row["user_id"],
            subject=note.subject,
            text=note.text,
            buttons=note.buttons,
            now=now,
        )
    return len(rows)
