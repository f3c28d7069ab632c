"""To whom organisers announce something, and the times in it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.announcements import Audience, To, checked, read_to, with_moments
from domain.rules import RuleBroken

SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "to",
    [
        To(Audience.EVERYBODY),
        To(Audience.ROOM, "food-and-drink"),
        To(Audience.KIND, "community_group"),
        To(Audience.ROLE, "123"),
    ],
)
def test_a_button_says_to_whom(to: To) -> None:
    assert read_to(to.sign) == to


@pytest.mark.parametrize(
    "sign", ["", "all", "everybody-x", "room", "kind-cat", "role", "role-x", "role-" + "9" * 20]
)
def test_an_audience_that_does_not_exist_is_refused(sign: str) -> None:
    with pytest.raises(RuleBroken, match=r"announce\.audience"):
        read_to(sign)


def test_a_time_in_curly_brackets_is_a_moment_where_the_summit_is() -> None:
    at = int(datetime(2026, 7, 1, 13, 30, tzinfo=UTC).timestamp())
    text = with_moments("Lunch at {14:30}, not at 13:30, {25:00} or {x}.", "Europe/London", SUMMER)
    assert text == f"Lunch at <t:{at}:t>, not at 13:30, {{25:00}} or {{x}}."


def test_the_day_is_the_one_where_the_summit_is() -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # 2 July in London
    at = int(datetime(2026, 7, 2, 8, 5, tzinfo=UTC).timestamp())
    assert with_moments("{9:05}", "Europe/London", late) == f"<t:{at}:t>"


def test_words_are_needed_and_not_too_many() -> None:
    assert checked(" Lunch\r\nis late ") == "Lunch\nis late"
    for words, code in (("", "text.empty"), ("x" * 1501, "text.too_long")):
        with pytest.raises(RuleBroken) as refused:
            checked(words)
        assert refused.value.code == code
