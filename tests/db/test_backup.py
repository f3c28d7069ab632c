"""Backups of a real file: whole, private, checked, and leaving nothing behind where they fail."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db import backup, ledger
from db.backup import BackupFailed, connect_copy
from db.opening import migrations
from db.store import Store
from tests.db import children
from tests.db.full import HER, WORDS, fill
from tests.db.given import NOW, at, keep, look
from tests.db.test_erasure import erase, finish

NAME = "summit-20211210T140000Z.sqlite3"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def dump(path: Path) -> list[str]:
    with closing(connect_copy(path)) as connection:
        return sorted(connection.iterdump())


async def test_a_backup_holds_what_the_open_file_holds(
    summit: Store, path: Path, out: Path
) -> None:
    await fill(summit)
    made = backup.make(path, out, now=NOW)
    assert made.path == out / NAME
    assert made.rows["attendee"] == look(path, "SELECT count(*) FROM attendee")[0][0]
    assert made.version == migrations()[-1][0]
    with closing(sqlite3.connect(path)) as original:
        assert dump(made.path) == sorted(original.iterdump())
    assert names(out) == [NAME]


async def test_only_its_owner_can_read_a_backup(summit: Store, path: Path, out: Path) -> None:
    before = os.umask(0)
    try:
        made = backup.make(path, out, now=NOW)
    finally:
        os.umask(before)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(out.stat().st_mode) == 0o700


async def test_two_in_one_second_get_two_names(summit: Store, path: Path, out: Path) -> None:
    first, second = (backup.make(path, out, now=NOW).path.name for _ in range(2))
    assert (first, second) == (NAME, "summit-20211210T140000Z-2.sqlite3")


async def test_nothing_of_an_erased_person_is_in_a_backup_made_afterwards(
    summit: Store, path: Path, out: Path
) -> None:
    await fill(summit)
    await erase(summit)
    await finish(summit)
    held = backup.make(path, out, now=NOW).path.read_bytes()
    for mark in (WORDS.encode(), HER.to_bytes(8, "big"), str(HER).encode()):
        assert mark not in held


async def test_the_list_of_erasures_comes_along(summit: Store, path: Path, out: Path) -> None:
    await fill(summit)
    backup.make(path, out, now=NOW)
    await erase(summit)
    backup.make(path, out, now=at(60))
    copied, own = ledger.read(out / "summit.sqlite3.erasures"), ledger.read(ledger.beside(path))
    assert copied is not None
    assert copied == own
    assert len(copied.lines) == 1


BUSY = """
async def main():
    async with Store.open(path) as store:
        n = 0
        print("ready", flush=True)
        while not path.with_name("stop").exists():
            works = [store.write(keep(f"row-{n}-{i}", "v" * 500)) for i in range(20)]
            await asyncio.gather(*works)
            n += 1
        print(n * 20, flush=True)

asyncio.run(main())
"""


def test_backups_made_while_another_process_writes_are_whole_and_lose_it_nothing(
    path: Path, out: Path
) -> None:
    with children.start(BUSY, path) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        time.sleep(0.3)
        made = [backup.make(path, out, now=at(n)) for n in range(8)]
        path.with_name("stop").touch()
        written = int(running.stdout.readline())
        assert running.wait(20) == 0
    grown = [one.rows["kept"] for one in made]
    assert grown == sorted(grown)
    assert 0 < grown[0] < grown[-1] <= written
    # Each is a moment between two COMMITs; the twenty of one commit are there or not.
    assert look(path, "SELECT count(*) FROM kept") == [(written,)]


def refused(database: Path, folder: Path) -> str:
    with pytest.raises(BackupFailed) as told:
        backup.make(database, folder, now=NOW)
    return str(told.value)


def test_what_is_not_there_or_not_ours_is_refused_plainly(tmp_path: Path, out: Path) -> None:
    missing = tmp_path / "none.sqlite3"
    assert refused(missing, out) == f"There is no database at {missing}."
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE a (b)")
    assert "is a database of another program" in refused(other, out)
    text = tmp_path / "text.sqlite3"
    text.write_text("Dear diary, " * 200)
    assert refused(text, out) == f"{text} is not a database."
    empty = tmp_path / "empty.sqlite3"
    empty.touch()
    assert refused(empty, out) == f"{empty} holds nothing yet."
    assert names(out) == []


async def test_a_file_of_a_newer_program_is_refused(summit: Store, path: Path, out: Path) -> None:
    await summit.write(lambda tx: tx.execute("PRAGMA user_version = 9000"))
    assert "was made by a newer version of this program" in refused(path, out)
    assert names(out) == []


async def test_a_folder_that_cannot_be_is_refused(
    summit: Store, path: Path, tmp_path: Path
) -> None:
    assert "There is no folder" in refused(path, tmp_path / "no" / "such")
    file = tmp_path / "file"
    file.touch()
    assert refused(path, file) == f"{file} is not a folder."


async def test_a_damaged_database_makes_no_backup(summit: Store, path: Path, out: Path) -> None:
    await fill(summit)

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA foreign_keys = OFF")
        other.execute("DELETE FROM attendee")
    says = refused(path, out)
    assert "is damaged: " in says
    assert names(out) == []


TOO_LARGE = """
import resource
from datetime import datetime, timezone
from db import backup

