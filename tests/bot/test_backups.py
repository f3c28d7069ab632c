"""The running bot's own backups: in time, rotated, and trouble told once."""

from __future__ import annotations

import logging
import resource
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import bot.backups
from bot.backups import Backups, rotate, state
from bot.cli.backup import findings
from bot.settings import Settings
from db import backup, ledger
from db.store import Store
from domain.plan import parse_plan
from tests.bot.people import EXAMPLE
from tests.db.given import MAYA, join, look, set_up
from tests.db.test_erasure import erase

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def store(folder: Path) -> AsyncIterator[Store]:
    async with Store.open(folder / "summit.sqlite3") as store:
        await set_up(store, parse_plan(EXAMPLE.read_text(encoding="utf-8")))
        await join(store, MAYA)
        yield store


@pytest.fixture
def out(folder: Path) -> Path:
    return folder / "backups"


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.glob("*.sqlite3"))


def posts(path: Path) -> list[str]:
    return [what for (what,) in look(path, "SELECT what FROM keeping_post ORDER BY id")]


async def test_the_first_turn_makes_one_and_the_next_when_its_time_has_come(
    store: Store, out: Path
) -> None:
    clock = Clock()
    keeper = Backups(store, out, hours=1, now=clock)
    for minutes in (0, 1, 59, 60, 61):
        clock.now = NOW + timedelta(minutes=minutes)
        await keeper.turn()
    assert names(out) == [
        "summit-auto-20261122T120000Z.sqlite3",
        "summit-auto-20261122T130000Z.sqlite3",
    ]


async def test_a_restart_makes_none_too_many_and_catches_up_on_a_missed_one(
    store: Store, out: Path
) -> None:
    clock = Clock()
    await Backups(store, out, hours=24, now=clock).turn()
    clock.now = NOW + 5 * HOUR
    await Backups(store, out, hours=24, now=clock).turn()
    assert len(names(out)) == 1
    clock.now = NOW + 100 * HOUR
    await Backups(store, out, hours=24, now=clock).turn()
    assert len(names(out)) == 2


async def test_old_ones_go_and_nothing_else_in_the_folder_does(store: Store, out: Path) -> None:
    clock = Clock()
    keeper = Backups(store, out, hours=1, now=clock)
    await keeper.turn()
    first = backup.make(store.path, out, now=NOW).path
    mine = [
        out / "holiday.jpg",
        out / "summit-auto-20200101T000000Z.sqlite3",  # of our name, and not our making
        out / "summit-auto-20200101T000000Z.sqlite3.bak",
        out / "other-auto-20200101T000000Z.sqlite3",
    ]
    for one in mine:
        one.write_bytes(b"mine")
    other = out.with_name("other")
    other.mkdir()
    async with Store.open(other / "summit.sqlite3") as another:
        of_another = backup.make(
            another.path, out, now=NOW - timedelta(days=900), scheduled=True
        ).path
    for hour in range(1, 30):
        clock.now = NOW + hour * HOUR
        await keeper.turn()
    there = backup.scheduled(store.path, out)
    assert min(made for made in there if made.year == 2026) > NOW
    for one in (*mine, first, of_another):
        assert one.exists(), one.name
    clock.now = NOW + timedelta(days=100)
    await keeper.turn()
    left = {made for made in backup.scheduled(store.path, out) if made.year >= 2026}
    assert left == {clock.now}


