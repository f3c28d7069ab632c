"""Tells organisers in time, and ends what is to end. The queue is the store."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

import discord

from bot.client import SummitBot
from bot.ui import Reply
from cogs.keeping import cards
from cogs.workshops.cards import note
from db import keeping_posts, retention
from db.keeping_posts import KeepingPost
from domain.retention import Step
from domain.rules import RuleBroken
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 30.0
# So many people a turn, each in a transaction of their own, so that the bot goes on meanwhile.
PEOPLE_A_TURN = 200
# How far back a message that may have been sent is looked for.
LOOK_BACK = 100


class Keeper:
    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.turns.everywhere(TURN_SECONDS, self._turn, what="keeping")

    async def _turn(self, summit: Summit, now: datetime) -> None:
        await self._step(summit, now)
        for post in await keeping_posts.waiting(self.bot.store, guild_id=summit.guild_id):
            await self._post(summit, post)

    async def _step(self, summit: Summit, now: datetime) -> None:
        store, guild_id = self.bot.store, summit.guild_id
        try:
            step = await retention.take_step(store, guild_id=guild_id, now=now)
        except RuleBroken:  # taken down meanwhile
            return
        if step is None:
            return
        log.info("keeping of guild %d: %s", guild_id, step.value)
        if step is not Step.ERASE:
            return
        for _ in range(PEOPLE_A_TURN):
            if not await retention.erase_next(store, guild_id=guild_id, now=now, tell=note):
                log.info("keeping of guild %d: everybody is erased", guild_id)
                return
            await asyncio.sleep(0)

    async def _post(self, summit: Summit, post: KeepingPost) -> None:
        """Post one, or find that it stands since before a crash."""
        store = self.bot.store
        reply = cards.post(post, summit)
        channel = self.bot.get_partial_messageable(
            summit.places.organisers_channel, guild_id=summit.guild_id
        )
        try:
            if not (post.begun and await self._stands(channel, post, reply)):
                await keeping_posts.settle(store, post, "sending")
                view = reply.view()
                nonce = f"keeping-{post.id}"
                if view is None:
                    await channel.send(reply.text, nonce=nonce)
                else:
                    await channel.send(reply.text, view=view, nonce=nonce)
        except (discord.Forbidden, discord.NotFound) as error:
            log.warning("organisers of guild %d were not told: %s", summit.guild_id, error)
            await keeping_posts.settle(store, post, "failed")
            return
        await keeping_posts.settle(store, post, "posted")

    async def _stands(
        self, channel: discord.PartialMessageable, post: KeepingPost, reply: Reply
    ) -> bool:
        after = self.bot.at_discord(post.created_at) - timedelta(minutes=2)
        async for message in channel.history(limit=LOOK_BACK, after=after, oldest_first=False):
            mine = self.bot.user is not None and message.author.id == self.bot.user.id
            if mine and message.content == reply.text:
                return True
        return False
