"""The two storms of a real day: everybody presses “Join”, and everybody chooses a workshop.

So many people come within so many seconds, each in a moment of their own. For joining they press
the button, which opens the form, and send it; for choosing they open the list and press a workshop
in it, of which one has places for a third of them. The bare bot gets the same presses in the same
moments; it opens a form and otherwise replies with one word. Each bot has a process of its own, and
only one of them has work at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from benchmarks.bare_storm import OPEN, PRESS
from benchmarks.figures import milliseconds, quantile, table
from benchmarks.loads import FIELDS
from tests.wire.entities import Member
from tests.wire.interactions import Interaction
from tests.wire.processes import child_bot
from tests.wire.real_bot import JOINING, RealSummit, furnish
from tests.wire.server import WireDiscord

WITHIN = 10.0
# Discord's own limit for the first answer.
MOST_SECONDS = 3.0
# Both workshops of one slot; the first has places for a third of the people.
SLOT = ("early-years-and-education", "communities-and-place")


@dataclass(slots=True)
class Storm:
    """What one storm came to: how long everybody waited for the first answers, and for the last."""

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    async def answered(self, interaction: Interaction) -> str:
        """Wait for an interaction's answers; what it says in the end."""
        self.first.append((await interaction.first_answer(timeout=60)).seconds)
        return (await interaction.final(timeout=60)).content


Person = Callable[[Storm, Member], Awaitable[None]]


async def blow(people: list[Member], person: Person, *, seconds: float, seed: int) -> Storm:
    """Everybody does the same, each in a moment of their own within so many seconds."""
    storm = Storm()
    dice = random.Random(seed)

    async def one(who: Member) -> None:
        await asyncio.sleep(dice.uniform(0, seconds))
        began = time.perf_counter()
        await person(storm, who)
        storm.whole.append(time.perf_counter() - began)

    await asyncio.gather(*(one(who) for who in people))
    return storm


# ---------------------------------------------------------------- what people do


@dataclass(slots=True)
class Bare:
    """The same presses for the bot that only replies."""

    wire: WireDiscord
    pid: int

    async def join(self, storm: Storm, who: Member) -> None:
        opened = await self.wire.press(who, OPEN)
        await storm.answered(opened)
        await storm.answered(await self.wire.fill(opened, {**FIELDS, "from": "me"}))

    async def choose(self, storm: Storm, who: Member) -> None:
        await storm.answered(await self.wire.press(who, PRESS))
        await asyncio.sleep(self.wire.pause)
        await storm.answered(await self.wire.press(who, PRESS))


@dataclass(slots=True)
class Full:
    """People at the real bot; of three that choose, two want the same workshop."""

    summit: RealSummit
    pid: int
    chosen: int = 0

    async def join(self, storm: Storm, who: Member) -> None:
        wire = self.summit.wire
        opened = await wire.press(who, "join")
        await storm.answered(opened)
        sent = await wire.fill(opened, {"name": who.user.name, **JOINING})
        storm.told.append(await storm.answered(sent))

    async def choose(self, storm: Storm, who: Member) -> None:
        wire = self.summit.wire
        slug = SLOT[0] if self.chosen % 3 else SLOT[1]
        self.chosen += 1
        listed = await wire.press(who, "workshops")
        await storm.answered(listed)
        route = next(
            route
            for route in listed.message.custom_ids
            if route.startswith("workshop.choose:") and slug in route.split(":")
        )
        pressed = await wire.press(who, route, message=listed.message)
        storm.told.append(await storm.answered(pressed))


# ---------------------------------------------------------------- the two bots


@contextlib.asynccontextmanager
async def bare(count: int) -> AsyncIterator[tuple[Bare, list[Member]]]:
    async with WireDiscord(record=False) as wire:
        guild = wire.world.guild("Bare")
        people = [guild.member(f"Person {n}") for n in range(count)]
        async with child_bot(wire, ("-m", "benchmarks.bare_storm")) as child:
            await wire.wait_identify()
            yield Bare(wire, child.pid), people


@contextlib.asynccontextmanager
async def full(folder: Path, count: int) -> AsyncIterator[tuple[Full, list[Member]]]:
    """`summit run` with a store on disk, on the day before the summit."""
    folder.mkdir()
    async with WireDiscord(record=False) as wire:
        summit = RealSummit(wire, wire.world.guild("Full"), folder, "before")
        summit.plan_file.write_text(plan_text(summit, count), encoding="utf-8")
        people = [summit.guild.member(f"Person {n}") for n in range(count)]
        text = summit.plan_file.read_text(encoding="utf-8")
        await furnish(summit.database, summit.guild, [], text)
        async with summit.running() as child:
            yield Full(summit, child.pid), people


