"""Keeps the rehearsal's panel standing, its commands offered, and its clock written down."""

from __future__ import annotations

import logging
from datetime import datetime

import discord

from bot.client import SummitBot
from bot.rehearsing import KEEP_SECONDS, Rehearsal
from bot.standing import UNKNOWN_CHANNEL, UNKNOWN_MESSAGE
from bot.ui import board
from cogs.rehearsing import cards, typed
from db import kept, made, rehearsals
from domain.server.wanted import BEHIND
from domain.summits import Summit

log = logging.getLogger(__name__)

# Real seconds: the panel shows the time, and an edit alerts nobody.
TURN_SECONDS = 15.0
_LOOK_BACK = 50


class Keeper:
    """One panel for each server. What it showed last is lost in a restart, no harm."""

    def __init__(self, bot: SummitBot, rehearsal: Rehearsal) -> None:
        self.bot = bot
        self._rehearsal = rehearsal
        self._shown: dict[int, str] = {}
        self._offered: set[int] = set()
        bot.turns.every(KEEP_SECONDS, rehearsal.keep)
        bot.turns.everywhere(TURN_SECONDS, self.turn, what="rehearsal")

    async def turn(self, summit: Summit, now: datetime) -> None:
        """The panel as it is now. Raises discord.HTTPException."""
        await self._offer(summit.guild_id)
        known = await made.every(self.bot.store, guild_id=summit.guild_id)
        if BEHIND not in known:
            return
        speed = self._rehearsal.clock.speed
        crowd = await rehearsals.crowd(self.bot.store, guild_id=summit.guild_id)
        text = cards.panel(summit, now, speed, len(crowd))
        if self._shown.get(summit.guild_id) == text:
            return
        view = board(text, cards.rows(speed), cards.HEADS)
        await self._show(summit.guild_id, known[BEHIND].id, view)
        self._shown[summit.guild_id] = text

    async def _offer(self, guild_id: int) -> None:
        if guild_id in self._offered:
            return
        here = discord.Object(guild_id)
        self.bot.tree.add_command(typed.group(), guild=here, override=True)
        self._offered.add(guild_id)
        try:
            await self.bot.tree.sync(guild=here)
        except discord.HTTPException as error:  # the buttons do the same
            log.warning("/rehearsal is not offered in guild %d: %s", guild_id, error)

    async def _show(self, guild_id: int, channel_id: int, view: discord.ui.LayoutView) -> None:
        """Edit the panel that stands; where there is none, send one."""
        key = f"rehearsal.panel.{guild_id}"
        channel = self.bot.get_partial_messageable(channel_id, guild_id=guild_id)
        known = await kept.get(self.bot.store, key)
        message_id = int(known) if known else await self._find(channel)
        if message_id is not None:
            try:
                await channel.get_partial_message(message_id).edit(view=view)
            except discord.NotFound as error:
                if error.code == UNKNOWN_CHANNEL:
                    log.info("the rehearsal's room of guild %d is gone", guild_id)
                    return
                if error.code != UNKNOWN_MESSAGE:
                    raise
                message_id = None
        if message_id is None:
            message = await channel.send(view=view)
            message_id = message.id
        await kept.put(self.bot.store, key, str(message_id))

    async def _find(self, channel: discord.PartialMessageable) -> int | None:
        """One that was sent before a crash, before its id was kept."""
        async for message in channel.history(limit=_LOOK_BACK):
            mine = self.bot.user is not None and message.author.id == self.bot.user.id
            if mine and message.flags.components_v2:
                return message.id
        return None

    def forget(self, guild_id: int) -> None:
        """The commands go with the traces."""
        self._shown.pop(guild_id, None)
        self._offered.discard(guild_id)
        self.bot.tree.clear_commands(guild=discord.Object(guild_id))
