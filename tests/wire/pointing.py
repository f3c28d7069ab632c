"""Points discord.py at the loopback Discord instead of the real one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import yarl
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route

API_VARIABLE = "WIRE_API"
GATEWAY_VARIABLE = "WIRE_GATEWAY"


def point_at(base_url: str | None = None, gateway_url: str | None = None) -> None:
    """Send all of discord.py's traffic to these addresses.

    Without arguments they come from WIRE_API and WIRE_GATEWAY, so that a bot in a process of
    its own can call this first.
    """
    api = base_url or os.environ[API_VARIABLE]
    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url or os.environ[GATEWAY_VARIABLE])
    Asset.BASE = str(yarl.URL(api).origin()) + "/cdn"  # pyright: ignore[reportAttributeAccessIssue]


@contextmanager
def pointed_at(base_url: str, gateway_url: str) -> Iterator[None]:
    """The same for the length of a `with` block; afterwards discord.py is as it was."""
    before = (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE)
    point_at(base_url, gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE = before


def environment(base_url: str, gateway_url: str) -> dict[str, str]:
    """This process's environment with the addresses added, for a bot started as a child."""
    return {**os.environ, API_VARIABLE: base_url, GATEWAY_VARIABLE: gateway_url}
