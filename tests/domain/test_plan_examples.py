"""The example and the page about the plan file say what the code does."""

import datetime as dt
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from domain.plan import Plan, ends_at, parse_plan, starts_at
from domain.plan.explain import TABLES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "plan.md").read_text(encoding="utf-8")
STOCKPORT = (ROOT / "examples" / "stockport-2021.toml").read_text(encoding="utf-8")
LISTS = {("pledges", "themes"), ("sessions",), ("sessions", "speakers")}


def test_the_stockport_plan_is_the_summit_of_2021() -> None:
    plan = parse_plan(STOCKPORT)
    assert plan.summit.date == dt.date(2021, 12, 10)
    assert plan.summit.date.strftime("%A") == "Friday"
    assert plan.summit.time_zone == "Europe/London"
    assert plan.pledges.moderation == "before"
    assert list(plan.theme_titles) == [
        "early-years-and-education",
        "communities-and-place",
        "healthcare",
        "employment-and-income",
    ]
    assert [str(entry) for entry in plan.pledges.follow_up] == [
        "3 days",
        "4 weeks",
        "2022-01-31",
        "6 months",
        "12 months",
    ]
    assert [(one.slug, one.kind, one.slot) for one in plan.sessions if one.kind != "break"] == [
        ("a-fair-and-inclusive-stockport", "keynote", None),
        ("early-years-and-education", "workshop", "session-2"),
        ("communities-and-place", "workshop", "session-2"),
        ("healthcare", "workshop", "session-3"),
        ("employment-and-income", "workshop", "session-3"),
        ("pledges-for-action", "pledging", None),
    ]
    assert [speaker.name for speaker in plan.sessions[0].speakers] == [
        "Professor Sir Michael Marmot",
        "Professor Arpana Verma",
        "Nicola Wallace-Dean",
    ]


def test_the_stockport_times_are_marked_as_examples_and_leave_no_gap() -> None:
    plan = parse_plan(STOCKPORT)
    assert all(session.times_are_illustrative for session in plan.sessions)
    spans = sorted({(starts_at(plan, one), ends_at(plan, one)) for one in plan.sessions})
    assert [start for start, _ in spans[1:]] == [end for _, end in spans[:-1]]


def test_the_smallest_plan_of_the_page_is_a_plan() -> None:
    blocks = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) == 1
    plan = parse_plan(blocks[0])
    assert plan.summit.name == "Riverside Summit"
    assert [session.slug for session in plan.sessions] == ["opening", "our-pledges"]


def test_every_table_of_the_file_has_a_model_that_is_known() -> None:
    def models_below(model: type[BaseModel]) -> set[type[BaseModel]]:
        found = {model}
        for field in model.model_fields.values():
            for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
                if isinstance(part, type) and issubclass(part, BaseModel):
                    found |= models_below(part)
        return found

    assert models_below(Plan) == set(TABLES.values())


@pytest.mark.parametrize("table", [table for table in TABLES if table], ids=".".join)
def test_the_page_describes_exactly_the_keys_of_each_table(table: tuple[str, ...]) -> None:
    heading = f"[[{'.'.join(table)}]]" if table in LISTS else f"[{'.'.join(table)}]"
    section = PAGE.split(f"\n## `{heading}`\n")[1].split("\n## ")[0]
    rows = [
        (re.sub(r"\W", "", key), default.strip())
        for line in section.splitlines()
        if line.startswith("| `")
        for _, key, _, _, default, _ in [line.split("|")]
    ]
    fields = TABLES[table].model_fields
    assert [key for key, _ in rows] == list(fields)
    # A row without a default is a key that must be there, and the other way round.
    assert {key for key, default in rows if not default} == {
        key for key, field in fields.items() if field.is_required()
    }


def test_the_page_and_the_code_agree_on_the_defaults() -> None:
    smallest = parse_plan(re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0])
    for table in (smallest.roles, smallest.channels):
        for key, value in table:
            assert re.search(
                rf'^\| `{key}` \| .* \| `"{re.escape(value)}"` \|$', PAGE, re.MULTILINE
            )
    written = ", ".join(f'"{entry}"' for entry in smallest.pledges.follow_up)
    assert f"`[{written}]`" in PAGE


def test_every_table_at_the_top_of_the_file_has_a_section() -> None:
    assert [table[0] for table in TABLES if len(table) == 1] == list(Plan.model_fields)
