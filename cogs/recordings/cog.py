"""/recording and its buttons: asking for a session's recording."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answer
from bot.client import SummitBot
from cogs import buttons
from cogs.here import room_of
from cogs.recordings import cards
from cogs.recordings.queue import Queue
from cogs.recordings.views import MOST_OPTIONS
from db import attendees, recordings, sessions
from domain.recordings import nearest
from domain.rooms import session_in
from domain.rules import RuleBroken

# How many of the menu's options are for what somebody asked for at past summits.
MOST_BEFORE = 8


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
        both = await sessions.every_with_archived(self.bot.store, guild_id=summit.guild_id)
        programme = [one for one in both if not sessions.is_archived(one.slug)]
        there = nearest(programme, answer.now)
        if not there:
            raise RuleBroken("recording.unknown")
        room = room_of(answer)
        here = session_in(there, room, answer.now) if room is not None else None
        asked = await recordings.of_person(
            self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
        )
        before = [one for one in both if sessions.is_archived(one.slug) and one.slug in asked]
        before = before[:MOST_BEFORE]
        reply = cards.choose(
            there[: MOST_OPTIONS - len(before)] + before,
            await recordings.answers(self.bot.store, guild_id=summit.guild_id),
            asked,
            here,
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
