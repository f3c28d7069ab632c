"""Keeps the dashboard standing in the organisers' channel, and true, at a modest pace."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

import discord

from bot.client import SummitBot
from bot.ui import board
from cogs.running import cards
from db import running
from db.posted import Posted
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 5.0
# At most one edit in so long; without a change it is looked after as seldom as that, which finds
# out whether somebody deleted it by hand.
PACE, CHECK = timedelta(seconds=15), timedelta(minutes=2)
# After Discord refused it.
REST = timedelta(minutes=1)
# A summit's day is a day: messages that failed long before are of no use on it.
LATELY = timedelta(days=2)


@dataclass(slots=True)
class _Shown:
    """What stands there and since when. Lost in a restart without harm: it is drawn once more."""

    text: str
    at: datetime


class Dashboard:
    """One message for each server whose organisers want it."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._shown: dict[int, _Shown] = {}
        bot.turns.everywhere(TURN_SECONDS, self._one, what="dashboard", rest=REST)
        bot.standing.draws("dashboard", self._draw, self._carried)

    async def _one(self, summit: Summit, now: datetime) -> None:
        shown = self._shown.get(summit.guild_id)
        if shown is not None and now - shown.at < PACE:
            return
        day = await running.get(self.bot.store, guild_id=summit.guild_id, edition=summit.edition)
        if not day.dashboard:
            return
        text = await self.text(summit, now, cards.MOST_TEXT)
        if shown is not None and shown.text == text and now - shown.at < CHECK:
            return
        await self.bot.standing.keep(summit, "dashboard", summit.places.organisers_channel)
        self._shown[summit.guild_id] = _Shown(text, now)

    async def text(self, summit: Summit, now: datetime, most: int) -> str:
        """What it says at this moment."""
        day = await running.get(self.bot.store, guild_id=summit.guild_id, edition=summit.edition)
        counted = await running.look(self.bot.store, guild_id=summit.guild_id, since=now - LATELY)
        return cards.dashboard(day, counted, self._voice(summit), now, most)

    def _voice(self, summit: Summit) -> dict[int, int]:
        """How many people are in each voice room, as the gateway has told."""
        guild = self.bot.get_guild(summit.guild_id)
        rooms = (*guild.voice_channels, *guild.stage_channels) if guild else ()
        return {room.id: len(room.voice_states) for room in rooms if room.voice_states}

    async def _draw(self, summit: Summit, post: Posted) -> discord.ui.LayoutView:
        text = await self.text(summit, self.bot.now(), cards.MOST_TEXT)
        return board(text, [(cards.LOOK, cards.CALLS)])

    async def _carried(self, post: Posted) -> set[str]:
        return {cards.LOOK.route}
