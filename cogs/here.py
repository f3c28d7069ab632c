"""Where somebody is who presses a button or types a command."""

from __future__ import annotations

import discord

from bot.access import require_facilitator
from bot.answers import Answer
from db import sessions
from db.store import Store
from domain.rooms import session_meant
from domain.rules import RuleBroken
from domain.sessions import Session


def room_of(answer: Answer) -> int | None:
    """The channel of the interaction; of a thread, the one that it is in."""
    channel = answer.interaction.channel
    if isinstance(channel, discord.Thread):
        return channel.parent_id
    return answer.interaction.channel_id


async def room_run_by(answer: Answer, store: Store) -> Session:
    """The session whose room a facilitator types in. Raises RuleBroken ``room.where``."""
    summit = require_facilitator(answer)
    programme = await sessions.every(store, guild_id=summit.guild_id)
    found = session_meant(programme, room_of(answer), (), answer.now)
    if found is None:
        raise RuleBroken("room.where")
    return found
