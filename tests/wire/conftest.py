"""Fixtures of the wire tests."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest

from tests.wire.bare_bot import BareBot, running
from tests.wire.entities import Channel, Member
from tests.wire.openapi import RequestChecker, checker_or_skip, openapi_path
from tests.wire.pointing import pointed_at
from tests.wire.server import WireDiscord
from tests.wire.world import Guild


@pytest.fixture
async def wire() -> AsyncIterator[WireDiscord]:
    """A loopback Discord that discord.py in this process talks to; checked at the end."""
    async with WireDiscord() as server:
        with pointed_at(server.base_url, server.gateway_url):
            yield server
        server.check()


@pytest.fixture
def guild(wire: WireDiscord) -> Guild:
    """A guild with one channel."""
    return wire.world.guild("Stockport")


@pytest.fixture
def alice(guild: Guild) -> Member:
    """A member without any role."""
    return guild.member("Alice")


@pytest.fixture
def lobby(guild: Guild) -> Channel:
    """The guild's channel."""
    return guild.first_text_channel()


@pytest.fixture
async def bare_bot(wire: WireDiscord, guild: Guild) -> AsyncIterator[BareBot]:
    """The minimal bot, running and ready."""
    async with running() as bot:
        yield bot


@pytest.fixture(scope="session")
def openapi_or_skip() -> RequestChecker:
    """The checker; a plain clone lacks the description and skips, CI must have it."""
    return checker_or_skip(openapi_path(), ci=os.environ.get("CI", "").lower() == "true")
