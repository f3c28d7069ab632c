"""When a session starts and ends, as instants."""

import datetime as dt

from domain.plan.model import Plan, Session
from domain.plan.zones import to_utc


def starts_at(plan: Plan, session: Session) -> dt.datetime:
    """The instant at which ``session`` starts, in UTC.

    Where the clocks go back and a time comes twice, it is the first of the two. A time that the
    clocks go forward over cannot stand in a plan.
    """
    return to_utc(plan.summit.date, session.starts, plan.summit.time_zone)


def ends_at(plan: Plan, session: Session) -> dt.datetime:
    """The instant at which ``session`` ends, in UTC; see `starts_at` for days of clock changes."""
    day = plan.summit.date + dt.timedelta(days=session.ends_next_day)
    return to_utc(day, session.ends, plan.summit.time_zone)
