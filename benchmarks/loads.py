"""People who send forms over the wire, as many at once or as many a second as wanted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.wire.entities import Member
from tests.wire.forms import Radio
from tests.wire.server import WireDiscord

# The same five fields for both bots, as long as people's pledges are.
FIELDS = {
    "theme": ["healthcare"],
    "action": (
        "We will open our community kitchen every Saturday from ten to two, cook with whoever"
        " comes, and give what is left to families who ask for it; nobody needs to say why."
    ),
    "from": Radio("me"),
    "organisation": "",
    "first_step": "Ask the library for its back room, by the end of January",
}

Route = Callable[[], str]


@dataclass(slots=True)
class Load:
    """What one stretch of load came to: how long each person waited, and what it took in all."""

    waited: list[float] = field(default_factory=list)
    took: float = 0.0
    said: set[str] = field(default_factory=set)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waited) / self.took


async def in_flight(
    wire: WireDiscord, people: list[Member], route: Route, *, count: int, seconds: float
) -> Load:
    """Keep so many forms in flight for so long: who is answered sends the next one."""
    load = Load()
    began = time.perf_counter()
    end = began + seconds

    async def one(number: int) -> None:
        who = people[number % len(people)]
        while time.perf_counter() < end:
            await _send(wire, who, route(), load)

    await asyncio.gather(*(one(number) for number in range(count)))
    load.took = time.perf_counter() - began
    return load


async def per_second(
    wire: WireDiscord, people: list[Member], route: Route, *, rate: float, until: asyncio.Event
) -> Load:
    """Send so many forms a second, whether or not the earlier ones were answered."""
    load = Load()
    began = time.perf_counter()
    tasks: set[asyncio.Task[None]] = set()
    number = 0
    while not until.is_set():
        pause = began + number / rate - time.perf_counter()
        if pause > 0:
            await asyncio.sleep(pause)
        task = asyncio.create_task(_send(wire, people[number % len(people)], route(), load))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        number += 1
    await asyncio.gather(*tasks)
    load.took = time.perf_counter() - began
    return load


async def _send(wire: WireDiscord, who: Member, route: str, load: Load) -> None:
    interaction = await wire.submit(who, route, FIELDS)
    answer = await interaction.final(timeout=30)
    load.waited.append(answer.seconds)
    load.said.add(answer.content[:20])
    wire.forget(interaction)
