"""When the file can't take it: people hear "not saved", nothing is half there, and it mends."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import db.store
from db.errors import NotSaved
from db.store import Store
from domain.pledges import Pledge
from tests.db import children
from tests.db.given import keep, look, make, words


@pytest.fixture
def other(path: Path, store: Store) -> Iterator[sqlite3.Connection]:
    """Another program with the same file open."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as connection:
        yield connection


async def ticks_until(waiting: asyncio.Future[Any]) -> int:
    """How often the loop came round until something was done."""
    ticks = 0
    while not waiting.done():
        ticks += 1
        await asyncio.sleep(0.005)
    return ticks


async def test_a_write_waits_for_another_program_and_is_saved_when_that_ends(
    store: Store, path: Path, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO kept VALUES ('theirs', '')")
    saving = asyncio.ensure_future(keep(store, "ours"))
    for _ in range(20):
        await asyncio.sleep(0.005)
    assert not saving.done()
    other.execute("COMMIT")
    await saving
    assert look(path, "SELECT key FROM kept ORDER BY key") == [("ours",), ("theirs",)]


async def test_everybody_is_told_when_another_program_never_lets_go(
    store: Store, path: Path, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.store, "BUSY_SECONDS", 0.3)
    other.execute("BEGIN IMMEDIATE")
    saving = asyncio.gather(*(keep(store, f"row-{n}") for n in range(5)), return_exceptions=True)
    ticks = await ticks_until(saving)
    results = saving.result()
    assert [getattr(result, "reason", result) for result in results] == ["busy"] * 5
    assert ticks >= 8, "the loop stood still while the writer waited"
    other.execute("ROLLBACK")
    await keep(store, "after")
    assert look(path, "SELECT key FROM kept") == [("after",)]


async def test_reading_goes_on_while_another_program_writes(
    store: Store, other: sqlite3.Connection
) -> None:
    await keep(store, "before")
    other.execute("BEGIN IMMEDIATE")
    rows = await store.read("SELECT key FROM kept")
    assert [row["key"] for row in rows] == ["before"]
    other.execute("ROLLBACK")


async def test_a_full_file_tells_those_it_could_not_take_and_keeps_the_others_whole(
    summit: Store, path: Path
) -> None:
    pages = look(path, "PRAGMA page_count")[0][0]
    await summit.write(lambda tx: tx.execute(f"PRAGMA max_page_count = {pages + 6}").fetchone())

    async def try_to_make(n: int) -> Pledge:
        return await make(summit, 1000 + n, wording=words("word " * 120))

    told: list[Pledge | BaseException] = []
    for start in range(0, 60, 6):
        told += await asyncio.gather(
            *(try_to_make(n) for n in range(start, start + 6)), return_exceptions=True
        )
    saved = sorted(pledge.id for pledge in told if isinstance(pledge, Pledge))
    refused = [error for error in told if not isinstance(error, Pledge)]
    assert saved, "some were to fit"
    assert refused, "some were not to fit"
    assert {getattr(error, "reason", error) for error in refused} == {"full"}
    assert [i for (i,) in look(path, "SELECT id FROM pledge ORDER BY id")] == saved
    assert [i for (i,) in look(path, "SELECT pledge_id FROM pledge_log ORDER BY 1")] == saved
    assert look(path, "SELECT sum(n) FROM pledge_count") == [(len(saved),)]
    assert look(path, "SELECT pledges_made FROM summit") == [(len(saved),)]

    await summit.write(lambda tx: tx.execute("PRAGMA max_page_count = 100000").fetchone())
    assert (await make(summit, 5000)).number == len(saved) + 1
    assert look(path, "PRAGMA integrity_check") == [("ok",)]


WHERE_THERE_IS_NO_ROOM = """
async def fill(store, save):
    told = {}
    for turn in range(12):
        keys = [f"{turn}-{n}" for n in range(6)]
        works = [store.write(save(key, "v" * 9000)) for key in keys]
        told |= zip(keys, await asyncio.gather(*works, return_exceptions=True))
    return told

def kept(told):
    return sorted(key for key, result in told.items() if result == 1)

async def check(store, told):
    rows = await store.read("SELECT key FROM kept ORDER BY key")
    refused = [result for result in told.values() if result != 1]
    assert refused, "it never got full"
    assert all(isinstance(error, NotSaved) for error in refused), refused
    assert sorted(row["key"] for row in rows) == kept(told)
    print(*sorted({error.reason for error in refused}))
"""

COMMIT_FAILS = (
    WHERE_THERE_IS_NO_ROOM
    + """
import resource

async def main():
    async with Store.open(path) as store:
        await store.write(keep("before"))
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        wal = path.with_name(path.name + "-wal")
        resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 200_000, hard))
        told = await fill(store, keep)
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        told["before"] = told["after"] = 1
        await store.write(keep("after"))
        await check(store, told)

asyncio.run(main())
"""
)

DISK_IS_FULL = (
    WHERE_THERE_IS_NO_ROOM
    + """
async def main():
    filler = path.with_name("filler")
    async with Store.open(path) as store:
        # However large the empty file is: what is left holds a few rows and no more.
        free = os.statvfs(path.parent)
        filler.write_bytes(b"x" * (free.f_bavail * free.f_frsize - 100_000))
        told = await fill(store, keep)
        filler.unlink()
        told["after"] = 1
        await store.write(keep("after"))
        await check(store, told)

asyncio.run(main())
"""
)


def test_a_commit_that_the_system_refuses_is_told_and_the_store_goes_on(path: Path) -> None:
    pytest.importorskip("resource", reason="needs a system with limits on a file's size")
    assert children.run(COMMIT_FAILS, path) == "broken\n"
    assert look(path, "PRAGMA integrity_check") == [("ok",)]


def test_a_full_disk_is_told_as_such_and_the_store_goes_on_when_there_is_room(
    tmp_path: Path,
) -> None:
    alone = ("unshare", "--map-root-user", "--mount")
    mounting = ("sh", "-c", 'mount -t tmpfs -o size=3m none "$0" && exec "$@"', str(tmp_path))
    if (
        not shutil.which("unshare")
        or subprocess.run([*alone, *mounting, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("needs to mount a small disk, which this system does not let us")
    told = children.run(DISK_IS_FULL, tmp_path / "summit.sqlite3", before=(*alone, *mounting))
    assert told == "full\n"


async def test_closing_saves_everything_that_was_asked_before(path: Path) -> None:
    async with Store.open(path) as store:
        saving = [asyncio.create_task(keep(store, f"row-{n}")) for n in range(700)]
        await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await asyncio.gather(*saving)
    assert look(path, "SELECT count(*) FROM kept") == [(700,)]


async def test_after_closing_people_are_told_that_nothing_is_saved(path: Path) -> None:
    async with Store.open(path) as store:
        pass
    with pytest.raises(NotSaved) as told:
        async with asyncio.timeout(10):
            await keep(store, "late")
    assert told.value.reason == "closed"


async def test_being_cancelled_again_and_again_while_closing_loses_and_hangs_nobody(
    path: Path,
) -> None:
    """As on a second Ctrl-C, or a time limit around the whole program."""
    saving: list[asyncio.Task[None]] = []

    async def program() -> None:
        async with Store.open(path) as store:
            saving.extend(asyncio.create_task(keep(store, f"row-{n}")) for n in range(900))
            await asyncio.sleep(3600)

    running = asyncio.create_task(program())
    while not saving:
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    while not running.done():
        running.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await running
    async with asyncio.timeout(10):
        await asyncio.gather(*saving)
    assert look(path, "SELECT count(*) FROM kept") == [(900,)]


def test_a_program_that_used_the_store_ends(path: Path) -> None:
    used = """
async def main():
    async with Store.open(path) as store:
        await store.write(keep("one"))
        print(len(await store.read("SELECT * FROM kept")))

asyncio.run(main())
"""
    assert children.run(used, path) == "1\n"


def test_a_program_whose_work_breaks_inside_the_store_ends_too(path: Path) -> None:
    broken = """
async def main():
    async with Store.open(path) as store:
        asyncio.create_task(store.write(keep("one")))
        await asyncio.sleep(0)
        raise RuntimeError("something else")

try:
    asyncio.run(main())
except RuntimeError as error:
    print(error)
"""
    assert children.run(broken, path) == "something else\n"
    assert look(path, "SELECT key FROM kept") == [("one",)]
