"""Where a session's scheduled event leads: its stage, its voice room, its link or its channel."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import discord

from cogs.programme import cards
from domain.sessions import Session
from domain.summits import Summit

Voice = discord.VoiceChannel | discord.StageChannel

# What Discord asks of who puts an event into such a room.
_IN_VOICE = ("view_channel", "connect")
_ON_STAGE = (*_IN_VOICE, "manage_channels", "mute_members", "move_members")


def is_stage(room: Voice) -> bool:
    return isinstance(room, discord.StageChannel)


def lacks_for_events(room: Voice) -> list[str]:
    """What the bot lacks there to put an event into it, as Discord names it."""
    may = room.permissions_for(room.guild.me)
    needed = _ON_STAGE if is_stage(room) else _IN_VOICE
    return [name.replace("_", " ") for name in needed if not getattr(may, name)]


def event_place(
    guild: discord.Guild | None, summit: Summit, session: Session, refused: Collection[int] = ()
) -> dict[str, Any]:
    """The place as Discord is told it.

    A room that is gone, or in which the bot may put no event, or in which Discord ``refused`` one,
    is left for the text channel: an event is better than none.
    """
    room = guild.get_channel(session.voice_channel or 0) if guild else None
    if (
        isinstance(room, Voice)
        and room.id not in refused
        and not cards.open_link(summit.plan.session(session.slug))
        and not lacks_for_events(room)
    ):
        kind = discord.EntityType.stage_instance if is_stage(room) else discord.EntityType.voice
        return {"entity_type": kind.value, "channel_id": str(room.id), "entity_metadata": None}
    location = cards.event_location(
        cards.room_name(guild, summit, session), summit.plan.session(session.slug)
    )
    return {
        "entity_type": discord.EntityType.external.value,
        "channel_id": None,
        "entity_metadata": {"location": location},
    }
