"""The loop that asks people how it was: once in each room, and once about the day.

A message is written into the store before it is sent. One that a crash may have cut off is looked
for in its channel first, so that nobody is asked twice.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import discord

from bot.client import SummitBot
from bot.ui import Press, Reply
from cogs.feedback import cards
from db import feedback, sessions
from db.feedback import Asked
from domain.feedback import to_ask, to_ask_about_day
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 5.0
# How far back a message that may have been sent is looked for.
LOOK_BACK = 200


class Asking:
    """Asks in the rooms of sessions that ended, and in the welcome channel after the last."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        # What is settled. Lost in a restart without harm: the store is asked once more.
        self._done: set[tuple[int, str, str]] = set()
        bot.turns.everywhere(TURN_SECONDS, self._turn, what="feedback")

    async def _turn(self, summit: Summit, now: datetime) -> None:
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        for session in to_ask(programme, now):
            if session.text_channel is not None:
                reply = cards.ask(session, summit.edition)
                await self._ask(summit, session.slug, session.text_channel, reply)
        if to_ask_about_day(programme, now):
            reply = cards.ask_about_day(summit)
            await self._ask(summit, "", summit.places.welcome_channel, reply)

    async def _ask(self, summit: Summit, slug: str, channel_id: int, reply: Reply) -> None:
        key = (summit.guild_id, summit.edition, slug)
        if key in self._done:
            return
        asked = await feedback.intend(
            self.bot.store,
            guild_id=summit.guild_id,
            edition=summit.edition,
            session=slug,
            channel_id=channel_id,
            now=self.bot.now(),
        )
        if asked.state == "sending":
            try:
                sent = await self._send(summit, asked, reply)
            except (discord.Forbidden, discord.NotFound) as error:
                log.warning("nobody is asked in channel %d: %s", asked.channel_id, error)
                sent = False
            except discord.HTTPException as error:
                log.warning("asking in channel %d waits: %s", asked.channel_id, error)
                return
            await feedback.asked(self.bot.store, asked_id=asked.id, sent=sent)
        self._done.add(key)

    async def _send(self, summit: Summit, asked: Asked, reply: Reply) -> bool:
        """Whether the message stands, now or since before a crash."""
        channel = self.bot.get_partial_messageable(asked.channel_id, guild_id=summit.guild_id)
        if not (asked.begun and await self._stands(channel, asked, reply)):
            view = reply.view()
            assert view is not None, "people answer with its buttons"
            await channel.send(reply.text, view=view, nonce=f"feedback-{asked.id}")
        return True

    async def _stands(
        self, channel: discord.PartialMessageable, asked: Asked, reply: Reply
    ) -> bool:
        first = reply.rows[0][0]
        assert isinstance(first, Press)
        after = self.bot.at_discord(asked.created_at) - timedelta(minutes=2)
        async for message in channel.history(limit=LOOK_BACK, after=after, oldest_first=False):
            if self.bot.user is None or message.author.id != self.bot.user.id:
                continue
            for row in message.components:
                held = row.children if isinstance(row, discord.ActionRow) else []
                if any(getattr(part, "custom_id", None) == first.route for part in held):
                    return True
        return False
