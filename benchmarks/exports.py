"""Exports beside `sqlite3`'s own CSV output, their memory, and what they cost people who pledge.

An export writes both tables in three forms, with the other tables empty, and the workbook besides;
`sqlite3` writes each table once. The export's process gives way to others (nice 10), `sqlite3` has
the machine to itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figures import mebibytes, milliseconds, quantile, table, verdict
from benchmarks.loads import FIELDS, Load, per_second
from benchmarks.pledges import PEOPLE, new_form
from benchmarks.processes import children, peak_memory
from bot.exporting import export_in_child
from db.opening import connect_writer
from exports.columns import Profile
from tests.wire.entities import Member
from tests.wire.real_bot import RealSummit
from tests.wire.server import WireDiscord

# A million rows in the file while so many pledges are made each second: a busy closing session.
RATE = 200.0
# What the project promises.
LEAST_SHARE, MOST_MEBIBYTES, MOST_SLOWER = 0.25, 30.0, 2.5

_PLEDGES = """INSERT INTO pledge (id, guild_id, number, maker_id, kind, theme, action,
    as_organisation, organisation, first_step, moderation, checked, made_at)
    VALUES (?, ?, ?, ?, 'resident', 'healthcare', ?, 0, '', ?, 'shown', 1, ?)"""
_AT = "2021-12-10T14:30:00Z"
# Below every snowflake of today, so that the pledges made meanwhile come after them.
_FIRST_ID = 1_000_000


@dataclass(slots=True)
class Measured:
    """All figures of one size."""

    size: int
    ours: list[float] = field(default_factory=list)
    with_workbook: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    idle: int = 0
    peak: int = 0
    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Our rate as a share of sqlite3's, by neighbouring runs; 0 where sqlite3 is missing.

        Without the workbook, for which sqlite3 has nothing to compare with.
        """
        pairs = zip(self.ours, self.theirs, strict=True) if self.theirs else ()
        return median(theirs / ours for ours, theirs in pairs) if self.theirs else 0.0

    @property
    def slower(self) -> float:
        """How many times as long the slowest hundredth of the pledges takes beside an export."""
        return quantile(self.beside, 0.99) / quantile(self.alone, 0.99)


