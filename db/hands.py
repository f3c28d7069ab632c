"""Hands in a session: raise, lower, end, read. One transaction each."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from db import attendees, sessions
from db.breakout_limits import find_removed, is_shut
from db.notices import Where, take_back
from db.rows import stamp, unstamp
from db.store import Store, Transaction
from domain import hands as rules
from domain.hands import Hand, Stage, State, Turn, Way
from domain.rules import RuleBroken
from domain.sessions import Session

# The hands and turns that no session holds any more: it is not on, or they are of the year before.
_LEFT_UP = """
SELECT h.* FROM hand AS h
JOIN session AS s ON s.guild_id = h.guild_id AND s.slug = h.session
WHERE h.guild_id = ?1 AND (h.state = 'up' OR h.turn = 'on')
  AND (s.cancelled = 1 OR s.ends_at <= ?2 OR s.starts_at > ?2 OR h.raised_at < s.starts_at)
"""


def to_hand(row: sqlite3.Row) -> Hand:
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
        way=Way(row["way"]),
        turn=Turn(row["turn"]),
        stage=Stage(row["stage"]),
    )


# ---------------------------------------------------------------- attendees


async def raise_hand(
    store: Store, *, hand_id: int, guild_id: int, user_id: int, session: str, now: datetime
) -> tuple[Hand, bool]:
    """Put somebody's hand up. Returns it, and whether it is new: a second time keeps the place.

    ``hand_id`` is the snowflake of the interaction: delivered again, it gives the hand that it
    raised. Raises RuleBroken ``join.first``, ``hand.no_place``, ``hand.closed`` where the room is
    closed before its session ends, ``hand.removed``, or as
    :func:`domain.hands.may_raise`.
    """

    def work(tx: Transaction) -> tuple[Hand, bool]:
        there = rules.may_raise(sessions.find(tx, guild_id=guild_id, slug=session), now)
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        rules.require_place(there, places_of(tx, guild_id, user_id))
        if is_shut(tx, guild_id=guild_id, slug=session):
            raise RuleBroken("hand.closed", title=there.title)
        if user_id in find_removed(tx, guild_id=guild_id, slug=session):
            raise RuleBroken("hand.removed", title=there.title)
        _end(tx, guild_id, now)
        row = tx.execute(
            """SELECT * FROM hand WHERE guild_id = ? AND user_id = ?
            AND (id = ? OR session = ? AND state = 'up') ORDER BY id = ? DESC LIMIT 1""",
            (guild_id, user_id, hand_id, session, hand_id),
        ).fetchone()
        if row is not None:
            return to_hand(row), False
        return put_up(tx, there, hand_id, user_id, Way.BUTTON, now), True

    return await store.write(work)


async def lower_hand(
    store: Store, *, guild_id: int, user_id: int, session: str, now: datetime
) -> bool:
    """Take somebody's hand down. Returns whether it was up; a second time changes nothing."""

    def work(tx: Transaction) -> bool:
        return put_down(tx, guild_id=guild_id, user_id=user_id, session=session, now=now)

    return await store.write(work)


# ---------------------------------------------------------------- the end


async def end(store: Store, *, guild_id: int, now: datetime) -> int:
    """Lower the hands of sessions that are over, cancelled or moved, and end the turns there.

    Returns how many.
    """
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
    return rules.queue(one for one in map(to_hand, rows) if rules.counts(one, session, now))


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
    return [to_hand(row) for row in rows]


# ---------------------------------------------------------------- inside a transaction


def put_up(
    tx: Transaction, session: Session, hand_id: int, user_id: int, way: Way, now: datetime
) -> Hand:
    """A new hand at the end of the queue, for who may raise it and has none up."""
    row = tx.execute(
        """INSERT INTO hand (id, guild_id, session, user_id, place, raised_at, way)
        VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING *""",
        (
            *(hand_id, session.guild_id, session.slug, user_id),
            *(free_place(tx, session), stamp(now), way.value),
        ),
    ).fetchone()
    hand = to_hand(row)
    record(tx, hand, "raised", user_id, now)
    return hand


