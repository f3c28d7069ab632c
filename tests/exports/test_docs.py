"""docs/exports.md and the code say the same, both ways."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from db.export_pledges import PUBLIC_EVENTS
from domain.attendees import UNNAMED, Kind
from domain.pledges import Delivery, Event, Moderation
from exports.catalogue import SCHEMA_VERSION, TABLES
from exports.columns import Holds, Profile, Table
from tests.exports.reading import files_of

DOC = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")


def rows_under(heading: str, first: str) -> list[list[str]]:
    """The rows of the table under ``heading`` whose first column is called ``first``."""
    section = DOC.split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0]
    table = section.split(f"| {first} |", 1)[1].split("\n\n", 1)[0]
    return [
        [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        for line in table.splitlines()[2:]
    ]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_every_column_is_described_in_its_order_and_no_other(table: Table):
    described = [
        (name.strip("`"), cells, public)
        for name, cells, public, _ in rows_under(f"## Columns of `{table.stem}`", "column")
    ]
    assert described == [
        (column.name, column.holds.value, "yes" if column.public else "no")
        for column in table.columns
    ]


def test_every_kind_of_cell_is_described():
    assert {row[0] for row in rows_under("## What cells hold", "cells")} == {
        holds.value for holds in Holds
    }


def test_every_event_is_described_and_whether_it_is_public():
    described = {
        name.strip("`"): public
        for name, public, _ in rows_under("## Columns of `pledge-log`", "event")
    }
    assert described == {event.value: "yes" if event in PUBLIC_EVENTS else "no" for event in Event}


def test_every_table_and_every_file_is_described():
    tables = {
        re.sub(r"\[`(.+)`\]\(.*\)", r"\1", name): (says, public)
        for name, says, public in rows_under("## The files", "table")
    }
    assert tables == {table.stem: (table.says, "yes" if table.public else "no") for table in TABLES}
    names = set(
        re.findall(r"^\| `([^`]+)` \|", DOC.split("\n### The workbook", 1)[0], re.MULTILINE)
    )
    expected = {
        name.replace(table.stem, "<table>")
        for table in TABLES
        for name in files_of(Profile.INTERNAL) | files_of(Profile.PUBLIC)
        if re.match(re.escape(table.stem) + r"(-excel\.csv|\.csv|\.jsonl)$", name)
    }
    others = {"programme.ics", "csv-metadata.json", "manifest.json"}
    others |= {f"record-{profile.value}.xlsx" for profile in Profile}
    assert names - {profile.value for profile in Profile} == expected | others


def test_the_version_of_the_columns_is_described():
    assert f"now `{SCHEMA_VERSION}`" in DOC


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_every_word_of_a_column_is_listed_with_it(table: Table):
    described = {
        name.strip("`"): says
        for name, _, _, says in rows_under(f"## Columns of `{table.stem}`", "column")
    }
    section = DOC.split(f"\n## Columns of `{table.stem}`\n", 1)[1].split("\n## ", 1)[0]
    for column in table.columns:
        for word in column.words:
            assert f"`{word}`" in described[column.name] or f"`{word}`" in section, word


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("kind", {kind.value for kind in Kind}),
        ("moderation", {state.value for state in Moderation}),
        ("delivery", {state.value for state in Delivery}),
        ("made_by", set(UNNAMED.values())),
    ],
)
def test_every_word_that_a_cell_can_be_is_listed(column, words):
    (says,) = [
        says
        for name, _, _, says in rows_under("## Columns of `pledges`", "column")
        if name == f"`{column}`"
    ]
    assert set(re.findall(r"`([^`]+)`", says)) == words


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_names_are_plain_and_each_is_used_once(table: Table):
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in names)
