"""/keeping and its buttons, and the loop that announces and ends it."""

from __future__ import annotations

import re
from datetime import date

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import require_organiser
from bot.answers import Answer
from bot.client import SummitBot
from cogs import buttons
from cogs.keeping import cards
from cogs.keeping.keeper import Keeper
from db import retention
from domain.retention import check_may_change
from domain.rules import RuleBroken

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Keeping(commands.Cog):
    """How long personal data is kept. For organisers alone."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.keeper = Keeper(bot)
        bot.routes.press(buttons.KEEPING.route, self.show)
        bot.routes.press("keeping.longer", self.ask)
        bot.routes.press("keeping.more", self.put_off)
        bot.routes.press("keeping.right", self.confirm)

    @app_commands.command(
        name="keeping", description="For organisers: until when personal data is kept"
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def keeping(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.show(Answer.of(interaction))

    async def show(self, answer: Answer) -> None:
        """What is kept until when."""
        summit = require_organiser(answer)
        kept = await retention.get(self.bot.store, guild_id=summit.guild_id, plan=summit.plan)
        await answer.send(cards.overview(kept, summit, answer.now))

    async def ask(self, answer: Answer, day: str) -> None:
        """How much longer; nothing is decided yet."""
        summit = require_organiser(answer)
        kept = await retention.get(self.bot.store, guild_id=summit.guild_id, plan=summit.plan)
        if kept.retention is None:
            raise RuleBroken("keeping.none")
        check_may_change(kept.retention)
        if kept.retention.ends_on != _read(day):
            raise RuleBroken("keeping.changed")
        await answer.send(cards.choices(kept.retention))

    async def put_off(self, answer: Answer, day: str, months: str) -> None:
        """Keep it so many months longer than the day that was seen."""
        summit = require_organiser(answer)
        if months not in {"1", "3", "6"}:
            raise RuleBroken("form.old")
        state = await retention.put_off(
            self.bot.store,
            guild_id=summit.guild_id,
            actor_id=answer.user_id,
            months=int(months),
            seen=_read(day),
            now=answer.now,
        )
        answer.saved = "Your decision"
        await answer.replace(cards.put_off(state))

    async def confirm(self, answer: Answer, day: str) -> None:
        """The day is right. A second press changes nothing."""
        summit = require_organiser(answer)
        state = await retention.confirm(
            self.bot.store,
            guild_id=summit.guild_id,
            actor_id=answer.user_id,
            seen=_read(day),
            now=answer.now,
        )
        answer.saved = "Your decision"
        await answer.replace(cards.confirmed(state))


def _read(day: str) -> date:
    """The day that a button means. Raises RuleBroken where it never was one of ours."""
    if not _DAY.fullmatch(day):
        raise RuleBroken("form.old")
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise RuleBroken("form.old") from None
