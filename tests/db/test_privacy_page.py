"""docs/privacy.md speaks of every table, and what it says of time is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

from bot.settings import Settings
from db.erasure_tables import TABLES
from db.ledger import ENDS
from domain.plan.fields import NOTICE_AT_MOST
from domain.retention import LONGEST_MONTHS, NOTICE
from domain.rotation import DEFAULT

PAGE = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")


def named() -> list[str]:
    """The tables in the last column of the page's table."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and line.endswith("` |")]
    return [name for row in rows for name in re.findall(r"`(\w+)`", row.rsplit(" | ", 1)[1])]


def test_every_table_is_explained_once() -> None:
    missing = sorted(TABLES.keys() - set(named()))
    assert not missing, f"docs/privacy.md says nothing of {', '.join(missing)}"
    assert sorted(named()) == sorted(TABLES)


def test_the_times_are_those_of_the_program() -> None:
    assert (DEFAULT.hours, DEFAULT.days, DEFAULT.weeks) == (24, 14, 8)
    assert DEFAULT.longest.days == 8 * 7
    assert "the newest of each of 24 hours, 14 days and 8 weeks" in PAGE
    assert (LONGEST_MONTHS, NOTICE.days) == (12, 7)
    assert "by 12 months in all" in PAGE
    assert Settings.model_fields["backup_hours"].default == 1
    assert "Backups are made each hour" in PAGE
    assert f"summit.sqlite3{ENDS}" in PAGE


def test_the_notice_fits_into_a_plan() -> None:
    (notice,) = [line for line in PAGE.splitlines() if line.startswith("> **Your data.**")]
    assert len(notice) <= NOTICE_AT_MOST
    assert f"{NOTICE_AT_MOST:,} characters" in PAGE