def put_down(tx: Transaction, *, guild_id: int, user_id: int, session: str, now: datetime) -> bool:
    """Somebody's hand is down from now on. Returns whether it was up."""
    row = tx.execute(
        """SELECT * FROM hand
        WHERE guild_id = ? AND session = ? AND user_id = ? AND state = 'up'""",
        (guild_id, session, user_id),
    ).fetchone()
    if row is None:
        return False
    change(tx, rules.lower(to_hand(row), now), "lowered", user_id, now)
    return True


def places_of(tx: Transaction, guild_id: int, user_id: int) -> set[str]:
    """The workshops in which somebody has a place."""
    rows = tx.execute(
        "SELECT slug FROM choice WHERE guild_id = ? AND user_id = ? AND state = 'place'",
        (guild_id, user_id),
    )
    return {row["slug"] for row in rows}


def free_place(tx: Transaction, session: Session) -> int:
    """The next place at the end, never one that was had before: so an old button is found out."""
    return tx.execute(
        "SELECT ifnull(max(place), 0) + 1 FROM hand WHERE guild_id = ? AND session = ?",
        (session.guild_id, session.slug),
    ).fetchone()[0]


def end_of(tx: Transaction, *, guild_id: int, session: str, now: datetime) -> int:
    """The hands of one session, whose room is closed, and the turns there. Returns how many."""
    rows = tx.execute(
        """SELECT * FROM hand WHERE guild_id = ? AND session = ?
        AND (state = 'up' OR turn = 'on')""",
        (guild_id, session),
    ).fetchall()
    return _end_all(tx, rows, now)


def _end(tx: Transaction, guild_id: int, now: datetime) -> int:
    return _end_all(tx, tx.execute(_LEFT_UP, (guild_id, stamp(now))).fetchall(), now)


def _end_all(tx: Transaction, rows: list[sqlite3.Row], now: datetime) -> int:
    for row in rows:
        hand = to_hand(row)
        if hand.turn is Turn.ON:
            finish(tx, hand, None, now)
            continue
        tx.execute(
            "UPDATE hand SET state = ?, done_at = ? WHERE id = ?",
            (State.ENDED.value, stamp(now), hand.id),
        )
        record(tx, hand, "ended", None, now)
    return len(rows)


def finish(tx: Transaction, hand: Hand, actor_id: int | None, now: datetime) -> Hand:
    """Their turn is over, and the post that named them goes."""
    after = rules.finish(hand)
    if after != hand:
        change(tx, after, "finished", actor_id, now)
    row = tx.execute(
        "SELECT post_channel_id, post_id FROM hand WHERE id = ? AND post_id IS NOT NULL",
        (hand.id,),
    ).fetchone()
    if row is not None:
        where = Where(hand.guild_id, row["post_channel_id"], row["post_id"], thread=False)
        take_back(tx, where)
        tx.execute(
            "UPDATE hand SET post_channel_id = NULL, post_id = NULL WHERE id = ?", (hand.id,)
        )
    return after


def change(tx: Transaction, hand: Hand, event: str, actor_id: int | None, now: datetime) -> None:
    tx.execute(
        """UPDATE hand SET state = ?, place = ?, done_at = ?, called_by = ?, turn = ?, stage = ?
        WHERE id = ?""",
        (
            hand.state.value,
            hand.place,
            stamp(hand.done_at) if hand.done_at else None,
            hand.called_by,
            hand.turn.value,
            hand.stage.value,
            hand.id,
        ),
    )
    record(tx, hand, event, actor_id, now)


def record(tx: Transaction, hand: Hand, event: str, actor_id: int | None, now: datetime) -> None:
    tx.execute(
        "INSERT INTO hand_log (guild_id, hand_id, at, event, actor_id) VALUES (?, ?, ?, ?, ?)",
        (hand.guild_id, hand.id, stamp(now), event, actor_id),
    )
