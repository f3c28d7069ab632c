"""Changing the programme by hand: shift, cancel, restore, swap rooms. Each press changes once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db import facilitation
from db.rows import stamp
from db.sessions import find_by_hand, put, record
from db.store import Store, Transaction
from domain.rules import RuleBroken
from domain.sessions import Change, Session
from domain.shifting import (
    ByHand,
    Move,
    RoomKind,
    Shift,
    cancelled,
    find,
    restored,
    shifted,
    sign_of,
    sign_of_moves,
    swapped,
)

What = Literal["shift", "cancel", "restore", "swap"]


@dataclass(frozen=True, slots=True)
class Day:
    """The programme, and the number of its newest change: what was shown is of that version."""

    version: int
    programme: tuple[Session, ...]
    by_hand: frozenset[str]
    in_use: frozenset[str]

    def find(self, slug: str) -> Session | None:
        return find(self.programme, slug)


# ---------------------------------------------------------------------- reading


async def look(store: Store, *, guild_id: int) -> Day:
    """The programme as it can be changed now."""
    return await store.write(lambda tx: _day(tx, guild_id))


async def was_done(store: Store, *, guild_id: int, sign: str) -> bool:
    """Whether a press with this sign has changed the programme already."""
    row = await store.read_one(
        "SELECT 1 FROM programme_act WHERE guild_id = ? AND sign = ?", guild_id, sign
    )
    return row is not None


# ---------------------------------------------------------------------- verbs


async def shift(
    store: Store, *, guild_id: int, user_id: int, wanted: Shift, sign: str, now: datetime
) -> tuple[list[Move], bool]:
    """Move sessions as they were shown. Returns what moved, and whether it moved only now.

    Raises RuleBroken ``change.stale`` where it would not be what was shown, or as
    :func:`domain.shifting.shifted`.
    """

    def work(tx: Transaction) -> tuple[list[Move], bool]:
        if _done(tx, guild_id, sign):
            return [], False
        day = _day(tx, guild_id)
        moves = shifted(day.programme, wanted, now)
        if sign_of_moves(day.version, wanted, moves) != sign:
            raise RuleBroken("change.stale")
        for move in moves:
            _move(tx, move, now)
        slug = wanted.slug or None
        _act(tx, guild_id, user_id, "shift", slug, sign, now, minutes=wanted.minutes)
        return moves, True

    return await store.write(work)


async def cancel(
    store: Store,
    *,
    press_id: int,
    guild_id: int,
    user_id: int,
    slug: str,
    reason: str,
    now: datetime,
) -> tuple[Session, bool]:
    """Cancel a session, with a reason that people read; once for each press.

    Raises RuleBroken as :func:`domain.shifting.cancelled`.
    """
    sign = f"press-{press_id}"

    def work(tx: Transaction) -> tuple[Session, bool]:
        before = _day(tx, guild_id).find(slug)
        if before is not None and _done(tx, guild_id, sign):
            return before, False
        after = cancelled(before, reason, now)
        assert before is not None, "or it was refused"
        put(tx, before, after, now)
        _by_hand(tx, after, 1)
        _act(tx, guild_id, user_id, "cancel", slug, sign, now)
        return after, True

    return await store.write(work)


async def restore(
    store: Store, *, guild_id: int, user_id: int, slug: str, sign: str, now: datetime
) -> tuple[Session, bool]:
    """It takes place after all. Raises RuleBroken ``change.stale`` or as
    :func:`domain.shifting.restored`.
    """

    def work(tx: Transaction) -> tuple[Session, bool]:
        day = _day(tx, guild_id)
        before = day.find(slug)
        if before is not None and _done(tx, guild_id, sign):
            return before, False
        after = restored(day.programme, before, by_hand=slug in day.by_hand, now=now)
        assert before is not None, "or it was refused"
        if sign_of(day.version, "restore", slug) != sign:
            raise RuleBroken("change.stale")
        put(tx, before, after, now)
        if after.kind != "break":
            facilitation.restored(tx, guild_id=guild_id, slug=slug)
        _by_hand(tx, after, 0)
        _act(tx, guild_id, user_id, "restore", slug, sign, now)
        return after, True

    return await store.write(work)


async def swap(
    store: Store,
    *,
    guild_id: int,
    user_id: int,
    slug: str,
    other: str,
    kinds: Mapping[str, RoomKind],
    sign: str,
    now: datetime,
) -> tuple[tuple[Session, Session] | None, bool]:
    """Two sessions take each other's rooms. Raises RuleBroken ``change.stale`` or as
    :func:`domain.shifting.swapped`.
    """

    def work(tx: Transaction) -> tuple[tuple[Session, Session] | None, bool]:
        if _done(tx, guild_id, sign):
            return None, False
        day = _day(tx, guild_id)
        before = day.find(slug), day.find(other)
        after = swapped(*before, kinds, day.in_use, now)
        if sign_of(day.version, "swap", slug, other) != sign:
            raise RuleBroken("change.stale")
        its = {hand.session.slug: hand.rooms_of for hand in find_by_hand(tx, guild_id=guild_id)}
        one, two = its[slug] or slug, its[other] or other
        for session, is_in in zip(after, (two, one), strict=True):
            was = day.find(session.slug)
            assert was is not None
            put(tx, was, session, now)
            channels = str(was.text_channel), str(session.text_channel)
            record(tx, session, Change.ROOM, *channels, now)
            tx.execute(
                "UPDATE session SET rooms_of = ? WHERE guild_id = ? AND slug = ?",
                (is_in if is_in != session.slug else None, guild_id, session.slug),
            )
        _act(tx, guild_id, user_id, "swap", slug, sign, now)
        return after, True

    return await store.write(work)


# ---------------------------------------------------------------------- inside a transaction


def _day(tx: Transaction, guild_id: int) -> Day:
    hands: list[ByHand] = find_by_hand(tx, guild_id=guild_id)
    newest = tx.execute(
        "SELECT ifnull(max(id), 0) FROM programme_change WHERE guild_id = ?", (guild_id,)
    ).fetchone()[0]
    doors = tx.execute(
        "SELECT slug FROM room WHERE guild_id = ? AND door <> 'quiet'", (guild_id,)
    ).fetchall()
    return Day(
        version=newest,
        programme=tuple(hand.session for hand in hands),
        by_hand=frozenset(hand.session.slug for hand in hands if hand.cancelled),
        in_use=frozenset(row["slug"] for row in doors),
    )


def _move(tx: Transaction, move: Move, now: datetime) -> None:
    """The plan's times are remembered; where it is back at them, there is nothing to remember."""
    before, after = move.before, move.after
    put(tx, before, after, now)
    tx.execute(
        """UPDATE session SET planned_starts_at = ifnull(planned_starts_at, ?),
                              planned_ends_at = ifnull(planned_ends_at, ?)
        WHERE guild_id = ? AND slug = ?""",
        (stamp(before.starts_at), stamp(before.ends_at), after.guild_id, after.slug),
    )
    tx.execute(
        """UPDATE session SET planned_starts_at = NULL, planned_ends_at = NULL
        WHERE guild_id = ? AND slug = ? AND planned_starts_at = starts_at
          AND planned_ends_at = ends_at""",
        (after.guild_id, after.slug),
    )


def _by_hand(tx: Transaction, session: Session, cancelled: int) -> None:
    tx.execute(
        "UPDATE session SET cancelled_by_hand = ? WHERE guild_id = ? AND slug = ?",
        (cancelled, session.guild_id, session.slug),
    )


def _done(tx: Transaction, guild_id: int, sign: str) -> bool:
    return (
        tx.execute(
            "SELECT 1 FROM programme_act WHERE guild_id = ? AND sign = ?", (guild_id, sign)
        ).fetchone()
        is not None
    )


def _act(
    tx: Transaction,
    guild_id: int,
    user_id: int,
    what: What,
    slug: str | None,
    sign: str,
    now: datetime,
    *,
    minutes: int | None = None,
) -> None:
    tx.execute(
        """INSERT INTO programme_act (guild_id, at, actor_id, what, slug, minutes, sign)
        VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (guild_id, stamp(now), user_id, what, slug, minutes, sign),
    )
