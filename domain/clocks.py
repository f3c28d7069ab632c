"""A countdown for a session or a part of it: extended, shortened, and called out in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.rules import RuleBroken
from domain.text import clean

LABEL_LENGTH = 60
# Minutes before the end at which it is called out.
CALLS = (10, 5, 1)
# A call that is later than this is dropped: by then the countdown itself says more.
LATE = timedelta(seconds=45)
MOST = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Clock:
    """One countdown. ``called`` are the minutes before the end that were called out, 0 the end."""

    label: str
    starts_at: datetime
    ends_at: datetime
    called: frozenset[int] = frozenset()

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now


def started(label: str, minutes: int, now: datetime) -> Clock:
    """A new countdown. Raises RuleBroken ``text.*``, ``clock.minutes``."""
    name = clean(label, field="name of the part", least=1, most=LABEL_LENGTH, lines=False)
    if not 1 <= minutes <= MOST // timedelta(minutes=1):
        raise RuleBroken("clock.minutes", most=MOST // timedelta(minutes=1))
    return Clock(name, now, now + timedelta(minutes=minutes))


def moved(clock: Clock, minutes: int, now: datetime) -> Clock:
    """Longer, or shorter with negative ``minutes``, but never ending in the past.

    What was called out and comes up again is called out again. Raises RuleBroken ``clock.over``,
    ``clock.minutes``.
    """
    if clock.is_over(now):
        raise RuleBroken("clock.over", label=clock.label)
    ends_at = max(clock.ends_at + timedelta(minutes=minutes), now)
    if ends_at - now > MOST:
        raise RuleBroken("clock.minutes", most=MOST // timedelta(minutes=1))
    kept = frozenset(call for call in clock.called if ends_at - timedelta(minutes=call) <= now)
    return replace(clock, ends_at=ends_at, called=kept)


def due(clock: Clock, now: datetime) -> int | None:
    """The minutes to call out now, 0 for the end, or None.

    A call that was missed by more than :data:`LATE` is not made any more, and one that would come
    before the countdown had begun never is: nobody is told "10 minutes" at the start of eight.
    """
    for call in (*CALLS, 0):
        at = clock.ends_at - timedelta(minutes=call)
        if call in clock.called or (call and at <= clock.starts_at):
            continue
        if at <= now <= at + LATE:
            return call
    return None
