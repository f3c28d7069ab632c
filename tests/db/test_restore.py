"""Restoring: into an empty place, whole, and without anybody who was erased since."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from db import backup, ledger, restore
from db.backup import connect_copy
from db.opening import APPLICATION_ID, migrations, statements
from db.restore import Restored, RestoreFailed
from db.store import Store
from domain.plan import Plan
from tests.db import children
from tests.db.full import HER, WORDS, cells, fill
from tests.db.given import GUILD, MAYA, NOW, OTHER_GUILD, SAM, at, join, look, make, set_up
from tests.db.test_erasure import erase, tell


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Another computer, as it were."""
    (tmp_path / "new").mkdir()
    return tmp_path / "new" / "summit.sqlite3"


def again(file: Path, target: Path, *lists: Path) -> Restored:
    return restore.restore(file, target, lists=lists, now=at(3600), tell=tell)


def refused(file: Path, target: Path, *lists: Path) -> str:
    with pytest.raises(RestoreFailed) as told:
        again(file, target, *lists)
    return str(told.value)


def traces(path: Path) -> list[str]:
    held = path.read_bytes()
    marks = {"words": WORDS.encode(), "id": HER.to_bytes(8, "big"), "digits": str(HER).encode()}
    return [name for name, mark in marks.items() if mark in held]


async def test_what_was_backed_up_is_there_again(
    summit: Store, path: Path, out: Path, place: Path
) -> None:
    await erase(summit, MAYA)
    await fill(summit)
    made = backup.make(path, out, now=NOW)
    told = again(made.path, place)
    assert (told.people, told.pledges, told.summits) == (made.rows["attendee"], 2, 1)
    assert (told.listed, told.erased, told.ended) == (True, 0, 0)
    with closing(connect_copy(made.path)) as before, closing(connect_copy(place)) as after:
        assert sorted(before.iterdump()) == sorted(after.iterdump())
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert sorted(one.name for one in place.parent.iterdir()) == [
        "summit.sqlite3",
        "summit.sqlite3.erasures",
        "summit.sqlite3.lock",
    ]
    async with Store.open(place) as opened:
        await make(opened, 7777, SAM)


async def test_who_was_erased_after_the_backup_does_not_come_back(
    summit: Store, path: Path, out: Path, place: Path
) -> None:
    await fill(summit)
    made = backup.make(path, out, now=NOW).path
    assert set(traces(made)) == {"words", "id"}
    await erase(summit)
    ledger.beside(path).rename(ledger.beside(place))
    told = again(made, place)
    assert (told.listed, told.erased) == (True, 1)
    assert look(place, "SELECT user_id FROM attendee WHERE user_id = ?", HER) == []
    assert look(place, "SELECT action FROM pledge") == [("Lend a van",)]
    # But for what is still to do in Discord, which names her until it is done.
    for (table, column), values in cells(place).items():
        if table not in {"erasure_step", "room_access"}:
            assert HER not in values, (table, column)
            assert not any(WORDS in str(value) for value in values), (table, column)
    assert "words" not in traces(place)


async def test_the_folder_of_the_backups_is_enough(
    summit: Store, path: Path, out: Path, place: Path
) -> None:
    await fill(summit)
    made = backup.make(path, out, now=NOW).path
    await erase(summit)
    backup.make(path, out, now=at(60))
    assert again(made, place).erased == 1
    # And from here on the list stands beside the new place too.
    there = ledger.read(ledger.beside(place))
    assert there is not None
    assert len(there.lines) == 1


async def test_restoring_twice_and_erasing_in_between_forgets_nobody(
    summit: Store, path: Path, out: Path, place: Path
) -> None:
    await make(summit)
    made = backup.make(path, out, now=NOW).path
    await erase(summit, MAYA)
    again(made, place, ledger.beside(path))
    async with Store.open(place) as opened:
        await erase(opened, SAM)
    third = place.with_name("third.sqlite3")
    told = again(made, third, ledger.beside(place))
    assert told.erased == 2
    assert look(third, "SELECT user_id FROM attendee WHERE user_id IN (?, ?)", MAYA, SAM) == []


async def test_who_joined_again_and_is_in_the_backup_stays(
    summit: Store, path: Path, out: Path, place: Path
) -> None:
    await fill(summit)
    await erase(summit)
    await join(summit, HER, "Back again")
    made = backup.make(path, out, now=NOW).path
    told = again(made, place)
    assert (told.listed, told.erased) == (True, 0)
    assert look(place, "SELECT name FROM attendee WHERE user_id = ?", HER) == [("Back again",)]


async def test_an_erasure_in_one_server_is_none_in_another(
    summit: Store, path: Path, out: Path, place: Path, plan: Plan
) -> None:
    await fill(summit)
    await set_up(summit, plan, OTHER_GUILD)
    await join(summit, HER, "Elsewhere", OTHER_GUILD)
    made = backup.make(path, out, now=NOW).path
    await erase(summit)
    assert again(made, place, ledger.beside(path)).erased == 1
    assert look(place, "SELECT guild_id FROM attendee WHERE user_id = ?", HER) == [(OTHER_GUILD,)]


async def test_without_the_list_it_says_that_it_cannot_know(
    summit: Store, path: Path, out: Path, place: Path
) -> None:
    await fill(summit)
    made = backup.make(path, out, now=NOW).path
    await erase(summit)
    told = again(made, place)
    assert (told.listed, told.erased) == (False, 0)
    assert not ledger.beside(place).exists()


