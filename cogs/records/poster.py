"""Tells organisers, in their channel, of each summary that was confirmed."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import aiohttp
import discord

from bot.client import SummitBot
from bot.steady import every
from cogs.records import cards
from db import room_records
from db.errors import StoreError
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
        self._resting: dict[int, datetime] = {}
        self._loop = every(TURN_SECONDS, self.turn, bot.wait_until_ready)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.cancel()

    async def turn(self) -> None:
        """One turn for every server."""
        now = self.bot.now()
        for summit in self.bot.summits:
            if self._resting.get(summit.guild_id, now) > now:
                continue
            try:
                for summary in await room_records.to_post(self.bot.store, guild_id=summit.guild_id):
                    await self._post(summit, summary)
            except (discord.HTTPException, aiohttp.ClientError, OSError, StoreError) as error:
                self._resting[summit.guild_id] = now + REST
                log.warning("room records of guild %d: %s", summit.guild_id, error)

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
