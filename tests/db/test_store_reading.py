"""Reading: only reading, always what was acknowledged, and never for ever."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

import db.store
from db.errors import NotRead
from db.store import Store
from tests.db.given import keep, look

# Half a minute or so; nobody here waits for its end.
ENDLESS = """
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000)
SELECT max(i) FROM n
"""


async def test_what_was_acknowledged_is_seen_by_the_next_read(store: Store) -> None:
    for n in range(1, 41):
        await keep(store, f"row-{n}")
        row = await store.read_one("SELECT count(*) AS n FROM kept")
        assert row is not None
        assert row["n"] == n


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO kept VALUES ('sneaked', 'in')",
        "DELETE FROM kept",
        "UPDATE kept SET value = 'changed'",
        "DROP TABLE kept",
        "PRAGMA user_version = 99",
    ],
)
async def test_nothing_can_be_written_by_reading(store: Store, path: Path, sql: str) -> None:
    await keep(store, "row")
    with pytest.raises(NotRead):
        await store.read(sql)
    assert look(path, "SELECT key, value FROM kept") == [("row", "kept")]
    assert look(path, "PRAGMA user_version") != [(99,)]


async def test_the_readers_cannot_be_talked_into_writing(store: Store, path: Path) -> None:
    for _ in range(4):  # more often than there are readers
        await store.read("PRAGMA query_only = OFF")
    for _ in range(4):
        with pytest.raises(NotRead):
            await store.read("INSERT INTO kept VALUES ('sneaked', 'in')")
    assert look(path, "SELECT key FROM kept") == []


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("SELECT nonsense", None),
        ("SELECT ?", 1 << 70),
        ("SELECT ?", "\ud800"),
        ("SELECT ?", object()),
        ("SELECT 1; SELECT ?", 2),
    ],
)
async def test_a_read_that_goes_wrong_says_so_and_the_next_one_works(
    store: Store, sql: str, value: object
) -> None:
    for _ in range(4):  # more often than there are readers
        with pytest.raises(NotRead):
            await store.read(sql, *([] if value is None else [value]))
    assert await store.read_one("SELECT 1") is not None


async def test_nothing_found_is_none(store: Store) -> None:
    assert await store.read_one("SELECT * FROM kept") is None
    assert await store.read("SELECT * FROM kept") == []


async def test_many_read_at_once_with_two_readers(store: Store) -> None:
    await keep(store, "row")
    rows = await asyncio.gather(*(store.read("SELECT key FROM kept") for _ in range(200)))
    assert {tuple(row[0]) for row in rows} == {("row",)}


async def test_an_endless_read_is_given_up_and_holds_nobody_else(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.store, "READ_SECONDS", 0.2)
    async with Store.open(path, readers=1) as store:
        with pytest.raises(NotRead):
            await store.read(ENDLESS)
        monkeypatch.setattr(db.store, "READ_SECONDS", 5.0)
        began = time.monotonic()
        assert await store.read_one("SELECT 1") is not None
        assert time.monotonic() - began < 3


async def test_somebody_who_stops_waiting_for_a_read_leaves_the_reader_free(path: Path) -> None:
    async with Store.open(path, readers=1) as store:
        reading = asyncio.create_task(store.read(ENDLESS))
        await asyncio.sleep(0.05)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        began = time.monotonic()
        assert await store.read_one("SELECT 1") is not None
        assert time.monotonic() - began < 3
