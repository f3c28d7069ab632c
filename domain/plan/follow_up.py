"""When the bot asks people how their pledge is going."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BeforeValidator, PlainSerializer

from domain.plan.fields import read_date
from domain.plan.problems import quoted, refuse

YEARS_AT_MOST = 5
"""Our own choice: a pledge is followed for a year or two, and a longer time is a slip."""

Unit = Literal["day", "week", "month", "year"]
_LONGEST: dict[Unit, int] = {
    "day": YEARS_AT_MOST * 366,
    "week": YEARS_AT_MOST * 52,
    "month": YEARS_AT_MOST * 12,
    "year": YEARS_AT_MOST,
}
_SPAN = re.compile(r"([0-9]{1,9})\s+(day|week|month|year)s?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One time to follow up: ``amount`` of ``unit`` after the pledge was made, or the day ``on``.

    ``on`` is None for the first sort, and ``amount`` is 0 for the second.
    """

    amount: int = 0
    unit: Unit = "day"
    on: dt.date | None = None

    def __str__(self) -> str:
        """As the file writes it: ``3 days``, ``1 month`` or ``2022-01-31``."""
        if self.on is not None:
            return self.on.isoformat()
        return f"{self.amount} {self.unit}" + ("" if self.amount == 1 else "s")

    def after(self, made_on: dt.date) -> dt.date:
        """The day it falls on for a pledge made on ``made_on``.

        Months are those of the calendar: six months after 31 August is the last day of February.
        """
        if self.on is not None:
            return self.on
        match self.unit:
            case "day":
                return made_on + dt.timedelta(days=self.amount)
            case "week":
                return made_on + dt.timedelta(weeks=self.amount)
            case "month":
                return add_months(made_on, self.amount)
            case "year":
                return add_months(made_on, 12 * self.amount)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month ``months`` later, or that month's last day where it has none."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def read_follow_up(value: object) -> FollowUp:
    """Read one entry of ``follow_up``. Raises pydantic's error where it makes no sense."""
    if isinstance(value, FollowUp):
        return value
    if isinstance(value, dt.date) or (isinstance(value, str) and re.match(r"\s*[0-9]{4}-", value)):
        return FollowUp(on=read_date(value.strip() if isinstance(value, str) else value))
    span = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if span is None:
        raise refuse(
            f"{quoted(value)} is not a time to follow up.",
            'Write a number of days, weeks or months, such as "4 weeks", or a date, such as '
            '"2022-01-31".',
        )
    amount = int(span[1])
    unit: Unit = next(one for one in _LONGEST if one == span[2].lower())
    if not 1 <= amount <= _LONGEST[unit]:
        raise refuse(
            f"{quoted(value)} is too {'soon' if amount < 1 else 'late'}.",
            f"Choose a time from 1 day to {YEARS_AT_MOST} years after the pledge.",
        )
    return FollowUp(amount=amount, unit=unit)


FollowUpEntry = Annotated[
    FollowUp, BeforeValidator(read_follow_up), PlainSerializer(str, return_type=str)
]
