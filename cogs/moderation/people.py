"""Who presses, about whom, and in which room. Roles are asked of Discord, never of a custom_id."""

from __future__ import annotations

import discord

from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from cogs.here import room_of
from db import moderation_reads, sessions
from domain.moderation import Person
from domain.rooms import session_in
from domain.rules import RuleBroken
from domain.summits import Summit

UNKNOWN_MEMBER, UNKNOWN_USER = 10007, 10013


def is_what(bot: SummitBot, summit: Summit, member: discord.Member) -> Person:
    """What a member of this summit's server is."""
    held = {role.id for role in member.roles}
    own = bot.user is not None and member.id == bot.user.id
    return Person(
        member.id,
        organiser=summit.places.organiser_role in held,
        facilitator=summit.places.facilitator_role in held,
        bot=member.bot or own,
    )


async def find(bot: SummitBot, summit: Summit, user_id: int) -> Person:
    """What somebody is at this moment; the bot keeps no list of members, so it asks."""
    guild = bot.get_guild(summit.guild_id)
    if guild is None:
        raise RuleBroken("summit.none")
    try:
        member = await guild.fetch_member(user_id)
    except discord.NotFound as error:
        if error.code not in (UNKNOWN_MEMBER, UNKNOWN_USER):
            raise
        return Person(user_id, here=False)
    return is_what(bot, summit, member)


async def presser(answer: Answer, summit: Summit) -> Person:
    """Who presses or types; in a direct message, Discord is asked what they are."""
    user = answer.interaction.user
    if isinstance(user, discord.Member) and answer.interaction.guild_id == summit.guild_id:
        return is_what(answer.bot, summit, user)
    return await find(answer.bot, summit, user.id)


def require_moderator(person: Person) -> Person:
    """Raises RuleBroken ``access.facilitator``."""
    if not (person.organiser or person.facilitator):
        raise RuleBroken("access.facilitator")
    return person


async def room(answer: Answer, summit: Summit, person: Person) -> str:
    """The session in whose room somebody moderates; empty outside of rooms, for organisers.

    Where two sessions share a room, it is the one that they lead. Raises RuleBroken
    ``room.not_yours``, ``moderation.room``.
    """
    store, guild_id = answer.bot.store, summit.guild_id
    here = room_of(answer) or 0
    programme = await sessions.every(store, guild_id=guild_id)
    group = await moderation_reads.group_room(store, guild_id=guild_id, channel_id=here)
    if group is not None:
        here = next((one.text_channel or 0 for one in programme if one.slug == group), here)
    led = await moderation_reads.leads(
        store, guild_id=guild_id, channel_id=here, user_id=person.user_id
    )
    found = session_in(programme, here, answer.now)
    if not person.organiser:
        if not led:
            raise RuleBroken("room.not_yours") if found else RuleBroken("moderation.room")
        found = session_in([one for one in programme if one.slug in led], here, answer.now)
    return found.slug if found else ""


async def room_of_report(answer: Answer, summit: Summit) -> str:
    """The session whose room a report comes from; empty outside of rooms."""
    store, guild_id = answer.bot.store, summit.guild_id
    here = room_of(answer) or 0
    programme = await sessions.every(store, guild_id=guild_id)
    group = await moderation_reads.group_room(store, guild_id=guild_id, channel_id=here)
    found = session_in(programme, here, answer.now)
    return group or (found.slug if found else "")


def home(answer: Answer, guild: str) -> Summit:
    """The summit that a letter's button is about. Raises RuleBroken ``form.old``."""
    guild_id = whole_number(guild)
    if answer.interaction.guild_id not in (None, guild_id):
        raise RuleBroken("form.old")
    answer.home = guild_id
    return answer.bot.summit(guild_id)
