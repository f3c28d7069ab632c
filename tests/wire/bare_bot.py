"""A minimal bot on plain discord.py: it proves the wire and is the yardstick for its speed.

Run as a module it serves the wire named by WIRE_API and WIRE_GATEWAY in a process of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
from collections.abc import AsyncIterator, Callable
from typing import Any

import discord
from discord import app_commands, ui

from tests.wire.entities import Channel

TOKEN = "wire.test.token"


class PledgeForm(ui.Modal, title="Make a pledge"):
    """One field of every kind that a form of ours may have."""

    action = ui.Label(text="What will you do?", component=ui.TextInput(custom_id="action"))
    theme = ui.Label(
        text="Theme",
        component=ui.Select(
            custom_id="theme",
            required=True,
            options=[discord.SelectOption(label=t, value=t) for t in ("food", "work")],
        ),
    )
    kind = ui.Label(
        text="Who pledges?",
        component=ui.RadioGroup(
            custom_id="kind",
            options=[discord.RadioGroupOption(label=k, value=k) for k in ("me", "us")],
        ),
    )
    public = ui.Label(text="Publish?", component=ui.Checkbox(custom_id="public"))

    def __init__(self) -> None:
        super().__init__(custom_id="pledge-form", timeout=60)

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        values: list[Any] = []
        for label in (self.action, self.theme, self.kind, self.public):
            item: Any = label.component
            values.append(item.values[0] if isinstance(item, ui.Select) else item.value)
        await interaction.followup.send(repr(values))


class Panel(ui.View):
    """A persistent panel: one button opens the form, one counts."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @ui.button(label="Pledge", custom_id="panel:pledge")
    async def pledge(self, interaction: discord.Interaction, button: ui.Button[Panel]) -> None:
        """Open the form."""
        await interaction.response.send_modal(PledgeForm())

    @ui.button(label="Count", custom_id="panel:count")
    async def count(self, interaction: discord.Interaction, button: ui.Button[Panel]) -> None:
        """Defer, then edit."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(content="counted")


class BareBot(discord.Client):
    """Knows one command group, one panel and one form; remembers what it saw."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            guild_ready_timeout=0.1,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.tree = app_commands.CommandTree(self)
        self.seen: list[int] = []
        group = app_commands.Group(name="pledge", description="Pledges")

        @group.command(name="make", description="Make a pledge")
        async def make(interaction: discord.Interaction, text: str, times: int = 1) -> None:
            await interaction.response.send_message(f"saved: {text * times}", ephemeral=True)

        @make.autocomplete("text")
        async def suggest(
            interaction: discord.Interaction, current: str
        ) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=f"{current}!", value=f"{current}!")]

        self.tree.add_command(group)

        @self.tree.command(name="panel", description="Show the panel")
        async def panel(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("Choose", view=Panel())

    async def setup_hook(self) -> None:
        """Sync before connecting, as a bot should."""
        await self.tree.sync()
        self.add_view(Panel())

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """discord.py waits five seconds before a second IDENTIFY; a test need not."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Remember every delivery, and answer the load generator's form."""
        self.seen.append(interaction.id)
        data: dict[str, Any] = dict(interaction.data or {})
        if data.get("custom_id") == "load-form":
            await interaction.response.send_message("saved", ephemeral=True)


def channel_of(bot: BareBot, channel: Channel) -> discord.TextChannel:
    """The bot's own view of a channel of the wire."""
    found = bot.get_channel(channel.id)
    assert isinstance(found, discord.TextChannel)
    return found


@contextlib.asynccontextmanager
async def running(
    make: Callable[[], discord.Client] = BareBot, token: str = TOKEN
) -> AsyncIterator[Any]:
    """A bot that runs and is ready, in this loop."""
    bot = make()
    task = asyncio.create_task(bot.start(token), name="bot")
    try:
        async with asyncio.timeout(10):
            while not bot.is_ready():
                if task.done():
                    task.result()
                await asyncio.sleep(0.005)
        yield bot
    finally:
        await bot.close()
        await asyncio.wait([task], timeout=5)
        # aiohttp closes the sockets under a session one turn of the loop later.
        await asyncio.sleep(0)


async def _serve() -> None:
    async with BareBot() as bot:
        gc.freeze()
        await bot.start(os.environ.get("WIRE_TOKEN", TOKEN))


if __name__ == "__main__":
    from tests.wire.pointing import point_at

    point_at()
    asyncio.run(_serve())
