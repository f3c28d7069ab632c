"""The worlds in which the capabilities are tried."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot import client
from tests.world import World


@pytest.fixture
def without_control(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rooms that nobody runs: no second panel, no door, nothing said but what is tried."""
    kept = tuple(one for one in client.EXTENSIONS if one != "cogs.control")
    monkeypatch.setattr(client, "EXTENSIONS", kept)


@pytest.fixture
async def bare_world(tmp_path: Path) -> AsyncGenerator[World]:
    """A server in which nothing is set up yet."""
    async with World.opened(tmp_path) as world:
        yield world


@pytest.fixture
async def world(bare_world: World) -> World:
    """A summit where organisers look at pledges before others see them."""
    await bare_world.set_up()
    return bare_world


@pytest.fixture
async def open_world(tmp_path: Path) -> AsyncGenerator[World]:
    """A summit where pledges are shown at once."""
    async with World.opened(tmp_path, moderation="after") as world:
        await world.set_up()
        yield world
