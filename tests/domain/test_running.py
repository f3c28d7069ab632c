"""The day: opened, closed, opened again, and what is cut short."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.rules import RuleBroken
from domain.running import Day, Stage, close_day, open_day, still_to_come
from tests.db.given import NOW, ORGANISER, SECOND_ORGANISER
from tests.domain.test_sessions import HOUR, TEN, session

NEW = Day(1, "20211210")
OPEN = open_day(NEW, user_id=ORGANISER, now=NOW)
LATER = NOW + timedelta(hours=6)


def test_opening_says_who_and_when_and_shows_the_dashboard() -> None:
    assert Day(1, "20211210", Stage.OPEN, NOW, ORGANISER, dashboard=True) == OPEN


def test_opening_twice_keeps_the_first() -> None:
    assert open_day(OPEN, user_id=SECOND_ORGANISER, now=LATER) is OPEN


def test_closing_what_was_never_opened_is_refused() -> None:
    with pytest.raises(RuleBroken, match=r"day\.not_open"):
        close_day(NEW, user_id=ORGANISER, now=NOW)


def test_closing_twice_keeps_the_first_and_it_can_be_opened_again() -> None:
    closed = close_day(OPEN, user_id=ORGANISER, now=LATER)
    assert closed == replace(OPEN, stage=Stage.CLOSED, closed_at=LATER, closed_by=ORGANISER)
    assert close_day(closed, user_id=SECOND_ORGANISER, now=LATER) is closed
    again = open_day(closed, user_id=SECOND_ORGANISER, now=LATER)
    assert again == Day(
        1, "20211210", Stage.OPEN, LATER, SECOND_ORGANISER, None, None, dashboard=True
    )


def test_what_is_on_or_to_come_is_cut_short_and_breaks_are_not_counted() -> None:
    day = [
        session("over", 0),
        session("on", 1),
        session("coming", 2),
        session("lunch", 2, kind="break"),
        session("off", 2, cancelled=True),
    ]
    assert [one.slug for one in still_to_come(day, TEN + HOUR)] == ["on", "coming"]
