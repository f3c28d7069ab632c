"""What a bot costs while nobody does anything: processor time and memory, beside a bare bot.

Both run at the same time, each in a process of its own, so that whatever else the machine does
meets both. The summit is tomorrow's: every room, panel and loop of the plan is there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.figures import mebibytes, table
from benchmarks.processes import cpu_seconds, peak_memory
from benchmarks.storms import bare, full

# Panels and events are made in the first moments.
SETTLING = 30.0
# Nobody of them does anything; a third of them is how many places the first workshop has.
PEOPLE = 60


@dataclass(slots=True)
class Quiet:
    """Milliseconds of processor in each second of quiet, round by round, and bytes at the most."""

    shares: list[float] = field(default_factory=list)
    memory: int = 0


async def measure(
    folder: Path, *, rounds: int, seconds: float, say: Callable[[str], None]
) -> tuple[Quiet, Quiet]:
    """The bare bot, and the summit's."""
    async with bare(PEOPLE) as (plain, _), full(folder / "quiet", PEOPLE) as (summit, _):
        pids = (plain.pid, summit.pid)
        found = (Quiet(), Quiet())
        await asyncio.sleep(SETTLING if rounds > 1 else 5)
        for number in range(rounds):
            before = [cpu_seconds(pid) for pid in pids]
            await asyncio.sleep(seconds)
            for one, pid, was in zip(found, pids, before, strict=True):
                one.shares.append((cpu_seconds(pid) - was) * 1000 / seconds)
            say(f"idle, round {number + 1} of {rounds}: " + _shares(found))
        for one, pid in zip(found, pids, strict=True):
            one.memory = peak_memory(pid)
        return found


def _shares(found: tuple[Quiet, Quiet]) -> str:
    return ", ".join(f"{one.shares[-1]:.1f} ms/s" for one in found)


def report(found: tuple[Quiet, Quiet]) -> str:
    rows = [
        [name, f"{median(one.shares):.1f}", f"{max(one.shares):.1f}", mebibytes(one.memory)]
        for name, one in zip(("bare", "summit"), found, strict=True)
    ]
    return table(["bot", "CPU ms a second", "most", "MiB at the most"], rows)
