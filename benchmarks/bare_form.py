"""The yardstick: a discord.py bot with the same form of five fields, whose handler only replies.

Written as discord.py's users write one: a modal class whose ``on_submit`` answers. It stays
registered after a submit, as if somebody had just opened it: opening is not measured.
Run as a module it runs against the wire named by WIRE_API and WIRE_GATEWAY.
"""

from __future__ import annotations

import asyncio
import gc
import os

import discord
from discord import ui
from discord.ext import commands

from tests.wire.bare_bot import TOKEN
from tests.wire.pointing import point_at

CUSTOM_ID = "load-form"


class BareForm(ui.Modal, title="Make a pledge"):
    """The pledge form's five fields."""

    theme = ui.Label(
        text="What is it about?",
        component=ui.Select(
            custom_id="theme",
            options=[discord.SelectOption(label="Healthcare", value="healthcare")],
        ),
    )
    action = ui.Label(
        text="What will you do?",
        component=ui.TextInput(
            custom_id="action", style=discord.TextStyle.paragraph, min_length=10, max_length=600
        ),
    )
    maker = ui.Label(
        text="Who is this pledge from?",
        component=ui.RadioGroup(
            custom_id="from",
            options=[discord.RadioGroupOption(label=name, value=name) for name in ("me", "other")],
        ),
    )
    organisation = ui.Label(
        text="Organisation", component=ui.TextInput(custom_id="organisation", required=False)
    )
    first_step = ui.Label(
        text="Your first step", component=ui.TextInput(custom_id="first_step", required=False)
    )

    def __init__(self) -> None:
        super().__init__(custom_id=CUSTOM_ID, timeout=None)

    def stop(self) -> None:
        """Stay registered."""

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("saved", ephemeral=True)


class BareForms(commands.Bot):
    """Nothing but the form; its settings are those of the real bot."""

    def __init__(self) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.5,
        )

    async def setup_hook(self) -> None:
        # As sending the form to somebody does, at the end of its callback.
        self._connection.store_view(BareForm())

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """discord.py waits five seconds before a second IDENTIFY; here nobody has to."""


async def _serve() -> None:
    async with BareForms() as bot:
        gc.freeze()
        await bot.start(os.environ.get("WIRE_TOKEN", TOKEN))


if __name__ == "__main__":
    point_at()
    asyncio.run(_serve())
