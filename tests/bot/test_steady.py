"""Loops that go on whatever happens in a turn."""

from __future__ import annotations

import asyncio
import re
import time
from datetime import timedelta
from pathlib import Path

import discord
import pytest
import simcord
from discord.utils import utcnow

from bot import logs
from bot.steady import every


async def test_a_turn_that_fails_is_logged_with_a_reference_and_the_next_one_comes() -> None:
    handlers = logs.start(level="INFO", file=Path("summit.log"), to_screen=False)
    events: list[str] = []
    done = asyncio.Event()

    async def ready() -> None:
        events.append("ready")

    async def turn() -> None:
        events.append("turn")
        if len(events) < 4:
            raise ValueError(f"turn {len(events) - 1} broke")
        done.set()

    loop = every(0.005, turn, ready)
    try:
        loop.start()
        async with asyncio.timeout(5):
            await done.wait()
    finally:
        loop.cancel()
        logs.stop(handlers)
    assert events[:4] == ["ready", "turn", "turn", "turn"]
    lines = Path("summit.log").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    for number, line in enumerate(lines, 1):
        assert re.search(r" ERROR bot\.steady E-[2-9A-Z]{5} in \S+turn \| Traceback", line)
        assert line.endswith(f"ValueError: turn {number} broke")


async def test_a_loop_that_is_cancelled_in_the_middle_of_a_turn_ends_without_a_complaint() -> None:
    handlers = logs.start(level="INFO", file=Path("summit.log"), to_screen=False)
    begun, ended = asyncio.Event(), asyncio.Event()

    async def turn() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    async def ready() -> None:
        pass

    loop = every(0.005, turn, ready)
    try:
        loop.start()
        async with asyncio.timeout(5):
            await begun.wait()
            loop.cancel()
            await ended.wait()
            while loop.is_running():
                await asyncio.sleep(0.005)
    finally:
        logs.stop(handlers)
    assert Path("summit.log").read_text(encoding="utf-8") == ""


async def test_after_a_gap_there_is_one_turn_and_not_one_for_each_that_was_missed() -> None:
    turns: list[float] = []
    enough = asyncio.Event()

    async def ready() -> None:
        pass

    async def turn() -> None:
        turns.append(time.monotonic())
        if len(turns) == 1:
            time.sleep(1)  # the machine is away, for a hundred turns
        if len(turns) == 6:
            enough.set()

    loop = every(0.01, turn, ready)
    loop.start()
    try:
        async with asyncio.timeout(20):
            await enough.wait()
    finally:
        loop.cancel()
    # The five turns after the gap: one at once, perhaps a second, and the others in their time.
    assert turns[5] - turns[1] >= 0.02


class Turning(discord.Client):
    """Turns every five seconds."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.none())
        self.turns = 0

    async def setup_hook(self) -> None:
        every(5, self.turn, self.ready).start()

    async def ready(self) -> None:
        pass

    async def turn(self) -> None:
        self.turns += 1


async def test_a_clock_that_is_put_on_does_not_hurry_a_loop() -> None:
    client = Turning()
    env = simcord.Env(client)
    await env.start()
    try:
        await env.advance_time(20)
        before = client.turns
        env.backend.clock.advance(8 * 3600)
        await env.advance_time(60)
        assert 10 <= client.turns - before <= 14
    finally:
        await env.shutdown()


@pytest.mark.parametrize("hours", [-8, 1])
def test_a_turn_that_was_due_at_another_clock_s_time_comes_a_pace_from_now(hours: int) -> None:
    async def turn() -> None:
        pass

    loop = every(5, turn, turn)
    before = utcnow()
    loop._last_iteration = before + timedelta(hours=hours)  # pyright: ignore[reportPrivateUsage]
    due = loop._get_next_sleep_time()  # pyright: ignore[reportPrivateUsage]
    assert before + timedelta(seconds=5) <= due <= utcnow() + timedelta(seconds=5)
