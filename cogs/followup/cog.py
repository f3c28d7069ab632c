"""/followup and its buttons."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answer
from bot.client import SummitBot
from cogs.followup.care import Care
from cogs.followup.keeper import Keeper
from cogs.followup.progress import Progress
from cogs.followup.status import Status


class FollowUps(commands.Cog):
    """Following up on pledges for a year."""

    followup = app_commands.Group(
        name="followup",
        description="For organisers: how pledges go",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.progress = Progress(bot)
        self.care = Care(bot)
        self.board = Status(bot)
        self.keeper = Keeper(bot)

    @followup.command(name="status", description="For organisers: how the pledges go")
    async def status(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.board.show(Answer.of(interaction))

    @followup.command(name="mine", description="See the pledges and notes that you look after")
    async def mine(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.board.mine(Answer.of(interaction))

    @followup.command(name="tasks", description="For organisers: who is stuck or needs help")
    async def tasks(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.board.tasks(Answer.of(interaction))
