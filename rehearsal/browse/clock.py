"""The time of a rehearsal by hand: it goes on, faster if asked, and can be put forward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.follow_up import times
from domain.plan import Plan, Session, ends_at, starts_at
from rehearsal.clock import SimulatedClock
from rehearsal.world import World

# Of the time that goes by in one step, so much is played turn by turn, in seconds: what is more
# would take longer to play than it takes to pass. The rest is skipped, like a short night.
PLAYED = 2.0
# How long the bot's loops get at each moment that matters.
CATCH_UP = 12.0
BEFORE = timedelta(minutes=10)
SPEEDS = (1, 10, 60)


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


@dataclass(frozen=True, slots=True)
class Jump:
    """A moment to which the clock can be put forward. ``before``: ten minutes before a session."""

    key: str
    label: str
    at: datetime
    before: bool = False


def jumps(plan: Plan) -> list[Jump]:
    """Ten minutes before each session, the pledging, and the first follow-up."""
    found: list[Jump] = []
    titles: dict[datetime, list[Session]] = {}
    for session in plan.sessions:
        if session.kind != "break":
            titles.setdefault(starts_at(plan, session), []).append(session)
    for moment, together in sorted(titles.items()):
        named = " and ".join(one.title for one in together)
        found.append(Jump(f"before-{together[0].slug}", named, moment - BEFORE, before=True))
        if any(one.kind == "pledging" for one in together):
            found.append(Jump("pledging", "The pledging begins", moment))
    day_ends = max(ends_at(plan, one) for one in plan.sessions)
    asked = times(plan.pledges.follow_up, made_at=day_ends, zone=plan.summit.time_zone)
    if asked:
        found.append(Jump("follow-up", "The first follow-up", asked[0]))
    return found


def stops(plan: Plan, now: datetime, to: datetime) -> Iterator[datetime]:
    """The moments on the way at which the bot has something to do, and the last one."""
    on_the_way = {to}
    for session in plan.sessions:
        begins, ends = starts_at(plan, session), ends_at(plan, session)
        on_the_way |= {begins - BEFORE, begins, ends}
    yield from sorted(one for one in on_the_way if now < one <= to)


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
