"""What who leads a session does with hands: call, finish, skip, clear. In one's own room only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from db import hands, sessions
from db.facilitation import require_moderator
from db.rows import stamp
from db.store import Store, Transaction
from domain import hands as rules
from domain.hands import Hand, State
from domain.rules import RuleBroken


async def call(
    store: Store,
    *,
    guild_id: int,
    session: str,
    hand_id: int,
    user_id: int,
    organiser: bool,
    now: datetime,
) -> Hand:
    """Call on the hand that was seen as the next; the turn of who spoke before is over.

    Raises RuleBroken ``hand.*``, ``room.not_yours``, NotSaved.
    """

    def change(tx: Transaction, hand: Hand) -> Hand:
        after = rules.call(hand, user_id=user_id, now=now)
        for row in tx.execute(
            "SELECT * FROM hand WHERE guild_id = ? AND session = ? AND turn = 'on'",
            (guild_id, session),
        ).fetchall():
            hands.finish(tx, hands.to_hand(row), user_id, now)
        return after

    return await _lead(store, guild_id, session, hand_id, "called", change, user_id, organiser, now)


async def finish(
    store: Store,
    *,
    guild_id: int,
    session: str,
    hand_id: int,
    user_id: int,
    organiser: bool,
    now: datetime,
) -> Hand:
    """The turn of who was called on is over. Raises RuleBroken ``hand.*``, ``room.not_yours``."""

    def work(tx: Transaction) -> Hand:
        require_moderator(tx, guild_id=guild_id, slug=session, user_id=user_id, organiser=organiser)
        return hands.finish(tx, _load(tx, guild_id, session, hand_id), user_id, now)

    return await store.write(work)


async def skip(
    store: Store,
    *,
    guild_id: int,
    session: str,
    hand_id: int,
    place_seen: int,
    user_id: int,
    organiser: bool,
    now: datetime,
) -> Hand:
    """Let the others go first. Raises RuleBroken ``hand.*``, ``room.not_yours``, NotSaved."""

    def change(tx: Transaction, hand: Hand) -> Hand:
        there = sessions.find(tx, guild_id=guild_id, slug=session)
        assert there is not None, "the hand was found in it"
        return rules.skip(hand, place_seen=place_seen, end=hands.free_place(tx, there))

    return await _lead(
        store, guild_id, session, hand_id, "skipped", change, user_id, organiser, now
    )


async def clear(
    store: Store,
    *,
    guild_id: int,
    session: str,
    up_to: int,
    user_id: int,
    organiser: bool,
    now: datetime,
) -> int:
    """Lower every hand up to the last place that was seen. Returns how many there were.

    Raises RuleBroken as :func:`domain.hands.may_raise`, and ``room.not_yours``.
    """

    def work(tx: Transaction) -> int:
        rules.may_raise(sessions.find(tx, guild_id=guild_id, slug=session), now)
        require_moderator(tx, guild_id=guild_id, slug=session, user_id=user_id, organiser=organiser)
        rows = tx.execute(
            """UPDATE hand SET state = ?, done_at = ?
            WHERE guild_id = ? AND session = ? AND state = 'up' AND place <= ? RETURNING *""",
            (State.CLEARED.value, stamp(now), guild_id, session, up_to),
        ).fetchall()
        for row in rows:
            hands.record(tx, hands.to_hand(row), "cleared", user_id, now)
        return len(rows)

    return await store.write(work)


def _load(tx: Transaction, guild_id: int, session: str, hand_id: int) -> Hand:
    row = tx.execute(
        "SELECT * FROM hand WHERE id = ? AND guild_id = ? AND session = ?",
        (hand_id, guild_id, session),
    ).fetchone()
    if row is None:
        raise RuleBroken("hand.unknown")
    return hands.to_hand(row)


async def _lead(
    store: Store,
    guild_id: int,
    session: str,
    hand_id: int,
    event: str,
    change: Callable[[Transaction, Hand], Hand],
    user_id: int,
    organiser: bool,
    now: datetime,
) -> Hand:
    def work(tx: Transaction) -> Hand:
        hand = _load(tx, guild_id, session, hand_id)
        rules.may_raise(sessions.find(tx, guild_id=guild_id, slug=session), now)
        require_moderator(tx, guild_id=guild_id, slug=session, user_id=user_id, organiser=organiser)
        after = change(tx, hand)
        hands.change(tx, after, event, user_id, now)
        return after

    return await store.write(work)
