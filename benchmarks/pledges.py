"""The whole pledge path beside a bare bot that answers the same form with one word.

Both bots run in processes of their own against wires of their own in this process; only one of
them has work at a time. The rounds alternate, bare, full, bare, full, so that whatever else the
machine does meets both, and each figure is the median over the rounds.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import bare_form
from benchmarks.figures import milliseconds, quantile, table, verdict
from benchmarks.loads import Load, Route, in_flight
from benchmarks.processes import cpu_seconds
from tests.wire.entities import Member
from tests.wire.processes import child_bot
from tests.wire.real_bot import RealSummit
from tests.wire.server import WireDiscord

PEOPLE = 256
LEVELS = (1, 16, 64, 256)
# What the project promises: at so many in flight, at least this share of the bare bot's rate.
GOALS = {64: 0.80, 256: 0.90}


@dataclass(slots=True)
class Bot:
    """One of the two bots under load."""

    wire: WireDiscord
    people: list[Member]
    route: Route
    pid: int
    says: str

    async def round(self, count: int, seconds: float) -> tuple[Load, float]:
        """One round; also the processor time of the bot for each interaction."""
        before = cpu_seconds(self.pid)
        load = await in_flight(self.wire, self.people, self.route, count=count, seconds=seconds)
        assert all(text.startswith(self.says) for text in load.said), load.said
        return load, (cpu_seconds(self.pid) - before) / len(load.waited)


@contextlib.asynccontextmanager
async def bare() -> AsyncIterator[Bot]:
    """The same form in a discord.py bot whose handler only replies."""
    async with WireDiscord(record=False) as wire:
        guild = wire.world.guild("Bare")
        people = [guild.member(f"Person {n}") for n in range(PEOPLE)]
        async with child_bot(wire, ("-m", "benchmarks.bare_form")) as child:
            await wire.wait_identify()
            yield Bot(wire, people, lambda: bare_form.CUSTOM_ID, child.pid, "saved")


@contextlib.asynccontextmanager
async def full(folder: Path) -> AsyncIterator[Bot]:
    """`summit run` with a store on disk; pledges are looked at before they are shown."""
    async with WireDiscord(record=False) as wire:
        summit = RealSummit(wire, wire.world.guild("Full"), folder, "before")
        people = [summit.guild.member(f"Person {n}") for n in range(PEOPLE)]
        await summit.furnish(people)
        async with summit.running() as child:
            yield Bot(wire, people, new_form(wire), child.pid, "**Your pledge is sav")


def new_form(wire: WireDiscord) -> Route:
    """Each call is a form of its own, as if somebody had opened it."""
    return lambda: f"pledge.new:{wire.world.ids.next()}"


@dataclass(slots=True)
class Level:
    """The rounds of both bots at one number in flight."""

    count: int
    bare: list[tuple[Load, float]]
    full: list[tuple[Load, float]]

    @property
    def ratio(self) -> float:
        """The full path's rate as a share of the bare one's, by pairs of neighbouring rounds."""
        return median(f[0].rate / b[0].rate for b, f in zip(self.bare, self.full, strict=True))

    def row(self, name: str, rounds: list[tuple[Load, float]], ratio: str) -> list[str]:
        def over(figure: Callable[[Load], float]) -> float:
            return median(figure(load) for load, _ in rounds)

        return [
            str(self.count),
            name,
            f"{over(lambda load: load.rate):,.0f}",
            ratio,
            *(
                milliseconds(over(lambda load, share=share: quantile(load.waited, share)))
                for share in (0.5, 0.95, 0.99)
            ),
            f"{median(cpu for _, cpu in rounds) * 1e6:.0f}",
        ]


async def measure(
    folder: Path, *, rounds: int, seconds: float, say: Callable[[str], None]
) -> list[Level]:
    """All levels, alternating between the two bots."""
    levels: list[Level] = []
    async with bare() as yardstick, full(folder) as pledging:
        for bot in (yardstick, pledging):
            await bot.round(64, 1.5)  # warm
        for count in LEVELS:
            level = Level(count, [], [])
            for _ in range(rounds):
                level.bare.append(await yardstick.round(count, seconds))
                level.full.append(await pledging.round(count, seconds))
            say(f"{count} in flight: {level.ratio:.2f} of the bare form's rate")
            levels.append(level)
    return levels


def report(levels: list[Level]) -> str:
    """The table of both bots at every level, and how the goals stand."""
    head = ["in flight", "form", "a second", "ratio", "p50 ms", "p95 ms", "p99 ms", "CPU µs each"]
    rows: list[list[str]] = []
    for level in levels:
        rows.append(level.row("bare", level.bare, ""))
        rows.append(level.row("pledge", level.full, f"{level.ratio:.2f}"))
    goals = [
        f"- {level.count} in flight: {verdict(level.ratio, GOALS[level.count], least=True)}"
        for level in levels
        if level.count in GOALS
    ]
    return "\n".join([table(head, rows), "", *goals])
