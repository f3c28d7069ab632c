"""``summit check``: everything that is wrong, and what to do about each."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot.cli import check as module
from bot.cli.app import outcome
from db.store import Store
from tests.bot.people import EXAMPLE, TOKEN, no_superuser, run

Screen = pytest.CaptureFixture[str]


class Seen(NamedTuple):
    code: int
    wrong: dict[str, tuple[str, str]]
    """What is wrong: what it says, and what to do."""
    ok: dict[str, str]
    last: str


def seen(screen: Screen) -> Seen:
    code = outcome(["check", "--offline"])
    out, err = screen.readouterr()
    assert err == ""
    return read(code, out)


def read(code: int, out: str) -> Seen:
    wrong: dict[str, tuple[str, str]] = {}
    ok: dict[str, str] = {}
    blocks = out.replace("\n       What to do: ", "\0").replace("\nWRONG", "\1WRONG")
    *entries, last = blocks.replace("\nok ", "\1ok ").rstrip("\n").split("\1")
    entry, _, last = last.rpartition("\n")
    for line in [*entries, entry]:
        mark, _, rest = line.partition(" ")
        what, _, says = rest.strip().partition(": ")
        if mark == "WRONG":
            told, _, mend = says.partition("\0")
            assert mend, f"nothing to do about {what}"
            wrong[what] = told, mend
        else:
            assert mark == "ok"
            ok[what] = says
    # How long personal data is kept is told where the plan can be read.
    assert {*wrong, *ok} - {"Personal data"} == {
        "Token",
        "Plan file",
        "Database",
        "Log file",
        "Output folder",
        "Backups",
        "Log level",
    }
    return Seen(code, wrong, ok, last)


@pytest.fixture(autouse=True)
def settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A computer on which everything is in order."""
    (folder / "plan.toml").write_bytes(EXAMPLE.read_bytes())
    monkeypatch.setenv("SUMMIT_TOKEN", TOKEN)
    monkeypatch.setenv("SUMMIT_PLAN", "plan.toml")
    return monkeypatch


def test_everything_in_order_ends_with_0_and_says_what_comes_next(folder: Path) -> None:
    ran = run(
        "check",
        "--offline",
        cwd=folder,
        settings={"SUMMIT_TOKEN": TOKEN, "SUMMIT_PLAN": "plan.toml"},
    )
    told = read(ran.code, ran.out)
    assert ran.err == ""
    assert (told.code, told.wrong) == (0, {})
    assert told.ok == {
        "Token": "set, and of the right shape",
        "Plan file": "in order: Stockport Inequalities Summit",
        "Database": "summit.sqlite3 will be made at the first start",
        "Log file": "summit.log can be written",
        "Output folder": "exports can be written",
        "Backups": "the running bot will make the first one",
        "Personal data": "kept until somebody erases it: the plan has no [keeping]",
        "Log level": "INFO",
    }
    assert told.last == "Everything is in order. Start the bot with: summit run"
    # Looking changes nothing.
    assert [path.name for path in folder.iterdir()] == ["plan.toml"]


def test_an_empty_folder_is_told_its_two_things_to_do(folder: Path, capsys: Screen) -> None:
    (folder / "plan.toml").unlink()
    ran = run("check", "--offline", cwd=folder)
    told = read(ran.code, ran.out)
    assert told.code == 1
    assert told.wrong == {
        "Token": (
            "not set",
            "Copy the token from Discord’s developer portal (your application, Bot, Reset Token)"
            " into SUMMIT_TOKEN in .env.",
        ),
        "Plan file": (
            "not set",
            "Copy examples/stockport-2021.toml, change it, and name it in SUMMIT_PLAN.",
        ),
    }
    assert told.last == "2 things are wrong."


