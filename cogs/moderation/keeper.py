"""Finishes what a restart or an outage cut off, keeps removals in place, and posts to organisers.

The queue is the store. Everything that is done here can be done twice without harm.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import aiohttp
import discord

from bot.client import SummitBot
from bot.standing import UNKNOWN_MESSAGE
from cogs.moderation import cards, letters
from cogs.moderation.doer import Doer, Refused, is_shut
from cogs.moderation.locks import Locks
from cogs.workshops.cards import note
from db import moderation, moderation_reads, moderation_reports
from db.moderation_act import Tell
from db.moderation_reads import Post
from domain.moderation import Act, State, Trouble
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 5.0
# After that many outages an act is given up, and whoever asked is told.
MOST_TRIES = 20
REST = timedelta(minutes=1)
_OUTAGE = (discord.HTTPException, aiohttp.ClientError, OSError)


class ModerationKeeper:
    """A few requests a turn for each server. What rests is lost in a restart, no harm."""

    def __init__(self, bot: SummitBot, doer: Doer) -> None:
        self.bot = bot
        self.doer = doer
        self.locks = Locks(bot)
        self._resting: dict[tuple[str, int], datetime] = {}
        bot.turns.everywhere(TURN_SECONDS, self._one, what="moderation")

    # ------------------------------------------------------------ one act

    async def do(self, act: Act, tell: Tell) -> Act:
        """Do in Discord what was asked for, and keep how it ended."""
        if act.state is not State.ASKED:
            return act
        where = {"guild_id": act.guild_id, "act_id": act.id}
        try:
            trouble = await self.doer.do(act)
        except _OUTAGE as error:
            log.warning("act %d waits: %s", act.id, error)
            if act.tries + 1 < MOST_TRIES:
                return await moderation.tried(self.bot.store, **where, now=self.bot.now())
            trouble = Trouble.OUTAGE
        return await moderation.settle(
            self.bot.store, **where, trouble=trouble, tell=tell, moved=note, now=self.bot.now()
        )

    async def undo(self, act: Act, tell: Tell) -> Act:
        """Take back in Discord what is to be taken back, and keep how that ended."""
        where = {"guild_id": act.guild_id, "act_id": act.id}
        try:
            trouble = await self.doer.undo(act)
        except _OUTAGE as error:
            log.warning("act %d is not taken back yet: %s", act.id, error)
            if act.tries + 1 < MOST_TRIES:
                return await moderation.tried(self.bot.store, **where, now=self.bot.now())
            trouble = Trouble.OUTAGE
        return await moderation.undone(
            self.bot.store, **where, trouble=trouble, tell=tell, moved=note, now=self.bot.now()
        )

    # ------------------------------------------------------------ turns

    async def _one(self, summit: Summit, now: datetime) -> None:
        real = self.bot.real_now()
        self._resting = {what: until for what, until in self._resting.items() if until > real}
        store, guild_id = self.bot.store, summit.guild_id
        tell = letters.of_act_later(summit)
        for act in await moderation_reads.waiting(store, guild_id=guild_id, now=now):
            await (self.do if act.state is State.ASKED else self.undo)(act, tell)
        kept_out = await moderation_reads.removals(store, guild_id=guild_id)
        if any("@" in act.slug for act in kept_out):
            await moderation.end_archived(store, guild_id=guild_id, now=now)
        for act in kept_out:
            if ("act", act.id) not in self._resting:
                await self._still_out(act, now)
        await self.locks.turn(summit, now)
        for post in await moderation_reads.posts(store, guild_id=guild_id):
            if ("post", post.id) not in self._resting:
                await self._post(summit, post, now)
        await moderation_reports.tidy(store, guild_id=guild_id, now=now)

    async def _still_out(self, act: Act, now: datetime) -> None:
        """Whoever was removed stays out: of a room made anew, of new groups, whatever they choose.

        The bot knows by itself who is let into a channel: nothing is asked of Discord.
        """
        guild = self.bot.get_guild(act.guild_id)
        channels = await moderation_reads.channels_to_shut(
            self.bot.store, guild_id=act.guild_id, slug=act.slug
        )
        for channel_id in channels:
            channel = guild.get_channel(channel_id) if guild else None
            if channel is None or is_shut(channel, act.target_id):
                continue
            await moderation.shut(
                self.bot.store, guild_id=act.guild_id, act_id=act.id, channels=[channel_id]
            )
            try:
                await self.doer.shut(act, channel_id)
            except Refused as refused:
                self._resting["act", act.id] = self.bot.real_now() + REST
                log.warning("act %d does not hold any more: %s", act.id, refused)

    # ------------------------------------------------------------ the organisers' channel

    async def _post(self, summit: Summit, post: Post, now: datetime) -> None:
        reply = await self._reply(post)
        if reply is None:
            await moderation_reports.settled(
                self.bot.store, guild_id=post.guild_id, post_id=post.id
            )
            return
        channel_id = post.channel_id or summit.places.organisers_channel
        place = self.bot.get_partial_messageable(channel_id, guild_id=post.guild_id)
        view = reply.view()
        try:
            if post.message_id is None:
                nonce = f"mod-{post.what}-{post.id}"
                message = (
                    await place.send(reply.text, nonce=nonce)
                    if view is None
                    else await place.send(reply.text, view=view, nonce=nonce)
                )
                message_id = message.id
            else:
                await place.get_partial_message(post.message_id).edit(content=reply.text, view=view)
                message_id = post.message_id
        except (discord.Forbidden, discord.NotFound) as error:
            if post.message_id is not None and error.code == UNKNOWN_MESSAGE:
                await moderation_reports.settled(
                    self.bot.store, guild_id=post.guild_id, post_id=post.id
                )
                return
            self._resting["post", post.id] = self.bot.real_now() + REST
            log.warning("organisers were not told of %s %d: %s", post.what, post.of_id, error)
            return
        await moderation_reports.stands(
            self.bot.store,
            guild_id=post.guild_id,
            post_id=post.id,
            channel_id=channel_id,
            message_id=message_id,
            seen=post.changes,
        )

    async def _reply(self, post: Post) -> cards.Reply | None:
        if post.what == "report":
            found = await moderation_reads.reported(
                self.bot.store, guild_id=post.guild_id, report_id=post.of_id
            )
            return cards.report_post(found) if found else None
        told = await moderation_reads.act(self.bot.store, guild_id=post.guild_id, act_id=post.of_id)
        return cards.appeal_post(told) if told else None
