"""Runs a bot in a process of its own against the wire, to be killed when a test wants."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.wire.pointing import environment
from tests.wire.server import WireDiscord

ROOT = Path(__file__).resolve().parents[2]


@asynccontextmanager
async def child_bot(
    wire: WireDiscord,
    arguments: Sequence[str] = ("-m", "tests.wire.bare_bot"),
    *,
    extra: Mapping[str, str] | None = None,
) -> AsyncIterator[Process]:
    """Start Python with these arguments and WIRE_API and WIRE_GATEWAY set; SIGKILL at the end.

    What it starts must call `tests.wire.pointing.point_at()` before the bot logs in.
    """
    environ = {**environment(wire.base_url, wire.gateway_url), **(extra or {})}
    child = await asyncio.create_subprocess_exec(sys.executable, *arguments, env=environ, cwd=ROOT)
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()
