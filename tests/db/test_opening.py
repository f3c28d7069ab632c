"""Opening: the file is ours and set as it must be, or a plain sentence says why not."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from db import drafts
from db.errors import CannotOpen
from db.opening import APPLICATION_ID, connect_reader, migrations
from db.store import Store
from tests.db import children
from tests.db.given import GUILD, MAYA, NOW, join, keep, look, make, set_up


async def refused(path: Path) -> str:
    """The sentence with which the file is refused."""
    with pytest.raises(CannotOpen) as told:
        async with Store.open(path):
            pass
    sentence = str(told.value)
    assert sentence.endswith("."), sentence
    assert "Error" not in sentence.removesuffix("."), sentence
    return sentence


async def test_the_file_is_set_for_safety(store: Store, path: Path) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL: the disk has it before anybody is told
        "foreign_keys": 1,
        "secure_delete": 1,
        "application_id": APPLICATION_ID,
        "user_version": migrations()[-1][0],
    }
    set_to = {
        name: await store.write(lambda tx, name=name: tx.execute(f"PRAGMA {name}").fetchone()[0])
        for name in wanted
    }
    assert set_to == wanted
    lasting = ("journal_mode", "application_id", "user_version")
    assert {name: look(path, f"PRAGMA {name}")[0][0] for name in lasting} == {
        name: wanted[name] for name in lasting
    }


async def test_every_table_is_strict_about_its_types(store: Store, path: Path) -> None:
    tables = look(
        path,
        "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'"
        " AND name NOT LIKE 'sqlite_%'",
    )
    assert len(tables) >= 6
    assert [name for name, strict in tables if not strict] == []


async def test_a_row_that_points_nowhere_is_refused(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await join(store, MAYA)  # there is no summit yet


async def test_deleted_words_leave_nothing_in_the_file(path: Path, plan) -> None:
    typed = "something that I typed and that is not kept"
    async with Store.open(path) as store:
        await set_up(store, plan)
        await join(store, MAYA)
        await drafts.keep(
            store,
            draft_id=1001,
            guild_id=GUILD,
            user_id=MAYA,
            form="pledge.new:1001",
            fields={"action": typed},
            now=NOW,
        )
    assert typed.encode() in path.read_bytes()
    async with Store.open(path) as store:
        await make(store, 1001)  # removes the draft
    assert typed.encode() not in path.read_bytes()
    assert not path.with_name(path.name + "-wal").exists()


async def test_what_was_kept_is_there_after_opening_again(path: Path) -> None:
    async with Store.open(path) as store:
        await keep(store, "one")
    async with Store.open(path) as store:
        assert [row["key"] for row in await store.read("SELECT key FROM kept")] == ["one"]


async def test_a_file_in_use_is_refused_a_second_time(store: Store, path: Path) -> None:
    sentence = await refused(path)
    assert sentence == (
        f"The database {path} is in use by another summit process. Stop that one first."
    )
    await keep(store, "still-works")


OPENED_ELSEWHERE = """
async def main():
    try:
        async with Store.open(path):
            print("open", flush=True)
            sys.stdin.readline()
    except CannotOpen as error:
        print(error)

