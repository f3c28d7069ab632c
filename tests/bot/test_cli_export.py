"""``summit export``"""

from __future__ import annotations

import csv
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli.app import outcome
from db.store import Store
from exports.columns import Profile
from tests.bot.people import TOKEN, is_plain, no_superuser, run
from tests.exports.reading import files_of
from tests.exports.summit_file import GUILD, OTHER_GUILD, summit_file

Screen = pytest.CaptureFixture[str]


@pytest.fixture
def database(folder: Path) -> Path:
    """A summit with one pledge on the wall and one hidden."""
    path = folder / "summit.sqlite3"
    with summit_file(path) as summit:
        maker = summit.attendee(7)
        summit.pledge(maker)
        summit.pledge(maker, action="What nobody should read", moderation="hidden")
    return path


def fails(screen: Screen, *arguments: str) -> str:
    """An export that ends with 1, one plain sentence, and nothing written."""
    before = sorted(Path().rglob("*"))
    assert outcome(["export", *arguments]) == 1
    told = screen.readouterr()
    assert told.out == ""
    assert is_plain(told.err)
    # SQLite's own files beside a database come and go.
    assert [p for p in sorted(Path().rglob("*")) if "sqlite3-" not in p.name] == before
    return told.err


def folders(out: str) -> list[Path]:
    return [Path(line) for line in out.splitlines() if not line.startswith(" ")]


def test_both_profiles_are_written_and_every_file_is_listed(database: Path, folder: Path) -> None:
    ran = run("export", cwd=folder)
    assert (ran.code, ran.err) == (0, "")
    internal, public = folders(ran.out)
    for path, profile in ((internal, "internal"), (public, "public")):
        assert re.fullmatch(rf"summit-{GUILD}-{profile}-\d{{8}}T\d{{6}}Z", path.name)
        assert path.parent == (folder / "exports").resolve()
        assert {file.name for file in path.iterdir()} == files_of(Profile(profile))
    told = re.findall(r"^  (\S+) +(?:([\d,]+) rows?)? +([\d,]+) bytes$", ran.out, re.MULTILINE)
    of_organisers = told[: len(files_of(Profile.INTERNAL))]
    assert {name for name, _, _ in of_organisers} == files_of(Profile.INTERNAL)
    sizes = [(internal / name).stat().st_size for name, _, _ in of_organisers]
    assert [int(size.replace(",", "")) for _, _, size in of_organisers] == sizes
    assert told[-1][:2] == ("manifest.json", "")
    assert [rows for name, rows, _ in told if name == "pledges.csv"] == ["2", "1"]
    with (public / "pledges.csv").open(encoding="utf-8", newline="") as file:
        assert [row["reference"] for row in csv.DictReader(file)] == ["P-0001"]
    assert all(b"nobody should read" not in file.read_bytes() for file in public.iterdir())


def test_a_zip_instead_of_each_folder(database: Path, capsys: Screen) -> None:
    assert outcome(["export", "--zip"]) == 0
    files = folders(capsys.readouterr().out)
    assert sorted(Path("exports").resolve().iterdir()) == sorted(files)
    for path, profile in zip(files, Profile, strict=True):
        with zipfile.ZipFile(path) as archive:
            assert {name.split("/")[0] for name in archive.namelist()} == {path.stem}
            assert {name.split("/")[1] for name in archive.namelist()} == files_of(profile)


def test_without_the_workbook(database: Path, capsys: Screen) -> None:
    assert outcome(["export", "--profile", "public", "--no-workbook"]) == 0
    (path,) = folders(capsys.readouterr().out)
    names = {file.name for file in path.iterdir()}
    assert files_of(Profile.PUBLIC) - names == {"record-public.xlsx"}


@pytest.mark.parametrize("profile", ["internal", "public"])
def test_one_profile_alone_into_a_folder_that_is_named(
    profile: str, database: Path, capsys: Screen
) -> None:
    moved = database.rename(database.with_name("kept.sqlite3"))
    arguments = ["--profile", profile, "--out", "my folder/deep", "--database", str(moved)]
    assert outcome(["export", *arguments]) == 0
    (path,) = folders(capsys.readouterr().out)
    assert f"-{profile}-" in path.name
    assert path.parent == Path("my folder/deep").resolve()
    assert not Path("exports").exists()


