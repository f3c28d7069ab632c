"""When a plan means another summit than the one kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.editions import APART, Turn, check_mark, mark, turn
from domain.rules import RuleBroken
from tests.domain.test_sessions import session

LAST, THIS = date(2021, 12, 10), date(2022, 12, 9)


@pytest.mark.parametrize(
    ("wanted", "over", "away", "expected"),
    [
        (THIS, True, (), Turn(LAST, back=False)),
        (THIS, False, (), None),  # it was put off
        (LAST, True, (), None),
        (LAST + timedelta(days=27), True, (), None),  # the date was wrong by some days
        (LAST + timedelta(days=28), True, (), Turn(LAST, back=False)),
        (date(2020, 12, 10), True, (), None),
        (date(2020, 12, 10), True, (date(2020, 12, 10),), Turn(LAST, back=True)),
        (THIS, False, (THIS,), Turn(LAST, back=True)),
    ],
)
def test_which_summit_a_plan_means(
    wanted: date, over: bool, away: tuple[date, ...], expected: Turn | None
) -> None:
    assert turn(LAST, wanted, over=over, away=away) == expected


@given(st.dates(), st.dates(), st.booleans())
def test_without_another_date_there_is_no_other_summit(one: date, other: date, over: bool) -> None:
    assert turn(one, one, over=over, away={one, other}) is None
    found = turn(one, other, over=over, away=())
    assert found is None or (over and other > one)


def test_a_button_means_the_session_of_its_year() -> None:
    one = session()
    check_mark(one, mark(one))
    check_mark(one, "")
    check_mark(None, mark(one))  # what is not there is told elsewhere
    check_mark(replace(one, starts_at=one.starts_at + APART - timedelta(days=1)), mark(one))
    for later in (APART, timedelta(days=365)):
        with pytest.raises(RuleBroken) as error:
            check_mark(replace(one, starts_at=one.starts_at + later), mark(one))
        assert error.value.code == "form.old"


@pytest.mark.parametrize("text", ["more", "20261340", "2026032", "٢٠٢٦٠٣٢٠", "202603201"])
def test_a_forged_mark_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken) as error:
        check_mark(session(), text)
    assert error.value.code == "form.old"
