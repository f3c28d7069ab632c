"""The time of a rehearsal by hand: it goes on, faster if asked, and can be put forward."""

from __future__ import annotations

from datetime import datetime, timedelta

from rehearsal.clock import SimulatedClock
from rehearsal.world import World

# Of the time that goes by in one step, so much is played turn by turn, in seconds: what is more
# would take longer to play than it takes to pass. The rest is skipped, like a short night.
PLAYED = 2.0
# How long the bot's loops get at each moment that matters.
CATCH_UP = 12.0


class MovableClock(SimulatedClock):
    """Can be put forward, with the dates of everything in the simulated Discord."""

    def skip(self, time: timedelta) -> None:
        self._begins += time

    @classmethod
    def given_to(cls, world: World) -> MovableClock:
        """The world goes on by this one from now on."""
        old = world.env.backend.clock
        clock = cls(old.now() - timedelta(seconds=old.elapsed))
        clock.elapsed = old.elapsed
        setattr(world.env.backend, "clock", clock)  # noqa: B010
        return clock


async def go_on(world: World, clock: MovableClock, seconds: float) -> None:
    """So much time goes by."""
    skipped = max(0.0, seconds - PLAYED)
    if skipped:
        clock.skip(timedelta(seconds=skipped))
    await world.pass_time(seconds - skipped)


async def put_forward(world: World, clock: MovableClock, to: datetime) -> None:
    """Go to this moment; where it is past already, nothing happens."""
    left = (to - world.now()).total_seconds()
    if left <= 0:
        return
    clock.skip(timedelta(seconds=max(0.0, left - CATCH_UP)))
    await world.pass_time(min(left, CATCH_UP))
