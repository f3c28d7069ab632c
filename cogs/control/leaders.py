"""Who leads rooms: told when somebody takes one that is led, and asked of Discord who still may."""

from __future__ import annotations

import asyncio
import logging

import aiohttp
import discord

from bot import members
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.saying import Say
from cogs.control import cards
from cogs.moderation import people
from db import facilitation, leading, sessions
from db.said import Said
from domain.summits import Summit

log = logging.getLogger(__name__)

# A call for help waits no longer than this for Discord to say who still leads.
PATIENCE = 3.0


class Leaders:
    """The button to stop somebody leading, and what organisers read of it."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press("room.stop", self.stop)
        bot.saying.draws("leading", self._draw)

    async def stop(self, answer: Answer, guild: str, slug: str, other: str) -> None:
        """Works in a direct message too; whether they led first, the verb asks."""
        summit = people.home(answer, guild)
        actor = people.require_moderator(await people.presser(answer, summit))
        kept, there = await leading.stop_other(
            self.bot.store,
            guild_id=summit.guild_id,
            slug=slug,
            user_id=actor.user_id,
            organiser=actor.organiser,
            other_id=whole_number(other),
            tell=cards.stopped_leading,
            now=answer.now,
        )
        answer.saved = "That they stopped leading"
        await answer.send(cards.stopped_other(kept, whole_number(other), there=there))

    async def _draw(self, summit: Summit, post: Said) -> Say | None:
        line = await leading.line(self.bot.store, guild_id=summit.guild_id, log_id=int(post.about))
        if line is None or not line.actor_id or sessions.is_archived(line.slug):
            return None
        kept = await facilitation.get(self.bot.store, guild_id=summit.guild_id, slug=line.slug)
        if line.event == leading.LOST:
            return Say(summit.places.organisers_channel, cards.nobody_leads(kept))
        return Say(summit.places.organisers_channel, cards.taken_too(kept, line.actor_id, line.at))


async def lost_role(bot: SummitBot, summit: Summit, user_id: int) -> None:
    """Somebody has no role to lead with any more, or is not in the server."""
    await leading.lost_role(
        bot.store,
        guild_id=summit.guild_id,
        user_id=user_id,
        tell=cards.one_less,
        now=bot.now(),
    )


async def check(bot: SummitBot, summit: Summit, slug: str | None) -> None:
    """Before those who lead a room are told or called: who has no role any more leads no longer."""
    if not slug or sessions.is_archived(slug):
        return
    kept = await facilitation.get(bot.store, guild_id=summit.guild_id, slug=slug)
    try:
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(_check(bot, summit, one) for one in kept.facilitators))
    except TimeoutError:
        log.warning("Discord does not say in time who still leads %s", slug)


async def _check(bot: SummitBot, summit: Summit, user_id: int) -> None:
    try:
        roles = await members.roles_of(bot, summit.guild_id, user_id)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.warning("Discord does not say whether %d may still lead: %s", user_id, error)
        return
    places = summit.places
    if not (roles or frozenset()) & {places.facilitator_role, places.organiser_role}:
        await lost_role(bot, summit, user_id)
