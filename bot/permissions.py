"""The permissions that the bot is invited with, one reason each. Never Administrator."""

from __future__ import annotations

import discord

NEEDED: dict[str, str] = {
    "view_channel": "to see the channels it writes to",
    "send_messages": "to post the panels and the pledge wall",
    "send_polls": "to let facilitators start polls in the rooms",
    "read_message_history": "to find its own messages again after a restart",
    "pin_messages": "to pin the panels",
    "manage_channels": "to make the summit’s channels at set-up, and put events on its stages",
    "manage_roles": "to make the summit’s roles and give people the attendee role",
    "connect": "to put events into the summit’s voice rooms, and let people into those rooms",
    "speak": "to let people speak in the voice rooms",
    "mute_members": "to let facilitators and organisers lead the stages and mute voices",
    "move_members": "to move people into small groups and back, and to let others do so",
    "create_private_threads": "to tell somebody privately whose direct messages are closed",
    "send_messages_in_threads": "to write in that private thread",
    "manage_threads": "to close the threads of small groups when they are over",
    "create_events": "to put each session among the server’s events",
    "manage_events": "to move or cancel those events when the programme changes",
}


def needed() -> discord.Permissions:
    """The permission set of the invitation."""
    return discord.Permissions(**dict.fromkeys(NEEDED, True))


def lacking(has: discord.Permissions) -> list[str]:
    """The names, as Discord shows them, of what is needed and missing."""
    if has.administrator:
        return []
    return [name.replace("_", " ") for name in NEEDED if not getattr(has, name)]


def invitation(application_id: int) -> str:
    """The address under which somebody adds the bot to their server."""
    return discord.utils.oauth_url(
        application_id, permissions=needed(), scopes=("bot", "applications.commands")
    )
