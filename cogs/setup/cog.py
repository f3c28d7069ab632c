"""/summit setup."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import require_manager
from bot.answers import Answer
from bot.client import SummitBot
from cogs.setup import cards
from cogs.setup.builder import Builder
from db import posted
from db.posted import Purpose
from domain.plan import Plan, PlanInvalid, parse_plan
from domain.rules import RuleBroken
from domain.summits import Summit

log = logging.getLogger(__name__)


class Setup(commands.Cog):
    """Setting a server up from the plan file."""

    summit = app_commands.Group(
        name="summit",
        description="For organisers: the summit in this server",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._busy: set[int] = set()

    @summit.command(name="setup", description="Make the roles, channels and panels of the plan")
    async def set_up(self, interaction: discord.Interaction[SummitBot]) -> None:
        answer = Answer.of(interaction)
        guild_id = require_manager(answer)
        guild = self.bot.get_guild(guild_id)
        if guild is None:
            raise RuleBroken("access.server")
        plan = await self.read_plan()
        if guild_id in self._busy:
            raise RuleBroken("setup.busy")
        self._busy.add(guild_id)
        try:
            built = await Builder(guild, plan).build()
            summit, turned = await self.bot.set_up(guild_id, plan, built.places, built.rooms)
            answer.saved = "What was made so far"
            # The wall too: the plan may have other titles, or another channel for it.
            await posted.mark_panels(self.bot.store, guild_id=guild_id)
            await self._put_panels(summit)
            organiser = await self._make_organiser(interaction, summit)
        except discord.Forbidden as error:
            raise RuleBroken("setup.lacks", permissions=error.text or "unknown") from error
        finally:
            self._busy.discard(guild_id)
        await answer.send(cards.done(built, summit, organiser=organiser, turned=turned))

    async def read_plan(self) -> Plan:
        """The plan file as it is now. Raises RuleBroken ``setup.*``."""
        path = self.bot.plan_file
        if path is None:
            raise RuleBroken("setup.no_plan")
        try:
            return parse_plan(await asyncio.to_thread(Path.read_text, path, "utf-8"))
        except PlanInvalid as error:
            problems = " ".join(f"({problem})" for problem in error.problems[:3])
            more = len(error.problems) - 3
            rest = f" And {more} more: see summit plan check." if more > 0 else ""
            raise RuleBroken("setup.plan", problems=problems[:1400] + rest) from error
        except (OSError, UnicodeDecodeError) as error:
            raise RuleBroken("setup.plan", problems=f"({path.name}: {error})") from error

    async def _put_panels(self, summit: Summit) -> None:
        """The three panels, each once; a second set-up draws them again."""
        places = summit.places
        wanted: dict[Purpose, int] = {
            "welcome_panel": places.welcome_channel,
            "wall_summary": places.wall_channel,
            "organiser_panel": places.organisers_channel,
        }
        for purpose, channel_id in wanted.items():
            await self.bot.standing.keep(summit, purpose, channel_id)

    async def _make_organiser(
        self, interaction: discord.Interaction[SummitBot], summit: Summit
    ) -> bool:
        """Who sets the summit up is its first organiser, where the bot may give that role."""
        try:
            await self.bot.http.add_role(
                summit.guild_id,
                interaction.user.id,
                summit.places.organiser_role,
                reason="Set the summit up",
            )
        except discord.Forbidden as error:
            log.warning("no organiser role for %d: %s", interaction.user.id, error)
            return False
        return True
