"""When people are asked, how fresh their word is, and how slowly letters go out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import follow_up as rules
from domain.follow_up import CLOSE, Due, Freshness
from domain.plan import FollowUp
from domain.plan.follow_up import read_follow_up
from domain.pledges import Delivery

LONDON = "Europe/London"
MADE = datetime(2021, 12, 10, 15, 30, tzinfo=UTC)


def cadence(*entries: str) -> list[FollowUp]:
    return [read_follow_up(one) for one in entries]


def days(*entries: str, made_at: datetime = MADE, zone: str = LONDON) -> list[str]:
    local = ZoneInfo(zone)
    planned = rules.times(cadence(*entries), made_at=made_at, zone=zone)
    assert all(one.astimezone(local).time() == time(10) for one in planned)
    return [str(one.astimezone(local).date()) for one in planned]


def test_the_plan_of_2021_asks_five_times_at_ten_in_the_morning() -> None:
    entries = ("3 days", "4 weeks", "2022-01-31", "6 months", "12 months")
    assert days(*entries) == ["2021-12-13", "2022-01-07", "2022-01-31", "2022-06-10", "2022-12-10"]
    planned = rules.times(cadence("3 days", "6 months"), made_at=MADE, zone=LONDON)
    # Ten in summer is nine in UTC.
    assert [one.hour for one in planned] == [10, 9]


def test_a_date_before_the_pledge_or_on_its_day_is_left_out() -> None:
    assert days("2021-12-10", "2021-01-31", "4 weeks") == ["2022-01-07"]


def test_just_after_midnight_it_is_the_next_day_where_the_summit_is() -> None:
    late = datetime(2021, 12, 10, 23, 30, tzinfo=UTC)
    assert days("1 day", made_at=late, zone="Europe/Paris") == ["2021-12-12"]


def test_a_leap_day_a_year_later_is_the_last_of_february() -> None:
    leap = datetime(2024, 2, 29, 12, tzinfo=UTC)
    assert days("12 months", "48 months", made_at=leap) == ["2025-02-28", "2028-02-29"]


def test_what_falls_close_to_a_date_is_asked_on_the_date() -> None:
    assert days("4 weeks", "2022-01-10") == ["2022-01-10"]
    assert days("2022-01-05", "4 weeks") == ["2022-01-05"]
    assert days("4 weeks", "2022-01-31") == ["2022-01-07", "2022-01-31"]


def test_spans_are_one_only_where_they_are_close_for_their_length() -> None:
    assert days("4 weeks", "1 month") == ["2022-01-07"]
    assert days("3 days", "1 week") == ["2021-12-13", "2021-12-17"]


spans = st.builds(
    FollowUp,
    amount=st.integers(1, 30),
    unit=st.sampled_from(["day", "week", "month"]),
)
dates = st.dates(date(2020, 1, 1), date(2026, 1, 1)).map(lambda on: FollowUp(on=on))
_FROM, _TO = datetime(2020, 1, 1), datetime(2024, 12, 31)  # noqa: DTZ001
moments = st.datetimes(_FROM, _TO, timezones=st.just(UTC))
zones = st.sampled_from([LONDON, "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Auckland"])


@given(st.lists(spans | dates, max_size=12), moments, zones)
def test_every_time_is_a_morning_after_the_pledge_and_in_order(
    entries: list[FollowUp], made_at: datetime, zone: str
) -> None:
    planned = rules.times(entries, made_at=made_at, zone=zone)
    local = ZoneInfo(zone)
    made_on = made_at.astimezone(local).date()
    on = [one.astimezone(local) for one in planned]
    assert all(one.time() == time(10) and one.date() > made_on for one in on)
    assert list(planned) == sorted(set(planned))
    wanted = {one.after(made_on) for one in entries}
    assert {one.date() for one in on} <= wanted
    # Nobody is forgotten: whatever is left out has one that is asked within a fortnight.
    for day in wanted:
        if day > made_on:
            assert any(abs(one.date() - day) <= 2 * CLOSE for one in on)


@given(st.lists(spans | dates, max_size=8), moments, st.integers(0, 900))
def test_after_any_pause_one_is_asked_and_the_rest_stands_in_order(
    entries: list[FollowUp], made_at: datetime, pause: int
) -> None:
    planned = rules.times(entries, made_at=made_at, zone=LONDON)
    if not planned:
        return
    now = made_at + timedelta(days=pause)
    found = rules.due(planned, pointer=planned[0], now=now)
    handled = [*found.passed, *([found.ask] if found.ask else [])]
    rest = [one for one in planned if found.following and one >= found.following]
    assert sorted([*handled, *rest]) == list(planned)
    if any(one <= now for one in planned):
        assert found.ask == max(one for one in planned if one <= now)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


PLANNED = [at("2021-12-13T10:00"), at("2022-01-07T10:00"), at("2022-01-31T10:00")]


def test_nothing_is_due_before_its_time() -> None:
    now = at("2021-12-13T09:59")
    # Three days after the pledge was made nothing was asked before: it may go along with another.
    assert rules.due(PLANNED[1:], pointer=PLANNED[1], now=at("2021-12-20T10:00")) == Due(
        None, (), PLANNED[1]
    )
    assert not rules.may_bring_forward(PLANNED, PLANNED[1], now)


def test_weeks_without_the_bot_are_made_up_for_by_one() -> None:
    found = rules.due(PLANNED, pointer=PLANNED[0], now=at("2022-01-15T12:00"))
    assert found == Due(PLANNED[1], (PLANNED[0],), PLANNED[2])


def test_a_late_one_stands_for_the_next_within_a_week() -> None:
    found = rules.due(PLANNED, pointer=PLANNED[1], now=at("2022-01-28T12:00"))
    assert found == Due(PLANNED[1], (PLANNED[2],), None)


@pytest.mark.parametrize(
    ("clock", "awake"), [("08:59", False), ("09:00", True), ("19:59", True), ("20:00", False)]
)
def test_nobody_is_asked_at_night(clock: str, awake: bool) -> None:
    summer = datetime.fromisoformat(f"2022-07-01T{clock}").replace(tzinfo=ZoneInfo(LONDON))
    assert rules.is_awake(summer.astimezone(UTC), LONDON) is awake


ASKED, LATER, LATE = at("2022-01-07T10:00"), at("2022-01-21T09:59"), at("2022-01-21T10:00")


@pytest.mark.parametrize(
    ("delivery", "waiting", "reported", "now", "fresh"),
    [
        (Delivery.PLANNED, None, None, LATE, Freshness.CURRENT),
        (Delivery.PLANNED, ASKED, None, LATER, Freshness.DUE),
        (Delivery.PLANNED, ASKED, None, LATE, Freshness.NO_REPLY),
        (Delivery.IN_PROGRESS, ASKED, MADE, LATE, Freshness.OVERDUE),
        (Delivery.FULFILLED, ASKED, MADE, LATE, Freshness.CURRENT),
        (Delivery.WITHDRAWN, ASKED, None, LATE, Freshness.CURRENT),
    ],
)
def test_freshness(
    delivery: Delivery,
    waiting: datetime | None,
    reported: datetime | None,
    now: datetime,
    fresh: Freshness,
) -> None:
    found = rules.freshness(delivery, waiting_since=waiting, reported_at=reported, now=now)
    assert found is fresh


@given(st.integers(1, 60), st.integers(1, 400))
def test_the_rate_is_kept_over_any_number_of_turns(rate: int, turns: int) -> None:
    credit, sent = 0.0, 0
    for _ in range(turns):
        most, credit = rules.share(credit, rate, 15)
        sent += most
    assert abs(sent - rate * turns / 4) <= 1
