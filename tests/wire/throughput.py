"""How many form submits a second a bot in another process answers over the wire.

Run it by hand: `python -m tests.wire.throughput --in-flight 64 --seconds 5`.
"""

from __future__ import annotations

import argparse
import asyncio
import time

from tests.wire.entities import Member
from tests.wire.processes import child_bot
from tests.wire.server import WireDiscord

FIELDS = {
    "action": "We will run a community fridge at the library every Saturday.",
    "theme": ["food"],
    "first_step": "Ask the library for a room",
}


async def load(
    wire: WireDiscord, people: list[Member], *, in_flight: int, seconds: float
) -> list[float]:
    """Keep this many submits in flight for so long; the seconds each person waited."""
    end = time.perf_counter() + seconds
    waited: list[float] = []

    async def one_person(number: int) -> None:
        who = people[number % len(people)]
        while time.perf_counter() < end:
            interaction = await wire.submit(who, "load-form", FIELDS)
            answer = await interaction.final(timeout=30)
            waited.append(answer.seconds)
            wire.forget(interaction)

    await asyncio.gather(*(one_person(n) for n in range(in_flight)))
    return waited


async def measure(in_flight: int, seconds: float) -> None:
    """Start the bare bot, warm it up, measure, and print the figures."""
    async with WireDiscord(record=False) as wire:
        guild = wire.world.guild("Load")
        people = [guild.member(f"person {n}") for n in range(in_flight)]
        async with child_bot(wire):
            await wire.wait_identify()
            await load(wire, people, in_flight=in_flight, seconds=1)
            own = time.process_time()
            start = time.perf_counter()
            waited = sorted(await load(wire, people, in_flight=in_flight, seconds=seconds))
            took = time.perf_counter() - start
            own = time.process_time() - own
        p50, p99 = (waited[int(len(waited) * q)] * 1000 for q in (0.5, 0.99))
        print(f"{len(waited) / took:,.0f} submits a second at {in_flight} in flight")
        print(f"p50 {p50:.1f} ms, p99 {p99:.1f} ms; the server used {own / took:.0%} of a core")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    asyncio.run(measure(options.in_flight, options.seconds))
