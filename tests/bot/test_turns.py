"""Turns that go on whatever happens in one of them."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import discord
import pytest
import simcord
from discord.utils import utcnow

from bot import logs
from bot.turns import Turns
from domain.summits import Summit
from tests.world import World


async def at_once() -> None:
    pass


@pytest.fixture
async def turns() -> AsyncIterator[Turns]:
    made = Turns(at_once)
    yield made
    made.stop()


@pytest.fixture
def log_file() -> Iterator[Path]:
    handlers = logs.start(level="INFO", file=Path("summit.log"), to_screen=False)
    yield Path("summit.log")
    logs.stop(handlers)


async def test_a_turn_that_fails_is_logged_with_a_reference_and_the_next_one_comes(
    log_file: Path,
) -> None:
    events: list[str] = []
    done = asyncio.Event()

    async def ready() -> None:
        events.append("ready")

    async def turn() -> None:
        events.append("turn")
        if len(events) < 4:
            raise ValueError(f"turn {len(events) - 1} broke")
        done.set()

    turns = Turns(ready)
    turns.every(0.005, turn)
    turns.start()
    try:
        async with asyncio.timeout(5):
            await done.wait()
    finally:
        turns.stop()
    assert events[:4] == ["ready", "turn", "turn", "turn"]
    lines = log_file.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    for number, line in enumerate(lines, 1):
        assert re.search(r" ERROR bot\.turns E-[2-9A-Z]{5} in \S+turn \| Traceback", line)
        assert line.endswith(f"ValueError: turn {number} broke")


async def test_stopping_in_the_middle_of_a_turn_ends_it_without_a_complaint(
    turns: Turns, log_file: Path
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def turn() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    turns.every(0.005, turn)
    turns.start()
    async with asyncio.timeout(5):
        await begun.wait()
        turns.stop()
        await ended.wait()
    assert log_file.read_text(encoding="utf-8") == ""


async def test_a_turn_that_takes_long_holds_up_nobody_and_is_not_begun_twice(turns: Turns) -> None:
    begun: list[str] = []
    enough = asyncio.Event()

    async def long() -> None:
        begun.append("long")
        await asyncio.sleep(60)

    async def short() -> None:
        begun.append("short")
        if begun.count("short") == 5:
            enough.set()

    turns.every(0.005, long)
    turns.every(0.005, short)
    turns.start()
    async with asyncio.timeout(5):
        await enough.wait()
    assert begun.count("long") == 1


async def test_after_a_gap_there_is_one_turn_and_not_one_for_each_that_was_missed(
    turns: Turns,
) -> None:
    made: list[float] = []
    enough = asyncio.Event()

    async def turn() -> None:
        made.append(time.monotonic())
        if len(made) == 1:
            time.sleep(1)  # the machine is away, for a hundred turns
        if len(made) == 6:
            enough.set()

    turns.every(0.01, turn)
    turns.start()
    async with asyncio.timeout(20):
        await enough.wait()
    # The five turns after the gap: one at once, perhaps a second, and the others in their time.
    assert made[5] - made[1] >= 0.02


class Turning(discord.Client):
    """Turns at two paces."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.none())
        self.quick = self.slow = 0
        self.turns = Turns(at_once)

    async def setup_hook(self) -> None:
        self.turns.every(2, self.often)
        self.turns.every(5, self.rarely)
        self.turns.start()

    async def often(self) -> None:
        self.quick += 1

    async def rarely(self) -> None:
        self.slow += 1


async def test_everybody_has_their_own_pace_and_a_clock_that_is_put_on_hurries_nobody() -> None:
    client = Turning()
    env = simcord.Env(client)
    await env.start()
    try:
        before = client.quick, client.slow
        await env.advance_time(20)
        assert (client.quick - before[0], client.slow - before[1]) == (10, 4)
        env.backend.clock.advance(8 * 3600)
        before = client.quick, client.slow
        await env.advance_time(60)
        assert 28 <= client.quick - before[0] <= 32
        assert 11 <= client.slow - before[1] <= 13
    finally:
        client.turns.stop()
        await env.shutdown()


@pytest.mark.parametrize("hours", [-8, 1])
def test_a_turn_that_was_due_at_another_clock_s_time_comes_a_pace_from_now(hours: int) -> None:
    clock = Turns(at_once)._clock  # pyright: ignore[reportPrivateUsage]
    clock.next_in(5)
    before = utcnow()
    clock._last_iteration = before + timedelta(hours=hours)  # pyright: ignore[reportPrivateUsage]
    due = clock._get_next_sleep_time()  # pyright: ignore[reportPrivateUsage]
    assert before + timedelta(seconds=5) <= due <= utcnow() + timedelta(seconds=5)


async def test_what_breaks_in_one_server_leaves_the_others_their_turns(tmp_path: Path) -> None:
    async with World.opened(tmp_path) as world:
        await world.set_up()
        await world.beside("Othertown").set_up()
        await _break_in_the_first(world)


async def _break_in_the_first(world: World) -> None:
    first, second = world.bot.summits
    seen: list[int] = []

    async def turn(summit: Summit, now: datetime) -> None:
        seen.append(summit.guild_id)
        if summit is first:
            raise ValueError("nobody foresaw this") if len(seen) < 3 else OSError("no network")

    world.bot.turns.everywhere(1, turn, what="a test", rest=timedelta(minutes=1))
    await world.wait(8)
    # The first one goes on after what nobody foresaw, and rests for a minute after the outage.
    assert seen.count(first.guild_id) == 2
    assert seen.count(second.guild_id) >= 5
    assert [line for line in world.expect_trouble() if "a test of guild" in line] != []
    assert any(f"a test of guild {first.guild_id}: no network" in one for one in world.log.lines)
