"""What nobody expected: a reference for the person, the cause in the log, no traceback to see."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.bot.people import EXAMPLE, TOKEN, is_plain, run_with

# Whatever the plan says, reading it breaks in a way that no code of ours foresees.
BREAK = f"""
import bot.cli.plan
def broken(text):
    raise ZeroDivisionError("broken with {TOKEN}")
bot.cli.plan.parse_plan = broken
"""
TOLD = re.compile(
    r"Something went wrong that this program did not expect \(ZeroDivisionError\)\."
    r" The details are in the log \((\S+)\) under the reference (E-[2-9A-Z]{5})\.\n"
)


def test_the_screen_has_a_reference_and_the_log_has_the_cause(folder: Path) -> None:
    ran = run_with(BREAK, "plan", "check", str(EXAMPLE), cwd=folder)

    assert ran.code == 1
    assert ran.out == ""
    assert is_plain(ran.err)
    match = TOLD.fullmatch(ran.err)
    assert match, ran.err
    assert match[1] == "summit.log"
    (line,) = (folder / "summit.log").read_text(encoding="utf-8").splitlines()
    assert f" ERROR bot.cli.app {match[2]} unexpected | Traceback" in line
    assert "ZeroDivisionError: broken with" in line


def test_the_token_is_neither_on_the_screen_nor_in_the_log(folder: Path) -> None:
    ran = run_with(
        BREAK, "plan", "check", str(EXAMPLE), cwd=folder, settings={"SUMMIT_TOKEN": TOKEN}
    )
    assert ran.code == 1
    log = (folder / "summit.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError: broken with [token]" in log
    assert TOKEN not in log + ran.out + ran.err


def test_the_log_is_the_one_that_is_set(folder: Path) -> None:
    ran = run_with(
        BREAK, "plan", "check", str(EXAMPLE), cwd=folder, settings={"SUMMIT_LOG_FILE": "my.log"}
    )
    match = TOLD.fullmatch(ran.err)
    assert match, ran.err
    assert match[1] == "my.log"
    assert match[2] in (folder / "my.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("log_file", ["no-such-folder/summit.log", "."])
def test_where_no_log_can_be_written_there_is_still_no_traceback(
    log_file: str, folder: Path
) -> None:
    ran = run_with(
        BREAK, "plan", "check", str(EXAMPLE), cwd=folder, settings={"SUMMIT_LOG_FILE": log_file}
    )
    assert ran.code == 1
    assert is_plain(ran.err)
    assert "did not expect (ZeroDivisionError)" in ran.err
    assert "the log file cannot be written" in ran.err


def test_ctrl_c_ends_with_a_word_and_exit_code_1(folder: Path) -> None:
    pressed = """
import bot.cli.plan
def pressed(text):
    raise KeyboardInterrupt
bot.cli.plan.parse_plan = pressed
"""
    ran = run_with(pressed, "plan", "check", str(EXAMPLE), cwd=folder)
    assert (ran.code, ran.out, ran.err) == (1, "", "Stopped.\n")
