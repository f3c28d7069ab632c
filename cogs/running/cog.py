"""/summit open, close and status, their buttons, and what people read of it."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot import subcommands
from bot.access import require_organiser
from bot.answers import Answer
from bot.client import SummitBot
from bot.saying import Say
from cogs.running import cards
from cogs.running.keeper import LATELY, Dashboard
from db import running, sessions
from db.said import Said
from domain.facilitation import Door
from domain.rules import RuleBroken
from domain.running import still_to_come
from domain.sessions import next_up
from domain.summits import Summit


class RunningTheDay(commands.Cog):
    """The summit as a whole, on its day."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.dashboard = Dashboard(bot)
        self._commands = _commands(self)
        bot.routes.press("day.open", self.ask_to_open)
        bot.routes.press("day.open.yes", self.open)
        bot.routes.press("day.close", self.ask_to_close)
        bot.routes.press("day.close.yes", self.close)
        bot.routes.press("day.status", self.status)
        bot.routes.press("day.look", self.look)
        bot.saying.draws("welcome", self._draw_welcome)
        bot.saying.draws("thanks", self._draw_thanks)

    async def cog_load(self) -> None:
        subcommands.add(self.bot, "summit", self._commands)

    async def cog_unload(self) -> None:
        subcommands.remove(self.bot, "summit", self._commands)

    # ------------------------------------------------------------ opening and closing

    async def ask_to_open(self, answer: Answer) -> None:
        summit = require_organiser(answer)
        day = await running.get(self.bot.store, guild_id=summit.guild_id, edition=summit.edition)
        await answer.replace(cards.ask_to_open(day, summit))

    async def open(self, answer: Answer, edition: str) -> None:
        summit = self._this_year(answer, edition)
        day, new = await running.open_day(
            self.bot.store,
            guild_id=summit.guild_id,
            edition=summit.edition,
            user_id=answer.user_id,
            now=answer.now,
        )
        answer.saved = "That the summit is open"
        await answer.replace(cards.opened(day, new=new))

    async def ask_to_close(self, answer: Answer) -> None:
        summit = require_organiser(answer)
        store, guild_id = self.bot.store, summit.guild_id
        day = await running.get(store, guild_id=guild_id, edition=summit.edition)
        programme = await sessions.every(store, guild_id=guild_id)
        counted = await running.look(store, guild_id=guild_id, since=answer.now - LATELY)
        is_open = sum(room.door is Door.OPEN for room in counted.rooms)
        to_come = still_to_come(programme, answer.now)
        await answer.replace(cards.ask_to_close(day, summit, to_come, is_open))

    async def close(self, answer: Answer, edition: str) -> None:
        summit = self._this_year(answer, edition)
        before = await running.get(self.bot.store, guild_id=summit.guild_id, edition=summit.edition)
        day, closing = await running.close_day(
            self.bot.store,
            guild_id=summit.guild_id,
            edition=summit.edition,
            user_id=answer.user_id,
            now=answer.now,
        )
        answer.saved = "That the summit is closed"
        await answer.replace(cards.closed(day, closing, new=day != before))

    def _this_year(self, answer: Answer, edition: str) -> Summit:
        """Last year's question is not about this year's summit. Raises RuleBroken ``form.old``."""
        summit = require_organiser(answer)
        if edition != summit.edition:
            raise RuleBroken("form.old")
        return summit

    # ------------------------------------------------------------ how it goes

    async def status(self, answer: Answer) -> None:
        """The dashboard as it is now, privately; from now on it stands for all organisers."""
        summit = require_organiser(answer)
        await running.want_dashboard(
            self.bot.store, guild_id=summit.guild_id, edition=summit.edition
        )
        await self._show(answer, summit)

    async def look(self, answer: Answer) -> None:
        await self._show(answer, require_organiser(answer))

    async def _show(self, answer: Answer, summit: Summit) -> None:
        text = await self.dashboard.text(summit, answer.now, cards.STATUS_TEXT)
        await answer.replace(cards.status(text))

    # ------------------------------------------------------------ what people read

    async def _draw_welcome(self, summit: Summit, post: Said) -> Say | None:
        if post.about != summit.edition:
            return None
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        coming = [one for one in programme if one.kind != "break"]
        first = next(iter(next_up(coming, post.created_at)), None)
        return Say(summit.places.welcome_channel, cards.welcome(summit, first))

    async def _draw_thanks(self, summit: Summit, post: Said) -> Say | None:
        if post.about != summit.edition:
            return None
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        recorded = any(one.recorded and one.kind != "break" for one in programme)
        return Say(summit.places.welcome_channel, cards.thanks(summit, recorded=recorded))


def _commands(cog: RunningTheDay) -> tuple[subcommands.Sub, ...]:
    """The commands that this cog has in the group of /summit setup."""

    @app_commands.command(name="open", description="Open the summit: people are welcomed")
    async def open_(interaction: discord.Interaction[SummitBot]) -> None:
        await cog.ask_to_open(Answer.of(interaction))

    @app_commands.command(name="close", description="Close the summit: people are thanked")
    async def close(interaction: discord.Interaction[SummitBot]) -> None:
        await cog.ask_to_close(Answer.of(interaction))

    @app_commands.command(name="status", description="See how the day goes, at a glance")
    async def status(interaction: discord.Interaction[SummitBot]) -> None:
        await cog.status(Answer.of(interaction))

    return (open_, close, status)