async def test_a_backup_that_cannot_be_made_is_told_once_and_so_is_its_end(
    store: Store, out: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    keeper = Backups(store, out, hours=1, now=clock)
    out.write_text("in the way")
    with caplog.at_level(logging.ERROR):
        for minutes in range(0, 60, 2):
            clock.now = NOW + timedelta(minutes=minutes)
            await keeper.turn()
        # A restart tells organisers nothing again.
        await Backups(store, out, hours=1, now=clock).turn()
    assert posts(store.path) == ["failed"]
    told = [one.getMessage() for one in caplog.records]
    assert told == [f"no backup was made: {out} is not a folder."] * 2
    out.unlink()
    clock.now = NOW + 2 * HOUR
    await keeper.turn()
    await keeper.turn()
    assert posts(store.path) == ["failed", "works"]
    assert len(names(out)) == 1


async def test_with_the_disk_almost_full_none_is_begun(
    store: Store, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.backups, "LEAST_FREE_BYTES", 1 << 60)
    await Backups(store, out, hours=1, now=Clock()).turn()
    assert posts(store.path) == ["failed"]
    assert names(out) == []


async def test_when_a_backup_may_not_grow_the_older_ones_stay(
    store: Store, out: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    keeper = Backups(store, out, hours=1, now=clock)
    await keeper.turn()
    await store.write(lambda tx: tx.execute("INSERT INTO kept VALUES ('x', ?)", ("v" * 900_000,)))
    await keeper.turn()
    clock.now = NOW + HOUR
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, hard))
    try:
        with caplog.at_level(logging.ERROR):
            await keeper.turn()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "no backup was made" in caplog.text
    assert names(out) == ["summit-auto-20261122T120000Z.sqlite3"]
    assert [one.name for one in out.iterdir() if one.name.endswith(".part")] == []
    # The store could not grow either; there is room again now.
    clock.now += 20 * timedelta(minutes=1)
    await keeper.turn()
    assert len(names(out)) == 2


async def test_switched_off_none_is_made_and_none_deleted(store: Store, out: Path) -> None:
    old = backup.make(store.path, out, now=NOW - timedelta(days=900), scheduled=True).path
    await Backups(store, out, hours=0, now=Clock()).turn()
    assert names(out) == [old.name]


async def test_an_erasure_that_could_not_be_listed_is_listed_later(
    store: Store, out: Path, caplog: pytest.LogCaptureFixture
) -> None:
    there = ledger.beside(store.path)
    there.mkdir()
    await erase(store, MAYA)
    keeper = Backups(store, out, hours=0, now=Clock())
    caplog.clear()
    with caplog.at_level(logging.ERROR):
        await keeper.turn()
        await keeper.turn()
    assert [one.levelname for one in caplog.records] == ["ERROR"]
    there.rmdir()
    await keeper.turn()
    listed = ledger.read(there)
    assert listed is not None
    assert len(listed.lines) == 1


async def test_the_list_is_there_before_anybody_is_erased(store: Store, out: Path) -> None:
    """So that a list that is missing was lost."""
    await Backups(store, out, hours=0, now=Clock()).turn()
    there = ledger.read(ledger.beside(store.path))
    assert there is not None
    assert (there.lines, len(there.keys)) == ((), 1)


async def test_what_is_said_of_backups_is_true_of_them(store: Store, out: Path) -> None:
    def said(now: datetime, hours: int = 1) -> str:
        return state(store.path, out, hours=hours, now=now).trouble

    def found(hours: int = 1, plan: Path | None = None) -> list[tuple[str, str, bool]]:
        settings = Settings(database=store.path, backups=out, backup_hours=hours, plan=plan)
        return [(one.what, one.says, one.wrong) for one in findings(settings, now=NOW)]

    assert said(NOW) == ""
    assert found() == [("Backups", "the running bot will make the first one", False)]
    await Backups(store, out, hours=1, now=Clock()).turn()
    assert found() == [("Backups", "1 there, the newest of 22 November 2026, 12:00 UTC", False)]
    assert said(NOW + 3 * HOUR) == ""
    assert said(NOW + 4 * HOUR) == "The newest backup is of 22 November 2026, 12:00 UTC."
    assert said(NOW, 0) == "The bot makes no backups, because SUMMIT_BACKUP_HOURS is 0."
    assert found(0) == [("Backups", "switched off; make them yourself with: summit backup", False)]
    assert found(plan=EXAMPLE)[1:] == [
        ("Personal data", "kept until somebody erases it: the plan has no [keeping]", False)
    ]
    own = out.with_name("plan.toml")
    own.write_text(
        EXAMPLE.read_text(encoding="utf-8") + "\n[keeping]\npersonal_data_months = 18\n",
        encoding="utf-8",
    )
    assert found(plan=own)[1:] == [("Personal data", "kept until 10 June 2023, then erased", False)]


def test_rotating_where_there_is_nothing_harms_nothing(folder: Path) -> None:
    assert rotate(folder / "none.sqlite3", folder / "backups", NOW) == []
