"""The moments of the day to which a rehearsal goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as day_time
from zoneinfo import ZoneInfo

from domain.follow_up import times
from domain.plan import Plan, Session, ends_at, starts_at

EVENING_BEFORE = day_time(18)
BEFORE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Jump:
    """A moment to which the clock can be put forward. ``before``: ten minutes before a session."""

    key: str
    label: str
    at: datetime
    before: bool = False


def eve_of(plan: Plan) -> datetime:
    """The evening before the summit."""
    eve = plan.summit.date - timedelta(days=1)
    zone = ZoneInfo(plan.summit.time_zone)
    return datetime.combine(eve, EVENING_BEFORE, zone).astimezone(UTC)


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
