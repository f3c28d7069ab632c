"""``summit run --rehearsal`` and ``summit rehearsal remove``, as far as files and words go.

What they do at Discord is in tests/cogs/test_rehearsing.py and tests/wire/test_rehearsal.py.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import rehearsal_files
from bot.cli.plan import load
from bot.rehearsing import Rehearsal
from db import kept, rehearsals, summits
from db.exports import REHEARSAL
from db.store import Store
from domain.summits import Places
from tests.bot.people import EXAMPLE, TOKEN, run

HERE = {"SUMMIT_TOKEN": TOKEN, "SUMMIT_PLAN": str(EXAMPLE)}
EVE = datetime(2021, 12, 9, 18, 0, tzinfo=UTC)
SERVER = 4711


async def set_up(store: Store) -> None:
    await summits.set_up(
        store, guild_id=SERVER, plan=load(EXAMPLE), places=Places(1, 2, 3, 4, 5, 6), now=EVE
    )


async def rehearsed(path: Path, *, over: bool = False) -> None:
    """A file in which it was rehearsed."""
    async with Store.open(path) as store:
        await Rehearsal.opened(store, start=EVE, speed=1)
        await set_up(store)
        if over:
            await rehearsals.begin_removal(store, guild_id=SERVER)
            await rehearsals.removed(store, guild_id=SERVER)


async def test_a_real_summit_is_not_run_with_the_database_of_a_rehearsal(folder: Path) -> None:
    await rehearsed(folder / "summit.sqlite3")
    ran = run("run", cwd=folder, settings=HERE)
    assert ran.code == 1
    assert ran.err.splitlines()[-1] == (
        "The database summit.sqlite3 is of a rehearsal, so no real summit is run with it. Name"
        " another file in SUMMIT_DATABASE, or add --rehearsal."
    )
    ran = run("setup", "--yes", cwd=folder, settings=HERE)
    assert ran.code == 1


async def test_traces_are_removed_of_no_real_summit(folder: Path) -> None:
    async with Store.open(folder / "real-rehearsal.sqlite3") as store:
        await set_up(store)
    settings = HERE | {"SUMMIT_DATABASE": "real-rehearsal.sqlite3"}
    ran = run("rehearsal", "remove", "--yes", cwd=folder, settings=settings)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "The summit in this server is not a rehearsal, so nothing is removed. Nothing was changed."
        "\n"
    )


def test_where_nothing_was_rehearsed_there_is_nothing_to_remove(folder: Path) -> None:
    ran = run("rehearsal", "remove", cwd=folder, settings=HERE)
    assert ran.code == 1
    assert ran.err == "There is no rehearsal: summit-rehearsal.sqlite3 does not exist.\n"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("more", [("--speed", "60"), ("--start", "2021-12-10T09:00")])
def test_speed_and_start_go_with_a_rehearsal(more: tuple[str, ...], folder: Path) -> None:
    ran = run("run", *more, cwd=folder, settings=HERE)
    assert (ran.code, ran.err) == (1, "--speed and --start go with --rehearsal.\n")


def test_a_rehearsal_needs_a_plan(folder: Path) -> None:
    ran = run("run", "--rehearsal", cwd=folder, settings={"SUMMIT_TOKEN": TOKEN})
    assert ran.code == 1
    assert ran.err.splitlines()[-1].startswith("Name a plan file in SUMMIT_PLAN")


def test_a_rehearsal_has_a_database_of_its_own() -> None:
    assert rehearsal_files.database(Path("data/summit.sqlite3")) == Path(
        "data/summit-rehearsal.sqlite3"
    )
    assert rehearsal_files.database(Path("a-rehearsal.db")) == Path("a-rehearsal.db")


async def test_it_knows_where_the_real_summit_is(folder: Path) -> None:
    path = folder / "summit.sqlite3"
    assert rehearsal_files.real_servers(path) == frozenset()
    async with Store.open(path) as store:
        await set_up(store)
    assert rehearsal_files.real_servers(path) == {SERVER}
    async with Store.open(path) as store:
        await kept.put(store, REHEARSAL, "yes")
    assert rehearsal_files.real_servers(path) == frozenset()


async def test_a_rehearsal_that_is_over_is_put_aside_and_one_that_is_not_stays(
    folder: Path,
) -> None:
    path = folder / "summit-rehearsal.sqlite3"
    await rehearsed(path)
    await rehearsal_files.put_away_if_over(path)
    assert path.exists()
    path.unlink()
    await rehearsed(path, over=True)
    before = path.stat().st_size
    await rehearsal_files.put_away_if_over(path)
    assert not path.exists()
    (aside,) = folder.glob("summit-rehearsal-2*.sqlite3")
    assert aside.stat().st_size == before
