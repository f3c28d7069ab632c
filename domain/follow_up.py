"""Following a pledge up: when its maker is asked, and how fresh the last word on it is.

Pure: the times come from the plan's cadence, the moment a pledge was made and the summit's zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.plan import FollowUp
from domain.pledges import Delivery

# When people are asked: in the morning, and whatever is late only while they are up.
ASK_AT = time(10)
AWAKE = (time(9), time(20))
# What falls this close together is asked once, and who told us something so lately is not asked.
CLOSE = timedelta(days=7)
# Older than this by the time it goes out, a check-in is a late one: it stands for the next one too.
LATE = timedelta(days=1)
# How long somebody has to answer before it is overdue.
ANSWER_WITHIN = timedelta(days=14)

OVER = frozenset(
    {Delivery.FULFILLED, Delivery.NOT_POSSIBLE, Delivery.SUPERSEDED, Delivery.WITHDRAWN}
)


class Freshness(StrEnum):
    """How old the last word on a pledge is. Silence is never counted as done."""

    CURRENT = "current"
    DUE = "due"
    OVERDUE = "overdue"
    NO_REPLY = "no reply"


@dataclass(frozen=True, slots=True)
class Due:
    """What to do with a pledge's check-ins at one moment.

    ``ask`` is the newest that is due, ``passed`` those that it stands for, ``following`` the next.
    """

    ask: datetime | None
    passed: tuple[datetime, ...]
    following: datetime | None


def times(cadence: Iterable[FollowUp], *, made_at: datetime, zone: str) -> tuple[datetime, ...]:
    """When the maker of a pledge is asked, in UTC: at ten where the summit is, in order.

    A date of the plan that is not after the day of the pledge is left out. What falls within a week
    of a date is asked on that date; of two spans it is asked once where they are close for their
    length: "4 weeks" and "1 month", not "3 days" and "1 week".
    """
    local = ZoneInfo(zone)
    made_on = made_at.astimezone(local).date()
    kept: list[tuple[date, bool]] = []
    # Of what falls on the same day, the date goes first.
    entries = {(one.after(made_on), one.on is None) for one in cadence}
    for day, span in sorted(entries):
        if day <= made_on:
            continue
        fixed = not span
        if kept and _one(kept[-1], (day, fixed), made_on):
            if fixed and not kept[-1][1]:
                kept[-1] = (day, fixed)
            continue
        kept.append((day, fixed))
    return tuple(datetime.combine(day, ASK_AT, local).astimezone(UTC) for day, _ in kept)


def _one(before: tuple[date, bool], after: tuple[date, bool], made_on: date) -> bool:
    """Whether two check-ins are asked as one."""
    gap = after[0] - before[0]
    if gap > CLOSE:
        return False
    return before[1] or after[1] or gap * 2 <= after[0] - made_on


def following(planned: Sequence[datetime], after: datetime) -> datetime | None:
    """The first check-in after a moment."""
    return next((one for one in planned if one > after), None)


def due(planned: Sequence[datetime], *, pointer: datetime, now: datetime) -> Due:
    """What is due of the check-ins from ``pointer`` on.

    After a pause only the newest is asked. One that goes out late, or early beside another, stands
    for what follows within a week too.
    """
    left = [one for one in planned if one >= pointer]
    there = [one for one in left if one <= now]
    if not there and left and may_bring_forward(planned, left[0], now):
        there = left[:1]
    if not there:
        return Due(None, (), left[0] if left else None)
    ask = there[-1]
    rest = left[len(there) :]
    covered: list[datetime] = []
    if now - ask > LATE:
        while rest and rest[0] - now <= CLOSE:
            covered.append(rest.pop(0))
    return Due(ask, (*there[:-1], *covered), rest[0] if rest else None)


def may_bring_forward(planned: Sequence[datetime], one: datetime, now: datetime) -> bool:
    """Whether a check-in may go into a letter that is written now: it is close, and soon anyway."""
    if not now < one <= now + CLOSE:
        return False
    before = max((other for other in planned if other < one), default=None)
    return before is None or one - now <= now - before


def is_awake(now: datetime, zone: str) -> bool:
    """Whether people where the summit is are asked things at this hour."""
    first, last = AWAKE
    return first <= now.astimezone(ZoneInfo(zone)).time() < last


def told_lately(reported_at: datetime | None, now: datetime) -> bool:
    """Whether somebody told us of a pledge so lately that asking would be a bother."""
    return reported_at is not None and now - reported_at < CLOSE


def freshness(
    delivery: Delivery,
    *,
    waiting_since: datetime | None,
    reported_at: datetime | None,
    now: datetime,
) -> Freshness:
    """How fresh the last word on a pledge is.

    ``waiting_since``: when the oldest question without an answer was asked.
    """
    if delivery in OVER or waiting_since is None:
        return Freshness.CURRENT
    if now - waiting_since < ANSWER_WITHIN:
        return Freshness.DUE
    return Freshness.NO_REPLY if reported_at is None else Freshness.OVERDUE


def share(credit: float, rate: int, seconds: float) -> tuple[int, float]:
    """How many letters a turn may write at ``rate`` a minute, and what is left for the next turn.

    What was not used is not saved up beyond one turn's worth and one letter.
    """
    turn = rate * seconds / 60
    credit = min(credit + turn, max(turn, 1.0) + 1)
    most = int(credit)
    return most, credit - most
