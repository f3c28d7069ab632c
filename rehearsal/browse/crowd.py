"""A crowd on request: it joins, chooses, pledges, while whoever rehearses watches."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from rehearsal import arriving, choosing, pledging
from rehearsal.stage import Stage

log = logging.getLogger(__name__)

PLEDGES = 50
# After so many of one act, the simulated time goes on a little, so that the bot's loops turn.
BREATH, BREATH_SECONDS = 10, 1.0

Step = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a crowd can do. ``done``: what is said of it, with the number before it."""

    key: str
    label: str
    doing: str
    done: str


class Crowd:
    """Plays one act at a time. Each step waits for its turn, so that others can act between."""

    def __init__(self, stage: Stage, turn: asyncio.Lock) -> None:
        self._stage = stage
        self._turn = turn
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self.acts = {
            one.key: one
            for one in (
                Act("join", f"{len(stage.cast)} people join", "People join", "people have joined"),
                Act(
                    "choose",
                    "Everyone chooses workshops",
                    "People choose workshops",
                    "choices made",
                ),
                Act("pledge", f"{PLEDGES} pledges", "People pledge", "pledges made"),
            )
        }
        self.act: Act | None = None
        self.count = self.of = 0
        self.said = ""

    @property
    def busy(self) -> bool:
        return self._task is not None and not self._task.done()

    def why_not(self, key: str) -> str:
        """Why this act cannot begin now, as a sentence; empty where it can."""
        if self.busy:
            return "The crowd is busy. Wait until it is done."
        if key == "join":
            everybody = len(self._stage.ledger.joined) >= len(self._stage.cast)
            return "Everybody of the crowd has joined." if everybody else ""
        if not self._stage.ledger.joined:
            return "First let people join."
        if key == "choose" and not choosing.choices_of(self._stage):
            return "This plan has no workshops to choose between."
        return ""

    def begin(self, key: str) -> str:
        """Start an act; returns why not, or an empty text."""
        refused = self.why_not(key)
        if not refused:
            self.act, self.count, self.of, self.said = self.acts[key], 0, 0, ""
            self._stopping = False
            self._task = asyncio.create_task(self._play(key), name=f"crowd: {key}")
        return refused

    async def stop(self) -> None:
        """End after the step that is being played."""
        self._stopping = True
        if self._task is not None:
            await asyncio.wait({self._task})

    async def _play(self, key: str) -> None:
        assert self.act is not None
        steps = {"join": self._join, "choose": self._choose, "pledge": self._pledge}[key]
        try:
            async for step in steps():
                if self._stopping:
                    break
                async with self._turn:
                    await step()
                    self.count += 1
                    if self.count % BREATH == 0:
                        await self._stage.world.pass_time(BREATH_SECONDS)
                await asyncio.sleep(0)
            self.said = f"{self.count} {self.act.done}."
        except Exception:
            log.exception("the crowd stopped")
            self.said = f"The crowd stopped after {self.count}. The log says why."

    async def _join(self) -> AsyncIterator[Step]:
        stage = self._stage
        coming = [one for one in stage.cast if one.name not in stage.ledger.joined]
        self.of = len(coming)
        for number, person in enumerate(coming):

            async def come(number: int = number, name: str = person.name) -> None:
                person = next(one for one in stage.cast if one.name == name)
                if name not in stage.members:
                    stage.members[name] = stage.world.person(name)
                await arriving.join(stage, person, by_button=number % 4 != 3)

            yield come

    async def _choose(self) -> AsyncIterator[Step]:
        stage = self._stage
        slots = choosing.choices_of(stage)
        self.of = len(slots) * len(stage.joined)
        for workshops in slots:
            for person in stage.joined:
                wanted = stage.dice.choice(workshops)
                yield lambda p=person, w=wanted: choosing._choose(stage, p, w)

    async def _pledge(self) -> AsyncIterator[Step]:
        stage = self._stage
        self.of = PLEDGES
        for number in range(PLEDGES):
            person = stage.dice.choice(stage.joined)
            promise = next(stage.promises[person.kind])
            yield lambda p=person, q=promise, n=number: pledging.pledge(
                stage, p, q, by_button=n % 3 != 2
            )
