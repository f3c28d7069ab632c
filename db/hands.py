"""Hands in a session: raise, lower, call, skip, clear, end, read. One transaction each."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

from db import attendees, sessions
from db.rows import stamp, unstamp
from db.store import Store, Transaction
from domain import hands as rules
from domain.hands import Hand, State
from domain.rules import RuleBroken
from domain.sessions import Session

# The hands that no session holds up any more: it is not on, or they are from the year before.
_LEFT_UP = """
SELECT h.* FROM hand AS h
JOIN session AS s ON s.guild_id = h.guild_id AND s.slug = h.session
WHERE h.guild_id = ?1 AND h.state = 'up'
  AND (s.cancelled = 1 OR s.ends_at <= ?2 OR s.starts_at > ?2 OR h.raised_at < s.starts_at)
"""


def _to_hand(row: sqlite3.Row) -> Hand:
    return Hand(
        id=row["id"],
        guild_id=row["guild_id"],
        session=row["session"],
        user_id=row["user_id"],
        state=State(row["state"]),
        place=row["place"],
        raised_at=unstamp(row["raised_at"]),
        done_at=unstamp(row["done_at"]) if row["done_at"] else None,
        called_by=row["called_by"],
    )


# ---------------------------------------------------------------- attendees


async def raise_hand(
    store: Store, *, hand_id: int, guild_id: int, user_id: int, session: str, now: datetime
) -> tuple[Hand, bool]:
    """Put somebody's hand up. Returns it, and whether it is new: a second time keeps the place.

    ``hand_id`` is the snowflake of the interaction: delivered again, it gives the hand that it
    raised. Raises RuleBroken ``join.first``, ``hand.no_place`` or as
    :func:`domain.hands.may_raise`.
    """

    def work(tx: Transaction) -> tuple[Hand, bool]:
        there = rules.may_raise(sessions.find(tx, guild_id=guild_id, slug=session), now)
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        rules.require_place(there, _places(tx, guild_id, user_id))
        _end(tx, guild_id, now)
        row = tx.execute(
            """SELECT * FROM hand WHERE guild_id = ? AND user_id = ?
            AND (id = ? OR session = ? AND state = 'up') ORDER BY id = ? DESC LIMIT 1""",
            (guild_id, user_id, hand_id, session, hand_id),
        ).fetchone()
        if row is not None:
            return _to_hand(row), False
        row = tx.execute(
            """INSERT INTO hand (id, guild_id, session, user_id, place, raised_at)
            VALUES (?, ?, ?, ?, ?, ?) RETURNING *""",
            (hand_id, guild_id, session, user_id, _free_place(tx, there), stamp(now)),
        ).fetchone()
        hand = _to_hand(row)
        _record(tx, hand, "raised", user_id, now)
        return hand, True

    return await store.write(work)


async def lower_hand(
    store: Store, *, guild_id: int, user_id: int, session: str, now: datetime
) -> bool:
    """Take somebody's hand down. Returns whether it was up; a second time changes nothing."""

    def work(tx: Transaction) -> bool:
        row = tx.execute(
            """SELECT * FROM hand
            WHERE guild_id = ? AND session = ? AND user_id = ? AND state = 'up'""",
            (guild_id, session, user_id),
        ).fetchone()
        if row is None:
            return False
        _change(tx, rules.lower(_to_hand(row), now), "lowered", user_id, now)
        return True

    return await store.write(work)


# ---------------------------------------------------------------- who leads the session


async def call(
    store: Store, *, guild_id: int, session: str, hand_id: int, user_id: int, now: datetime
) -> Hand:
    """Call on the hand that was seen as the next. Raises RuleBroken ``hand.*``, NotSaved."""

    def change(tx: Transaction, hand: Hand) -> Hand:
        return rules.call(hand, user_id=user_id, now=now)

    return await _lead(store, guild_id, session, hand_id, "called", change, user_id, now)


async def skip(
    store: Store,
    *,
    guild_id: int,
    session: str,
    hand_id: int,
    place_seen: int,
    user_id: int,
    now: datetime,
) -> Hand:
    """Let the others go first. Raises RuleBroken ``hand.*``, NotSaved."""

    def change(tx: Transaction, hand: Hand) -> Hand:
        there = sessions.find(tx, guild_id=guild_id, slug=session)
        assert there is not None, "the hand was found in it"
        return rules.skip(hand, place_seen=place_seen, end=_free_place(tx, there))

    return await _lead(store, guild_id, session, hand_id, "skipped", change, user_id, now)


