"""Hands raised in a session: who may raise one and when, the queue, and what becomes of each."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.rules import RuleBroken
from domain.sessions import Session

_DISCORD_EPOCH = 1_420_070_400_000  # milliseconds: Discord counts time from 2015

# Two who lead and press at the same time mean the same hand.
A_MOMENT = timedelta(seconds=5)

TAKES_HANDS = frozenset({"keynote", "workshop", "pledging"})


class State(StrEnum):
    """What became of a hand. The values are kept."""

    UP = "up"
    CALLED = "called"
    LOWERED = "lowered"  # by its owner
    CLEARED = "cleared"  # by who leads the session
    ENDED = "ended"  # with the session


class Way(StrEnum):
    """How a hand was raised. The values are kept."""

    BUTTON = "button"
    STAGE = "stage"  # as “Request to Speak” in Discord itself


class Turn(StrEnum):
    """Where the turn of somebody is who was called on. The values are kept."""

    NONE = ""
    ON = "on"
    OVER = "over"


class Stage(StrEnum):
    """What becomes of somebody on the stage. The values are kept."""

    NONE = ""
    INVITE = "invite"  # to be let speak, as soon as they are there
    UP = "up"  # the bot let them speak
    DOWN = "down"  # to go back to the audience


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
    way: Way = Way.BUTTON
    turn: Turn = Turn.NONE
    stage: Stage = Stage.NONE


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


def request_id(guild_id: int, session: str, user_id: int, at: datetime) -> int:
    """The id of a hand that is a request on the stage: the same request is always the same hand.

    As a snowflake: when it was made, and then what sets it apart.
    """
    mark = zlib.crc32(f"{guild_id}:{session}:{user_id}".encode()) & 0x3FFFFF
    return (int(at.timestamp() * 1000) - _DISCORD_EPOCH << 22) | mark


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
    return replace(
        hand,
        state=State.CALLED,
        done_at=now,
        called_by=user_id,
        turn=Turn.ON,
        stage=Stage.INVITE,
    )


def called_just_now(last: Hand, user_id: int, now: datetime) -> bool:
    """Whether somebody else called on somebody a moment ago: so that two do not call two."""
    done = last.done_at
    return done is not None and now - done < A_MOMENT and last.called_by != user_id


def finish(hand: Hand) -> Hand:
    """Their turn is over; whom the bot let speak on the stage goes back to the audience.

    Raises RuleBroken ``hand.unknown`` where nobody called on them. A second time changes nothing.
    """
    if hand.state is not State.CALLED:
        raise RuleBroken("hand.unknown")
    stage = Stage.DOWN if hand.stage is Stage.UP else hand.stage
    stage = Stage.NONE if stage is Stage.INVITE else stage
    return replace(hand, turn=Turn.OVER, stage=stage)


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
