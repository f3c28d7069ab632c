"""Which backups stay: never none, and one of each promised hour, day and week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.rotation import DEFAULT, Rotation, due, to_delete

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

AGES = st.lists(st.integers(0, 120 * 24 * 60), max_size=60).map(
    lambda ages: [NOW - timedelta(minutes=age) for age in ages]
)


@given(AGES)
def test_the_newest_always_stays(made: list[datetime]) -> None:
    gone = to_delete(made, NOW)
    assert gone <= set(made)
    assert not made or max(made) not in gone


@given(AGES)
def test_of_each_promised_hour_day_and_week_one_stays(made: list[datetime]) -> None:
    stays = set(made) - to_delete(made, NOW)
    for one in made:
        age = NOW - one
        if age < timedelta(hours=24):
            assert any(o.replace(minute=0) == one.replace(minute=0) for o in stays)
        if age < timedelta(days=14):
            assert any(o.date() == one.date() for o in stays)
        if age < timedelta(weeks=8):
            assert any(o.isocalendar()[:2] == one.isocalendar()[:2] for o in stays)


@given(AGES)
def test_nothing_but_the_newest_is_older_than_the_longest_span(made: list[datetime]) -> None:
    stays = set(made) - to_delete(made, NOW)
    assert len([one for one in stays if NOW - one >= DEFAULT.longest]) <= 1
    assert len(stays) <= 25 + 15 + 9 + 1


@given(AGES)
def test_rotating_at_each_backup_leaves_what_rotating_once_leaves(made: list[datetime]) -> None:
    there: set[datetime] = set()
    for one in sorted(made):
        there.add(one)
        there -= to_delete(there, one)
    assert there - to_delete(there, NOW) == set(made) - to_delete(made, NOW)


@given(AGES)
def test_a_second_time_nothing_more_goes(made: list[datetime]) -> None:
    stays = set(made) - to_delete(made, NOW)
    assert to_delete(stays, NOW) == frozenset()


def test_a_hundred_days_of_hourly_backups_leave_what_is_promised() -> None:
    there: set[datetime] = set()
    for hour in range(100 * 24 + 1):
        now = NOW - timedelta(days=100) + timedelta(hours=hour)
        there.add(now)
        there -= to_delete(there, now)
    assert len([one for one in there if NOW - one < timedelta(hours=24)]) == 24
    assert len({one.date() for one in there if NOW - one < timedelta(days=14)}) == 15
    assert min(there) > NOW - timedelta(weeks=8)
    assert min(there) < NOW - timedelta(weeks=7)


def test_one_from_the_future_stays_and_stops_nothing() -> None:
    ahead = NOW + timedelta(days=400)
    assert to_delete([ahead, NOW], NOW) == frozenset()
    assert due([ahead], NOW, timedelta(hours=1))
    assert not due([ahead, NOW], NOW, timedelta(hours=1))


def test_a_missed_run_is_due_at_once_and_a_fresh_one_is_not() -> None:
    hour = timedelta(hours=1)
    assert due([], NOW, hour)
    assert due([NOW - timedelta(days=3)], NOW, hour)
    assert due([NOW - hour], NOW, hour)
    assert not due([NOW - hour, NOW - hour + timedelta(seconds=1)], NOW, hour)
    assert not due([NOW], NOW, hour)


def test_other_promises_are_kept_too() -> None:
    made = [NOW - timedelta(hours=hours) for hours in range(200)]
    stays = set(made) - to_delete(made, NOW, Rotation(hours=2, days=3, weeks=0))
    assert len(stays) == 2 + 3
