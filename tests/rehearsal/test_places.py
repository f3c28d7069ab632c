"""The plan as it is rehearsed."""

from __future__ import annotations

import pytest

from domain.plan import parse_plan
from domain.retention import last_day
from rehearsal.places import as_played
from tests.bot.people import EXAMPLE

TEXT = EXAMPLE.read_text(encoding="utf-8")
PLAN = parse_plan(TEXT)


def capacities(text: str, people: int) -> dict[str, int | None]:
    _, plan = as_played(text, parse_plan(text), people)
    return {one.slug: one.capacity for one in plan.sessions if one.kind == "workshop"}


def test_the_first_workshop_of_each_choice_gets_fewer_places_than_wishes() -> None:
    assert capacities(TEXT, 60) == {
        "early-years-and-education": 20,
        "communities-and-place": None,
        "healthcare": 20,
        "employment-and-income": None,
    }
    assert capacities(TEXT, 8)["healthcare"] == 2


def test_nothing_else_of_the_plan_is_changed() -> None:
    _, played = as_played(TEXT, PLAN, 60)
    as_before = [one.model_copy(update={"capacity": None}) for one in played.sessions]
    before = {"sessions": tuple(as_before), "keeping": PLAN.keeping}
    assert played.model_copy(update=before) == PLAN


@pytest.mark.parametrize(
    ("own", "played_until"),
    [
        ("", "2023-01-10"),
        ("[keeping]\npersonal_data_until = 2022-12-31\n", "2023-01-10"),
        ("[keeping]\npersonal_data_months = 24\n", "2023-12-10"),
    ],
)
def test_personal_data_outlasts_the_year_that_is_played(own: str, played_until: str) -> None:
    text = TEXT.replace("[[pledges.themes]]", f"{own}[[pledges.themes]]", 1)
    _, played = as_played(text, parse_plan(text), 60)
    assert str(last_day(played)) == played_until


def test_a_plan_that_limits_a_choice_itself_is_played_as_it_is() -> None:
    lines = 'slug = "healthcare"\ntitle = "Healthcare"\nkind'
    own = TEXT.replace(lines, f"capacity = 7\n{lines}")
    assert capacities(own, 60)["healthcare"] == 7
    assert capacities(own, 60)["employment-and-income"] is None
    assert capacities(own, 60)["early-years-and-education"] == 20


def test_a_plan_written_in_another_way_is_played_as_it_is() -> None:
    """Lines that look like headings, inside a text of several lines."""
    own = TEXT.replace('brief = "Communities and place', 'brief = """\n[[sessions]]\n""" # "')
    assert as_played(own, parse_plan(own), 60)[1].sessions[0] == parse_plan(own).sessions[0]
