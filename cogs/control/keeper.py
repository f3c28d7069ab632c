"""Tells Discord and the people in a room what the store says of it: locks, doors, countdowns.

The queue is the store. What is said to people is kept before it is said, so a restart says nothing
twice; what Discord is told is the difference to what it was told, so a restart forgets nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

import discord

from bot.client import SummitBot
from bot.standing import UNKNOWN_CHANNEL
from cogs.control import cards
from db import clocks, facilitation
from db.facilitation import Kept
from domain.facilitation import Door
from domain.rooms import session_in
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 2.0
# After Discord refused a room, how long it is left alone.
REST = timedelta(minutes=1)

STAGE_OPEN_ALREADY = 150006
UNKNOWN_STAGE = 10067
_ROLE = 0  # an overwrite of a role, not of a person
_REASON = "A facilitator opened or closed the room"


class DoorKeeper:
    """A few requests a turn for each server. Which rooms rest is lost in a restart, no harm."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._resting: dict[int, datetime] = {}
        self._leaders: dict[int, frozenset[int]] = {}
        bot.turns.everywhere(TURN_SECONDS, self._one, what="rooms")

    async def _one(self, summit: Summit, now: datetime) -> None:
        kept = await facilitation.by_itself(self.bot.store, guild_id=summit.guild_id, now=now)
        self._leaders[summit.guild_id] = frozenset(who for one in kept for who in one.facilitators)
        programme = [one.session for one in kept]
        for one in kept:
            channel_id = one.session.text_channel
            if channel_id is None or self._rests(channel_id):
                continue
            if session_in(programme, channel_id, now) != one.session:
                continue  # another session of this room is what it is about now
            try:
                await self._tell(summit, one, channel_id, began=_began(one, kept))
            except discord.HTTPException as error:
                self._refused(channel_id, error)
        call = await clocks.next_call(self.bot.store, guild_id=summit.guild_id, now=now)
        if call is not None:
            rooms = {one.session.slug: one.session.text_channel for one in kept}
            await self._say(summit, rooms.get(call.running.slug), cards.called_out(call))

    def leaders(self, guild_id: int) -> frozenset[int]:
        """Who led any room of a server a moment ago, without asking the store."""
        return self._leaders.get(guild_id, frozenset())

    def _rests(self, channel_id: int) -> bool:
        until = self._resting.get(channel_id)
        return until is not None and until > self.bot.real_now()

    def _refused(self, channel_id: int, error: discord.HTTPException) -> None:
        self._resting[channel_id] = self.bot.real_now() + REST
        missing = error.code == UNKNOWN_CHANNEL
        log.warning(
            "room %d is not opened or closed: %s%s",
            channel_id,
            error,
            " (run /summit setup to make it again)" if missing else "",
        )

    async def _tell(self, summit: Summit, kept: Kept, channel_id: int, *, began: bool) -> None:
        wanted = _locks(kept)
        if wanted != kept.told:
            await self._lock(summit, kept, channel_id)
            await self._stage(summit, kept, began=began)
            await facilitation.told(
                self.bot.store, guild_id=summit.guild_id, slug=kept.session.slug, what=wanted
            )
        if kept.room.door is not kept.said:
            await facilitation.said(
                self.bot.store,
                guild_id=summit.guild_id,
                slug=kept.session.slug,
                door=kept.room.door,
            )
            await self._say(summit, channel_id, cards.door_said(kept))

    async def _lock(self, summit: Summit, kept: Kept, channel_id: int) -> None:
        """Whether attendees write in the room and come into its voice part; slow mode."""
        guild = self.bot.get_guild(summit.guild_id)
        channel = guild.get_channel(channel_id) if guild else None
        if not isinstance(channel, discord.TextChannel):
            return  # deleted by hand: /summit setup makes it again
        await self._allow(summit, channel, send_messages=kept.room.people_may_write)
        if channel.slowmode_delay != kept.room.slow_seconds:
            await self.bot.http.edit_channel(
                channel.id, rate_limit_per_user=kept.room.slow_seconds, reason=_REASON
            )
        voice = channel.guild.get_channel(kept.session.voice_channel or 0)
        if isinstance(voice, discord.VoiceChannel | discord.StageChannel):
            # Before a stage begins its listeners hear nothing, so they may take their seats.
            seated = isinstance(voice, discord.StageChannel)
            is_open = kept.room.door in (Door.OPEN, Door.CLOSING)
            await self._allow(summit, voice, connect=seated or is_open)

    async def _allow(
        self, summit: Summit, channel: discord.abc.GuildChannel, **permissions: bool
    ) -> None:
        """Set these permissions of attendees and leave the others as they are."""
        role = discord.Object(summit.places.attendee_role, type=discord.Role)
        known = channel.guild.get_role(role.id)
        if known is None:
            return
        overwrite = channel.overwrites_for(known)
        if all(getattr(overwrite, name) is value for name, value in permissions.items()):
            return
        overwrite.update(**permissions)  # pyright: ignore[reportArgumentType]  # names of flags
        allow, deny = overwrite.pair()
        await self.bot.http.edit_channel_permissions(
            channel.id, role.id, str(allow.value), str(deny.value), _ROLE, reason=_REASON
        )

    async def _stage(self, summit: Summit, kept: Kept, *, began: bool) -> None:
        """A stage begins when its room opens, and ends when the room is closed.

        In a quiet room it ends if it ``began`` here, as the room of a session cancelled since: what
        somebody began by hand before the room was ever opened is theirs.
        """
        guild = self.bot.get_guild(summit.guild_id)
        stage = guild.get_channel(kept.session.voice_channel or 0) if guild else None
        if not isinstance(stage, discord.StageChannel):
            return
        try:
            if kept.room.door is Door.OPEN:
                await self.bot.http.create_stage_instance(
                    channel_id=stage.id,
                    topic=kept.session.title[:120],
                    privacy_level=discord.PrivacyLevel.guild_only.value,
                    reason=_REASON,
                )
            elif kept.room.door is Door.CLOSED or (kept.room.door is Door.QUIET and began):
                await self.bot.http.delete_stage_instance(stage.id, reason=_REASON)
        except discord.HTTPException as error:
            if error.code not in (STAGE_OPEN_ALREADY, UNKNOWN_STAGE):
                raise

    async def _say(self, summit: Summit, channel_id: int | None, text: str) -> None:
        if channel_id is None:
            return
        room = self.bot.get_partial_messageable(channel_id, guild_id=summit.guild_id)
        try:
            await room.send(text)
        except (discord.Forbidden, discord.NotFound) as error:
            log.warning("room %d was not told: %s", channel_id, error)


def _began(kept: Kept, programme: Iterable[Kept]) -> bool:
    """Whether the bot has begun what is live on a session's stage.

    For that session, or for one of the same stage that was cancelled while it was on.
    """
    voice = kept.session.voice_channel
    return voice is not None and any(
        one.told.startswith((f"{Door.OPEN.value}:", f"{Door.CLOSING.value}:"))
        and one.told.endswith(f":{voice}")
        for one in programme
        if one.session == kept.session or one.session.cancelled
    )


def _locks(kept: Kept) -> str:
    """A short sign that changes with anything that Discord is told of a room."""
    room = kept.room
    text, voice = kept.session.text_channel, kept.session.voice_channel
    return f"{room.door.value}:{room.people_may_write}:{room.slow_seconds}:{text}:{voice}"
