"""The time of a summit that is rehearsed beside the real time, which is Discord's.

It goes on at a speed, stands still, or is put forward; never back. Every change begins a stretch,
and all are kept: so it can be said at which real time a moment of the summit was, and the other way
round.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Self

from domain.rules import RuleBroken

# What is offered; 0 stands still.
SPEEDS = (0, 1, 10, 60)
MOST_SPEED = 600
# Of so many changes of the clock the real times are known.
MOST_STRETCHES = 400


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the real time ``real`` on, the summit's time goes on from ``moment`` at ``speed``."""

    real: datetime
    moment: datetime
    speed: int


@dataclass(frozen=True, slots=True)
class Clock:
    """The summit's time. ``stretches`` are in their order, at least one."""

    stretches: tuple[Stretch, ...]

    @classmethod
    def begun(cls, *, real: datetime, moment: datetime, speed: int) -> Self:
        """Raises RuleBroken ``rehearsal.speed``."""
        return cls((Stretch(real, moment, _checked(speed)),))

    @property
    def speed(self) -> int:
        return self.stretches[-1].speed

    def at(self, real: datetime) -> datetime:
        """The summit's time at a real time.

        Before the rehearsal, it is as long before its beginning.
        """
        first = self.stretches[0]
        if real < first.real:
            return first.moment - (first.real - real)
        for one, following in self._pairs():
            if following is None or real < following.real:
                moment = one.moment + (real - one.real) * one.speed
                return moment if following is None else min(moment, following.moment)
        raise AssertionError("the last stretch has no end")

    def real(self, moment: datetime) -> datetime | None:
        """The first real time at which the summit's time has come to ``moment``.

        At the present speed, where that is to come; None where the clock stands still before it.
        """
        for one, following in self._pairs():
            if moment <= one.moment:
                return one.real
            if one.speed:
                reached = one.real + (moment - one.moment) / one.speed
                if following is None or reached < following.real:
                    return reached
        return None

    def going(self, speed: int, *, real: datetime) -> Self:
        """At another speed from now on. Raises RuleBroken ``rehearsal.speed``."""
        return self._with(Stretch(real, self.at(real), _checked(speed)))

    def put_forward(self, to: datetime, *, real: datetime) -> Self:
        """At this moment now. Raises RuleBroken ``rehearsal.past``: time goes forward only."""
        if to <= self.at(real):
            raise RuleBroken("rehearsal.past")
        return self._with(Stretch(real, to, self.speed))

    def resumed(self, moment: datetime, *, real: datetime) -> Self:
        """Going on from ``moment`` after a break in which nothing ran."""
        last = self.stretches[-1]
        return self._with(Stretch(max(real, last.real), max(moment, last.moment), self.speed))

    def _with(self, stretch: Stretch) -> Self:
        return type(self)((*self.stretches, stretch)[-MOST_STRETCHES:])

    def _pairs(self) -> Iterator[tuple[Stretch, Stretch | None]]:
        yield from pairwise(self.stretches)
        yield self.stretches[-1], None

    def packed(self) -> list[list[Any]]:
        """As it is kept."""
        return [[one.real.isoformat(), one.moment.isoformat(), one.speed] for one in self.stretches]

    @classmethod
    def unpacked(cls, values: list[list[Any]]) -> Self:
        """What :meth:`packed` gave."""
        return cls(
            tuple(
                Stretch(datetime.fromisoformat(real), datetime.fromisoformat(moment), speed)
                for real, moment, speed in values
            )
        )


def whole_minute(real: datetime) -> datetime:
    """The next whole minute, which Discord is told so that small shifts change nothing."""
    over = timedelta(seconds=real.second, microseconds=real.microsecond)
    return real - over + timedelta(minutes=1) if over else real


def _checked(speed: int) -> int:
    if not 0 <= speed <= MOST_SPEED:
        raise RuleBroken("rehearsal.speed", most=MOST_SPEED)
    return speed
