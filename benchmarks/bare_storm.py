"""The yardstick for a storm: a discord.py bot that opens a form, and otherwise only replies.

Run as a module it runs against the wire named by WIRE_API and WIRE_GATEWAY.
"""

from __future__ import annotations

import asyncio
import gc
import os
from typing import Any

import discord

from benchmarks.bare_form import BareForm, BareForms
from tests.wire.bare_bot import TOKEN
from tests.wire.pointing import point_at

OPEN = "load-open"
PRESS = "load-press"


class BareStorm(BareForms):
    """Its form is the pledge's, with as many fields as the one for joining has."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        data: dict[str, Any] = dict(interaction.data or {})
        if data.get("custom_id") == OPEN:
            await interaction.response.send_modal(BareForm())
        elif data.get("custom_id") == PRESS:
            await interaction.response.send_message("ok", ephemeral=True)


async def _serve() -> None:
    async with BareStorm() as bot:
        gc.freeze()
        await bot.start(os.environ.get("WIRE_TOKEN", TOKEN))


if __name__ == "__main__":
    point_at()
    asyncio.run(_serve())
