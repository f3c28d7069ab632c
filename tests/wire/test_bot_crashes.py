"""The bot is killed with pledges in flight: what people were told is saved is in the file, once."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.wire.entities import Member
from tests.wire.interactions import Interaction
from tests.wire.real_bot import SAVED, Flight, RealSummit, real_summit
from tests.wire.server import WireDiscord

# So many are in flight all the time; at the kill, at least HUNDREDS.
IN_FLIGHT, HUNDREDS = 500, 200
PEOPLE = 40


@pytest.fixture
async def summit(wire: WireDiscord, tmp_path: Path) -> AsyncIterator[RealSummit]:
    async with real_summit(wire, tmp_path) as summit:
        yield summit


class Books:
    """What people sent and were told, over all the crashes, to be held against the file."""

    def __init__(self, summit: RealSummit) -> None:
        self.summit = summit
        self.sent: dict[str, Interaction] = {}
        self.saved: set[str] = set()
        self.references: dict[str, str] = {}

    def enter(self, flight: Flight) -> None:
        self.sent |= flight.sent
        self.saved |= flight.told_saved
        for words in flight.told_saved:
            # On a slow machine "saved" follows the answer that more time is needed.
            [answer] = [one for one in flight.sent[words].answers if SAVED in one.content]
            self.references[words] = answer.content.split("Its reference is ")[1].split(".")[0]

    def check(self) -> None:
        """The file as SQLite recovers it, read as any program would."""
        with closing(sqlite3.connect(self.summit.database)) as file:
            file.row_factory = sqlite3.Row
            assert [row[0] for row in file.execute("PRAGMA integrity_check")] == ["ok"]
            assert file.execute("PRAGMA foreign_key_check").fetchall() == []
            pledges = file.execute("SELECT * FROM pledge ORDER BY id").fetchall()
            log = file.execute("SELECT * FROM pledge_log").fetchall()
            counted = file.execute(
                "SELECT moderation, theme, kind, n FROM pledge_count WHERE n <> 0"
            ).fetchall()
            [made] = file.execute("SELECT pledges_made FROM summit").fetchone()
        self._check_pledges(pledges)
        assert sorted(row["number"] for row in pledges) == list(range(1, made + 1))
        # Each is wholly there: with its one log row, and in the counts.
        assert sorted(
            (e["pledge_id"], e["number"], e["action"], e["event"]) for e in log
        ) == sorted((p["id"], p["number"], p["action"], "made") for p in pledges)
        recounted = Counter((p["moderation"], p["theme"], p["kind"]) for p in pledges)
        assert {tuple(row)[:3]: row["n"] for row in counted} == recounted

    def _check_pledges(self, pledges: list[Any]) -> None:
        kept = Counter(row["action"] for row in pledges)
        assert max(kept.values(), default=1) == 1
        assert self.saved <= set(kept) <= set(self.sent)
        for row in pledges:
            sent = self.sent[row["action"]]
            assert sent.payload["data"]["custom_id"] == f"pledge.new:{row['id']}"
            assert (row["maker_id"], row["first_step"]) == (
                sent.user.id,
                "Ask the library for a room",
            )
            if row["action"] in self.references:
                assert self.references[row["action"]] == f"P-{row['number']:04d}"


async def crash(
    summit: RealSummit, people: list[Member], answered: int, words: str
) -> tuple[Flight, int]:
    """Start, send, and kill at the very moment when so many answers have come.

    Returns the flight, and how many pledges of it were in flight at the kill.
    """
    flight = Flight(summit, people, words)
    unanswered: list[int] = []
    async with summit.running() as child:

        def kill() -> None:
            child.kill()
            unanswered.append(flight.land())

        await flight.rise(IN_FLIGHT)
        flight.at(answered, kill)
        async with asyncio.timeout(20):
            await child.wait()
        # Answers that the kernel still carried from the dead process count as told: wait for them.
        await summit.wire.until(lambda: not summit.wire.gateway.connected, what="the end")
        await asyncio.sleep(0.05)
    return flight, unanswered[0]


async def test_killed_again_and_again_on_one_file(
    summit: RealSummit, pytestconfig: pytest.Config
) -> None:
    times = int(pytestconfig.getoption("--crashes") or 0)
    people = [summit.guild.member(f"Person {n}") for n in range(PEOPLE)]
    await summit.furnish(people)
    books = Books(summit)
    chance = random.Random(20211210)
    crashes = 0
    for number in range(3 * times):
        # Now and then before the first answer: then the very first COMMIT is cut.
        answered = 0 if number % 5 == 4 else chance.randint(1, 1000)
        flight, in_flight = await crash(summit, people, answered, f"Before crash {number}")
        books.enter(flight)
        books.check()
        del summit.wire.requests[400:]  # enough of each kind to check; they are alike
        # A kill between two bursts proves less: it is checked, but not counted.
        crashes += in_flight >= HUNDREDS
        if crashes == times:
            break
    assert crashes == times
    assert len(books.saved) >= 100 * times  # or nothing was proved
    # And it still works: a clean run after all the crashes.
    async with summit.running():
        last = Flight(summit, people, "After all the crashes")
        await last.rise(10)
        last.land()
        for interaction in last.sent.values():
            await interaction.final()
        assert last.told_saved == set(last.sent)
    books.enter(last)
    books.check()


async def test_a_form_sent_again_after_the_crash_makes_no_second_pledge(
    summit: RealSummit,
) -> None:
    """Who got no answer presses send again; whether the first try was kept makes no difference."""
    people = [summit.guild.member(f"Person {n}") for n in range(PEOPLE)]
    await summit.furnish(people)
    books = Books(summit)
    flight, _ = await crash(summit, people, 50, "Sent again")
    books.enter(flight)
    kept_before = set(summit.actions())
    again = {words: i for words, i in books.sent.items() if words not in books.saved}
    async with summit.running():
        repeated: dict[str, Interaction] = {}
        for words, first in again.items():
            route = first.payload["data"]["custom_id"]
            who = summit.guild.members[first.user.id]
            repeated[words] = await summit.send(who, words, route)
        for words, interaction in repeated.items():
            said = (await interaction.final(timeout=20)).content
            assert ("saved before as P-" in said) == (words in kept_before)
            assert ("Your pledge is saved" in said) == (words not in kept_before)
    assert sorted(summit.actions()) == sorted(books.sent)
    books.check()
