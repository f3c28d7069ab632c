"""``summit rehearse``, as a newcomer runs it."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.cli.app import outcome
from exports.columns import Profile
from tests.bot.people import EXAMPLE, Ran, environment, is_plain, no_superuser, run_with
from tests.exports.reading import files_of
from tests.rehearsal.case import ENDING_LINES, LINES
from tests.rehearsal.conftest import play


def number_of(ran: Ran, what: str) -> int:
    match = re.search(rf"^ *{what} +([\d,]+) *$", ran.out, re.MULTILINE)
    assert match, what
    return int(match[1].replace(",", ""))


def export(out: Path, profile: str) -> Path:
    (folder,) = (out / "exports").glob(f"summit-*-{profile}-*Z")
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


# One rehearsal --------------------------------------------------------------------------------


def test_it_ends_with_0_and_books_that_agree(ran: Ran) -> None:
    assert ran.code == 0
    assert ran.err == ""
    books = ran.out.split("\nThe books\n")[1].splitlines()
    checked = [line for line in books if line.startswith("  ok ")]
    assert len(checked) == LINES + ENDING_LINES
    assert "  The books agree." in books
    assert "WRONG" not in ran.out


def test_what_happens_is_told_as_it_happens_and_summed_up(ran: Ran) -> None:
    for part in (
        "The organiser sets the server up",
        "12 people arrive",
        "People choose their workshops",
        "Some change their minds, and those who wait move up",
        "People look at the programme",
        "“A Fair and Inclusive Stockport”: people ask questions",
        "The facilitator looks at the questions",
        "People read the questions and vote",
        "The facilitator brings questions to the speakers",
        "“A Fair and Inclusive Stockport”: hands go up, also on the stage",
        "Facilitators take their rooms",
        "Workshops split into small groups",
        "“Healthcare”: groups report back",
        "The workshops close",
        "The organiser reads the records of the rooms",
        "The organiser reads the log of moderation",
        "Some want no reminders",
        "Some want to meet others",
        "“Healthcare”: hands go up",
        "“Healthcare”: people keep notes",
        "“Healthcare” is over: how was it?",
        "Three questions about the day",
        "People ask for recordings",
        "The organiser answers those who asked for recordings",
        "Somebody leaves the server and comes back",
        "Somebody has everything about themselves erased",
        "People make pledges",
        "The bot restarts while people are writing",
        "The organiser looks at every pledge",
        "People stand by each other’s pledges",
        "The organiser exports",
        "People who joined, and pledges by theme",
        "What happened",
        "Files",
        "The books",
    ):
        assert f"\n{part}" in ran.out, part
    assert "A passer-by tries /review: Only organisers can do this." in ran.out
    assert number_of(ran, "Withdrawn") >= 1
    assert number_of(ran, "Hidden at the end") >= 1
    assert number_of(ran, "Repeats that changed nothing") >= 1
    assert number_of(ran, "Standing by a pledge") >= 1
    assert number_of(ran, "Told why they were hidden: in a private thread") >= 1
    assert number_of(ran, "Reports of small groups") >= 2
    assert number_of(ran, "Messages that were kept") == 3
    assert number_of(ran, "Acts of moderation") >= 2
    assert number_of(ran, "Summaries confirmed") == 3
    assert "presses here too: This is not your room." in ran.out
    assert "\x1b" not in ran.out
    assert "Traceback" not in ran.out


def test_the_database_is_whole_and_holds_what_the_table_says(ran: Ran, out: Path) -> None:
    with closing(sqlite3.connect(f"{(out / 'summit.sqlite3').as_uri()}?mode=ro", uri=True)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        (pledges,) = db.execute("SELECT count(*) FROM pledge").fetchone()
        (hidden,) = db.execute("SELECT count(*) FROM pledge WHERE moderation = 'hidden'").fetchone()
        (people,) = db.execute("SELECT count(*) FROM attendee").fetchone()
        (supporters,) = db.execute("SELECT count(*) FROM supporter").fetchone()
    assert pledges == number_of(ran, "Pledges made")
    assert hidden == number_of(ran, "Hidden at the end")
    assert supporters == number_of(ran, "Standing by a pledge")
    # One of the twelve had themselves erased.
    assert people == 11


def test_the_exports_can_be_read_and_agree_with_each_other(ran: Ran, out: Path) -> None:
    made = number_of(ran, "Pledges made")
    for profile in ("internal", "public"):
        folder = export(out, profile)
        assert {path.name for path in folder.iterdir()} == files_of(Profile(profile))
        assert json.loads((folder / "manifest.json").read_bytes())["rehearsal"] is True
        pledges = rows(folder / "pledges.csv")
        log = rows(folder / "pledge-log.csv")
        lines = (folder / "pledges.jsonl").read_text(encoding="utf-8").splitlines()
        references = [row["reference"] for row in pledges]
        assert [json.loads(line)["reference"] for line in lines] == references
        assert [row["reference"] for row in rows(folder / "pledges-excel.csv")] == references
        assert {row["reference"] for row in log} == set(references)
        assert len(references) == (made if profile == "internal" else len(set(references)))
        assert len(rows(folder / "pledge-log-excel.csv")) == len(log)
        # The table at the end lists each with its rows and its size.
        size = (folder / "pledges.csv").stat().st_size
        assert re.search(rf"pledges\.csv +{len(pledges)} +{size:,} ", ran.out)
    public = {row["reference"] for row in rows(export(out, "public") / "pledges.csv")}
    internal = rows(export(out, "internal") / "pledges.csv")
    seen = {
        row["reference"]
        for row in internal
        if row["moderation"] == "shown" and row["delivery"] != "withdrawn"
    }
    assert public == seen
    assert 0 < len(public) < made


def test_people_of_several_languages_and_scripts_pledge(out: Path) -> None:
    text = "".join(row["action"] for row in rows(export(out, "internal") / "pledges.csv"))
    assert any(ord(character) > 0x2FF for character in text)


def test_the_log_tells_of_no_error(out: Path) -> None:
    log = (out / "rehearsal.log").read_text(encoding="utf-8")
    assert " INFO bot.client ready as " in log
    assert " ERROR " not in log
    assert "Traceback" not in log


def test_nothing_is_written_but_the_folder_that_was_named(
    home: Path, twice: tuple[Ran, Ran], out: Path
) -> None:
    assert twice[1].code == 0
    assert {path.name for path in home.iterdir()} >= {"one", "two"}
    assert not [path for path in home.iterdir() if path.suffix in {".log", ".sqlite3"}]
    # SQLite's own files beside a database come and go.
    names = {path.name for path in out.iterdir() if "sqlite3-" not in path.name}
    assert names - {"summit.sqlite3.lock"} == {
        "summit.sqlite3",
        "summit.sqlite3.erasures",
        "reports",
        "rehearsal.log",
        "exports",
        "plan.toml",
    }


# The same seed --------------------------------------------------------------------------------


def story(ran: Ran, out: str) -> list[str]:
    """The transcript without what may differ: the folder's name, ids, and how long things took.

    An export is made by a process of its own, and the summit's clock goes on meanwhile.
    """
    text = re.sub(rf"(written to|into) {out}\b", r"\1 DIR", ran.out)
    text = re.sub(r"Done in \d+ seconds", "Done in N seconds", text)
    text = re.sub(r"^  \d\d:\d\d:\d\d", "  TIME", text, flags=re.MULTILINE)
    text = re.sub(r"\d{8}T\d{6}Z", "STAMP", text)
    # A file that holds a moment of the day takes a byte more or less.
    text = re.sub(r"^(   [\w-]+\.\w+.*?) +[\d,]+ *$", r"\1 SIZE", text, flags=re.MULTILINE)
    return re.sub(r"\b\d{17,20}\b", "ID", text).splitlines()


def test_the_same_seed_plays_the_same_day_again(twice: tuple[Ran, Ran]) -> None:
    first, second = twice
    assert story(first, "one") == story(second, "two")


def test_another_seed_plays_another_day(home: Path, ran: Ran) -> None:
    other = play(
        home, "rehearse", "--attendees", "12", "--seed", "6", "--out", "other", "--day-only"
    )
    assert other.code == 0, other.out + other.err
    assert "The books agree." in other.out
    assert story(other, "other") != story(ran, "one")


# Another plan ---------------------------------------------------------------------------------

PLAN = """
[summit]
name = "Riverside [Summit] & Friends"
organiser = "Riverside Council"
date = 2027-03-12
time_zone = "Pacific/Auckland"
welcome = "Welcome. We talk about our town today, and at the end we make pledges."
privacy_notice = "We keep what you write here to run the day."

