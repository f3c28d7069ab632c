"""The stage of a session and the queue of hands: requests go in, who is called on is let speak.

The store is what counts: requests are compared with it, and what Discord is still to be told of
somebody stands in it. So a restart forgets nothing, and a missing permission loses nothing.
"""

from __future__ import annotations

import asyncio
import logging
from enum import Enum, auto

import aiohttp
import discord

from bot.client import SummitBot
from bot.members import GONE
from cogs.breakouts.cards import to_lead_of_left as to_lead
from db import hand_stage, leavers, sessions
from db.hand_stage import Task
from domain.hands import Stage, takes_hands
from domain.sessions import Session

log = logging.getLogger(__name__)

NOT_CONNECTED = 10065


class Speaking(Enum):
    """How letting somebody speak on the stage went."""

    NO_STAGE = auto()
    INVITED = auto()
    SPEAKS = auto()  # they are among the speakers already
    AWAY = auto()  # they are not there yet
    REFUSED = auto()
    LEFT = auto()  # they are not in the server any more


class Stages:
    """One thing at a time for each server, so that nobody is called up and sent back at once."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._locks: dict[int, asyncio.Lock] = {}

    def _lock(self, guild_id: int) -> asyncio.Lock:
        return self._locks.setdefault(guild_id, asyncio.Lock())

    def of(self, session: Session) -> discord.StageChannel | None:
        """The session's stage, where it has one."""
        return self._stage(session.guild_id, session.voice_channel)

    def _stage(self, guild_id: int, channel_id: int | None) -> discord.StageChannel | None:
        guild = self.bot.get_guild(guild_id)
        channel = guild.get_channel(channel_id or 0) if guild and not guild.unavailable else None
        return channel if isinstance(channel, discord.StageChannel) else None

    def lacks(self, session: Session) -> bool:
        """Whether the bot may not let people speak on the session's stage."""
        stage = self.of(session)
        return stage is not None and not stage.permissions_for(stage.guild.me).mute_members

    # ------------------------------------------------------------ requests

    async def sync(self, session: Session) -> frozenset[int]:
        """Make the queue agree with the requests on the stage.

        Returns who asks there and cannot be in the queue.
        """
        stage = self.of(session)
        if stage is None:
            return frozenset()
        async with self._lock(session.guild_id):
            asking = {
                user_id: state.requested_to_speak_at
                for user_id, state in stage.voice_states.items()
                if state.suppress and state.requested_to_speak_at is not None
            }
            return await hand_stage.requests(
                self.bot.store,
                guild_id=session.guild_id,
                session=session,
                asking=asking,
                now=self.bot.now(),
            )

    async def turn(self, guild_id: int) -> None:
        """The requests on every stage of a server, and what Discord is still to be told."""
        now = self.bot.now()
        for session in await sessions.every(self.bot.store, guild_id=guild_id):
            if takes_hands(session, now):
                await self.sync(session)
        await self.settle(guild_id)

    # ------------------------------------------------------------ speaking

    async def settle(self, guild_id: int) -> dict[int, Speaking]:
        """Tell Discord who speaks and who goes back. Returns how it went, by the hand's id."""
        async with self._lock(guild_id):
            tasks = await hand_stage.tasks(self.bot.store, guild_id=guild_id)
            return {task.hand.id: await self._do(task) for task in tasks}

    async def _do(self, task: Task) -> Speaking:
        hand = task.hand
        stage = self._stage(hand.guild_id, task.voice_channel)
        if stage is None:
            return Speaking.NO_STAGE
        state = stage.voice_states.get(hand.user_id)
        up = hand.stage is Stage.INVITE
        if state is None:
            if not up:
                await self._settled(task, told=False)
            return Speaking.AWAY
        if state.suppress is not up:
            await self._settled(task, told=False)
            return Speaking.SPEAKS if up else Speaking.AWAY
        try:
            await self.bot.http.edit_voice_state(
                hand.guild_id, hand.user_id, {"channel_id": stage.id, "suppress": not up}
            )
        except discord.Forbidden as error:
            log.warning("on stage %d nobody is let speak or sent back: %s", stage.id, error)
            await self._settled(task, told=False)
            return Speaking.REFUSED
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            if isinstance(error, discord.HTTPException) and error.code in GONE:
                await self._settled(task, told=False)
                await leavers.left(
                    self.bot.store,
                    guild_id=hand.guild_id,
                    user_id=hand.user_id,
                    tell=to_lead,
                    now=self.bot.now(),
                )
                return Speaking.LEFT
            log.warning("stage %d is told later: %s", stage.id, error)
            if isinstance(error, discord.HTTPException) and error.code == NOT_CONNECTED and not up:
                await self._settled(task, told=False)
            return Speaking.AWAY
        await self._settled(task, told=True)
        return Speaking.INVITED

    async def _settled(self, task: Task, *, told: bool) -> None:
        hand = task.hand
        await hand_stage.settled(
            self.bot.store, guild_id=hand.guild_id, hand_id=hand.id, stage=hand.stage, told=told
        )
