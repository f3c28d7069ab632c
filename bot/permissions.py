"""The permissions that the bot is invited with, one reason each. Never Administrator."""

from __future__ import annotations

import discord

NEEDED: dict[str, str] = {
    "view_channel": "to see the channels it writes to",
    "send_messages": "to post the panels and the pledge wall",
    "mention_everyone": "to alert organisers to a call for help, and whom they choose to alert",
    "send_polls": "to let facilitators start polls in the rooms",
    "manage_messages": "to take a message down that a facilitator or an organiser hides",
    "moderate_members": "to time somebody out for a facilitator or an organiser",
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


# Only where the plan asks for it: a server's settings are more than most summits need to give.
FOR_AUTOMOD: dict[str, str] = {"manage_guild": "to make the AutoMod rules of the plan"}


# Where the names on Discord's screens differ from those of its interface.
_ON_SCREEN = {
    "manage_guild": "manage server",
    "moderate_members": "timeout members",
    "mention_everyone": "mention everyone, here and all roles",
}


def called(name: str) -> str:
    """A permission as Discord's own screens call it."""
    return _ON_SCREEN.get(name, name.replace("_", " "))


def reasons(*, automod: bool = False) -> dict[str, str]:
    """Every permission that is needed, with its reason; more with rules for AutoMod."""
    return NEEDED | FOR_AUTOMOD if automod else NEEDED


def needed(*, automod: bool = False) -> discord.Permissions:
    """The permission set of the invitation."""
    return discord.Permissions(**dict.fromkeys(reasons(automod=automod), True))


def lacking(has: discord.Permissions, *, automod: bool = False) -> list[str]:
    """The names, as Discord shows them, of what is needed and missing."""
    if has.administrator:
        return []
    return [called(name) for name in reasons(automod=automod) if not getattr(has, name)]


def invitation(application_id: int, *, automod: bool = False) -> str:
    """The address under which somebody adds the bot to their server."""
    return discord.utils.oauth_url(
        application_id,
        permissions=needed(automod=automod),
        scopes=("bot", "applications.commands"),
    )
