"""Looks into the voice rooms of the sessions that are on, and keeps who is there.

What Discord says of the rooms is compared with what is kept, over and over: so a restart, a lost
connection, three hundred people at once, and a move into a small group are all the same thing.
"""

from __future__ import annotations

import logging
from datetime import datetime

import discord
from discord.ext import commands

from bot.client import SummitBot
from db import attendance, sessions
from domain.attendance import counts
from domain.facilitation import Door
from domain.rooms import session_in
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 5.0
# Of how many people a turn asks Discord whether they are bots; it tells by itself of who comes in.
ASK_A_TURN = 10


class Attendance(commands.Cog):
    """One look into every room each turn; a server's rooms are written in one go."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.turns.everywhere(TURN_SECONDS, self._turn, what="attendance")
        # While the connection is lost, what is known of the rooms is old.
        self._connected = True
        self._is_bot: dict[int, bool] = {}
        self._heads: dict[int, dict[tuple[str, int], int]] = {}
        self._empty: set[int] = set()

    # ------------------------------------------------------------ what Discord tells

    @commands.Cog.listener()
    async def on_disconnect(self) -> None:
        self._connected = False

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        self._connected = True

    @commands.Cog.listener()
    async def on_resumed(self) -> None:
        self._connected = True

    @commands.Cog.listener()
    async def on_voice_state_update(
        self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState
    ) -> None:
        self._is_bot[member.id] = member.bot

    # ------------------------------------------------------------ looking

    async def _turn(self, summit: Summit, now: datetime) -> None:
        """One look into a server's rooms."""
        guild = self.bot.get_guild(summit.guild_id)
        if self._connected and guild is not None and not guild.unavailable:
            await self._look(summit, guild, now)

    async def _look(self, summit: Summit, guild: discord.Guild, now: datetime) -> None:
        guild_id = summit.guild_id
        rooms = await self._rooms(guild, now)
        there = {user_id for people in rooms.values() for user_id in people}
        if not there and guild_id in self._empty:
            return
        strangers = await attendance.not_joined(self.bot.store, guild_id=guild_id, people=there)
        out = await self._bots(strangers)
        if not self._connected:  # it was lost meanwhile
            return
        self._heads[guild_id] = await attendance.note(
            self.bot.store,
            guild_id=guild_id,
            rooms={slug: people - out for slug, people in rooms.items()},
            heads=self._heads.get(guild_id, {}),
            now=now,
        )
        if there:
            self._empty.discard(guild_id)
        else:
            self._empty.add(guild_id)

    async def _rooms(self, guild: discord.Guild, now: datetime) -> dict[str, set[int]]:
        """Who is in the rooms of each session that counts now, its small groups' rooms too."""
        programme = await sessions.every(self.bot.store, guild_id=guild.id)
        doors = await attendance.doors(self.bot.store, guild_id=guild.id)
        found: dict[str, set[int]] = {}
        for session in programme:
            voice = session.voice_channel
            if (
                voice is not None
                and counts(session, doors.get(session.slug, Door.QUIET), now)
                and session_in(programme, voice, now) == session
            ):
                found[session.slug] = _people(guild, voice)
        if not found:
            return found
        for slug, voice in await attendance.group_rooms(self.bot.store, guild_id=guild.id):
            if slug in found:
                found[slug] |= _people(guild, voice)
        return found

    async def _bots(self, strangers: list[int]) -> set[int]:
        """Who of these does not count: bots, and those of whom it is not known yet."""
        asked = 0
        for user_id in strangers:
            if user_id in self._is_bot or asked >= ASK_A_TURN:
                continue
            asked += 1
            try:
                self._is_bot[user_id] = (await self.bot.fetch_user(user_id)).bot
            except discord.HTTPException as error:
                log.info("whether somebody in voice is a bot is not known: %s", error)
        return {user_id for user_id in strangers if self._is_bot.get(user_id, True)}


def _people(guild: discord.Guild, channel_id: int) -> set[int]:
    room = guild.get_channel(channel_id)
    if isinstance(room, discord.VoiceChannel | discord.StageChannel):
        return set(room.voice_states)
    return set()
