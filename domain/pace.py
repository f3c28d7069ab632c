"""The pledging session: which one is meant, the next “pledge of the moment”, and the totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.rules import RuleBroken
from domain.sessions import Session

MINUTES = (1, 60)
CHOICES = (1, 2, 3, 5, 10)
# Pledges that were made so long before the session are those of this summit.
BEFORE = timedelta(days=180)
# A session may run late: so long after its planned end it still counts and posts.
LATE = timedelta(minutes=15)
# After that nothing is posted of it any more, such as after a restart days later.
TOO_LATE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a pledge of the moment comes; ``minutes`` is None while none does."""

    guild_id: int
    slug: str
    minutes: int | None = None
    next_at: datetime | None = None
    started_by: int | None = None
    none_said: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pledge that could be shown next."""

    id: int
    theme: str
    kind: str


@dataclass(frozen=True, slots=True)
class Totals:
    """What stands on the wall from this summit; ``waiting`` are still looked at."""

    by_theme: Mapping[str, int]
    organisations: int
    people: int
    waiting: int

    @property
    def pledges(self) -> int:
        return sum(self.by_theme.values())


def pledging_session(sessions: Iterable[Session], now: datetime) -> Session | None:
    """The pledging session that is meant: on now, else the next one, else the last."""
    there = sorted(
        (one for one in sessions if one.kind == "pledging" and not one.cancelled),
        key=lambda one: one.starts_at,
    )
    return next((one for one in there if now < one.ends_at + LATE), there[-1] if there else None)


def takes_moments(session: Session, now: datetime) -> Session:
    """Raises RuleBroken ``moment.cancelled``, ``moment.over``, ``moment.room``."""
    if session.cancelled:
        raise RuleBroken("moment.cancelled", title=session.title)
    if now >= session.ends_at + LATE:
        raise RuleBroken("moment.over", title=session.title)
    if session.text_channel is None:
        raise RuleBroken("moment.room", title=session.title)
    return session


def start(pace: Pace, session: Session, *, minutes: int, user_id: int, now: datetime) -> Pace:
    """One pledge every ``minutes``, the first at once, or with the session.

    With another pace while it runs, the next one comes so long after now at the latest. Raises
    RuleBroken ``moment.*``.
    """
    takes_moments(session, now)
    least, most = MINUTES
    if not least <= minutes <= most:
        raise RuleBroken("moment.minutes", least=least, most=most)
    if pace.minutes is not None:
        if pace.minutes == minutes:
            return pace
        after = max(now, session.starts_at) + timedelta(minutes=minutes)
        return replace(pace, minutes=minutes, next_at=min(after, pace.next_at or after))
    return replace(
        pace,
        minutes=minutes,
        next_at=max(now, session.starts_at),
        started_by=user_id,
        none_said=False,
    )


def stop(pace: Pace) -> Pace:
    """No more. One that rests stays as it is."""
    return replace(pace, minutes=None, next_at=None)


def is_due(pace: Pace, now: datetime) -> bool:
    return pace.next_at is not None and pace.next_at <= now


def went_on(pace: Pace, now: datetime, *, posted: bool) -> Pace:
    """After one that was due: the next comes a whole pace from now, so a pause makes no flood."""
    assert pace.minutes is not None, "only what runs is due"
    next_at = now + timedelta(minutes=pace.minutes)
    return replace(pace, next_at=next_at, none_said=not posted)


def next_moment(waiting: Sequence[Candidate], shown: Iterable[Candidate]) -> Candidate | None:
    """The fairest next one: of the theme shown least, there of the kind of maker shown least.

    Of several, the oldest. None where none is left.
    """
    before = list(shown)
    themes = Counter(one.theme for one in before)
    kinds = Counter(one.kind for one in before)
    return min(waiting, key=lambda one: (themes[one.theme], kinds[one.kind], one.id), default=None)


def is_closed(session: Session, now: datetime, *, door_closed: bool) -> bool:
    """Whether the session has come to its end, and the totals may be told."""
    begun = session.starts_at <= now < session.ends_at + TOO_LATE
    over = door_closed or now >= session.ends_at + LATE
    return begun and over and not session.cancelled
