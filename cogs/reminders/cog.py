"""/reminders, the button below each reminder, and the loops behind them."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answer
from bot.client import SummitBot
from cogs import buttons
from cogs.programme.cards import link_or_name
from cogs.reminders import cards
from cogs.reminders.keeper import ReminderKeeper
from db import attendees, moves, reminders
from domain.rules import RuleBroken
from domain.summits import Summit

log = logging.getLogger(__name__)

LETTER_SECONDS = 10.0


class Reminders(commands.Cog):
    """Who wants to be reminded, and of what people are told when the day changes."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.keeper = ReminderKeeper(bot)
        bot.turns.everywhere(LETTER_SECONDS, self._tell_of_moves, what="letters")
        bot.routes.press(buttons.REMINDERS.route, self.show)
        bot.routes.press(cards.OFF.route, self.turn_off)
        bot.routes.press(cards.ON.route, self.turn_on)

    @app_commands.command(
        name="reminders",
        description="Turn reminders before sessions on or off",
        extras={"again": buttons.REMINDERS.route},
    )
    @app_commands.guild_only()
    async def reminders(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.show(Answer.of(interaction))

    async def show(self, answer: Answer) -> None:
        """Whether the person is reminded, and how to change it."""
        if not await self._has_joined(answer):
            raise RuleBroken("join.first")
        off = await reminders.are_off(
            self.bot.store, guild_id=answer.summit.guild_id, user_id=answer.user_id
        )
        await answer.send(cards.settings(off=off))

    async def turn_off(self, answer: Answer, post: str = "") -> None:
        """No more reminders. ``post`` is the one whose button was pressed; it does not matter."""
        if not await self._has_joined(answer):
            await answer.send(cards.not_joined())
            return
        await reminders.turn_off(
            self.bot.store,
            guild_id=answer.summit.guild_id,
            user_id=answer.user_id,
            now=answer.now,
        )
        answer.saved = "That you want no reminders"
        await answer.replace(cards.turned_off())

    async def turn_on(self, answer: Answer) -> None:
        await reminders.turn_on(
            self.bot.store, guild_id=answer.summit.guild_id, user_id=answer.user_id
        )
        answer.saved = "That you want reminders"
        await answer.replace(cards.turned_on())

    async def _has_joined(self, answer: Answer) -> bool:
        known = await attendees.get(
            self.bot.store, guild_id=answer.summit.guild_id, user_id=answer.user_id
        )
        return known is not None

    async def _tell_of_moves(self, summit: Summit, now: datetime) -> None:
        """Letters to those whose workshops got another time."""
        room = partial(link_or_name, self.bot.get_guild(summit.guild_id), summit)
        await moves.tell_of_moves(
            self.bot.store,
            guild_id=summit.guild_id,
            now=now,
            tell=partial(cards.moved_note, room_of=room),
        )
