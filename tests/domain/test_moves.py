"""What people are told of changes of a session's time, and when it is too early to tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.moves import SETTLES, Happened, Moved, has_settled, moved
from domain.sessions import Change
from tests.domain.test_reminders import FOOD, START, TEN

EARLIER = START - timedelta(hours=2)
THEN = TEN - timedelta(days=1)


def happened(what: Change, was: str = "", is_now: str = "", seconds: int = 0) -> Happened:
    return Happened(seconds, THEN + timedelta(seconds=seconds), what, was, is_now)


def move(seconds: int = 0, was: str = "", is_now: str = "") -> Happened:
    was, is_now = was or EARLIER.isoformat(), is_now or START.isoformat()
    return happened(Change.MOVED, was, is_now, seconds)


def test_a_move_is_told_with_the_time_before() -> None:
    assert moved(FOOD, [move()], THEN) == Moved(FOOD, EARLIER, THEN)


def test_two_moves_are_told_as_one() -> None:
    between = (START - timedelta(hours=1)).isoformat()
    done = [move(is_now=between), move(5, was=between)]
    assert moved(FOOD, done, THEN) == Moved(FOOD, EARLIER, THEN)


def test_there_and_back_is_nothing() -> None:
    there = move(was=START.isoformat(), is_now=EARLIER.isoformat())
    assert moved(FOOD, [there, move(5)], THEN) is None


def test_another_end_is_told() -> None:
    longer = move(was=START.isoformat(), is_now=START.isoformat())
    assert moved(FOOD, [longer], THEN) == Moved(FOOD, START, THEN)


@pytest.mark.parametrize("what", [Change.RENAMED, Change.CANCELLED, Change.RESTORED, Change.ADDED])
def test_what_is_no_move_is_not_told_here(what: Change) -> None:
    assert moved(FOOD, [happened(what)], THEN) is None


def test_who_is_told_that_it_takes_place_after_all_is_told_the_new_time_there() -> None:
    assert moved(FOOD, [happened(Change.RESTORED), move()], THEN) is None
    assert moved(FOOD, [happened(Change.RESTORED), move(5)], THEN) is not None


def test_of_what_is_cancelled_or_over_nobody_is_told() -> None:
    assert moved(replace(FOOD, cancelled=True), [move()], THEN) is None
    assert moved(FOOD, [move()], FOOD.ends_at) is None


def test_people_are_told_when_nothing_has_changed_for_a_minute() -> None:
    done = [move(), move(30)]
    assert not has_settled(done, THEN + SETTLES)
    assert has_settled(done, THEN + SETTLES + timedelta(seconds=30))
