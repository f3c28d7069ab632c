"""Hands raised in a session: who may raise one and when, the queue, and what becomes of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.rules import RuleBroken
from domain.sessions import Session

TAKES_HANDS = frozenset({"keynote", "workshop", "pledging"})


class State(StrEnum):
    """What became of a hand. The values are kept."""

    UP = "up"
    CALLED = "called"
    LOWERED = "lowered"  # by its owner
    CLEARED = "cleared"  # by who leads the session
    ENDED = "ended"  # with the session


@dataclass(frozen=True, slots=True)
class Hand:
    """One hand of one person in one session. ``place`` orders the queue and has gaps."""

    id: int
    guild_id: int
    session: str
    user_id: int
    state: State
    place: int
    raised_at: datetime
    done_at: datetime | None
    called_by: int | None


# ---------------------------------------------------------------------- when


def takes_hands(session: Session, now: datetime) -> bool:
    """Whether hands can be raised in this session now: while it is on."""
    return session.kind in TAKES_HANDS and session.is_on(now)


def open_to_hands(sessions: Iterable[Session], now: datetime) -> list[Session]:
    """The sessions in which hands can be raised now, in the programme's order."""
    return [one for one in sessions if takes_hands(one, now)]


def may_raise(session: Session | None, now: datetime) -> Session:
    """The session, where hands can be raised in it now.

    Raises RuleBroken ``hand.session``, ``hand.cancelled``, ``hand.over`` or ``hand.early``.
    """
    if session is None or session.kind not in TAKES_HANDS:
        raise RuleBroken("hand.session")
    if session.cancelled:
        raise RuleBroken("hand.cancelled", title=session.title)
    if session.is_over(now):
        raise RuleBroken("hand.over", title=session.title)
    if not session.is_on(now):
        raise RuleBroken("hand.early", title=session.title)
    return session


def is_open_to(session: Session, places: Collection[str]) -> bool:
    """Whether it is for somebody with places in these workshops: a closed one needs a place."""
    return session.kind != "workshop" or session.walk_in or session.slug in places


def require_place(session: Session, places: Collection[str]) -> None:
    """Raises RuleBroken ``hand.no_place``."""
    if not is_open_to(session, places):
        raise RuleBroken("hand.no_place", title=session.title)


def counts(hand: Hand, session: Session, now: datetime) -> bool:
    """Whether a hand is up in what is on now, and not left from the year before."""
    return hand.state is State.UP and session.is_on(now) and hand.raised_at >= session.starts_at


# ---------------------------------------------------------------------- the queue


def queue(hands: Iterable[Hand]) -> list[Hand]:
    """Those that are up, the next one first."""
    return sorted((one for one in hands if one.state is State.UP), key=lambda one: one.place)


def place_of(waiting: Sequence[Hand], user_id: int) -> int | None:
    """Somebody's place in the queue, from 1; None where their hand is not up."""
    return next((n for n, one in enumerate(waiting, 1) if one.user_id == user_id), None)


def ordinal(number: int) -> str:
    """``1st``, ``2nd``, ``3rd``, ``11th``, ``21st``."""
    last = 0 if number % 100 in (11, 12, 13) else number % 10
    return f"{number}{({1: 'st', 2: 'nd', 3: 'rd'}).get(last, 'th')}"


# ---------------------------------------------------------------------- what becomes of one


def lower(hand: Hand, now: datetime) -> Hand:
    """Its owner takes it down."""
    return replace(hand, state=State.LOWERED, done_at=now)


def call(hand: Hand, *, user_id: int, now: datetime) -> Hand:
    """It is this person's turn. Raises RuleBroken ``hand.called`` or ``hand.gone``."""
    _up(hand)
    return replace(hand, state=State.CALLED, done_at=now, called_by=user_id)


def skip(hand: Hand, *, place_seen: int, end: int) -> Hand:
    """Others first: to ``end``, the next free place. ``place_seen`` is where it was seen.

    Raises RuleBroken ``hand.called``, ``hand.gone`` or ``hand.moved``.
    """
    _up(hand)
    if hand.place != place_seen:
        raise RuleBroken("hand.moved", user_id=hand.user_id)
    return replace(hand, place=end)


def _up(hand: Hand) -> None:
    if hand.state is State.CALLED:
        raise RuleBroken("hand.called", user_id=hand.user_id, by=hand.called_by)
    if hand.state is not State.UP:
        raise RuleBroken("hand.gone", user_id=hand.user_id)
