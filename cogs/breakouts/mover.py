"""Moves people between a workshop's own voice room and the voice rooms of its groups.

Nobody is taken out of another room, moved to where they did not come from, or carried back into a
room that they were removed from.
"""

from __future__ import annotations

import logging

import discord

from bot.client import SummitBot
from bot.members import GONE
from cogs.breakouts import cards
from db import breakout_limits, breakout_work, facilitation, leavers
from db.breakout_work import Task
from db.store import Store
from domain.sessions import Session

log = logging.getLogger(__name__)

UNKNOWN_CHANNEL, NOT_IN_VOICE = 10003, 40032
_MEMBER = 1  # an overwrite of one person, not of a role
REASON = "Small groups of a workshop"
SEE = discord.Permissions(view_channel=True, connect=True, speak=True)


async def kept_out(store: Store, session: Session) -> frozenset[int]:
    """Who was removed from the session's room, or is being removed now."""
    return await breakout_limits.removed(
        store, guild_id=session.guild_id, slug=session.slug, also_asked=True
    )


async def has_left(bot: SummitBot, guild_id: int, user_id: int) -> None:
    """Discord does not know somebody any more: they are left out, and who leads is told."""
    await leavers.left(
        bot.store, guild_id=guild_id, user_id=user_id, tell=cards.to_lead_of_left, now=bot.now()
    )


class Mover:
    """One request each. Raises where Discord is out of order; then it is tried again."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot

    async def move(self, session: Session, task: Task) -> None:
        """Somebody in the workshop's voice goes to their group; others take part by text."""
        assert task.voice_id is not None, "its room is made"
        assert task.user_id is not None, "it is about a person"
        store = self.bot.store
        if task.user_id in await kept_out(store, session):
            await breakout_work.moved(store, task, "text")
            return
        await self._let_in(task)
        groups = await breakout_work.voice_rooms(store, guild_id=task.guild_id, slug=task.slug)
        where = self._where(task.guild_id, task.user_id)
        here = where is not None and where in {session.voice_channel, *groups}
        moved = here and await self._to(task, task.user_id, task.voice_id)
        await breakout_work.moved(store, task, "moved" if moved else "text")

    async def _let_in(self, task: Task) -> None:
        """Their group's voice room is open to somebody, whenever they come into voice."""
        assert task.voice_id is not None, "its room is made"
        assert task.user_id is not None, "it is about a person"
        guild = self.bot.get_guild(task.guild_id)
        room = guild.get_channel(task.voice_id) if guild else None
        known = {one.id for one in room.overwrites} if room is not None else set[int]()
        if task.user_id in known:
            return
        try:
            await self.bot.http.edit_channel_permissions(
                task.voice_id, task.user_id, str(SEE.value), "0", _MEMBER, reason=REASON
            )
        except discord.HTTPException as error:
            if error.status >= 500 or error.status == 429:
                raise
            log.warning("%d is not let into group %d: %s", task.user_id, task.number, error)

    async def move_back(self, session: Session, task: Task) -> None:
        """Somebody who was moved to their group goes back to where they came from."""
        assert task.user_id is not None, "it is about a person"
        main = session.voice_channel
        if (
            main is not None
            and self._where(task.guild_id, task.user_id) == task.voice_id
            and task.user_id not in await kept_out(self.bot.store, session)
        ):
            await self._to(task, task.user_id, main)
        await breakout_work.moved(self.bot.store, task, "back")

    async def close_voice(self, session: Session, task: Task) -> None:
        """Whoever is still there and came from the workshop's voice is moved; the room goes."""
        assert task.voice_id is not None, "its room is made"
        guild = self.bot.get_guild(task.guild_id)
        room = guild.get_channel(task.voice_id) if guild else None
        if isinstance(room, discord.VoiceChannel) and session.voice_channel is not None:
            for user_id in await self._of_the_workshop(session, task):
                if user_id in room.voice_states:
                    await self._to(task, user_id, session.voice_channel)
        try:
            await self.bot.http.delete_channel(task.voice_id, reason=REASON)
        except discord.HTTPException as error:
            if error.status >= 500 or error.status == 429:
                raise
            if error.code != UNKNOWN_CHANNEL:
                log.warning("voice room %d stays: %s", task.voice_id, error)
        await breakout_work.voice(self.bot.store, task, "closed")

    async def _of_the_workshop(self, session: Session, task: Task) -> frozenset[int]:
        """Who was moved into a group from the workshop's voice room, and who leads it."""
        store, guild_id = self.bot.store, task.guild_id
        came = await breakout_work.came_by_voice(store, guild_id=guild_id, round_id=task.round_id)
        kept = await facilitation.get(store, guild_id=guild_id, slug=session.slug)
        return came.union(kept.facilitators) - await kept_out(store, session)

    async def _to(self, task: Task, user_id: int, channel_id: int) -> bool:
        """Move somebody; whether that worked. Raises where Discord is out of order."""
        try:
            await self.bot.http.edit_member(
                task.guild_id, user_id, channel_id=channel_id, reason=REASON
            )
        except discord.HTTPException as error:
            if error.status >= 500 or error.status == 429:
                raise
            if error.code in GONE:
                await has_left(self.bot, task.guild_id, user_id)
            elif error.code != NOT_IN_VOICE:
                log.warning("%d could not be moved: %s", user_id, error)
            return False
        return True

    def _where(self, guild_id: int, user_id: int) -> int | None:
        """The voice room that somebody is in, as the gateway has told."""
        guild = self.bot.get_guild(guild_id)
        for room in (*guild.voice_channels, *guild.stage_channels) if guild else ():
            if user_id in room.voice_states:
                return room.id
        return None
