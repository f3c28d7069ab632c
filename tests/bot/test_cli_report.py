"""``summit report``"""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from bot.cli.app import outcome
from tests.bot.people import is_plain, no_superuser, run
from tests.exports.summit_file import GUILD, OTHER_GUILD, summit_file

Screen = pytest.CaptureFixture[str]


@pytest.fixture
def database(folder: Path) -> Path:
    path = folder / "summit.sqlite3"
    with summit_file(path) as summit:
        maker = summit.attendee(7)
        summit.pledge(maker)
        summit.pledge(maker, action="What nobody should read", moderation="hidden")
    return path


def fails(screen: Screen, *arguments: str) -> str:
    assert outcome(["report", *arguments]) == 1
    told = screen.readouterr()
    assert told.out == ""
    assert is_plain(told.err)
    assert list(Path().rglob("*.html")) == []
    assert list(Path().rglob("*.part")) == []
    return told.err


def test_the_public_report_is_written_for_its_owner_alone(database: Path, folder: Path) -> None:
    ran = run("report", cwd=folder)
    assert (ran.code, ran.err) == (0, "")
    (said,) = ran.out.splitlines()
    place, size = re.fullmatch(r"(\S+)  ([\d,]+) bytes", said).groups()  # type: ignore[union-attr]
    path = folder / place
    assert re.fullmatch(rf"summit-report-{GUILD}-public-\d{{8}}T\d{{6}}Z\.html", path.name)
    assert path.stat().st_size == int(size.replace(",", ""))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_text(encoding="utf-8")
    assert "I will cook a shared meal every month." in content
    assert "nobody should read" not in content
    assert "For organisers" not in content
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_both_are_written_and_none_replaces_another(
    database: Path, folder: Path, capsys: Screen
) -> None:
    for _ in range(2):
        assert outcome(["report", "--profile", "both", "--out", "there"]) == 0
    assert len(list((folder / "there").iterdir())) == 4
    assert capsys.readouterr().err == ""


def test_what_is_wrong_is_said_plainly(database: Path, capsys: Screen) -> None:
    assert "“10/12/2021” is not a date" in fails(capsys, "--date", "10/12/2021")
    assert "no summit on 2001-01-01" in fails(capsys, "--date", "2001-01-01")
    assert "no summit of the server 5" in fails(capsys, "--guild", "5")
    assert "There is no database" in fails(capsys, "--database", "elsewhere.sqlite3")


def test_where_there_are_several_summits_one_is_chosen(database: Path, capsys: Screen) -> None:
    with summit_file(database, OTHER_GUILD):
        pass
    assert outcome(["report"]) == 1
    assert f"  --guild {OTHER_GUILD}" in capsys.readouterr().err
    assert outcome(["report", "--guild", str(OTHER_GUILD)]) == 0
    assert f"summit-report-{OTHER_GUILD}-public" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_said(
    database: Path, folder: Path, capsys: Screen
) -> None:
    shut = folder / "shut"
    shut.mkdir(mode=0o500)
    with no_superuser(folder, shut, *folder.glob("summit.sqlite3*")):
        assert "can't be written" in fails(capsys, "--out", "shut")


def test_a_place_that_is_no_folder_is_said(database: Path, folder: Path, capsys: Screen) -> None:
    (folder / "file").write_text("")
    assert "is not a folder" in fails(capsys, "--out", "file")
