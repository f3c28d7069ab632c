"""The loop that posts stories, keeps them up to date, and takes down what may not stand."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import discord

from bot.client import SummitBot
from bot.standing import UNKNOWN_CHANNEL, UNKNOWN_MESSAGE
from cogs.stories import cards
from db import stories
from db.introductions import Note
from db.stories import Kept
from domain.follow_up import is_awake
from domain.stories import Story, may_tell
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 5.0
# Letters to supporters in one turn of this loop: the outbox sends more than that.
LETTERS = 3
REST = timedelta(minutes=1)
LOOK_BACK = 100


class StoryKeeper:
    """One thing in Discord a turn for each server. Which servers rest is lost in a restart."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.turns.everywhere(TURN_SECONDS, self._turn, what="stories", rest=REST)

    async def _turn(self, summit: Summit, now: datetime) -> None:
        await self._one_thing(summit)
        await self._tell(summit)

    async def _one_thing(self, summit: Summit) -> None:
        for kept, wanted in await stories.up(self.bot.store, guild_id=summit.guild_id):
            story = kept.story
            if not (wanted and may_tell(story.pledge, story.consent)):
                await self._down(summit, kept)
                return
            text = cards.card(story, summit)
            if kept.state == "posted" and kept.drawn == cards.digest(text):
                continue
            await self._draw(summit, kept, text)
            return

    async def _draw(self, summit: Summit, kept: Kept, text: str) -> None:
        """Post it, or bring it up to date. What may have been sent before a crash is looked for."""
        assert kept.channel_id is not None
        store, pledge = self.bot.store, kept.story.pledge
        place = self.bot.get_partial_messageable(kept.channel_id, guild_id=summit.guild_id)
        message_id = kept.message_id
        if kept.state == "wanted":
            await stories.begin(
                store, guild_id=summit.guild_id, pledge_id=pledge.id, now=self.bot.now()
            )
        elif message_id is None:
            message_id = await self._find(kept, place)
        try:
            if message_id is None:
                sent = await place.send(text, nonce=f"story-{pledge.id}")
                message_id = sent.id
            else:
                await place.get_partial_message(message_id).edit(content=text)
        except discord.NotFound as error:
            if error.code not in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL):
                raise
            # Somebody deleted it, or the channel, by hand: that is respected.
            log.info("the story of %s is gone from its channel", pledge.reference)
            await stories.down(store, guild_id=summit.guild_id, pledge_id=pledge.id)
            return
        await stories.posted(
            store,
            guild_id=summit.guild_id,
            pledge_id=pledge.id,
            channel_id=kept.channel_id,
            message_id=message_id,
            drawn=cards.digest(text),
            now=self.bot.now(),
        )

    async def _find(self, kept: Kept, place: discord.PartialMessageable) -> int | None:
        begun = kept.begun_at or self.bot.now()
        after = self.bot.at_discord(begun) - timedelta(minutes=2)
        start = cards.head(kept.story.pledge.reference)
        async for message in place.history(limit=LOOK_BACK, after=after, oldest_first=False):
            mine = self.bot.user is not None and message.author.id == self.bot.user.id
            if mine and message.content.startswith(start):
                return message.id
        return None

    async def _down(self, summit: Summit, kept: Kept) -> None:
        message_id = kept.message_id
        if kept.channel_id is not None:
            place = self.bot.get_partial_messageable(kept.channel_id, guild_id=summit.guild_id)
            try:
                if message_id is None and kept.state == "sending":
                    message_id = await self._find(kept, place)
                if message_id is not None:
                    await place.get_partial_message(message_id).delete()
            except discord.NotFound as error:
                log.info("a story was gone already: %s", error)
        await stories.down(self.bot.store, guild_id=summit.guild_id, pledge_id=kept.story.pledge.id)

    async def _tell(self, summit: Summit) -> None:
        now = self.bot.now()
        if not is_awake(now, summit.plan.summit.time_zone):
            return

        def tell(story: Story) -> Note:
            return cards.letter(story, summit)

        await stories.tell_supporters(
            self.bot.store, guild_id=summit.guild_id, most=LETTERS, tell=tell, now=now
        )
