"""How long personal data is kept: when organisers are told that it ends, and when it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.plan import Plan
from domain.plan.follow_up import add_months
from domain.plan.zones import to_utc
from domain.rules import RuleBroken

# Between the last time that organisers are told and the end, whatever happened in between.
NOTICE = timedelta(days=7)
# Organisers can put the end off by so many months at once, and by so many in all.
CHOICES = (1, 3, 6)
LONGEST_MONTHS = 12


class Step(StrEnum):
    """What is to be done now."""

    TELL = "tell"
    TELL_AGAIN = "tell again"
    ERASE = "erase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How far a summit is. ``planned`` is the plan's last day; ``ends_on`` may be later."""

    planned: date
    ends_on: date
    first_told: datetime | None = None
    second_told: datetime | None = None
    confirmed: bool = False
    begun_at: datetime | None = None
    done_at: datetime | None = None


def last_day(plan: Plan) -> date | None:
    """The last day on which personal data is kept, by the plan; None where it says nothing."""
    keeping = plan.keeping
    if keeping.personal_data_until is not None:
        return keeping.personal_data_until
    if keeping.personal_data_months is not None:
        return add_months(plan.summit.date, keeping.personal_data_months)
    return None


def end_of(day: date, zone: str) -> datetime:
    """The midnight at which a day ends in a time zone, as an instant."""
    return to_utc(day + timedelta(days=1), time(0), zone)


def next_step(state: Retention, zone: str, now: datetime) -> Step | None:
    """What is due. Nothing is erased within a week of telling organisers, however late that was."""
    if state.done_at is not None:
        return None
    if state.begun_at is not None:
        return Step.ERASE
    end = end_of(state.ends_on, zone)
    if state.first_told is None:
        return Step.TELL if now >= end_of(add_months(state.ends_on, -1), zone) else None
    if state.second_told is None and end - state.first_told > 2 * NOTICE:
        return Step.TELL_AGAIN if now >= end - NOTICE else None
    return Step.ERASE if now >= erase_at(state, zone) else None


def erase_at(state: Retention, zone: str) -> datetime:
    """When the erasing begins, as far as organisers have been told until now."""
    told = state.second_told or state.first_told
    end = end_of(state.ends_on, zone)
    return end if told is None else max(end, told + NOTICE)


def check_may_change(state: Retention) -> None:
    """Raises RuleBroken where it is too late to decide anything."""
    if state.done_at is not None:
        raise RuleBroken("keeping.done")
    if state.begun_at is not None:
        raise RuleBroken("keeping.begun")


def longer(state: Retention, months: int, *, seen: date, zone: str, now: datetime) -> Retention:
    """Put off, as somebody decided who saw ``seen`` as the last day.

    Organisers know of the new day: they are told a month before only where that is still to come.
    Raises RuleBroken.
    """
    check_may_change(state)
    if months not in CHOICES:
        raise RuleBroken("form.old")
    if seen != state.ends_on:
        raise RuleBroken("keeping.changed")
    ends_on = add_months(state.ends_on, months)
    if ends_on > add_months(state.planned, LONGEST_MONTHS):
        raise RuleBroken("keeping.too_long", months=LONGEST_MONTHS)
    later = end_of(add_months(ends_on, -1), zone) > now
    return Retention(
        planned=state.planned, ends_on=ends_on, first_told=None if later else now, confirmed=False
    )


def may_be_longer(state: Retention) -> tuple[int, ...]:
    """By how many months it can still be put off."""
    latest = add_months(state.planned, LONGEST_MONTHS)
    return tuple(months for months in CHOICES if add_months(state.ends_on, months) <= latest)
