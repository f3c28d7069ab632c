"""The loop that empties the outbox: by direct message, or privately in the server."""

from __future__ import annotations

import logging

import discord
from discord.ext import commands

from bot.client import SummitBot
from bot.steady import every
from bot.ui import Reply
from cogs.notices import cards
from db import notices, pledge_reads
from db.notices import Notice, Outcome
from domain.pledges import Moderation
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 3.0
# After that many outages one notice is given up and stands on the list of those not reached.
MOST_TRIES = 20
# What Discord answers where somebody can't be written to: closed, too fast, no server in common.
UNREACHABLE = frozenset({50007, 40003, 50278})


class Notices(commands.Cog):
    """Sends what waits in the outbox, a few at a time."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._loop = every(TURN_SECONDS, self.turn, bot.wait_until_ready)

    async def cog_load(self) -> None:
        self._loop.start()

    async def cog_unload(self) -> None:
        self._loop.cancel()

    async def turn(self) -> None:
        for notice in await notices.waiting(self.bot.store):
            try:
                outcome = await self._tell(notice)
            except discord.HTTPException as error:
                log.warning("notice %d waits: %s", notice.id, error)
                if notice.tries + 1 < MOST_TRIES:
                    await notices.tried(self.bot.store, notice_id=notice.id)
                    continue
                outcome = "not_reached"
            await notices.sent(self.bot.store, notice_id=notice.id, outcome=outcome)

    async def _tell(self, notice: Notice) -> Outcome:
        pledge = await pledge_reads.by_id(
            self.bot.store, guild_id=notice.guild_id, pledge_id=notice.pledge_id
        )
        if pledge is None or pledge.moderation is not Moderation.HIDDEN:
            return "not_reached"
        summit = self.bot.summit(notice.guild_id)
        reply = cards.hidden(pledge, summit, notice.reason)
        try:
            await self._direct(notice, reply)
        except discord.HTTPException as error:
            if error.code not in UNREACHABLE:
                raise
            return await self._in_server(summit, notice, reply, pledge.reference)
        return "dm"

    async def _direct(self, notice: Notice, reply: Reply) -> None:
        channel = await self.bot.create_dm(discord.Object(notice.user_id))
        view = reply.view()
        assert view is not None
        await channel.send(reply.text, view=view, nonce=f"notice-{notice.id}")

    async def _in_server(
        self, summit: Summit, notice: Notice, reply: Reply, reference: str
    ) -> Outcome:
        """A private thread in the welcome channel, for who has closed their direct messages."""
        welcome = self.bot.get_partial_messageable(
            summit.places.welcome_channel, guild_id=summit.guild_id
        )
        try:
            data = await self.bot.http.start_thread_without_message(
                welcome.id,
                name=f"For you: pledge {reference}",
                auto_archive_duration=10080,
                type=discord.ChannelType.private_thread.value,
                invitable=False,
            )
            thread = self.bot.get_partial_messageable(int(data["id"]), guild_id=summit.guild_id)
            await self.bot.http.add_user_to_thread(thread.id, notice.user_id)
            view = reply.view()
            assert view is not None
            await thread.send(reply.text, view=view, nonce=f"notice-{notice.id}")
        except (discord.Forbidden, discord.NotFound) as error:
            log.warning("notice %d reached nobody: %s", notice.id, error)
            return "not_reached"
        return "thread"
