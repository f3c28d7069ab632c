"""When personal data goes, and that nobody is taken by surprise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.plan import Plan, PlanInvalid, parse_plan
from domain.retention import (
    Retention,
    Step,
    end_of,
    erase_at,
    last_day,
    longer,
    may_be_longer,
    next_step,
)
from domain.rules import RuleBroken
from tests.world import plan_text

LONDON = "Europe/London"
DAY = date(2027, 9, 20)
END = end_of(DAY, LONDON)
STATE = Retention(planned=DAY, ends_on=DAY)
WEEK = timedelta(days=7)


def plan(keeping: str, follow_up: str = "[]") -> Plan:
    text = plan_text().replace("[pledges]\n", f"[pledges]\nfollow_up = {follow_up}\n", 1)
    return parse_plan(f"{text}\n[keeping]\n{keeping}\n")


def problem(keeping: str, follow_up: str = "[]") -> str:
    with pytest.raises(PlanInvalid) as told:
        plan(keeping, follow_up)
    (one,) = told.value.problems
    return str(one)


def broken(state: Retention, months: int, *, seen: date | None = None) -> str:
    with pytest.raises(RuleBroken) as told:
        longer(state, months, seen=seen or state.ends_on, zone=LONDON, now=END - WEEK)
    return told.value.code


# ------------------------------------------------------------------ the plan


def test_the_last_day_is_by_months_or_by_date_or_not_at_all() -> None:
    assert last_day(plan("personal_data_months = 18")) == date(2027, 9, 20)
    assert last_day(plan("personal_data_months = 11")) == date(2027, 2, 20)
    assert last_day(plan('personal_data_until = "2028-02-29"')) == date(2028, 2, 29)
    assert last_day(plan("personal_data_until = 2028-02-29")) == date(2028, 2, 29)
    assert last_day(plan("")) is None
    assert last_day(parse_plan(plan_text())) is None


def test_what_cannot_be_meant_is_refused_with_what_to_do() -> None:
    assert "Delete one of the two." in problem(
        "personal_data_months = 18\npersonal_data_until = 2028-01-01"
    )
    assert problem("personal_data_until = 2026-03-20").endswith("Choose a date after the summit.")
    assert problem("personal_data_until = 2036-03-21").endswith("Choose an earlier date.")
    assert "is too small" in problem("personal_data_months = 0")
    assert "is too large" in problem("personal_data_months = 121")
    assert "whole number" in problem('personal_data_months = "18"')


def test_nobody_is_asked_about_a_pledge_after_all_is_erased() -> None:
    says = problem("personal_data_months = 6", '["3 days", "12 months"]')
    assert "until 2027-03-20 and later" in says
    assert "after 2026-09-20" in says
    assert last_day(plan("personal_data_months = 12", '["12 months"]')) == date(2027, 3, 20)
    # Without a word about follow-ups, there are those that everybody has.
    text = plan_text() + "\n[keeping]\npersonal_data_months = 6\n"
    with pytest.raises(PlanInvalid, match=r"keeping\.personal_data_months"):
        parse_plan(text)


def test_a_plan_comes_back_whole_from_how_it_is_kept() -> None:
    for one in (plan("personal_data_months = 18"), plan("personal_data_until = 2028-02-29")):
        assert Plan.model_validate_json(one.model_dump_json()) == one


# ------------------------------------------------------------------ midnight


@pytest.mark.parametrize(
    ("day", "zone", "end"),
    [
        (date(2027, 9, 20), LONDON, datetime(2027, 9, 20, 23, 0, tzinfo=UTC)),
        (date(2027, 12, 20), LONDON, datetime(2027, 12, 21, 0, 0, tzinfo=UTC)),
        # The clocks change on the day itself: it has 23 hours, or 25.
        (date(2026, 3, 29), LONDON, datetime(2026, 3, 29, 23, 0, tzinfo=UTC)),
        (date(2026, 10, 25), LONDON, datetime(2026, 10, 26, 0, 0, tzinfo=UTC)),
        (date(2027, 9, 20), "Pacific/Auckland", datetime(2027, 9, 20, 12, 0, tzinfo=UTC)),
        # In Beirut there is no midnight on 26 March 2028: the day begins at one.
        (date(2028, 3, 25), "Asia/Beirut", datetime(2028, 3, 25, 22, 0, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_midnight_where_the_summit_is(day: date, zone: str, end: datetime) -> None:
    assert end_of(day, zone) == end


# ------------------------------------------------------------------ step by step


def test_organisers_are_told_a_month_before_and_a_week_before_and_then_it_ends() -> None:
    month = end_of(date(2027, 8, 20), LONDON)
    second = timedelta(seconds=1)
    assert next_step(STATE, LONDON, month - second) is None
    assert next_step(STATE, LONDON, month) is Step.TELL
    told = Retention(planned=DAY, ends_on=DAY, first_told=month)
    assert next_step(told, LONDON, END - WEEK - second) is None
    assert next_step(told, LONDON, END - WEEK) is Step.TELL_AGAIN
    twice = Retention(planned=DAY, ends_on=DAY, first_told=month, second_told=END - WEEK)
    assert next_step(twice, LONDON, END - second) is None
    assert next_step(twice, LONDON, END) is Step.ERASE
    begun = Retention(planned=DAY, ends_on=DAY, begun_at=END)
    assert next_step(begun, LONDON, END) is Step.ERASE
    done = Retention(planned=DAY, ends_on=DAY, begun_at=END, done_at=END)
    assert next_step(done, LONDON, END + 100 * WEEK) is None


@given(st.lists(st.integers(-60 * 24, 60 * 24), min_size=1, max_size=40))
def test_whenever_the_bot_runs_a_week_lies_between_the_last_word_and_the_end(
    hours: list[int],
) -> None:
    """The bot is on for a moment at each of these hours around the end, and off otherwise."""
    state, told = STATE, list[datetime]()
    for hour in sorted(hours):
        now = END + timedelta(hours=hour)
        match next_step(state, LONDON, now):
            case Step.TELL:
                state = Retention(planned=DAY, ends_on=DAY, first_told=now)
                told.append(now)
            case Step.TELL_AGAIN:
                state = Retention(
                    planned=DAY, ends_on=DAY, first_told=state.first_told, second_told=now
                )
                told.append(now)
            case Step.ERASE:
                assert told
                assert now >= max(told) + WEEK
                assert now >= END
                assert now >= erase_at(state, LONDON)
                break
            case None:
                pass
    assert len(told) <= 2


# ------------------------------------------------------------------ putting it off


def test_putting_off_moves_the_day_and_tells_again_in_time() -> None:
    told = Retention(planned=DAY, ends_on=DAY, first_told=END - 4 * WEEK, confirmed=True)
    now = END - 2 * WEEK
    later = longer(told, 6, seen=DAY, zone=LONDON, now=now)
    assert later == Retention(planned=DAY, ends_on=date(2028, 3, 20))
    # A month before the new day is past already: who decided it knows of it.
    soon = longer(told, 1, seen=DAY, zone=LONDON, now=END - timedelta(hours=1))
    assert soon.ends_on == date(2027, 10, 20)
    assert soon.first_told in (None, END - timedelta(hours=1))


def test_it_is_put_off_by_a_year_at_most_and_never_by_an_old_button() -> None:
    state = Retention(planned=DAY, ends_on=date(2028, 4, 20))
    assert may_be_longer(state) == (1, 3)
    assert broken(state, 6) == "keeping.too_long"
    assert broken(state, 2) == "form.old"
    assert broken(state, 1, seen=DAY) == "keeping.changed"
    assert broken(Retention(planned=DAY, ends_on=DAY, begun_at=END), 1) == "keeping.begun"
    assert broken(Retention(planned=DAY, ends_on=DAY, done_at=END), 1) == "keeping.done"
