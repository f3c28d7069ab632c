"""/recording and its buttons: asking for a session's recording."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answer
from bot.client import SummitBot
from cogs import buttons
from cogs.recordings import cards
from cogs.recordings.queue import Queue
from db import attendees, recordings, sessions
from domain.recordings import has_place, nearest
from domain.rooms import session_in
from domain.rules import RuleBroken


class Recordings(commands.Cog):
    """Asking for recordings."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.queue = Queue(bot)
        bot.routes.press(buttons.RECORDING.route, self.start)
        bot.routes.press("recording.ask", self.ask)
        bot.routes.press("recording.back", self.take_back)

    @app_commands.command(
        name="recording",
        description="Ask for the recording of a session",
        extras={"again": buttons.RECORDING.route},
    )
    @app_commands.guild_only()
    async def recording(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.start(Answer.of(interaction))

    @app_commands.command(
        name="recordings",
        description="For organisers: which recordings people ask for, and answering them",
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def show_queue(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.queue.show(Answer.of(interaction))

    async def start(self, answer: Answer) -> None:
        """The sessions, those nearest to now first; in a room, its own session on top."""
        summit = answer.summit
        known = await attendees.get(
            self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
        )
        if known is None:
            raise RuleBroken("join.first")
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        there = nearest(programme, answer.now)
        if not there:
            raise RuleBroken("recording.unknown")
        channel_id = answer.interaction.channel_id
        here = session_in(programme, channel_id, answer.now) if channel_id else None
        reply = cards.choose(
            there,
            await recordings.answers(self.bot.store, guild_id=summit.guild_id),
            await recordings.of_person(
                self.bot.store,
                guild_id=summit.guild_id,
                user_id=answer.user_id,
            ),
            here if here is not None and has_place(here) else None,
        )
        await answer.replace(reply)

    async def ask(self, answer: Answer, slug: str) -> None:
        summit = answer.summit
        session, found, new = await recordings.ask(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            session=slug,
            now=answer.now,
        )
        answer.saved = "Your request"
        await answer.replace(cards.asked(session, found, new=new))

    async def take_back(self, answer: Answer, slug: str) -> None:
        session, there = await recordings.take_back(
            self.bot.store,
            guild_id=answer.summit.guild_id,
            user_id=answer.user_id,
            session=slug,
        )
        answer.saved = "That you took it back"
        await answer.replace(cards.taken_back(session, there=there))
