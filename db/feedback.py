"""Feedback: rate, say more, take back; and the messages that ask for it. One transaction each."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db import attendees, sessions
from db.rows import stamp, unstamp
from db.store import Store, Transaction
from domain import feedback as rules
from domain.feedback import DayRating, Rating
from domain.rules import RuleBroken
from domain.sessions import Session

# ---------------------------------------------------------------------- one session


async def rate(
    store: Store,
    *,
    guild_id: int,
    user_id: int,
    session: str,
    rating: int,
    now: datetime,
) -> tuple[Session, Rating, Rating | None]:
    """Keep what somebody gives a session. Returns it, theirs now, and theirs before.

    Whoever gives another rating keeps their sentence. Raises RuleBroken ``join.first``,
    ``feedback.*``, and NotSaved.
    """

    def work(tx: Transaction) -> tuple[Session, Rating, Rating | None]:
        found = rules.may_rate(sessions.find(tx, guild_id=guild_id, slug=session), now)
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        before = _own(tx, guild_id, session, user_id)
        row = tx.execute(
            """INSERT INTO rating (guild_id, session, user_id, rating, mixed)
            VALUES (?, ?, ?, ?, random())
            ON CONFLICT DO UPDATE SET rating = excluded.rating RETURNING *""",
            (guild_id, session, user_id, rating),
        ).fetchone()
        return found, to_rating(row), before

    return await store.write(work)


async def say(
    store: Store,
    *,
    guild_id: int,
    user_id: int,
    session: str,
    words: str,
    named: bool,
    now: datetime,
) -> tuple[Session, Rating]:
    """Keep somebody's sentence with their rating; an empty one takes it away.

    Raises RuleBroken ``text.*``, ``join.first``, ``feedback.*``, and NotSaved.
    """

    def work(tx: Transaction) -> tuple[Session, Rating]:
        text = rules.check_sentence(words)
        found = rules.may_rate(sessions.find(tx, guild_id=guild_id, slug=session), now)
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        row = tx.execute(
            """UPDATE rating SET words = ?, named = ?
            WHERE guild_id = ? AND session = ? AND user_id = ? RETURNING *""",
            (text, int(named and bool(text)), guild_id, session, user_id),
        ).fetchone()
        if row is None:
            raise RuleBroken("feedback.none", title=found.title)
        return found, to_rating(row)

    return await store.write(work)


async def take_back(
    store: Store, *, guild_id: int, user_id: int, session: str
) -> tuple[Session, bool]:
    """Erase somebody's own rating and sentence, at any time. Returns whether there was one.

    Raises RuleBroken ``feedback.unknown``, and NotSaved.
    """

    def work(tx: Transaction) -> tuple[Session, bool]:
        found = sessions.find(tx, guild_id=guild_id, slug=session)
        if found is None:
            raise RuleBroken("feedback.unknown")
        gone = tx.execute(
            "DELETE FROM rating WHERE guild_id = ? AND session = ? AND user_id = ?",
            (guild_id, session, user_id),
        ).rowcount
        return found, bool(gone)

    return await store.write(work)


def to_rating(row: sqlite3.Row) -> Rating:
    return Rating(row["session"], row["rating"], row["words"], bool(row["named"]))


def _own(tx: Transaction, guild_id: int, session: str, user_id: int) -> Rating | None:
    row = tx.execute(
        "SELECT * FROM rating WHERE guild_id = ? AND session = ? AND user_id = ?",
        (guild_id, session, user_id),
    ).fetchone()
    return to_rating(row) if row else None


# ---------------------------------------------------------------------- the day


async def rate_day(
    store: Store,
    *,
    guild_id: int,
    user_id: int,
    edition: str,
    rating: int,
    useful: str,
    change: str,
    named: bool,
    now: datetime,
) -> tuple[DayRating, bool]:
    """Keep what somebody says of the day. Returns it, and whether it is their first.

    Raises RuleBroken ``text.*``, ``join.first``, ``feedback.*``, and NotSaved.
    """

    def work(tx: Transaction) -> tuple[DayRating, bool]:
        kept = (
            rules.check_sentence(useful, field="first answer"),
            rules.check_sentence(change, field="second answer"),
        )
        programme = [
            sessions.to_session(row)
            for row in tx.execute(
                "SELECT * FROM session WHERE guild_id = ? AND archived = 0", (guild_id,)
            )
        ]
        rules.may_rate_day(programme, now)
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        known = tx.execute(
            "SELECT 1 FROM day_rating WHERE guild_id = ? AND edition = ? AND user_id = ?",
            (guild_id, edition, user_id),
        ).fetchone()
        row = tx.execute(
            """INSERT INTO day_rating (guild_id, edition, user_id, rating, useful, change, named,
                                       mixed)
            VALUES (?, ?, ?, ?, ?, ?, ?, random())
            ON CONFLICT DO UPDATE SET rating = excluded.rating, useful = excluded.useful,
                change = excluded.change, named = excluded.named RETURNING *""",
            (guild_id, edition, user_id, rating, *kept, int(named and any(kept))),
        ).fetchone()
        return to_day_rating(row), known is None

    return await store.write(work)


async def take_back_day(store: Store, *, guild_id: int, user_id: int, edition: str) -> bool:
    """Erase what somebody said of the day, at any time. Returns whether there was something."""

    def work(tx: Transaction) -> bool:
        gone = tx.execute(
            "DELETE FROM day_rating WHERE guild_id = ? AND edition = ? AND user_id = ?",
            (guild_id, edition, user_id),
        ).rowcount
        return bool(gone)

    return await store.write(work)


def to_day_rating(row: sqlite3.Row) -> DayRating:
    return DayRating(row["rating"], row["useful"], row["change"], bool(row["named"]))


# ---------------------------------------------------------------------- asking people


@dataclass(frozen=True, slots=True)
class Asked:
    """A message that asks for feedback. ``begun`` before: it may have been sent already."""

    id: int
    channel_id: int
    state: Literal["sending", "sent", "dropped"]
    begun: bool
    created_at: datetime


async def intend(
    store: Store, *, guild_id: int, edition: str, session: str, channel_id: int, now: datetime
) -> Asked:
    """Keep that people are about to be asked, once. ``session`` is empty for the day."""

    def work(tx: Transaction) -> Asked:
        new = tx.execute(
            """INSERT INTO feedback_asked (guild_id, edition, session, channel_id, state,
                                           created_at)
            VALUES (?, ?, ?, ?, 'sending', ?) ON CONFLICT DO NOTHING""",
            (guild_id, edition, session, channel_id, stamp(now)),
        ).rowcount
        row = tx.execute(
            "SELECT * FROM feedback_asked WHERE guild_id = ? AND edition = ? AND session = ?",
            (guild_id, edition, session),
        ).fetchone()
        return Asked(
            row["id"], row["channel_id"], row["state"], not new, unstamp(row["created_at"])
        )

    return await store.write(work)


async def asked(store: Store, *, asked_id: int, sent: bool) -> None:
    """How asking ended: sent, or given up."""

    def work(tx: Transaction) -> None:
        tx.execute(
            "UPDATE feedback_asked SET state = ? WHERE id = ?",
            ("sent" if sent else "dropped", asked_id),
        )

    await store.write(work)
