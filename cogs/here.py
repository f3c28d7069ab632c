"""Where somebody is who presses a button or types a command."""

from __future__ import annotations

import discord

from bot.answers import Answer


def room_of(answer: Answer) -> int | None:
    """The channel of the interaction; of a thread, the one that it is in."""
    channel = answer.interaction.channel
    if isinstance(channel, discord.Thread):
        return channel.parent_id
    return answer.interaction.channel_id
