"""The time on the days of the summit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from simcord import Env


class SimulatedClock:
    """The simulation's own clock, from the evening before: its Discord has today's date too.

    What it needs of a clock is what ``simcord``'s own has.
    """

    def __init__(self, begins: datetime) -> None:
        self.elapsed = 0.0
        self._begins = begins.astimezone(UTC)

    def now(self) -> datetime:
        return self._begins + timedelta(seconds=self.elapsed)

    def advance(self, seconds: float) -> None:
        self.elapsed += seconds


class DayClock:
    """Goes on as the simulation's own time does, and can skip hours in which nobody does anything.

    The simulation would play such hours second by second, with every turn of every loop.
    """

    def __init__(self, begins: datetime) -> None:
        # In UTC: with a zone's own clock, an hour would be lost or won in spring and autumn.
        self._begins = begins = begins.astimezone(UTC)
        self._env: Env | None = None
        self._started = begins

    def follow(self, env: Env) -> None:
        self._env = env
        self._started = env.now()

    def skip(self, time: timedelta) -> None:
        self._begins += time

    def __call__(self) -> datetime:
        if self._env is None:
            return self._begins
        return self._begins + (self._env.now() - self._started)