async def test_it_works_while_the_bot_has_the_file_open(database: Path, folder: Path) -> None:
    async with Store.open(database) as store:
        # What was acknowledged is in the export, also where only the log of SQLite has it yet.
        await store.write(
            lambda tx: tx.execute("UPDATE pledge SET action = 'Said a moment ago' WHERE number = 1")
        )
        ran = run("export", "--profile", "public", cwd=folder)
        assert ran.code == 0
    (path,) = folders(ran.out)
    assert "Said a moment ago" in (path / "pledges.csv").read_text(encoding="utf-8")


def test_two_exports_in_the_same_moment_do_not_meet(database: Path, capsys: Screen) -> None:
    for _ in range(2):
        assert outcome(["export"]) == 0
    assert len(set(folders(capsys.readouterr().out))) == 4


# What goes wrong ------------------------------------------------------------------------------


def test_without_a_database_there_is_nothing_to_export(capsys: Screen) -> None:
    assert fails(capsys) == "There is no database at summit.sqlite3.\n"


def test_a_database_of_another_program_is_left_alone(folder: Path, capsys: Screen) -> None:
    with closing(sqlite3.connect(folder / "summit.sqlite3")) as other:
        other.execute("CREATE TABLE songs (title TEXT)")
    before = (folder / "summit.sqlite3").read_bytes()
    assert "summit.sqlite3 is a database of another program." in fails(capsys)
    assert (folder / "summit.sqlite3").read_bytes() == before


def test_a_file_that_is_no_database_is_told(folder: Path, capsys: Screen) -> None:
    (folder / "summit.sqlite3").write_text("a letter to a friend\n" * 100, encoding="utf-8")
    assert fails(capsys).startswith("The database summit.sqlite3 cannot be ")


def test_a_database_of_a_newer_program_is_told(database: Path, capsys: Screen) -> None:
    with closing(sqlite3.connect(database)) as newer:
        newer.execute("PRAGMA user_version = 9999")
    assert "was made by a newer version of this program" in fails(capsys)


async def test_a_database_without_a_summit_is_told_what_to_do(folder: Path, capsys: Screen) -> None:
    async with Store.open(folder / "summit.sqlite3"):
        pass
    assert fails(capsys) == (
        "There is no summit in summit.sqlite3 yet. Run /summit setup in the server first.\n"
    )


def test_of_several_summits_one_has_to_be_chosen(database: Path, capsys: Screen) -> None:
    with summit_file(database, OTHER_GUILD) as other:
        other.pledge(other.attendee(8))
    assert outcome(["export"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert told == [
        "There are several summits in summit.sqlite3. Choose one:",
        f"  --guild {GUILD}  (Summit {GUILD})",
        f"  --guild {OTHER_GUILD}  (Summit {OTHER_GUILD})",
    ]
    assert outcome(["export", "--guild", str(OTHER_GUILD)]) == 0
    for path in folders(capsys.readouterr().out):
        assert str(OTHER_GUILD) in path.name


def test_a_server_that_is_not_there_is_told(database: Path, capsys: Screen) -> None:
    assert fails(capsys, "--guild", "12") == (
        "There is no summit of the server 12 in summit.sqlite3.\n"
    )


def test_a_folder_that_is_a_file_is_told(database: Path, capsys: Screen) -> None:
    Path("taken").write_text("", encoding="utf-8")
    assert fails(capsys, "--out", "taken") == (
        f"{Path('taken').resolve()} is not a folder. Nothing was exported; choose another folder.\n"
    )


def test_a_folder_that_cannot_be_written_is_told(database: Path, capsys: Screen) -> None:
    theirs = Path("theirs")
    theirs.mkdir(mode=0o555)
    theirs.chmod(0o555)
    try:
        with no_superuser(database.parent, database, theirs):
            run("--help", cwd=database.parent)  # only where this user may start Python at all
            told = fails(capsys, "--out", "theirs")
    except PermissionError:
        pytest.skip("Python itself is in a folder that only root may enter")
    assert told == (
        f"The folder {theirs.resolve()} can't be written."
        " Nothing was exported; choose another folder.\n"
    )


def test_the_token_is_in_nothing_that_an_export_writes(database: Path, folder: Path) -> None:
    (folder / ".env").write_text(f"SUMMIT_TOKEN={TOKEN}\n", encoding="utf-8")
    ran = run("export", "--profile", "public", cwd=folder, settings={"SUMMIT_TOKEN": TOKEN})
    assert ran.code == 0
    everything = b"".join(p.read_bytes() for p in (folder / "exports").rglob("*") if p.is_file())
    assert TOKEN.encode() not in everything + ran.out.encode() + ran.err.encode()
