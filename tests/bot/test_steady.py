"""Loops that go on whatever happens in a turn."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

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