[pledges]
moderation = "after"

[[pledges.themes]]
slug = "rivers"
title = "Rivers and banks"

[[pledges.themes]]
slug = "buses"
title = "Buses"

[[pledges.themes]]
slug = "noise"
title = "Quiet at night"

[roles]
organiser = "Crew"

[channels]
category = "The day"
welcome = "come-in"
pledge_wall = "what-we-promise"
organisers = "crew-only"

[[sessions]]
slug = "our-pledges"
title = "Our pledges"
kind = "pledging"
starts = "11:00"
ends = "11:30"
"""


def test_another_plan_with_other_themes_and_checking_afterwards_works(home: Path) -> None:
    (home / "riverside.toml").write_text(PLAN, encoding="utf-8")
    ran = play(
        *(home, "rehearse", "--plan", "riverside.toml", "--attendees", "10"),
        *("--out", "riverside", "--day-only"),
    )
    assert ran.code == 0, ran.out + ran.err
    assert "The books agree." in ran.out
    assert ran.out.startswith("Riverside [Summit] & Friends: a rehearsal")
    assert "#come-in, #what-we-promise, #crew-only" in ran.out
    assert "  11:00:0" in ran.out  # the plan's own time and zone
    themes = {row["theme"] for row in rows(export(home / "riverside", "internal") / "pledges.csv")}
    assert themes <= {"rivers", "buses", "noise"}
    assert len(themes) > 1


# What goes wrong ------------------------------------------------------------------------------


def refused(ran: Ran) -> str:
    assert ran.code == 1
    assert ran.out == ""
    assert is_plain(ran.err)
    return ran.err


def test_a_folder_that_is_there_is_left_as_it_is(home: Path) -> None:
    there = home / "there"
    there.mkdir()
    (there / "mine.txt").write_text("mine", encoding="utf-8")
    told = refused(play(home, "rehearse", "--out", "there"))
    assert told == "there is there already. Choose another folder with --out.\n"
    assert [path.name for path in there.iterdir()] == ["mine.txt"]


def test_a_folder_that_cannot_be_made_is_told(home: Path) -> None:
    (home / "a-file").write_text("", encoding="utf-8")
    told = play(home, "rehearse", "--out", "a-file/out")
    assert told.code == 1
    assert told.out == ""
    assert told.err.startswith("The folder a-file/out cannot be made: ")
    assert "Traceback" not in told.err


def test_a_folder_of_somebody_else_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with TemporaryDirectory() as folder:  # pytest's own may be entered by one user only
        theirs = Path(folder)
        theirs.chmod(0o555)
        with no_superuser():
            if not os.access(EXAMPLE, os.R_OK):
                pytest.skip("the checkout is in a folder that only root may enter")
            code = outcome(["rehearse", "--attendees", "8", "--out", str(theirs / "out")])
        assert list(theirs.iterdir()) == []
    told = capsys.readouterr()
    assert (code, told.out) == (1, "")
    assert told.err.startswith(f"The folder {theirs / 'out'} cannot be made: ")
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        ("none.toml", "There is no plan file none.toml."),
        ("bad.toml", "bad.toml has 1 problem:"),
    ],
)
def test_a_plan_that_cannot_be_used_is_told_before_anything_is_made(
    plan: str, says: str, home: Path
) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace('"Europe/London"', '"Mars/Olympus"')
    (home / "bad.toml").write_text(text, encoding="utf-8")
    ran = play(home, "rehearse", "--plan", plan, "--out", "never")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(says)
    assert not (home / "never").exists()


def test_without_the_simulated_discord_it_says_how_to_install_it(home: Path) -> None:
    without = """
import sys
class Nowhere:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "simcord":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Nowhere())
"""
    ran = run_with(without, "rehearse", "--out", "never", cwd=home)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "Rehearsing needs the simulated Discord, which is not installed."
        " Install it with: pip install -c constraints.txt -e '.[rehearse]'\n"
    )
    assert not (home / "never").exists()
    # The other commands do without it.
    assert run_with(without, "plan", "check", str(EXAMPLE), cwd=home).code == 0


def test_ctrl_c_in_the_middle_ends_it_with_a_word(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "bot", "rehearse", "--out", "stopped"],
        cwd=home,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if line.startswith("People make pledges"):
                child.send_signal(signal.SIGINT)
                break
        _, err = child.communicate(timeout=30)
    assert child.returncode == 1
    assert err == "Stopped.\n"