@pytest.mark.parametrize(
    "token",
    ["abc", f"Bot {TOKEN}", f'"{TOKEN}', TOKEN.rpartition(".")[0], f"{TOKEN}.more", f"x{TOKEN}"],
    ids=["a word", "with Bot", "with a quote", "cut off", "too much", "one letter more"],
)
def test_a_token_of_the_wrong_shape_is_told_and_not_shown(
    token: str, settings: pytest.MonkeyPatch, capsys: Screen
) -> None:
    settings.setenv("SUMMIT_TOKEN", token)
    code = outcome(["check", "--offline"])
    out = capsys.readouterr().out
    told = read(code, out)
    assert told.code == 1
    assert told.wrong["Token"][0] == "does not look like a bot’s token"
    assert "three parts" in told.wrong["Token"][1]
    assert told.last == "1 thing is wrong."
    assert token not in out


# The plan -------------------------------------------------------------------------------------


def test_a_plan_that_is_missing_is_named(settings: pytest.MonkeyPatch, capsys: Screen) -> None:
    settings.setenv("SUMMIT_PLAN", "elsewhere.toml")
    told = seen(capsys)
    assert told.wrong["Plan file"][0] == "There is no plan file elsewhere.toml."


def test_a_plan_with_mistakes_has_all_of_them_told(capsys: Screen) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for before, after in (
        ('"Europe/London"', '"Mars/Olympus"'),
        ('"before"', '"never"'),
        ('ends = "11:00"', 'ends = "09:00"'),
    ):
        assert before in text
        text = text.replace(before, after)
    Path("plan.toml").write_text(text, encoding="utf-8")
    told = seen(capsys)
    says, mend = told.wrong["Plan file"]
    assert says.startswith("plan.toml has 3 problems:\n- ")
    for place in ("summit.time_zone: ", "pledges.moderation: ", "sessions[1]"):
        assert f"\n- {place}" in says
    assert mend == "Mend the file, then run: summit plan check"
    assert told.code == 1


# The database ---------------------------------------------------------------------------------


async def make(path: Path) -> None:
    async with Store.open(path):
        pass


async def test_a_database_of_ours_is_in_order_also_while_the_bot_runs(
    folder: Path, capsys: Screen
) -> None:
    await make(folder / "summit.sqlite3")
    assert seen(capsys).ok["Database"] == "summit.sqlite3 is whole, and can be read and written"
    async with Store.open(folder / "summit.sqlite3"):
        assert seen(capsys).ok["Database"] == "summit.sqlite3 is whole, and can be read and written"


def test_a_folder_for_the_database_that_is_missing_is_to_be_made(
    folder: Path, settings: pytest.MonkeyPatch, capsys: Screen
) -> None:
    settings.setenv("SUMMIT_DATABASE", "data/summit.sqlite3")
    says, mend = seen(capsys).wrong["Database"]
    assert says == f"the folder {folder / 'data'} cannot be written"
    assert mend.startswith("Make the folder")


def test_a_folder_that_somebody_else_owns_is_told_for_each_that_stands_there(
    folder: Path, settings: pytest.MonkeyPatch, capsys: Screen
) -> None:
    theirs = folder / "theirs"
    theirs.mkdir()
    for name, path in (
        ("DATABASE", "theirs/s.sqlite3"),
        ("LOG_FILE", "theirs/s.log"),
        ("OUTPUT", "theirs/exports"),
    ):
        settings.setenv(f"SUMMIT_{name}", path)
    theirs.chmod(0o555)
    with no_superuser(folder, theirs):
        told = seen(capsys)
    assert told.code == 1
    assert set(told.wrong) == {"Database", "Log file", "Output folder"}
    for what, setting in (
        ("Database", "SUMMIT_DATABASE"),
        ("Log file", "SUMMIT_LOG_FILE"),
        ("Output folder", "SUMMIT_OUTPUT"),
    ):
        says, mend = told.wrong[what]
        assert says.endswith("cannot be written")
        assert setting in mend


def test_a_folder_that_may_not_even_be_looked_into_is_no_riddle(
    folder: Path, settings: pytest.MonkeyPatch, capsys: Screen
) -> None:
    closed = folder / "closed"
    (closed / "inside").mkdir(parents=True)
    for name, path in (
        ("DATABASE", "closed/inside/s.sqlite3"),
        ("LOG_FILE", "closed/inside/s.log"),
        ("OUTPUT", "closed/inside/exports"),
        ("PLAN", "closed/inside/plan.toml"),
    ):
        settings.setenv(f"SUMMIT_{name}", path)
    closed.chmod(0)
    with no_superuser(folder, closed):
        told = seen(capsys)
    assert set(told.wrong) == {"Backups", "Database", "Log file", "Output folder", "Plan file"}


