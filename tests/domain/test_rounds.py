"""A round of small groups: from the preview to its minute of grace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.breakouts import How
from domain.rounds import GRACE, Round, Stage, begin, by_itself, end, extend, wants_report
from domain.rules import RuleBroken

NOW = datetime(2026, 3, 20, 11, 15, tzinfo=UTC)
PREVIEW = Round(1, 5, "health", 2, How.BALANCED, 15, "", Stage.PREVIEW, ((1, 2), (3, 4)))


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def test_a_round_runs_as_long_as_was_planned_and_grace_comes_before_the_end() -> None:
    running = begin(PREVIEW, NOW)
    assert running.clock is not None
    assert running.clock.ends_at == at(15)
    assert by_itself(running, at(14.9)) == running
    grace = by_itself(running, at(15))
    assert (grace.stage, grace.back_at) == (Stage.GRACE, at(15) + GRACE)
    assert by_itself(grace, at(15.9)) == grace
    assert by_itself(grace, at(16)).stage is Stage.OVER


def test_after_the_bot_was_away_nobody_is_moved_without_their_minute() -> None:
    grace = by_itself(begin(PREVIEW, NOW), at(40))
    assert (grace.stage, grace.back_at) == (Stage.GRACE, at(40) + GRACE)


def test_more_time_also_in_the_grace() -> None:
    running = begin(PREVIEW, NOW)
    assert extend(running, 5, at(3)).clock.ends_at == at(20)  # type: ignore[union-attr]
    again = extend(by_itself(running, at(15)), 5, at(15.5))
    assert again.stage is Stage.RUNNING
    assert again.back_at is None
    assert again.clock is not None
    assert at(20.5) <= again.clock.ends_at <= at(20.6)


def test_an_early_end_gives_the_grace_too_and_a_second_press_does_not_start_it_again() -> None:
    grace = end(begin(PREVIEW, NOW), at(4))
    assert (grace.stage, grace.back_at) == (Stage.GRACE, at(4) + GRACE)
    assert end(grace, at(4.5)) == grace


@pytest.mark.parametrize(
    ("minute", "wanted"), [(0, False), (4.9, False), (5, True), (14, True), (15.5, True)]
)
def test_the_report_form_appears_ten_minutes_before_the_end(minute: float, wanted: bool) -> None:
    assert wants_report(by_itself(begin(PREVIEW, NOW), at(minute)), at(minute)) is wanted


def test_what_has_not_begun_or_is_over_is_not_changed() -> None:
    over = by_itself(by_itself(begin(PREVIEW, NOW), at(15)), at(17))
    for act, one, code in (
        (begin, over, "breakout.begun"),
        (end, over, "breakout.over"),
        (end, PREVIEW, "breakout.over"),
    ):
        with pytest.raises(RuleBroken) as told:
            act(one, NOW)
        assert told.value.code == code
    with pytest.raises(RuleBroken) as told:
        extend(over, 5, NOW)
    assert told.value.code == "breakout.over"
