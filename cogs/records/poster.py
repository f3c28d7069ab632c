"""Tells organisers, in their channel, of each summary that was confirmed."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import aiohttp
import discord

from bot.client import SummitBot
from cogs.records import cards
from db import room_records
from domain.records import Summary
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 5.0
# After Discord was out of order, how long a server's messages wait.
REST = timedelta(seconds=30)


def titles_of(summit: Summit) -> dict[str, str]:
    """The titles of the plan's themes."""
    return {theme.slug: theme.title for theme in summit.plan.pledges.themes}


class Poster:
    """The queue is the store. What is posted is kept before, so a restart posts nothing twice."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.turns.everywhere(TURN_SECONDS, self._turn, what="room records", rest=REST)

    async def _turn(self, summit: Summit, now: datetime) -> None:
        for summary in await room_records.to_post(self.bot.store, guild_id=summit.guild_id):
            await self._post(summit, summary)

    async def _post(self, summit: Summit, summary: Summary) -> None:
        store, guild_id = self.bot.store, summit.guild_id
        record = await room_records.read(store, guild_id=guild_id, slug=summary.session)
        reply = cards.posted(record, summary, titles_of(summit), summit.edition)
        view = reply.view()
        assert view is not None, "it has a button"
        place = self.bot.get_partial_messageable(
            summit.places.organisers_channel, guild_id=guild_id
        )
        await room_records.posting(store, guild_id=guild_id, summary_id=summary.id)
        try:
            await place.send(reply.text, view=view, nonce=f"rr-{summary.id}")
        except (discord.Forbidden, discord.NotFound) as error:
            await room_records.post_failed(store, guild_id=guild_id, summary_id=summary.id)
            log.warning("organisers were not told of a summary: %s", error)
        except (discord.HTTPException, aiohttp.ClientError, OSError):
            await room_records.post_again(store, guild_id=guild_id, summary_id=summary.id)
            raise
