"""Keeps a panel standing in each session's room, as the day goes on."""

from __future__ import annotations

import logging
from datetime import datetime

import aiohttp
import discord
from discord.ext import commands

from bot.client import SummitBot
from bot.standing import UNKNOWN_CHANNEL
from bot.steady import every
from cogs.rooms import cards, views
from db import posted, sessions
from db.errors import StoreError
from db.posted import Posted
from domain.rooms import Moment, moment_of, session_in
from domain.sessions import Session
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 5.0
# After Discord refused a room's panel, how many turns the room is left alone: five minutes.
REST_TURNS = 60

# What a panel shows: when this changes, it is drawn again.
Shown = tuple[str, tuple[str, ...]]


class Rooms(commands.Cog):
    """One request a turn for each server: send a panel, draw it again, or take it down."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._turn = 0
        # What each room's panel shows and until when a room rests. Lost in a restart without harm:
        # every panel is drawn once more.
        self._shown: dict[int, Shown] = {}
        self._rests: dict[int, int] = {}
        self._loop = every(TURN_SECONDS, self.turn, bot.wait_until_ready)
        bot.standing.draws("room_panel", self._draw)

    async def cog_load(self) -> None:
        self._loop.start()

    async def cog_unload(self) -> None:
        self._loop.cancel()

    async def turn(self) -> None:
        """One turn for every server."""
        self._turn += 1
        for summit in self.bot.summits:
            try:
                await self._one_thing(summit)
            except StoreError as error:
                log.warning("rooms of guild %d: %s", summit.guild_id, error)

    async def _one_thing(self, summit: Summit) -> None:
        now = self.bot.now()
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        rooms = {one.text_channel for one in programme if one.text_channel is not None}
        standing = {
            post.channel_id: post
            for post in await posted.panels(self.bot.store, guild_id=summit.guild_id)
            if post.purpose == "room_panel"
        }
        for channel_id in sorted(rooms | standing.keys()):
            if self._rests.get(channel_id, 0) > self._turn:
                continue
            session = session_in(programme, channel_id, now)
            wanted = _shown(session, now, summit) if session else None
            if wanted == self._shown.get(channel_id) and (channel_id in standing) == bool(session):
                continue
            await self._tend(summit, channel_id, standing.get(channel_id), wanted)
            return

    async def _tend(
        self, summit: Summit, channel_id: int, post: Posted | None, wanted: Shown | None
    ) -> None:
        try:
            if wanted is not None:
                await self.bot.standing.keep(summit, "room_panel", channel_id)
                self._shown[channel_id] = wanted
            elif post is not None:
                await self.bot.standing.tend(summit, post)
                self._shown.pop(channel_id, None)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            self._rests[channel_id] = self._turn + REST_TURNS
            missing = isinstance(error, discord.NotFound) and error.code == UNKNOWN_CHANNEL
            log.warning(
                "room %d of guild %d: %s%s",
                channel_id,
                summit.guild_id,
                error,
                " (run /summit setup to make its channel again)" if missing else "",
            )

    async def _draw(self, summit: Summit, post: Posted) -> discord.ui.LayoutView | None:
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        now = self.bot.now()
        session = session_in(programme, post.channel_id, now)
        if session is None or post.channel_id != session.text_channel:
            return None
        return views.panel(session, moment_of(session, now), summit)


def _shown(session: Session, now: datetime, summit: Summit) -> Shown:
    moment: Moment = moment_of(session, now)
    routes = tuple(press.route for row in cards.panel_buttons(session, moment) for press in row)
    return cards.panel_text(session, moment, summit), routes