asyncio.run(main())
"""


async def test_a_second_process_is_refused_with_the_same_sentence(store: Store, path: Path) -> None:
    assert children.run(OPENED_ELSEWHERE, path) == (
        f"The database {path} is in use by another summit process. Stop that one first.\n"
    )
    await keep(store, "still-works")


async def test_a_file_whose_process_was_killed_opens_again(path: Path) -> None:
    child = children.start(OPENED_ELSEWHERE, path)
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        assert "in use" in await refused(path)
        child.kill()
    async with Store.open(path) as store:
        await keep(store, "one")


async def test_another_programs_database_is_refused_and_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
        connection.execute("INSERT INTO recipes VALUES ('soup')")
        connection.commit()
    before = path.read_bytes()
    assert await refused(path) == (
        f"{path} is a database of another program. Choose another path in SUMMIT_DATABASE."
    )
    assert path.read_bytes() == before


async def test_a_newer_programs_database_is_refused_and_left_as_it_is(path: Path) -> None:
    newest = migrations()[-1][0]
    async with Store.open(path) as store:
        await store.write(lambda tx: tx.execute(f"PRAGMA user_version = {newest + 1}"))
    before = path.read_bytes()
    sentence = await refused(path)
    assert "newer version" in sentence
    assert str(newest + 1) in sentence
    assert path.read_bytes() == before


async def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path: Path) -> None:
    path.write_text("Dear diary, " * 200, encoding="utf-8")
    assert "not a database" in await refused(path)
    assert path.read_text(encoding="utf-8") == "Dear diary, " * 200


async def test_a_folder_in_the_files_place_is_refused(path: Path) -> None:
    path.mkdir()
    await refused(path)


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "no" / "such"
    assert await refused(folder / "summit.sqlite3") == (
        f"There is no folder {folder} for the database."
    )


async def test_after_a_refusal_the_file_can_be_put_right_and_opened(path: Path) -> None:
    path.write_text("Dear diary, " * 200, encoding="utf-8")
    await refused(path)
    path.unlink()
    async with Store.open(path) as store:
        await keep(store, "one")


@pytest.fixture
def somebody_else(tmp_path: Path) -> Iterator[None]:
    """The tests go on as a person whom permissions bind: the administrator may do anything."""
    if not hasattr(os, "setresuid") or os.getuid() != 0:
        yield
        return
    folders = [tmp_path, *tmp_path.parents]
    closed = [(f, stat.S_IMODE(f.stat().st_mode)) for f in folders if not f.stat().st_mode & 0o001]
    for folder, mode in closed:
        folder.chmod(mode | 0o011)
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
        for folder, mode in closed:
            folder.chmod(mode)


@pytest.fixture
def locked_folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


@pytest.fixture
async def locked_file(tmp_path: Path) -> Path:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    file = folder / "summit.sqlite3"
    async with Store.open(file):
        pass
    file.chmod(0o444)
    file.with_name(file.name + ".lock").unlink()
    return file


@pytest.mark.skipif(os.name == "nt", reason="permissions are another matter there")
async def test_a_folder_that_may_not_be_written_is_refused(
    locked_folder: Path, somebody_else: None
) -> None:
    assert "cannot be written" in await refused(locked_folder / "summit.sqlite3")


@pytest.mark.skipif(os.name == "nt", reason="permissions are another matter there")
async def test_a_file_that_may_not_be_written_is_refused_at_once_and_not_at_the_first_pledge(
    locked_file: Path, somebody_else: None
) -> None:
    assert "cannot be written" in await refused(locked_file)


# ------------------------------------------------------- reading beside a running bot


async def test_an_export_reads_beside_the_running_bot_and_can_write_nothing(
    store: Store, path: Path
) -> None:
    await keep(store, "one")
    with closing(connect_reader(path)) as reader:
        assert reader.execute("SELECT key FROM kept").fetchall() == [("one",)]
        await keep(store, "two")
        assert reader.execute("SELECT count(*) FROM kept").fetchone() == (2,)
        with pytest.raises(sqlite3.OperationalError):
            reader.execute("DELETE FROM kept")


def test_an_export_of_a_missing_file_says_so_and_makes_none(path: Path) -> None:
    with pytest.raises(CannotOpen, match="There is no database at"):
        connect_reader(path)
    assert not path.exists()


def test_an_export_of_anything_else_says_so(path: Path) -> None:
    path.write_text("Dear diary, " * 200, encoding="utf-8")
    with pytest.raises(CannotOpen, match="cannot be read"):
        connect_reader(path)


async def test_an_export_of_an_older_file_says_what_to_do(path: Path, monkeypatch) -> None:
    async with Store.open(path):
        pass
    steps = migrations()
    newer = [*steps, (steps[-1][0] + 1, "CREATE TABLE later (a TEXT) STRICT;")]
    monkeypatch.setattr("db.opening.migrations", lambda: newer)
    with pytest.raises(CannotOpen, match=r"Start the bot once \(summit run\)"):
        connect_reader(path)