def seed(database: Path, guild_id: int, makers: list[int], size: int) -> None:
    """So many pledges with their log rows, straight into the tables."""
    chance = random.Random(size)
    words = str(FIELDS["action"]).split()

    def texts() -> Iterator[tuple[int, str]]:
        for number in range(1, size + 1):
            yield number, " ".join(chance.choices(words, k=chance.randint(10, 50)))

    def pledges() -> Iterator[tuple[Any, ...]]:
        for number, action in texts():
            maker = makers[number % len(makers)]
            step = FIELDS["first_step"]
            yield (_FIRST_ID + number, guild_id, number, maker, action, step, _AT)

    with closing(connect_writer(database)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.executemany(_PLEDGES, pledges())
        writer.execute(
            """INSERT INTO pledge_log (guild_id, pledge_id, number, at, event, actor_id, actor,
                                       version, action)
            SELECT guild_id, id, number, made_at, 'made', maker_id, 'maker', 1, action FROM pledge
            ORDER BY id"""
        )
        # All on the wall already: the wall's queue is not what is measured here.
        wall = writer.execute("SELECT wall_channel_id FROM summit").fetchone()[0]
        writer.execute(
            "INSERT INTO posted_message VALUES (1, ?, ?, 1, 'wall', 'posted', 0, ?)",
            (guild_id, wall, _AT),
        )
        writer.execute("UPDATE pledge SET wall_id = 1")
        writer.execute("UPDATE summit SET pledges_made = ?", (size,))
        writer.execute(
            """INSERT INTO pledge_count
            SELECT guild_id, moderation, theme, kind, count(*) FROM pledge GROUP BY 1, 2, 3, 4"""
        )
        writer.execute("COMMIT")
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def _ours(database: Path, guild_id: int, out: Path, *, workbook: bool) -> tuple[float, int]:
    """Export once; the seconds it took, and the most memory that its process held."""
    peak = 0
    began = time.perf_counter()
    task = asyncio.create_task(
        export_in_child(
            database, guild_id, Profile.INTERNAL, out, datetime.now(UTC), workbook=workbook
        )
    )
    while not task.done():
        await asyncio.wait({task}, timeout=0.01)
        for pid in children(os.getpid()):
            peak = max(peak, peak_memory(pid))
    result = await task
    took = time.perf_counter() - began
    shutil.rmtree(result.folder)
    return took, peak


async def _theirs(sqlite: str, database: Path, out: Path) -> float:
    """Both tables by `sqlite3 -csv`; the seconds that takes."""
    began = time.perf_counter()
    for name in ("pledge", "pledge_log"):
        target = out / f"{name}.csv"
        with target.open("wb") as file:
            child = await asyncio.create_subprocess_exec(
                sqlite, "-readonly", "-header", "-csv", str(database),
                f"SELECT * FROM {name}",
                stdout=file,
            )  # fmt: skip
            if await child.wait():
                raise RuntimeError("sqlite3 could not read the database")
        target.unlink()
    return time.perf_counter() - began


async def _asked_for(summit: RealSummit) -> float:
    """An organiser asks the bot for the files and gets them, or hears that they are too large."""
    began = time.perf_counter()
    asked = await summit.wire.slash(summit.guild.owner, "export record")
    answer = await asked.final(timeout=600)
    assert "For organisers only" in answer.content or "larger than" in answer.content
    return time.perf_counter() - began


async def _pledging(
    summit: RealSummit, people: list[Member], rounds: int
) -> tuple[list[float], list[float]]:
    """How long people wait for their receipts without an export and beside one, alternating."""
    alone: list[float] = []
    beside: list[float] = []

    async def load(until: asyncio.Event) -> Load:
        form = new_form(summit.wire)
        return await per_second(summit.wire, people, form, rate=RATE, until=until)

    async def for_seconds(seconds: float) -> Load:
        done = asyncio.Event()
        asyncio.get_running_loop().call_later(seconds, done.set)
        return await load(done)

    async with summit.running():
        await for_seconds(2)  # warm
        for _ in range(rounds):
            done = asyncio.Event()
            pledging = asyncio.create_task(load(done))
            took = await _asked_for(summit)
            done.set()
            beside += (await pledging).waited
            alone += (await for_seconds(took)).waited
    return alone, beside


async def measure(folder: Path, size: int, *, rounds: int, say: Callable[[str], None]) -> Measured:
    """All figures for so many pledges."""
    folder.mkdir()
    out = folder / "out"
    out.mkdir()
    found = Measured(size)
    sqlite = shutil.which("sqlite3")
    async with contextlib.AsyncExitStack() as stack:
        wire = await stack.enter_async_context(WireDiscord(record=False))
        summit = RealSummit(wire, wire.world.guild("Exports"), folder, "before")
        people = [summit.guild.member(f"Person {n}") for n in range(PEOPLE)]
        await summit.furnish(people)
        organiser = next(r for r in summit.guild.roles.values() if r.data["name"] == "Organiser")
        summit.guild.owner.roles.append(organiser.id)
        _, found.idle = await _ours(summit.database, summit.guild.id, out, workbook=True)
        await asyncio.to_thread(
            seed, summit.database, summit.guild.id, [who.user.id for who in people], size
        )
        say(f"{size:,} pledges: the database has {summit.database.stat().st_size >> 20} MiB")
        for _ in range(rounds):
            if sqlite:
                found.theirs.append(await _theirs(sqlite, summit.database, out))
            for took_so, workbook in ((found.ours, False), (found.with_workbook, True)):
                took, peak = await _ours(summit.database, summit.guild.id, out, workbook=workbook)
                took_so.append(took)
                found.peak = max(found.peak, peak)
        say(
            f"{size:,} pledges: exported in {median(found.ours):.1f} s, with the workbook in"
            f" {median(found.with_workbook):.1f} s"
        )
        found.alone, found.beside = await _pledging(summit, people, rounds)
    await asyncio.to_thread(shutil.rmtree, folder)
    return found


def report(found: list[Measured]) -> str:
    """The table of all sizes, and how the goals stand for the largest."""
    head = ["pledges", "export rows/s", "sqlite3 rows/s", "share", "with workbook rows/s"]
    head += ["MiB above idle"]
    head += ["p99 alone ms", "p99 beside ms", "times"]
    rows = [
        [
            f"{one.size:,}",
            f"{2 * one.size / median(one.ours):,.0f}",
            f"{2 * one.size / median(one.theirs):,.0f}" if one.theirs else "not installed",
            f"{one.share:.2f}" if one.theirs else "",
            f"{2 * one.size / median(one.with_workbook):,.0f}",
            mebibytes(one.peak - one.idle),
            milliseconds(quantile(one.alone, 0.99)),
            milliseconds(quantile(one.beside, 0.99)),
            f"{one.slower:.2f}",
        ]
        for one in found
    ]
    largest = found[-1]
    above = (largest.peak - largest.idle) / (1 << 20)
    goals = [
        f"- memory above idle, MiB: {verdict(above, MOST_MEBIBYTES, least=False)}",
        f"- p99 of pledges beside an export: {verdict(largest.slower, MOST_SLOWER, least=False)}",
    ]
    if largest.theirs:
        share = verdict(largest.share, LEAST_SHARE, least=True)
        goals.insert(0, f"- share of sqlite3's rate: {share}")
    about = (
        "A row is a pledge or an entry of its log: each pledge has one. Pledges were made at"
        f" {RATE:g} a second."
    )
    return "\n".join([about, "", table(head, rows), "", *goals])
