"""Feedback: what can be rated when, and what organisers see of it without seeing who."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.rules import RuleBroken
from domain.sessions import Session
from domain.text import clean

# What can be given, and what each number means.
RATINGS = {1: "Poor", 2: "Not so good", 3: "All right", 4: "Good", 5: "Very good"}
SENTENCE_LENGTH = (0, 500)

# For how long after the end feedback can be given or changed.
OPEN_FOR = timedelta(days=14)
# How late people may still be asked: in a session's room, and about the whole day.
ASK_WITHIN = timedelta(hours=2)
ASK_DAY_WITHIN = timedelta(hours=12)
# With fewer ratings, organisers see only how many there are: of one or two, they could guess whose.
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody said of one session."""

    session: str
    rating: int
    words: str = ""
    named: bool = False


@dataclass(frozen=True, slots=True)
class DayRating:
    """What somebody said of the whole day."""

    rating: int
    useful: str = ""
    change: str = ""
    named: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence as organisers see it; ``name`` is empty unless its author shows it."""

    words: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """How many people gave each rating, from 1 to 5."""

    given: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)

    @property
    def count(self) -> int:
        return sum(self.given)

    @property
    def enough(self) -> bool:
        """Whether organisers may see more than the count."""
        return self.count >= FEWEST

    @property
    def average(self) -> float | None:
        """From 1 to 5; None where there are too few ratings to tell."""
        if not self.enough:
            return None
        return sum(rating * people for rating, people in enumerate(self.given, 1)) / self.count


def label(rating: int) -> str:
    """A rating as it is read: ``4 Good``."""
    return f"{rating} {RATINGS[rating]}"


def check_rating(text: str) -> int:
    """A rating from a button or form. Raises RuleBroken ``feedback.rating``."""
    if text not in {str(rating) for rating in RATINGS}:
        raise RuleBroken("feedback.rating")
    return int(text)


def check_sentence(text: str, *, field: str = "sentence") -> str:
    """An optional sentence as it is kept. Raises RuleBroken ``text.*``."""
    least, most = SENTENCE_LENGTH
    return clean(text, field=field, least=least, most=most)


# ---------------------------------------------------------------------- one session


def can_be_rated(session: Session, now: datetime) -> bool:
    """Whether this session is over, and not for too long."""
    return (
        session.kind != "break"
        and not session.cancelled
        and session.is_over(now)
        and now < session.ends_at + OPEN_FOR
    )


def may_rate(session: Session | None, now: datetime) -> Session:
    """The session, if feedback on it is taken now. Raises RuleBroken ``feedback.*``."""
    if session is None or session.kind == "break":
        raise RuleBroken("feedback.unknown")
    if session.cancelled:
        raise RuleBroken("feedback.cancelled", title=session.title)
    if not session.is_over(now):
        raise RuleBroken("feedback.early", title=session.title)
    if not can_be_rated(session, now):
        raise RuleBroken("feedback.closed", title=session.title, days=OPEN_FOR.days)
    return session


def rateable(sessions: Iterable[Session], now: datetime) -> list[Session]:
    """What can be rated now, the last to end first."""
    found = [one for one in sessions if can_be_rated(one, now)]
    return sorted(found, key=lambda one: (one.ends_at, -one.position), reverse=True)


def meant(sessions: Iterable[Session], channel_id: int | None) -> Session | None:
    """Of the sessions that can be rated, in :func:`rateable`'s order, the one of this room."""
    return next(
        (
            one
            for one in sessions
            if channel_id is not None and channel_id in (one.text_channel, one.voice_channel)
        ),
        None,
    )


def to_ask(sessions: Iterable[Session], now: datetime) -> list[Session]:
    """The sessions that ended just now, about which people are to be asked in their rooms."""
    return [one for one in sessions if can_be_rated(one, now) and now < one.ends_at + ASK_WITHIN]


# ---------------------------------------------------------------------- the day


def day_end(sessions: Iterable[Session]) -> datetime | None:
    """When the last session ends; None where none takes place."""
    ends = [one.ends_at for one in sessions if one.kind != "break" and not one.cancelled]
    return max(ends, default=None)


def may_rate_day(sessions: Sequence[Session], now: datetime) -> None:
    """Whether feedback on the day is taken now. Raises RuleBroken ``feedback.*``."""
    end = day_end(sessions)
    if end is None:
        raise RuleBroken("feedback.day_off")
    if now < end:
        raise RuleBroken("feedback.day_early")
    if now >= end + OPEN_FOR:
        raise RuleBroken("feedback.day_closed", days=OPEN_FOR.days)


def day_can_be_rated(sessions: Iterable[Session], now: datetime) -> bool:
    end = day_end(sessions)
    return end is not None and end <= now < end + OPEN_FOR


def to_ask_about_day(sessions: Iterable[Session], now: datetime) -> bool:
    """Whether the day ended just now."""
    end = day_end(sessions)
    return end is not None and end <= now < end + ASK_DAY_WITHIN
