"""``summit plan check``"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.app import outcome
from tests.bot.people import EXAMPLE, is_plain, no_superuser, run

Screen = pytest.CaptureFixture[str]


def told(screen: Screen, *arguments: str, code: int) -> tuple[str, str]:
    assert outcome(["plan", "check", *arguments]) == code
    seen = screen.readouterr()
    return seen.out, seen.err


def test_a_good_plan_is_told_in_one_line(capsys: Screen) -> None:
    out, err = told(capsys, str(EXAMPLE), code=0)
    assert out == (
        f"{EXAMPLE} is in order: Stockport Inequalities Summit, 10 December 2021, Europe/London,"
        " 9 sessions, 4 themes for pledges.\n"
    )
    assert err == ""


def test_one_session_and_one_theme_are_one(folder: Path, capsys: Screen) -> None:
    head, first, *_ = EXAMPLE.read_text(encoding="utf-8").split("[[sessions]]")
    plan = folder / "small.toml"
    plan.write_text(f"{head}[[sessions]]{first}", encoding="utf-8")
    out, _ = told(capsys, str(plan), code=0)
    assert " 1 session, 4 themes for pledges." in out


def test_without_a_name_it_is_the_plan_that_is_set(folder: Path) -> None:
    (folder / "plan.toml").write_bytes(EXAMPLE.read_bytes())
    (folder / ".env").write_text("SUMMIT_PLAN=plan.toml\n", encoding="utf-8")
    ran = run("plan", "check", cwd=folder)
    assert ran.code == 0
    assert ran.out.startswith("plan.toml is in order: ")


def test_without_a_name_and_a_setting_it_says_what_to_do(capsys: Screen) -> None:
    assert told(capsys, code=1) == ("", "Name a plan file, or set SUMMIT_PLAN.\n")


def test_every_problem_has_a_line_with_its_place_and_how_to_mend_it(capsys: Screen) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    text = text.replace('"Europe/London"', '"Mars/Olympus"').replace('"before"', '"never"')
    Path("plan.toml").write_text(text, encoding="utf-8")
    out, err = told(capsys, "plan.toml", code=1)
    head, *problems = err.splitlines()
    assert head == "plan.toml has 2 problems:"
    assert len(problems) == 2
    assert problems[0].startswith("- summit.time_zone: ")
    assert problems[1].startswith("- pledges.moderation: ")
    assert all(problem.endswith(".") for problem in problems)
    assert out == ""


def test_one_problem_is_told_as_one(capsys: Screen) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace('"Europe/London"', '"Mars/Olympus"')
    Path("plan.toml").write_text(text, encoding="utf-8")
    assert told(capsys, "plan.toml", code=1)[1].startswith("plan.toml has 1 problem:\n- ")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no plan file plan.toml."),
        ("folder", "The plan file plan.toml cannot be read: Is a directory."),
        (b"name = 'caf\xe9'", "The plan file plan.toml cannot be read: it is not UTF-8 text."),
    ],
)
def test_a_file_that_cannot_be_read_is_one_plain_sentence(
    content: bytes | str | None, sentence: str, capsys: Screen
) -> None:
    if isinstance(content, bytes):
        Path("plan.toml").write_bytes(content)
    elif content:
        Path("plan.toml").mkdir()
    assert told(capsys, "plan.toml", code=1) == ("", sentence + "\n")
    assert is_plain(sentence)


def test_a_file_of_somebody_else_is_one_plain_sentence(folder: Path, capsys: Screen) -> None:
    plan = folder / "plan.toml"
    plan.write_bytes(EXAMPLE.read_bytes())
    plan.chmod(0)
    with no_superuser(folder):
        _, err = told(capsys, "plan.toml", code=1)
    assert err == "The plan file plan.toml cannot be read: Permission denied.\n"


def test_a_file_that_is_not_toml_names_the_line(capsys: Screen) -> None:
    Path("plan.toml").write_text("[summit]\nname = 'a'\nname = \n", encoding="utf-8")
    _, err = told(capsys, "plan.toml", code=1)
    assert err.startswith("plan.toml has 1 problem:\n- line 3: The file is not valid TOML here")
