"""Who may do what. Discord's own command permissions are a hint that a server can change, so every
command, button, form and autocomplete asks here.
"""

from __future__ import annotations

import discord

from bot.answers import Answer
from domain.rules import RuleBroken
from domain.summits import Summit


def is_organiser(interaction: discord.Interaction, summit: Summit) -> bool:
    """Whether the person has this summit's organiser role in this server."""
    return (
        interaction.guild_id == summit.guild_id
        and isinstance(interaction.user, discord.Member)
        and any(role.id == summit.places.organiser_role for role in interaction.user.roles)
    )


def require_organiser(answer: Answer) -> Summit:
    """The server's summit, for its organisers. Raises RuleBroken ``access.organiser``."""
    summit = answer.summit
    if not is_organiser(answer.interaction, summit):
        raise RuleBroken("access.organiser")
    return summit


def require_manager(answer: Answer) -> int:
    """The server's id, for who may manage it. Raises RuleBroken ``access.manager``.

    The permissions come with the interaction, computed by Discord.
    """
    guild_id = answer.guild_id
    if not answer.interaction.permissions.manage_guild:
        raise RuleBroken("access.manager")
    return guild_id


def may_moderate(interaction: discord.Interaction, summit: Summit) -> bool:
    """Whether the person has this summit's facilitator or organiser role in this server."""
    allowed = {summit.places.facilitator_role, summit.places.organiser_role}
    return (
        interaction.guild_id == summit.guild_id
        and isinstance(interaction.user, discord.Member)
        and any(role.id in allowed for role in interaction.user.roles)
    )


def require_facilitator(answer: Answer) -> Summit:
    """The summit, for facilitators and organisers. Raises RuleBroken ``access.facilitator``."""
    summit = answer.summit
    if not may_moderate(answer.interaction, summit):
        raise RuleBroken("access.facilitator")
    return summit
