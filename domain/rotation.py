"""Which backups to keep: many of the last day, fewer of the weeks before, none for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Rotation:
    """The newest of each hour for so many hours, of each day for so many days, and of each week."""

    hours: int = 24
    days: int = 14
    weeks: int = 8

    @property
    def longest(self) -> timedelta:
        """What is older goes, but for the newest of all: so long is the past in the backups."""
        return max(self.hours * HOUR, self.days * DAY, self.weeks * WEEK)


DEFAULT = Rotation()


def to_delete(
    made: Iterable[datetime], now: datetime, rotation: Rotation = DEFAULT
) -> frozenset[datetime]:
    """Which of the backups made at these times are not needed any more.

    The newest stays, whatever its age, and so does one whose time has not come: a clock was wrong.
    Hours, days and weeks are those of UTC, so a change of the clocks changes nothing here.
    """
    there = {one.astimezone(UTC) for one in made}
    if not there:
        return frozenset()
    keep = {max(there)} | {one for one in there if one > now}
    spans: tuple[tuple[timedelta, Callable[[datetime], object]], ...] = (
        (rotation.hours * HOUR, lambda one: (one.date(), one.hour)),
        (rotation.days * DAY, lambda one: one.date()),
        (rotation.weeks * WEEK, lambda one: one.isocalendar()[:2]),
    )
    for length, part in spans:
        newest: dict[object, datetime] = {}
        for one in sorted(one for one in there if now - one < length):
            newest[part(one)] = one
        keep |= set(newest.values())
    return frozenset(there - keep)


def due(made: Iterable[datetime], now: datetime, every: timedelta) -> bool:
    """Whether it is time for the next one. A run that was missed is due at once.

    One that lies ahead was made while a clock was wrong: it does not stop the others.
    """
    past = [one for one in made if one <= now]
    return not past or now - max(past) >= every