def test_a_database_that_may_only_be_read_is_told(folder: Path, capsys: Screen) -> None:
    with closing(sqlite3.connect(folder / "summit.sqlite3")):
        pass
    (folder / "summit.sqlite3").chmod(0o444)
    with no_superuser(folder, folder / "summit.sqlite3"):
        says, mend = seen(capsys).wrong["Database"]
    assert says == "summit.sqlite3 cannot be written"
    assert "SUMMIT_DATABASE" in mend


def test_a_database_of_another_program_is_told(folder: Path, capsys: Screen) -> None:
    with closing(sqlite3.connect(folder / "summit.sqlite3")) as other:
        other.execute("CREATE TABLE songs (title TEXT)")
    says, mend = seen(capsys).wrong["Database"]
    assert "summit.sqlite3 is a database of another program" in says
    assert "SUMMIT_DATABASE" in mend


@pytest.mark.parametrize("content", ["just a letter to a friend\n" * 100, None])
def test_what_is_no_database_at_all_is_told(
    content: str | None, folder: Path, capsys: Screen
) -> None:
    if content is None:
        (folder / "summit.sqlite3").mkdir()
    else:
        (folder / "summit.sqlite3").write_text(content, encoding="utf-8")
    says, _ = seen(capsys).wrong["Database"]
    assert says.startswith("The database summit.sqlite3 cannot be ")


def test_a_disk_that_is_nearly_full_is_told(
    settings: pytest.MonkeyPatch, capsys: Screen, folder: Path
) -> None:
    free = shutil.disk_usage(folder).free
    settings.setattr(module, "LEAST_FREE_BYTES", free * 2)
    says, mend = seen(capsys).wrong["Database"]
    assert says.startswith("only ")
    assert "MiB of disk space are free" in says
    assert "Free some space" in mend


# The log and the exports ----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["logs/summit.log", "plan.toml/summit.log", "a-folder"])
def test_a_log_that_could_not_be_written_is_told_before_the_bot_starts(
    path: str, settings: pytest.MonkeyPatch, capsys: Screen
) -> None:
    Path("a-folder").mkdir()
    settings.setenv("SUMMIT_LOG_FILE", path)
    says, mend = seen(capsys).wrong["Log file"]
    assert "can" in says
    assert "SUMMIT_LOG_FILE" in mend
    # It is as check says: the bot does not start with it.
    assert outcome(["run"]) == 1
    assert f"The log file {path} cannot be written" in capsys.readouterr().err


def test_an_output_folder_may_be_missing_but_not_stand_where_a_file_is(
    settings: pytest.MonkeyPatch, capsys: Screen
) -> None:
    settings.setenv("SUMMIT_OUTPUT", "new/and/deep")
    assert seen(capsys).ok["Output folder"] == "new/and/deep can be written"
    settings.setenv("SUMMIT_OUTPUT", "plan.toml")
    assert seen(capsys).wrong["Output folder"][0] == "plan.toml cannot be written"


def test_several_wrong_things_are_counted(settings: Any, capsys: Screen) -> None:
    settings.delenv("SUMMIT_TOKEN")
    settings.setenv("SUMMIT_PLAN", "none.toml")
    settings.setenv("SUMMIT_OUTPUT", "plan.toml")
    assert seen(capsys).last == "3 things are wrong."


def test_a_mistyped_setting_is_pointed_out_with_the_one_that_was_meant(
    monkeypatch: pytest.MonkeyPatch, capsys: Screen
) -> None:
    monkeypatch.setenv("SUMMIT_DATABSE", "elsewhere.sqlite3")
    assert outcome(["check", "--offline"]) == 1
    out = capsys.readouterr().out
    assert "WRONG  Setting: SUMMIT_DATABSE is not a setting of this program" in out
    assert "What to do: Did you mean SUMMIT_DATABASE?" in out
