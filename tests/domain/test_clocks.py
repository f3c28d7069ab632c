"""Countdowns: what is called out when, and what an extension does to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clocks import CALLS, Clock, due, moved, started
from domain.rules import RuleBroken

NOON = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # the night in which British clocks go forward


def run(clock: Clock, seconds: int, *, every: int = 5) -> tuple[Clock, list[int]]:
    """Look every few seconds and call out what is due."""
    told: list[int] = []
    for second in range(0, seconds, every):
        now = clock.starts_at + timedelta(seconds=second)
        if (call := due(clock, now)) is not None:
            told.append(call)
            clock = replace(clock, called=clock.called | {call})
    return clock, told


def test_a_quarter_of_an_hour_is_called_out_at_ten_five_one_and_the_end() -> None:
    _, told = run(started("Small groups", 15, NOON), 16 * 60)
    assert told == [10, 5, 1, 0]


def test_eight_minutes_are_not_called_out_at_ten() -> None:
    _, told = run(started("Small groups", 8, NOON), 9 * 60)
    assert told == [5, 1, 0]


def test_ten_minutes_are_not_called_out_as_ten_at_their_start() -> None:
    _, told = run(started("Small groups", 10, NOON), 11 * 60)
    assert told == [5, 1, 0]


def test_an_extension_calls_out_again_what_comes_up_again() -> None:
    clock, told = run(started("Small groups", 12, NOON), 8 * 60)
    assert told == [10, 5]
    longer = moved(clock, 5, NOON + timedelta(minutes=8))
    assert longer.ends_at == NOON + timedelta(minutes=17)
    assert longer.called == {10}
    assert due(longer, NOON + timedelta(minutes=12)) == 5


def test_what_was_missed_in_a_restart_is_dropped() -> None:
    clock = started("Small groups", 15, NOON)
    assert due(clock, NOON + timedelta(minutes=6)) is None
    assert due(clock, NOON + timedelta(minutes=10)) == 5


def test_shortening_never_ends_in_the_past() -> None:
    now = NOON + timedelta(minutes=3)
    shorter = moved(started("Small groups", 5, NOON), -10, now)
    assert shorter.ends_at == now
    assert due(shorter, now) == 0


def test_what_is_over_is_not_moved() -> None:
    with pytest.raises(RuleBroken) as told:
        moved(started("Lunch", 5, NOON), 5, NOON + timedelta(minutes=5))
    assert told.value.code == "clock.over"


@pytest.mark.parametrize("minutes", [0, -1, 241])
def test_a_countdown_of_nothing_or_for_ever_is_refused(minutes: int) -> None:
    with pytest.raises(RuleBroken) as told:
        started("Lunch", minutes, NOON)
    assert told.value.code == "clock.minutes"


def test_it_cannot_be_made_longer_than_four_hours() -> None:
    with pytest.raises(RuleBroken) as told:
        moved(started("Lunch", 240, NOON), 1, NOON)
    assert told.value.code == "clock.minutes"


@given(st.integers(1, 240), st.lists(st.tuples(st.integers(0, 240), st.integers(-30, 30))))
def test_each_call_is_made_once_and_in_order_between_two_changes(
    minutes: int, changes: list[tuple[int, int]]
) -> None:
    clock = started("Part", minutes, NOON)
    for after, by in sorted(changes):
        now = NOON + timedelta(minutes=after)
        if clock.is_over(now):
            break
        try:
            clock = moved(clock, by, now)
        except RuleBroken:
            continue
        assert clock.ends_at >= now
        for call in (*CALLS, 0):
            if call in clock.called:
                assert clock.ends_at - timedelta(minutes=call) <= now
