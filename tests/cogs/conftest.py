"""The worlds in which the capabilities are tried."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.world import World


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
