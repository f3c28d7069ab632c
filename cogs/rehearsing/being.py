"""Being somebody: the roles in Discord and what the summit knows of whoever presses."""

from __future__ import annotations

import discord

from bot.answers import Answer
from bot.client import SummitBot
from cogs.workshops.cards import note
from db import attendees, erasure, facilitation, leading, made, rehearsals
from domain.attendees import NAME_LENGTH, Details
from domain.rehearsals import Part
from domain.rules import RuleBroken
from domain.server.wanted import TEAM
from domain.summits import Summit

_REASON = "Rehearses as somebody else"


async def become(bot: SummitBot, answer: Answer, summit: Summit, part: Part) -> None:
    """Whoever presses is this one now. Raises RuleBroken ``rehearsal.roles``."""
    store, guild_id, user_id = bot.store, summit.guild_id, answer.user_id
    await _roles(bot, answer, summit, part)
    for slug in await rehearsals.led_by(store, guild_id=guild_id, user_id=user_id):
        if slug != part.slug:
            await leading.stop_leading(
                store, guild_id=guild_id, slug=slug, user_id=user_id, now=answer.now
            )
    if part.role == "newcomer":
        await erasure.erase(store, guild_id=guild_id, user_id=user_id, now=answer.now, tell=note)
    elif part.kind is not None:
        name = answer.interaction.user.display_name[:NAME_LENGTH]
        details = Details(name, part.kind, part.organisation, True, "")
        await attendees.join(
            store, guild_id=guild_id, user_id=user_id, details=details, now=answer.now
        )
        await attendees.role_given(store, guild_id=guild_id, user_id=user_id)
    elif part.role == "facilitator":
        await facilitation.lead(
            store, guild_id=guild_id, slug=part.slug, user_id=user_id, now=answer.now
        )


async def _roles(bot: SummitBot, answer: Answer, summit: Summit, part: Part) -> None:
    """First the role with which they come back; then those of the part, and no others."""
    places = summit.places
    known = await made.every(bot.store, guild_id=summit.guild_id)
    give = {
        "newcomer": set[int](),
        "attendee": {places.attendee_role},
        "facilitator": {places.facilitator_role},
        "organiser": {places.organiser_role},
    }[part.role]
    take = {places.attendee_role, places.facilitator_role, places.organiser_role} - give
    if part.role in ("facilitator", "organiser"):
        take.discard(places.attendee_role)  # whoever joined stays somebody who has joined
    if TEAM in known:
        give = {known[TEAM].id, *give}
    user = answer.interaction.user
    has = {role.id for role in user.roles} if isinstance(user, discord.Member) else set[int]()
    try:
        for role in sorted(give - has):
            await bot.http.add_role(summit.guild_id, user.id, role, reason=_REASON)
        for role in sorted(take & has):
            await bot.http.remove_role(summit.guild_id, user.id, role, reason=_REASON)
    except discord.Forbidden as error:
        raise RuleBroken("rehearsal.roles") from error
