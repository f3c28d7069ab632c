"""``summit plan import``"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli.app import outcome
from domain.plan import parse_plan
from tests.bot.people import EXAMPLE, is_plain

Screen = pytest.CaptureFixture[str]
LINES = "title,starts,ends,kind\nFair starts,09:30,10:00,talk\nOur pledges,10:00,10:30,\n"
TWO_DAYS = "title,starts,ends,date\nA,09:30,10:00,2027-03-12\nB,10:00,10:30,2027-03-13\n"


def told(screen: Screen, *arguments: str, code: int) -> tuple[str, str]:
    assert outcome(["plan", "import", *arguments]) == code
    seen = screen.readouterr()
    return seen.out, seen.err


def test_a_spreadsheet_becomes_a_plan_that_is_in_order(capsys: Screen, tmp_path: Path) -> None:
    source, out = tmp_path / "programme.csv", tmp_path / "plan.toml"
    source.write_text(LINES, encoding="utf-8")
    said, wrong = told(capsys, str(source), "--day", "2027-03-12", "--out", str(out), code=0)
    assert said.startswith(f"{out} is written, with 2 sessions from {source}.\n")
    assert f"Then: summit plan check {out}" in said
    assert wrong == ""
    plan = parse_plan(out.read_text(encoding="utf-8"))
    assert [one.kind for one in plan.sessions] == ["keynote", "pledging"]


def test_a_plan_that_is_there_is_never_overwritten(capsys: Screen, tmp_path: Path) -> None:
    source, out = tmp_path / "programme.csv", tmp_path / "plan.toml"
    source.write_text(LINES, encoding="utf-8")
    out.write_text("mine", encoding="utf-8")
    _, wrong = told(capsys, str(source), "--out", str(out), code=1)
    assert wrong == f"{out} is there already. Choose another name with --out.\n"
    assert out.read_text(encoding="utf-8") == "mine"


def test_sessions_go_into_a_plan_and_what_does_not_fit_is_told(
    capsys: Screen, tmp_path: Path
) -> None:
    source, out = tmp_path / "programme.csv", tmp_path / "plan.toml"
    source.write_text("title,starts,ends\nEarly birds,08:00,08:30\nLunch,10:30,11:30\n")
    said, wrong = told(capsys, str(source), "--into", str(EXAMPLE), "--out", str(out), code=1)
    assert "2 sessions" in said
    assert wrong.startswith(f"Mend this before you use it. {out} has ")
    assert "lunch" in wrong
    assert '"early-birds"' in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        (LINES, [], "does not say its date. Name it, such as --day 2027-03-12."),
        (TWO_DAYS, [], "has several days: 2027-03-12, 2027-03-13. Choose one with --day."),
        ("title\nA\n", ["--day", "2027-03-12"], "these are missing: starts, ends (or minutes)"),
        (TWO_DAYS, ["--day", "2027-04-01"], "has no session on 01 April 2027."),
        ("{", [], "It is not a whole JSON file."),
        (json.dumps({"schedule": 1}), [], "has no days"),
        ("title,starts,ends\nA,nine,ten\n", ["--day", "2027-03-12"], "“A” (line 2) was left out"),
    ],
)
def test_what_cannot_be_used_is_told_in_words_and_nothing_is_written(
    capsys: Screen, tmp_path: Path, text: str, options: list[str], says: str
) -> None:
    source, out = tmp_path / "programme", tmp_path / "plan.toml"
    source.write_text(text, encoding="utf-8")
    said, wrong = told(capsys, str(source), *options, "--out", str(out), code=1)
    assert says in wrong
    assert is_plain(wrong)
    assert said == ""
    assert not out.exists()


def test_a_file_that_is_missing_or_no_text_is_told(capsys: Screen, tmp_path: Path) -> None:
    missing = tmp_path / "none.csv"
    assert told(capsys, str(missing), code=1) == ("", f"There is no file {missing}.\n")
    odd = tmp_path / "odd.csv"
    odd.write_bytes(b"\xff\xfe\x00")
    _, wrong = told(capsys, str(odd), code=1)
    assert wrong == f"{odd} cannot be read: it is not UTF-8 text.\n"