async def main():
    async with Store.open(path) as store:
        for n in range(40):
            await store.write(keep(f"row-{n}", "v" * 20000))
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
        try:
            backup.make(path, path.parent / "backups", now=datetime.now(timezone.utc))
        except backup.BackupFailed as error:
            print(error.reason, "|", str(error).split(str(path.parent))[0])
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        print(os.listdir(path.parent / "backups"))
        await store.write(keep("after"))
        made = backup.make(path, path.parent / "backups", now=datetime.now(timezone.utc))
        print(made.rows["kept"])

asyncio.run(main())
"""

DISK_FULL = TOO_LARGE.replace(
    "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))",
    """free = os.statvfs(path.parent)
        filler = path.with_name("filler")
        filler.write_bytes(b"x" * (free.f_bavail * free.f_frsize - 300_000))""",
).replace("resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))", "filler.unlink()")


def test_a_backup_that_may_not_grow_leaves_nothing_and_harms_nothing(path: Path) -> None:
    pytest.importorskip("resource", reason="needs a system with limits on a file's size")
    told = children.run(TOO_LARGE, path).splitlines()
    assert told[0].startswith(("broken | The backup could not be made in", "full | There is not"))
    assert told[1:] == ["[]", "41"]


def test_a_full_disk_is_told_as_such_and_nothing_is_left_behind(tmp_path: Path) -> None:
    alone = ("unshare", "--map-root-user", "--mount")
    mounting = ("sh", "-c", 'mount -t tmpfs -o size=8m none "$0" && exec "$@"', str(tmp_path))
    if (
        not shutil.which("unshare")
        or subprocess.run([*alone, *mounting, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("needs to mount a small disk, which this system does not let us")
    told = children.run(DISK_FULL, tmp_path / "summit.sqlite3", before=(*alone, *mounting))
    assert told.splitlines() == ["full | There is not enough room for a backup in ", "[]", "41"]


KILLED = """
from datetime import datetime, timezone
from db import backup
os.fsync = lambda handle: os.kill(os.getpid(), 9)
backup.make(path, path.parent / "backups", now=datetime.now(timezone.utc), scheduled=True)
"""


async def test_what_a_crash_left_has_no_name_and_is_swept_away_later(
    summit: Store, path: Path, out: Path
) -> None:
    with children.start(KILLED, path) as running:
        assert running.wait(30) == -9
    (part,) = names(out)
    assert part.endswith(".part")
    assert stat.S_IMODE((out / part).stat().st_mode) == 0o600
    assert backup.scheduled(path, out) == {}
    (out / "holiday.sqlite3.part").touch()
    now = datetime.fromtimestamp((out / part).stat().st_mtime, NOW.tzinfo)
    backup.sweep(path, out, now=now + timedelta(hours=5))
    assert part in names(out)
    backup.sweep(path, out, now=now + timedelta(hours=7))
    assert names(out) == ["holiday.sqlite3.part"]


async def test_only_what_the_bot_made_by_itself_counts_as_such(
    summit: Store, path: Path, out: Path
) -> None:
    mine = backup.make(path, out, now=NOW, scheduled=True).path
    backup.make(path, out, now=NOW)
    (out / "summit-auto-20211210T130000Z.sqlite3.old").touch()
    (out / "summit-auto-20211399T130000Z.sqlite3").touch()
    (out / "other-auto-20211210T130000Z.sqlite3").touch()
    (out / "summit-auto-20211210T120000Z.sqlite3").symlink_to(mine)
    assert backup.scheduled(path, out) == {NOW: mine}
    await keep(summit, "x")
    assert backup.key_of(mine) == look(path, "SELECT secret FROM erasure_key")[0][0]
    assert backup.key_of(out / "other-auto-20211210T130000Z.sqlite3") is None