def plan_text(summit: RealSummit, count: int) -> str:
    """The example for tomorrow, with places for a third of the people in its first workshop."""
    text = summit.plan_file.read_text(encoding="utf-8")
    day = datetime.now(UTC).date() + timedelta(days=1)
    for old, new in (
        ("date = 2021-12-10", f"date = {day}"),
        ('"2022-01-31"', f'"{day + timedelta(days=50)}"'),
        (
            f'slug = "{SLOT[0]}"\ntitle = "Early Years and Education"\nkind',
            f'capacity = {places(count)}\nslug = "{SLOT[0]}"\n'
            'title = "Early Years and Education"\nkind',
        ),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def places(count: int) -> int:
    return count // 3


def check(summit: RealSummit, count: int, joined: Storm, chosen: Storm) -> None:
    """Everybody was answered in time, and the database holds what they were told, no more."""
    assert max(joined.first + chosen.first) < MOST_SECONDS
    assert sum("You have joined" in told for told in joined.told) == count
    assert summit.rows("SELECT count(*) FROM attendee") == [(count,)]
    rows = {
        (slug, state): number
        for slug, state, number in summit.rows(
            "SELECT slug, state, count(*) FROM choice GROUP BY slug, state"
        )
    }
    assert rows[SLOT[0], "place"] == places(count)
    assert sum(rows.values()) == count
    placed = sum("You have a place in" in told for told in chosen.told)
    assert placed == rows[SLOT[0], "place"] + rows[SLOT[1], "place"]
    waiting = sum("on the waiting list" in told.split("\n")[0] for told in chosen.told)
    assert waiting == rows[SLOT[0], "waiting"]


# ---------------------------------------------------------------- figures


@dataclass(slots=True)
class Figures:
    """The rounds of one storm, for both bots."""

    what: str
    bare: list[Storm] = field(default_factory=list)
    full: list[Storm] = field(default_factory=list)

    def ratio(self, share: float) -> float:
        """How many times as long the real bot takes, by neighbouring rounds."""
        return median(
            quantile(f.first, share) / quantile(b.first, share)
            for b, f in zip(self.bare, self.full, strict=True)
        )

    def row(self, name: str, storms: list[Storm], *ratios: str) -> list[str]:
        def over(figure: Callable[[Storm], float]) -> str:
            return milliseconds(median(figure(storm) for storm in storms))

        return [
            self.what,
            name,
            over(lambda storm: quantile(storm.first, 0.5)),
            over(lambda storm: quantile(storm.first, 0.99)),
            over(lambda storm: max(storm.first)),
            *ratios,
            over(lambda storm: quantile(storm.whole, 0.99)),
        ]


async def measure(
    folder: Path, *, count: int, rounds: int, say: Callable[[str], None]
) -> list[Figures]:
    """Both storms within ten seconds, and both with everybody in the same moment."""
    found: list[Figures] = []
    for seconds, name in ((WITHIN, f"within {WITHIN:g} s"), (0.0, "at once")):
        joining, choosing = Figures(f"join, {name}"), Figures(f"choose, {name}")
        for number in range(rounds):
            place = folder / f"{seconds:g}-{number}"
            async with bare(count) as (yardstick, people), full(place, count) as (bot, them):
                for figures, theirs, ours in (
                    (joining, yardstick.join, bot.join),
                    (choosing, yardstick.choose, bot.choose),
                ):
                    storm = {"seconds": seconds, "seed": number}
                    figures.bare.append(await blow(people, theirs, **storm))
                    figures.full.append(await blow(them, ours, **storm))
                check(bot.summit, count, joining.full[-1], choosing.full[-1])
        for figures in (joining, choosing):
            p99 = median(quantile(storm.first, 0.99) for storm in figures.full)
            say(f"{figures.what}: the 99th percentile of the first answer is {p99 * 1000:.0f} ms")
            found.append(figures)
    return found


def report(found: list[Figures], count: int) -> str:
    """The table of both bots in every storm."""
    head = ["storm", "bot", "p50 ms", "p99 ms", "longest ms", "times p50", "times p99"]
    head.append("all done p99 ms")
    rows: list[list[str]] = []
    for one in found:
        rows.append(one.row("bare", one.bare, "", ""))
        ratios = (f"{one.ratio(0.5):.1f}", f"{one.ratio(0.99):.1f}")
        rows.append(one.row("summit", one.full, *ratios))
    longest = max(max(storm.first) for one in found for storm in one.full)
    checked = (
        f"- Every one of {count} people was answered within {MOST_SECONDS:g} s: the longest wait"
        f" was {milliseconds(longest)} ms\n"
        f"- Nobody has a place beyond the {places(count)} that there are, and everybody has the"
        " place or the number that they were told"
    )
    return "\n".join([table(head, rows), "", checked])
