"""Changing the programme while the summit runs: later or earlier, cancelled, other rooms."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.rules import RuleBroken
from domain.sessions import Rooms, Session
from domain.text import clean

MOST_MINUTES = 240
REASON_LENGTH = (3, 200)
# A break that is to make up for lost time keeps at least this much.
SHORTEST_BREAK = timedelta(minutes=5)


class How(StrEnum):
    """How far a shift reaches. The values stand in buttons."""

    ONE = "one"
    """One session alone."""
    ALL = "all"
    """It and what starts with it or later."""
    BREAKS = "breaks"
    """The same, and the breaks that follow get shorter until the time is made up."""


@dataclass(frozen=True, slots=True)
class Shift:
    """What an organiser asks for. Without a ``slug``, everything from now on."""

    slug: str
    minutes: int
    how: How = How.ALL


@dataclass(frozen=True, slots=True)
class Move:
    """One session with its times before and after."""

    before: Session
    after: Session

    @property
    def only_its_end(self) -> bool:
        return self.before.starts_at == self.after.starts_at

    def passes_midnight(self, zone: str) -> bool:
        """Whether it starts or ends on another day than before, where the summit is."""
        there = ZoneInfo(zone)
        pairs = (
            (self.before.starts_at, self.after.starts_at),
            (self.before.ends_at, self.after.ends_at),
        )
        return any(
            was.astimezone(there).date() != now.astimezone(there).date() for was, now in pairs
        )


@dataclass(frozen=True, slots=True)
class ByHand:
    """What organisers changed of one session, beside what the plan says of it."""

    session: Session
    planned: tuple[datetime, datetime] | None = None
    cancelled: bool = False
    rooms_of: str | None = None

    def keeps_its_times(self, plan: Session) -> bool:
        """Whether the plan still says what it said when the session was moved."""
        return self.planned == (plan.starts_at, plan.ends_at)

    @property
    def minutes(self) -> int:
        """By how much it was moved; at its end, where only that was."""
        if self.planned is None:
            return 0
        by = self.session.starts_at - self.planned[0] or self.session.ends_at - self.planned[1]
        return int(by.total_seconds() // 60)


# ---------------------------------------------------------------------- moving


def shifted(programme: Iterable[Session], wanted: Shift, now: datetime) -> list[Move]:
    """What moves, in the day's order; nothing is over, and what has begun moves at its end only.

    Raises RuleBroken ``change.minutes``, ``change.nothing``, ``change.too_early``,
    ``change.ends_early``, ``change.clash`` or as :func:`open_to_change`.
    """
    every = sorted(programme, key=lambda one: (one.starts_at, one.position))
    if not 0 < abs(wanted.minutes) <= MOST_MINUTES:
        raise RuleBroken("change.minutes", most=MOST_MINUTES)
    moving = _reached(every, wanted, now)
    if not any(not one.cancelled for one in moving):
        raise RuleBroken("change.nothing")
    moves = list(_moved(moving, wanted, now))
    for move in moves:
        _check_times(move, now)
    _check_clashes(every, moves, now)
    return moves


def open_to_change(session: Session | None, now: datetime) -> Session:
    """The session, if it can be moved. Raises RuleBroken ``change.unknown``, ``change.over`` or
    ``change.is_cancelled``.
    """
    if session is None:
        raise RuleBroken("change.unknown")
    if session.cancelled:
        raise RuleBroken("change.is_cancelled", title=session.title)
    if session.is_over(now):
        raise RuleBroken("change.over", title=session.title)
    return session


def find(programme: Iterable[Session], slug: str) -> Session | None:
    return next((one for one in programme if one.slug == slug), None)


def _reached(every: Sequence[Session], wanted: Shift, now: datetime) -> list[Session]:
    """What is to move. What is cancelled comes along while it has not begun: it may be restored."""
    open_ones = [
        one
        for one in every
        if not one.is_over(now) and not (one.cancelled and one.starts_at <= now)
    ]
    if not wanted.slug:
        return open_ones
    first = open_to_change(find(every, wanted.slug), now)
    if wanted.how is How.ONE:
        return [first]
    return [one for one in open_ones if one.starts_at >= first.starts_at]


def _moved(moving: Sequence[Session], wanted: Shift, now: datetime) -> Iterable[Move]:
    """Each with its new times. A break that makes up for time gives it to what starts after it."""
    left = timedelta(minutes=wanted.minutes)
    given: list[tuple[datetime, timedelta]] = []
    absorbs = wanted.how is How.BREAKS and left > timedelta(0)
    for one in moving:
        by = left - sum((gift for end, gift in given if end <= one.starts_at), timedelta(0))
        if one.starts_at <= now:
            yield Move(one, replace(one, ends_at=one.ends_at + by))
            continue
        length = one.ends_at - one.starts_at
        if absorbs and one.kind == "break" and not one.cancelled and by > timedelta(0):
            gift = max(timedelta(0), min(by, length - SHORTEST_BREAK))
            given.append((one.ends_at, gift))
            length -= gift
        start = one.starts_at + by
        if (start, start + length) != (one.starts_at, one.ends_at):
            yield Move(one, replace(one, starts_at=start, ends_at=start + length))


def _check_times(move: Move, now: datetime) -> None:
    if move.after.cancelled:
        return
    if move.only_its_end and move.after.ends_at <= max(now, move.after.starts_at):
        raise RuleBroken("change.ends_early", title=move.after.title)
    if not move.only_its_end and move.after.starts_at <= now:
        raise RuleBroken("change.too_early", title=move.after.title)


def _check_clashes(every: Iterable[Session], moves: Sequence[Move], now: datetime) -> None:
    """What did not overlap before must not do so now; parallel workshops may."""
    after = {move.before.slug: move.after for move in moves}
    live = [one for one in every if not one.cancelled and not one.is_over(now)]
    for move in moves:
        if move.before.cancelled:
            continue
        for other in live:
            there = after.get(other.slug, other)
            if other.slug == move.before.slug or _may_be_parallel(move.before, other):
                continue
            if overlap(move.after, there) and not overlap(move.before, other):
                raise RuleBroken("change.clash", title=move.after.title, other=other.title)


def overlap(one: Session, other: Session) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _may_be_parallel(one: Session, other: Session) -> bool:
    return one.slot is not None and one.slot == other.slot


# ---------------------------------------------------------------------- cancelling


def cancelled(session: Session | None, reason: str, now: datetime) -> Session:
    """The session, cancelled. Raises RuleBroken as :func:`open_to_change`, and ``text.*``."""
    found = open_to_change(session, now)
    least, most = REASON_LENGTH
    words = clean(reason, field="reason", least=least, most=most, lines=False)
    return replace(found, cancelled=True, reason=words)


def restored(
    programme: Iterable[Session], session: Session | None, *, by_hand: bool, now: datetime
) -> Session:
    """It takes place after all.

    Raises RuleBroken ``change.unknown``, ``change.not_cancelled``, ``change.over``,
    ``change.by_plan`` or ``change.clash``.
    """
    if session is None:
        raise RuleBroken("change.unknown")
    if not session.cancelled:
        raise RuleBroken("change.not_cancelled", title=session.title)
    if session.is_over(now):
        raise RuleBroken("change.over", title=session.title)
    if not by_hand:
        raise RuleBroken("change.by_plan", title=session.title)
    for other in programme:
        live = not other.cancelled and other.slug != session.slug
        if live and overlap(session, other) and not _may_be_parallel(session, other):
            raise RuleBroken("change.clash", title=session.title, other=other.title)
    return replace(session, cancelled=False, reason="")


# ---------------------------------------------------------------------- rooms


@dataclass(frozen=True, slots=True)
class RoomKind:
    """What has to be the same in two sessions whose rooms are swapped: as set-up made them."""

    listens: str
    by_name: bool
    people_at_most: int


def swapped(
    one: Session | None,
    other: Session | None,
    kinds: Mapping[str, RoomKind],
    in_use: frozenset[str],
    now: datetime,
) -> tuple[Session, Session]:
    """Both with each other's rooms. ``in_use``: the sessions whose room is open already.

    Raises RuleBroken ``change.same``, ``change.no_room``, ``change.begun``, ``change.room_open``,
    ``change.rooms_differ`` or as :func:`open_to_change`.
    """
    first, second = open_to_change(one, now), open_to_change(other, now)
    if first.slug == second.slug:
        raise RuleBroken("change.same")
    for session in (first, second):
        if session.text_channel is None:
            raise RuleBroken("change.no_room", title=session.title)
        if session.starts_at <= now:
            raise RuleBroken("change.begun", title=session.title)
        if session.slug in in_use:
            raise RuleBroken("change.room_open", title=session.title)
    if kinds.get(first.slug) != kinds.get(second.slug):
        raise RuleBroken("change.rooms_differ", title=first.title, other=second.title)
    return _in_rooms_of(first, second), _in_rooms_of(second, first)


def _in_rooms_of(session: Session, other: Session) -> Session:
    return replace(session, text_channel=other.text_channel, voice_channel=other.voice_channel)


# ---------------------------------------------------------------------- beside the plan


def kept_by_hand(before: Session, plan: Session, hand: ByHand | None) -> Session:
    """A session after a set-up: as the plan has it, but for what organisers changed since.

    Times that the plan changed too are the plan's.
    """
    if hand is None:
        return plan
    if hand.keeps_its_times(plan):
        plan = replace(plan, starts_at=before.starts_at, ends_at=before.ends_at)
    if hand.cancelled:
        plan = replace(plan, cancelled=True, reason=before.reason)
    return plan


def rooms_after(
    rooms: Mapping[str, Rooms], hands: Mapping[str, ByHand], there: Iterable[str]
) -> dict[str, Rooms]:
    """Each session's rooms, swapped as they were; each has its own where one of them is gone."""
    swaps = {slug: hand.rooms_of for slug, hand in hands.items() if hand.rooms_of is not None}
    if not {*swaps, *swaps.values()} <= set(there):
        return dict(rooms)
    return {slug: rooms.get(swaps.get(slug, slug), mine) for slug, mine in rooms.items()}


def sign_of(version: int, *what: object) -> str:
    """A short sign of what was shown of the programme in this version of it."""
    return hashlib.sha256(repr((version, what)).encode()).hexdigest()[:16]


def sign_of_moves(version: int, wanted: Shift, moves: Iterable[Move]) -> str:
    """The sign of a shift as it was shown."""
    told = [
        (move.after.slug, move.after.starts_at.isoformat(), move.after.ends_at.isoformat())
        for move in moves
    ]
    return sign_of(version, wanted.slug, wanted.minutes, wanted.how.value, told)
