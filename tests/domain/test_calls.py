"""Calls for help: who comes, how they end, and what time does alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import calls as rules
from domain.calls import HelpCall, State
from domain.rules import RuleBroken
from tests.db.given import MAYA, NOW, OLA, ORGANISER, SAM, SECOND_ORGANISER

NEW = HelpCall(1, 7, MAYA, None, None, State.OPEN, NOW, told_at=NOW)
MINUTE = timedelta(minutes=1)


def after(minutes: float) -> datetime:
    return NOW + minutes * MINUTE


def test_one_takes_it_and_a_second_is_told_who() -> None:
    taken = rules.take(NEW, user_id=ORGANISER, now=after(1))
    assert taken == replace(NEW, state=State.TAKEN, taken_by=ORGANISER, taken_at=after(1))
    assert rules.take(taken, user_id=ORGANISER, now=after(2)) is taken
    with pytest.raises(RuleBroken) as refused:
        rules.take(taken, user_id=SECOND_ORGANISER, now=after(2))
    assert (refused.value.code, refused.value.facts) == ("call.taken", {"by": ORGANISER})


def test_who_cannot_come_gives_it_back_and_it_waits_anew() -> None:
    taken = rules.take(replace(NEW, raised_at=after(2)), user_id=ORGANISER, now=after(3))
    back = rules.give_back(taken, user_id=ORGANISER, now=after(9))
    assert back == replace(NEW, told_at=after(9))
    assert rules.by_itself(back, after(10.9)) == back
    assert rules.by_itself(back, after(11)).raised_at == after(11)
    for one, who in ((taken, SAM), (NEW, ORGANISER)):
        with pytest.raises(RuleBroken, match=r"call\.not_taken"):
            rules.give_back(one, user_id=who, now=after(9))


def test_it_is_ended_once_by_who_helped() -> None:
    done = rules.finish(NEW, user_id=ORGANISER, now=after(5))
    assert done == replace(NEW, state=State.DONE, done_by=ORGANISER, done_at=after(5))
    assert rules.finish(done, user_id=SAM, now=after(6)) is done
    for change in (rules.take, rules.give_back):
        with pytest.raises(RuleBroken, match=r"call\.over"):
            change(done, user_id=ORGANISER, now=after(6))


def test_only_the_caller_takes_it_back_and_twice_is_once() -> None:
    with pytest.raises(RuleBroken, match=r"call\.not_yours"):
        rules.withdraw(NEW, user_id=OLA, now=after(1))
    gone = rules.withdraw(NEW, user_id=MAYA, now=after(1))
    assert gone == replace(NEW, state=State.WITHDRAWN, done_at=after(1))
    assert rules.withdraw(gone, user_id=MAYA, now=after(2)) is gone
    with pytest.raises(RuleBroken, match=r"call\.over"):
        rules.finish(gone, user_id=ORGANISER, now=after(2))


def test_two_minutes_without_anybody_raise_it_again_once() -> None:
    assert rules.by_itself(NEW, after(1.9)) == NEW
    raised = rules.by_itself(NEW, after(2))
    assert raised == replace(NEW, raised_at=after(2))
    assert rules.by_itself(raised, after(60)) == raised


def test_a_groups_call_comes_to_the_organisers_after_two_minutes_and_then_waits_as_long() -> None:
    group = replace(NEW, session="food", group=2, told_at=None)
    assert rules.by_itself(group, after(1.9)) == group
    told = rules.by_itself(group, after(2))
    assert told == replace(group, told_at=after(2))
    assert rules.by_itself(told, after(3.9)) == told
    assert rules.by_itself(told, after(4)).raised_at == after(4)


def test_what_is_taken_is_not_raised_and_what_nobody_ends_lapses() -> None:
    taken = rules.take(NEW, user_id=ORGANISER, now=after(1))
    assert rules.by_itself(taken, after(60)) == taken
    end = NOW + rules.LAPSES
    assert rules.by_itself(taken, end) == replace(taken, state=State.LAPSED, done_at=end)


@pytest.mark.parametrize("nobody", [None, 0])
def test_what_was_taken_by_somebody_erased_since_is_open_again(nobody: int | None) -> None:
    taken = replace(rules.take(NEW, user_id=ORGANISER, now=after(1)), taken_by=nobody)
    back = rules.by_itself(taken, after(5))
    assert back == replace(NEW, told_at=after(5))
    assert rules.by_itself(back, after(7)).raised_at == after(7)
    assert rules.take(taken, user_id=SAM, now=after(5)).taken_by == SAM


@given(st.lists(st.integers(0, 30), max_size=8))
def test_nobody_begins_more_than_three_in_ten_minutes(ago: list[int]) -> None:
    earlier = [NOW - minutes * MINUTE for minutes in ago]
    if sum(minutes < 10 for minutes in ago) >= 3:
        with pytest.raises(RuleBroken, match=r"call\.often"):
            rules.may_call(earlier, NOW)
    else:
        rules.may_call(earlier, NOW)


def test_five_times_something_is_enough() -> None:
    rules.may_add(replace(NEW, words=("a",) * 4))
    with pytest.raises(RuleBroken, match=r"call\.full"):
        rules.may_add(replace(NEW, words=("a",) * 5))
