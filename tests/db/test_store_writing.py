"""Writing: saved means in the file, each write stands alone, and many share one COMMIT."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from db.errors import NotSaved
from db.store import Store, Transaction
from domain.rules import RuleBroken
from tests.db.given import keep, look, traced


async def test_whoever_is_told_saved_finds_it_in_the_file_at_that_moment(
    store: Store, path: Path
) -> None:
    async def save_and_look(key: str) -> list[tuple[str]]:
        await keep(store, key)
        return look(path, "SELECT key FROM kept WHERE key = ?", key)

    keys = [f"row-{n}" for n in range(100)]
    found = await asyncio.gather(*(save_and_look(key) for key in keys))
    assert found == [[(key,)] for key in keys]


async def test_a_write_gives_back_what_its_work_returned(store: Store) -> None:
    assert await store.write(lambda tx: tx.execute("SELECT 6 * 7").fetchone()[0]) == 42


async def test_a_write_that_is_refused_leaves_its_neighbours_in_the_same_commit(
    store: Store, path: Path
) -> None:
    def refused(tx: Transaction) -> NoReturn:
        tx.execute("INSERT INTO kept VALUES ('refused', 'half')")
        raise RuleBroken("join.first")

    def twice(tx: Transaction) -> None:
        tx.execute("INSERT INTO kept VALUES ('twice', 'half')")
        tx.execute("INSERT INTO kept VALUES ('twice', 'again')")

    def wrong(tx: Transaction) -> None:
        tx.execute("INSERT INTO kept VALUES ('wrong', 'half')")
        tx.execute("INSERT INTO no_such_table VALUES (1)")

    statements = await traced(store)
    results = await asyncio.gather(
        keep(store, "first"),
        store.write(refused),
        keep(store, "second"),
        store.write(twice),
        store.write(wrong),
        keep(store, "third"),
        return_exceptions=True,
    )
    assert statements.count("COMMIT") == 1, "the six were to share one transaction"
    assert [type(result) for result in results] == [
        type(None),
        RuleBroken,
        type(None),
        sqlite3.IntegrityError,
        NotSaved,
        type(None),
    ]
    assert look(path, "SELECT key FROM kept ORDER BY key") == [("first",), ("second",), ("third",)]


async def test_hundreds_at_once_all_land_with_far_fewer_commits(store: Store, path: Path) -> None:
    statements = await traced(store)
    await asyncio.gather(*(keep(store, f"row-{n}") for n in range(600)))
    assert look(path, "SELECT count(*) FROM kept") == [(600,)]
    commits = statements.count("COMMIT")
    assert 1 <= commits <= 60
    assert statements.count("BEGIN IMMEDIATE") == commits


async def test_people_who_come_one_by_one_each_get_a_commit(store: Store) -> None:
    statements = await traced(store)
    for n in range(5):
        await keep(store, f"row-{n}")
    assert statements.count("COMMIT") == 5


async def test_writes_run_one_after_the_other_in_the_order_they_came(store: Store) -> None:
    def step(n: int) -> Callable[[Transaction], int]:
        def work(tx: Transaction) -> int:
            count = tx.execute("SELECT count(*) FROM kept").fetchone()[0]
            tx.execute("INSERT INTO kept VALUES (?, '')", (f"row-{n}",))
            return count

        return work

    seen = await asyncio.gather(*(store.write(step(n)) for n in range(300)))
    assert seen == list(range(300))


async def test_a_caller_who_goes_away_before_the_commit_does_not_stop_the_write(
    store: Store, path: Path
) -> None:
    callers: list[asyncio.Task[None]] = []

    def work(tx: Transaction) -> None:
        tx.execute("INSERT INTO kept VALUES ('gone', '')")
        callers[0].cancel()  # between the statement and its COMMIT

    callers.append(asyncio.create_task(store.write(work)))
    with pytest.raises(asyncio.CancelledError):
        await callers[0]
    await keep(store, "next")
    assert look(path, "SELECT key FROM kept ORDER BY key") == [("gone",), ("next",)]


async def test_a_caller_who_goes_away_while_queued_does_not_stop_the_write(
    store: Store, path: Path
) -> None:
    callers = [asyncio.create_task(keep(store, f"row-{n}")) for n in range(20)]
    await asyncio.sleep(0)  # they are queued now, and none has run
    for caller in callers[::2]:
        caller.cancel()
    results = await asyncio.gather(*callers, return_exceptions=True)
    assert [type(r) for r in results] == [asyncio.CancelledError, type(None)] * 10
    await keep(store, "next")
    assert look(path, "SELECT count(*) FROM kept") == [(21,)]


async def test_the_loop_gets_its_turn_while_a_long_batch_runs(store: Store) -> None:
    """Each work holds the loop for a few milliseconds: others must get in between."""
    slow = (
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)"
        " SELECT sum(i) FROM n"
    )
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    statements = await traced(store)
    counting = asyncio.create_task(count_turns())
    works = [store.write(lambda tx: tx.execute(slow).fetchone()) for _ in range(40)]
    waiting = [asyncio.create_task(work) for work in works]
    await asyncio.sleep(0)
    turns_in_commit: list[int] = []
    await store.write(lambda tx: turns_in_commit.append(turns))
    counting.cancel()
    await asyncio.gather(*waiting)
    assert statements.count("COMMIT") == 1
    assert turns_in_commit[0] >= 5
