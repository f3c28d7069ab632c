"""Keeps people out who erased their data after they were removed, and lets them in when it is over.

The queue is the store. Everything that is done here can be done twice without harm.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

import discord

from bot.client import SummitBot
from bot.standing import UNKNOWN_CHANNEL
from cogs.moderation.doer import MEMBER, SHUT, UNKNOWN_OVERWRITE, is_shut
from cogs.moderation.people import UNKNOWN_MEMBER, UNKNOWN_USER
from db import moderation_reads, room_locks
from db.room_locks import Lock
from domain.summits import Summit

log = logging.getLogger(__name__)

REST = timedelta(minutes=1)
_GONE = frozenset({UNKNOWN_CHANNEL, UNKNOWN_OVERWRITE, UNKNOWN_MEMBER, UNKNOWN_USER})
_REASON = "Moderation; see the summit’s moderation log"


class Locks:
    """Which channels rest is lost in a restart, no harm."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._resting: dict[int, datetime] = {}

    async def turn(self, summit: Summit, now: datetime) -> None:
        self._resting = {one: until for one, until in self._resting.items() if until > now}
        for lock in await room_locks.every(self.bot.store, guild_id=summit.guild_id, now=now):
            if lock.lift:
                await self._lift(lock, now)
            else:
                await self._hold(lock, now)

    async def _lift(self, lock: Lock, now: datetime) -> None:
        if lock.channel_id in self._resting:
            return
        removed_again = await moderation_reads.still_shut(
            self.bot.store,
            guild_id=lock.guild_id,
            channel_id=lock.channel_id,
            user_id=lock.user_id,
            but=0,
        )
        try:
            if not removed_again:
                await self.bot.http.delete_channel_permissions(
                    lock.channel_id, lock.user_id, reason=_REASON
                )
        except discord.HTTPException as error:
            if error.code not in _GONE:
                self._refused(lock, error, now)
                return
        await room_locks.lifted(self.bot.store, lock)

    async def _hold(self, lock: Lock, now: datetime) -> None:
        """Also in a room made anew, and in new groups."""
        guild = self.bot.get_guild(lock.guild_id)
        for channel_id in await moderation_reads.channels_to_shut(
            self.bot.store, guild_id=lock.guild_id, slug=lock.slug
        ):
            channel = guild.get_channel(channel_id) if guild else None
            if channel is None or channel_id in self._resting or is_shut(channel, lock.user_id):
                continue
            await room_locks.spread(self.bot.store, replace(lock, channel_id=channel_id))
            try:
                await self.bot.http.edit_channel_permissions(
                    channel_id, lock.user_id, "0", str(SHUT.value), MEMBER, reason=_REASON
                )
            except discord.HTTPException as error:
                self._refused(replace(lock, channel_id=channel_id), error, now)

    def _refused(self, lock: Lock, error: discord.HTTPException, now: datetime) -> None:
        self._resting[lock.channel_id] = now + REST
        log.warning("a lock of channel %d waits: %s", lock.channel_id, error)