async def test_another_database_s_list_does_not_count(
    summit: Store, path: Path, out: Path, place: Path, plan: Plan
) -> None:
    made = backup.make(path, out, now=NOW).path
    other = place.with_name("other.sqlite3")
    async with Store.open(other) as opened:
        await set_up(opened, plan)
        await join(opened, MAYA)
        await erase(opened, MAYA)
    told = again(made, place, ledger.beside(other))
    assert (told.listed, told.erased) == (False, 0)
    assert look(place, "SELECT count(*) FROM attendee WHERE user_id = ?", MAYA) == [(1,)]


async def test_the_list_names_nobody_and_does_not_tell_that_two_lines_are_one_person(
    summit: Store, path: Path
) -> None:
    await fill(summit)
    await erase(summit)
    await join(summit, HER, "Back again")
    await erase(summit)
    text = ledger.beside(path).read_text()
    for mark in (str(HER), f"{HER:x}", WORDS, "Back again"):
        assert mark not in text
    there = ledger.read(ledger.beside(path))
    assert there is not None
    one, two = there.lines
    assert one.digest != two.digest
    secret = look(path, "SELECT secret FROM erasure_key")[0][0]
    assert one.means(secret, HER)
    assert two.means(secret, HER)
    assert not one.means(secret, SAM)
    assert not one.means(b"another key", HER)
    assert stat.S_IMODE(ledger.beside(path).stat().st_mode) == 0o600
    assert look(path, "SELECT DISTINCT digest FROM erasure_mark") == [("",)]


async def test_nothing_is_ever_overwritten(
    summit: Store, path: Path, out: Path, place: Path
) -> None:
    made = backup.make(path, out, now=NOW).path
    for end in ("", "-wal", "-journal"):
        there = place.with_name(place.name + end)
        there.write_bytes(b"mine")
        says = refused(made, place)
        assert says.startswith(f"{there} is there already")
        assert there.read_bytes() == b"mine"
        there.unlink()
    assert [one.name for one in place.parent.iterdir()] == ["summit.sqlite3.lock"]


HOLDS = """
async def main():
    async with Store.open(path) as store:
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(main())
"""


async def test_a_running_bot_s_place_is_refused(
    summit: Store, path: Path, out: Path, place: Path
) -> None:
    made = backup.make(path, out, now=NOW).path
    with children.start(HOLDS, place) as running:
        assert running.stdout is not None
        assert running.stdin is not None
        running.stdout.readline()
        for end in ("", "-wal", "-shm"):  # deleted by hand, while the bot runs on
            place.with_name(place.name + end).unlink(missing_ok=True)
        assert "is in use by another summit process" in refused(made, place)
        running.stdin.close()


async def test_what_is_no_backup_is_refused_and_leaves_nothing(
    summit: Store, path: Path, out: Path, place: Path, tmp_path: Path
) -> None:
    await fill(summit)
    text = tmp_path / "text"
    text.write_text("Dear diary, " * 500)
    assert refused(text, place) == f"{text} is not a database."
    assert refused(tmp_path / "none", place) == f"There is no file {tmp_path / 'none'}."
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE a (b)")
    assert refused(other, place) == f"{other} is not a database of this program."
    empty = tmp_path / "empty"
    empty.touch()
    assert refused(empty, place) == f"{empty} is not a database of this program."
    made = backup.make(path, out, now=NOW).path
    damaged = bytearray(made.read_bytes())
    damaged[8192:12288] = b"\xff" * 4096
    hurt = tmp_path / "hurt.sqlite3"
    hurt.write_bytes(damaged)
    assert f"{hurt} is damaged: " in refused(hurt, place)
    cut = tmp_path / "cut.sqlite3"
    cut.write_bytes(made.read_bytes()[:20000])
    assert f"{cut} is damaged: " in refused(cut, place)
    newer = tmp_path / "newer.sqlite3"
    newer.write_bytes(made.read_bytes())
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("PRAGMA user_version = 9000")
    assert "was made by a newer version" in refused(newer, place)
    assert [one.name for one in place.parent.iterdir()] == ["summit.sqlite3.lock"]


def test_an_older_backup_comes_forward_and_cannot_be_known(tmp_path: Path, place: Path) -> None:
    older = tmp_path / "older.sqlite3"
    with closing(sqlite3.connect(older, isolation_level=None)) as connection:
        for number, sql in migrations()[:15]:
            for statement in statements(sql):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {number}")
    told = again(older, place)
    assert (told.from_version, told.version, told.listed) == (15, migrations()[-1][0], False)
    assert look(place, "PRAGMA user_version") == [(migrations()[-1][0],)]
    assert sorted(one.name for one in place.parent.iterdir()) == [
        "summit.sqlite3",
        "summit.sqlite3.lock",
    ]


NO_ROOM = """
import resource
from datetime import datetime, timezone
from db import restore

soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
target = path.parent / "target.sqlite3"
try:
    restore.restore(path, target, now=datetime.now(timezone.utc), tell=None)
except restore.RestoreFailed as error:
    print("Nothing was restored." in str(error))
print(sorted(one.name for one in path.parent.iterdir() if one.name.startswith("target")))
"""


async def test_without_room_nothing_is_restored_and_nothing_left(
    summit: Store, path: Path, out: Path
) -> None:
    await summit.write(
        lambda tx: tx.execute("INSERT INTO kept VALUES ('long', ?)", ("v" * 400_000,))
    )
    made = backup.make(path, out, now=NOW).path
    assert children.run(NO_ROOM, made) == "True\n['target.sqlite3.lock']\n"
    assert GUILD
