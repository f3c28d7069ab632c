"""A rehearsal in which something goes wrong that nobody foresaw."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bot.people import run_with


def test_an_act_that_breaks_off_is_told_and_the_rest_is_played(home: Path) -> None:
    broken = """
from rehearsal import choosing
async def look_at_programme(stage):
    raise ValueError("Select option '13' does not exist")
choosing.look_at_programme = look_at_programme
"""
    played = ("rehearse", "--attendees", "8", "--day-only", "--out", "broken")
    ran = run_with(broken, *played, cwd=home, timeout=300)
    assert (ran.code, ran.err) == (1, "")
    told = "look_at_programme broke off: ValueError: Select option '13' does not exist"
    books = ran.out.split("\nThe books\n")[1]
    assert "  WRONG  Nothing that one person was told contradicts what another was told" in books
    assert told in books
    assert "  ok     The bot met no error that it did not expect" in books
    assert len(list((home / "broken" / "exports").iterdir())) == 2
    assert "look_at_programme broke off | Traceback" in (
        home / "broken" / "rehearsal.log"
    ).read_text(encoding="utf-8")


def test_where_it_cannot_go_on_the_log_of_the_rehearsal_is_named(home: Path) -> None:
    broken = """
from rehearsal import organising
async def set_up(stage):
    raise ZeroDivisionError
organising.set_up = set_up
"""
    ran = run_with(broken, "rehearse", "--attendees", "8", "--out", "ended", cwd=home)
    assert ran.code == 1
    found = re.fullmatch(
        r"Something went wrong that this program did not expect \(ZeroDivisionError\)\."
        r" The details are in the log \((\S+)\) under the reference (E-[2-9A-Z]{5})\.\n",
        ran.err,
    )
    assert found, ran.err
    assert found[1] == "ended/rehearsal.log"
    assert f"{found[2]} unexpected | Traceback" in (home / found[1]).read_text(encoding="utf-8")
    assert not (home / "summit.log").exists()
