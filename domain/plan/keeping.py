"""The rules of how long personal data is kept."""

from collections.abc import Iterator

from domain.plan.draft import Draft
from domain.plan.follow_up import add_months
from domain.plan.problems import Problem

_YEARS_AT_MOST = 10


def keeping(draft: Draft) -> Iterator[Problem]:
    """Two ends, an end before the summit, and an end before people are asked how it went."""
    months, until = draft.keeping_months, draft.keeping_until
    if months is not None and until is not None:
        yield Problem(
            "keeping",
            'It has "personal_data_months" and "personal_data_until" too.',
            "Delete one of the two.",
        )
        return
    if draft.date is None:
        return
    if until is not None:
        place, end = "keeping.personal_data_until", until
        if until <= draft.date:
            yield Problem(
                place,
                f"{until} is not after the summit, which is on {draft.date}.",
                "Choose a date after the summit.",
            )
            return
        if until > add_months(draft.date, 12 * _YEARS_AT_MOST):
            yield Problem(
                place,
                f"{until} is more than {_YEARS_AT_MOST} years after the summit.",
                "Choose an earlier date.",
            )
    elif months is not None:
        place, end = "keeping.personal_data_months", add_months(draft.date, months)
    else:
        return
    days = [entry.after(draft.date) for _, entry in draft.follow_ups]
    if days and max(days) > end:
        yield Problem(
            place,
            f"People are asked about their pledges until {max(days)} and later, and nothing would"
            f" be known of them after {end}.",
            'Choose a later end, or an earlier last entry of "follow_up" in [pledges].',
        )
