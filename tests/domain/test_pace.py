"""The pledging session: which one, how often, whose turn, and when it is at its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import pace as rules
from domain.pace import LATE, Candidate, Pace
from domain.rules import RuleBroken
from domain.sessions import Session
from tests.db.given import ORGANISER
from tests.domain.test_sessions import HOUR, TEN, session

MINUTE = timedelta(minutes=1)
REST = Pace(1, "closing")


def closing(slug: str = "closing", start: int = 0, **other: bool) -> Session:
    return session(slug, start, kind="pledging", text_channel=5, **other)


def start(pace: Pace = REST, *, minutes: int = 3, at: float = 10) -> Pace:
    now = TEN + at * MINUTE
    return rules.start(pace, closing(), minutes=minutes, user_id=ORGANISER, now=now)


@pytest.mark.parametrize(
    ("minutes", "meant"), [(-5, "one"), (30, "one"), (74, "one"), (76, "two"), (600, "two")]
)
def test_the_session_that_is_meant_is_the_one_that_is_on_else_the_next_else_the_last(
    minutes: int, meant: str
) -> None:
    day = [session("talk"), closing("two", 3), closing("one"), closing("off", cancelled=True)]
    found = rules.pledging_session(day, TEN + minutes * MINUTE)
    assert found is not None
    assert found.slug == meant


def test_without_one_there_is_none() -> None:
    assert rules.pledging_session([session("talk")], TEN) is None


def test_the_first_comes_at_once_or_with_the_session() -> None:
    now = TEN + 10 * MINUTE
    assert start() == Pace(1, "closing", 3, now, ORGANISER)
    assert start(at=-20).next_at == TEN


def test_another_pace_counts_from_now_at_the_latest_and_the_same_changes_nothing() -> None:
    running = start()
    assert start(running, at=11) is running
    assert start(running, minutes=5, at=11).next_at == TEN + 10 * MINUTE, "what is due still comes"
    later = rules.went_on(running, TEN + 10 * MINUTE, posted=True)
    assert start(later, minutes=1, at=11).next_at == TEN + 12 * MINUTE
    assert start(later, minutes=5, at=11).next_at == TEN + 13 * MINUTE


@pytest.mark.parametrize("minutes", [0, 61])
def test_a_pace_that_makes_no_sense_is_refused(minutes: int) -> None:
    with pytest.raises(RuleBroken, match=r"moment\.minutes"):
        start(minutes=minutes)


@pytest.mark.parametrize(
    ("one", "at", "code"),
    [
        (closing(cancelled=True), TEN, "moment.cancelled"),
        (closing(), TEN + HOUR + LATE, "moment.over"),
        (replace(closing(), text_channel=None), TEN, "moment.room"),
    ],
)
def test_it_does_not_start_where_nothing_can_be_posted(one: Session, at: object, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.start(REST, one, minutes=3, user_id=ORGANISER, now=at)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_after_a_pause_of_an_hour_comes_one_and_not_twenty() -> None:
    running, late = start(), TEN + 55 * MINUTE
    assert rules.is_due(running, late)
    after = rules.went_on(running, late, posted=True)
    assert not rules.is_due(after, late + 2.9 * MINUTE)
    assert rules.is_due(after, late + 3 * MINUTE)
    assert rules.stop(after) == replace(after, minutes=None, next_at=None)
    assert not rules.is_due(rules.stop(after), late + HOUR)


CANDIDATES = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz")), max_size=30).map(
    lambda pairs: [Candidate(n, theme, kind) for n, (theme, kind) in enumerate(pairs)]
)


@given(CANDIDATES)
def test_each_comes_once_and_no_theme_runs_ahead_of_one_that_still_waits(
    waiting: list[Candidate],
) -> None:
    left, shown = list(waiting), list[Candidate]()
    while (found := rules.next_moment(left, shown)) is not None:
        counts = Counter(one.theme for one in shown)
        assert counts[found.theme] == min(counts[one.theme] for one in left)
        left.remove(found)
        shown.append(found)
    assert left == []
    assert sorted(one.id for one in shown) == [one.id for one in waiting]


def test_within_a_theme_kinds_take_turns_and_the_oldest_goes_first() -> None:
    every = [Candidate(1, "a", "x"), Candidate(2, "a", "x"), Candidate(3, "a", "y")]
    assert rules.next_moment(every, []) == every[0]
    assert rules.next_moment(every[1:], every[:1]) == every[2]


def test_the_session_is_at_its_end_when_its_room_is_closed_or_a_while_after_it() -> None:
    one = closing()

    def closed(minutes: float, door_closed: bool = False) -> bool:
        return rules.is_closed(one, TEN + minutes * MINUTE, door_closed=door_closed)

    assert not closed(30)
    assert closed(30, door_closed=True)
    assert not closed(-5, door_closed=True)
    assert [closed(74), closed(75)] == [False, True]
    assert not closed(60 * 8), "days later nothing is posted of it"
    assert not rules.is_closed(replace(one, cancelled=True), TEN + HOUR + LATE, door_closed=True)