async def clear(
    store: Store, *, guild_id: int, session: str, up_to: int, user_id: int, now: datetime
) -> int:
    """Lower every hand up to the last place that was seen. Returns how many there were.

    Raises RuleBroken as :func:`domain.hands.may_raise`.
    """

    def work(tx: Transaction) -> int:
        rules.may_raise(sessions.find(tx, guild_id=guild_id, slug=session), now)
        rows = tx.execute(
            """UPDATE hand SET state = ?, done_at = ?
            WHERE guild_id = ? AND session = ? AND state = 'up' AND place <= ? RETURNING *""",
            (State.CLEARED.value, stamp(now), guild_id, session, up_to),
        ).fetchall()
        for row in rows:
            _record(tx, _to_hand(row), "cleared", user_id, now)
        return len(rows)

    return await store.write(work)


async def end(store: Store, *, guild_id: int, now: datetime) -> int:
    """Lower the hands of sessions that are over, cancelled or moved. Returns how many."""
    if await store.read_one(f"{_LEFT_UP} LIMIT 1", guild_id, stamp(now)) is None:
        return 0
    return await store.write(lambda tx: _end(tx, guild_id, now))


# ---------------------------------------------------------------- reading


async def of_session(store: Store, *, guild_id: int, session: Session, now: datetime) -> list[Hand]:
    """The hands that are up in a session that is on, the next one first."""
    rows = await store.read(
        "SELECT * FROM hand WHERE guild_id = ? AND session = ? AND state = 'up'",
        guild_id,
        session.slug,
    )
    return rules.queue(one for one in map(_to_hand, rows) if rules.counts(one, session, now))


async def called(store: Store, *, guild_id: int, session: Session, most: int) -> list[Hand]:
    """Who was called on in a session as it stands now, the last one first."""
    rows = await store.read(
        """SELECT h.* FROM hand AS h WHERE h.guild_id = ? AND h.session = ? AND h.state = 'called'
        AND h.raised_at >= ? ORDER BY h.done_at DESC, h.place DESC LIMIT ?""",
        guild_id,
        session.slug,
        stamp(session.starts_at),
        most,
    )
    return [_to_hand(row) for row in rows]


# ---------------------------------------------------------------- inside a transaction


def _places(tx: Transaction, guild_id: int, user_id: int) -> set[str]:
    """The workshops in which somebody has a place."""
    rows = tx.execute(
        "SELECT slug FROM choice WHERE guild_id = ? AND user_id = ? AND state = 'place'",
        (guild_id, user_id),
    )
    return {row["slug"] for row in rows}


def _free_place(tx: Transaction, session: Session) -> int:
    """The next place at the end, never one that was had before: so an old button is found out."""
    return tx.execute(
        "SELECT ifnull(max(place), 0) + 1 FROM hand WHERE guild_id = ? AND session = ?",
        (session.guild_id, session.slug),
    ).fetchone()[0]


def _end(tx: Transaction, guild_id: int, now: datetime) -> int:
    rows = tx.execute(_LEFT_UP, (guild_id, stamp(now))).fetchall()
    for row in rows:
        tx.execute(
            "UPDATE hand SET state = ?, done_at = ? WHERE id = ?",
            (State.ENDED.value, stamp(now), row["id"]),
        )
        _record(tx, _to_hand(row), "ended", None, now)
    return len(rows)


async def _lead(
    store: Store,
    guild_id: int,
    session: str,
    hand_id: int,
    event: str,
    change: Callable[[Transaction, Hand], Hand],
    user_id: int,
    now: datetime,
) -> Hand:
    def work(tx: Transaction) -> Hand:
        row = tx.execute(
            "SELECT * FROM hand WHERE id = ? AND guild_id = ? AND session = ?",
            (hand_id, guild_id, session),
        ).fetchone()
        if row is None:
            raise RuleBroken("hand.unknown")
        rules.may_raise(sessions.find(tx, guild_id=guild_id, slug=session), now)
        after = change(tx, _to_hand(row))
        _change(tx, after, event, user_id, now)
        return after

    return await store.write(work)


def _change(tx: Transaction, hand: Hand, event: str, actor_id: int, now: datetime) -> None:
    tx.execute(
        "UPDATE hand SET state = ?, place = ?, done_at = ?, called_by = ? WHERE id = ?",
        (
            hand.state.value,
            hand.place,
            stamp(hand.done_at) if hand.done_at else None,
            hand.called_by,
            hand.id,
        ),
    )
    _record(tx, hand, event, actor_id, now)


def _record(tx: Transaction, hand: Hand, event: str, actor_id: int | None, now: datetime) -> None:
    tx.execute(
        "INSERT INTO hand_log (guild_id, hand_id, at, event, actor_id) VALUES (?, ?, ?, ?, ?)",
        (hand.guild_id, hand.id, stamp(now), event, actor_id),
    )
