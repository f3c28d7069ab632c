"""Feedback: when a session and the day can be rated, and what few ratings keep to themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import feedback as rules
from domain.feedback import FEWEST, OPEN_FOR, RATINGS, Result
from domain.rules import RuleBroken
from domain.sessions import Session
from tests.domain.test_questions import session

END = datetime(2021, 12, 10, 9, 40, tzinfo=UTC)  # when session() ends
SECOND = timedelta(seconds=1)


def code(call: object) -> str:
    assert callable(call)
    with pytest.raises(RuleBroken) as told:
        call()
    return told.value.code


def test_a_session_can_be_rated_from_its_end_for_fourteen_days() -> None:
    one = session()
    assert timedelta(days=14) == OPEN_FOR
    assert code(lambda: rules.may_rate(one, END - SECOND)) == "feedback.early"
    assert rules.may_rate(one, END) == one
    assert rules.may_rate(one, END + OPEN_FOR - SECOND) == one
    assert code(lambda: rules.may_rate(one, END + OPEN_FOR)) == "feedback.closed"


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (None, "feedback.unknown"),
        (session("break"), "feedback.unknown"),
        (replace(session(), cancelled=True), "feedback.cancelled"),
    ],
)
def test_what_is_no_session_cannot_be_rated(one: Session | None, expected: str) -> None:
    assert code(lambda: rules.may_rate(one, END)) == expected
    if one is not None:
        assert not rules.can_be_rated(one, END)
        assert rules.to_ask([one], END) == []


@given(st.integers(min_value=-3 * 86400, max_value=30 * 86400))
def test_what_is_listed_is_what_may_be_rated(seconds: int) -> None:
    now = END + timedelta(seconds=seconds)
    one = session()
    try:
        rules.may_rate(one, now)
        may = True
    except RuleBroken:
        may = False
    assert rules.can_be_rated(one, now) is may
    assert rules.rateable([one], now) == ([one] if may else [])


def test_people_are_asked_within_two_hours_and_not_later() -> None:
    one = session()
    assert rules.to_ask([one], END - SECOND) == []
    assert rules.to_ask([one], END) == [one]
    assert rules.to_ask([one], END + timedelta(hours=2) - SECOND) == [one]
    assert rules.to_ask([one], END + timedelta(hours=2)) == []


def test_the_last_to_end_comes_first_and_a_room_finds_its_own() -> None:
    first = replace(session(slug="first", ends=-5), text_channel=7)
    second = replace(session(slug="second", starts=-4, ends=0), text_channel=7)
    other = replace(session(slug="other", ends=5), text_channel=8)
    now = END
    found = rules.rateable([first, second, other], now)
    assert [one.slug for one in found] == ["other", "second", "first"]
    assert rules.meant(found, 7) == second
    assert rules.meant(found, 9) is None
    assert rules.meant(found, None) is None
    assert rules.meant([session()], None) is None


def test_the_day_ends_with_its_last_session_that_takes_place() -> None:
    last = session(slug="last", ends=30)
    day = [
        session(),
        last,
        session("break", slug="tea", ends=90),
        replace(session(slug="off", ends=120), cancelled=True),
    ]
    assert rules.day_end(day) == last.ends_at
    assert code(lambda: rules.may_rate_day(day, last.ends_at - SECOND)) == "feedback.day_early"
    rules.may_rate_day(day, last.ends_at)
    end = last.ends_at + OPEN_FOR
    assert code(lambda: rules.may_rate_day(day, end)) == "feedback.day_closed"
    assert [rules.day_can_be_rated(day, now) for now in (last.ends_at - SECOND, last.ends_at)] == [
        False,
        True,
    ]
    assert not rules.day_can_be_rated(day, end)
    assert not rules.to_ask_about_day(day, last.ends_at - SECOND)
    assert rules.to_ask_about_day(day, last.ends_at)
    assert not rules.to_ask_about_day(day, last.ends_at + timedelta(hours=12))


def test_a_day_of_which_nothing_takes_place_cannot_be_rated() -> None:
    off = [replace(session(), cancelled=True)]
    assert code(lambda: rules.may_rate_day(off, END)) == "feedback.day_off"
    assert not rules.to_ask_about_day(off, END)


@pytest.mark.parametrize("text", ["", "0", "6", "-1", "1.0", " 3", "３", "yes"])
def test_another_number_is_refused(text: str) -> None:
    assert code(lambda: rules.check_rating(text)) == "feedback.rating"


def test_each_number_has_its_words() -> None:
    assert [rules.label(rules.check_rating(str(n))) for n in RATINGS] == [
        "1 Poor",
        "2 Not so good",
        "3 All right",
        "4 Good",
        "5 Very good",
    ]


def test_a_sentence_may_be_empty_and_has_an_end() -> None:
    assert rules.check_sentence(" \n ") == ""
    assert rules.check_sentence("ö" * 500) == "ö" * 500
    assert code(lambda: rules.check_sentence("ö" * 501)) == "text.too_long"


spreads = st.tuples(*[st.integers(0, 200)] * 5)


@given(spreads)
def test_few_ratings_say_nothing_but_how_many(given_: tuple[int, int, int, int, int]) -> None:
    result = Result(given_)
    everybody = [rating for rating, n in enumerate(given_, 1) for _ in range(n)]
    assert result.count == len(everybody)
    if len(everybody) < FEWEST:
        assert result.average is None
        assert not result.enough
    else:
        assert result.average == pytest.approx(sum(everybody) / len(everybody))
