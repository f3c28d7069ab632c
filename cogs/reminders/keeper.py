"""Sends each reminder in its room and takes it down again, at a pace that Discord allows.

Each post is written down before it is sent. Where the answer is missing, because of a crash or an
outage, the room is searched for it; it is sent again only where it is not there and in time still,
under the same nonce, which Discord does not take twice.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import aiohttp
import discord

from bot.client import SummitBot
from cogs.reminders import cards
from db import reminders, sessions
from db.reminders import Due
from domain.reminders import Do, Post, Step, next_step
from domain.summits import Summit

log = logging.getLogger(__name__)

# One request a turn for each server: ten messages, for 500 people, in 20 seconds.
TURN_SECONDS = 2.0
# After Discord refused a channel, how long it is left alone.
REST = timedelta(seconds=30)
# How many messages back a post that may have arrived is looked for.
LOOK_BACK = 100

_RESTING_ROOM = "room %d of guild %d, reminder of %s: %s%s"


class ReminderKeeper:
    """One request a turn for each server: look for a post, send one, or take one down."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        # Until when a channel is left alone. Lost in a restart without harm.
        self._rests: dict[int, datetime] = {}
        bot.turns.everywhere(TURN_SECONDS, self._one_thing, what="reminders")

    async def _one_thing(self, summit: Summit, now: datetime) -> None:
        guild_id = summit.guild_id
        real = self.bot.real_now()
        self._rests = {room: until for room, until in self._rests.items() if until > real}
        programme = await sessions.every(self.bot.store, guild_id=guild_id)
        posts = await reminders.posts(self.bot.store, guild_id=guild_id, now=now)
        step = next_step(programme, posts, now, self._rests.keys())
        if step is not None:
            await self._do(summit, step, now)

    async def _do(self, summit: Summit, step: Step, now: datetime) -> None:
        store, guild_id = self.bot.store, summit.guild_id
        if step.post is None:
            due = await reminders.begin(store, guild_id=guild_id, slug=step.slug, now=now)
            if due is not None:
                await self._send(summit, due)
        elif step.do is Do.LOOK:
            await self._look(summit, step.post, now)
        elif step.do is Do.REMOVE:
            await self._remove(step.post)
        elif step.do is Do.AGAIN:
            due = await reminders.again(store, guild_id=guild_id, post=step.post, now=now)
            if due is not None:
                await self._send(summit, due)
        else:
            log.warning("the reminder of %s in guild %d came too late", step.slug, guild_id)
            await reminders.dropped(store, guild_id=guild_id, post_id=step.post.id)

    # ------------------------------------------------------------ one request each

    async def _send(self, summit: Summit, due: Due) -> None:
        post = due.post
        reply = cards.reminder(due.session, summit, post, due.user_ids)
        view = reply.view()
        assert view is not None
        people = discord.AllowedMentions(
            everyone=False, roles=False, users=[discord.Object(one) for one in due.user_ids]
        )
        try:
            message = await self._channel(post).send(
                reply.text, view=view, nonce=f"reminder-{post.id}", allowed_mentions=people
            )
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            self._rest(post, error)
            if isinstance(error, discord.HTTPException) and error.status < 500:
                await reminders.refused(self.bot.store, guild_id=post.guild_id, post_id=post.id)
            return
        await reminders.settled(
            self.bot.store, guild_id=post.guild_id, post_id=post.id, message_id=message.id
        )

    async def _look(self, summit: Summit, post: Post, now: datetime) -> None:
        """Find a post that may have arrived; else send it again, where that is in time."""
        store, guild_id = self.bot.store, post.guild_id
        try:
            found = await self._find(post)
        except (discord.Forbidden, discord.NotFound) as error:
            # Nobody can say whether it arrived, and it must not be there twice.
            self._rest(post, error)
            await reminders.dropped(store, guild_id=guild_id, post_id=post.id)
            return
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            self._rest(post, error)
            return
        if found is not None:
            await reminders.settled(store, guild_id=guild_id, post_id=post.id, message_id=found)
            return
        due = await reminders.again(store, guild_id=guild_id, post=post, now=now)
        if due is not None:
            await self._send(summit, due)

    async def _find(self, post: Post) -> int | None:
        """The id of the message with this post's own button."""
        wanted = cards.off_button(post).route
        after = discord.Object(
            discord.utils.time_snowflake(self.bot.at_discord(post.begun_at)) - (120_000 << 22)
        )
        history = self._channel(post).history(limit=LOOK_BACK, after=after, oldest_first=False)
        async for message in history:
            if self.bot.user is None or message.author.id != self.bot.user.id:
                continue
            for row in message.components:
                if isinstance(row, discord.ActionRow) and any(
                    getattr(part, "custom_id", None) == wanted for part in row.children
                ):
                    return message.id
        return None

    async def _remove(self, post: Post) -> None:
        assert post.message_id is not None
        try:
            await self._channel(post).get_partial_message(post.message_id).delete()
        except (discord.NotFound, discord.Forbidden) as error:
            log.info("a reminder in room %d stays or is gone: %s", post.channel_id, error)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            self._rest(post, error)
            return
        await reminders.removed(self.bot.store, guild_id=post.guild_id, post_id=post.id)

    def _rest(self, post: Post, error: Exception) -> None:
        """Leave the room alone for a while, and say what can be done about it."""
        self._rests[post.channel_id] = self.bot.real_now() + REST
        todo = ""
        if isinstance(error, discord.NotFound):
            todo = " (run /summit setup to make its channel again)"
        elif isinstance(error, discord.Forbidden):
            todo = " (allow the bot to see it, write in it and read its history)"
        log.warning(_RESTING_ROOM, post.channel_id, post.guild_id, post.slug, error, todo)

    def _channel(self, post: Post) -> discord.PartialMessageable:
        return self.bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
