"""What the bot posts once in a channel, and keeps true while it stands: calls, welcomes, moments.

A post is written into the store before it is sent, and its answer after. Where the answer is
missing, because of a crash or an outage, the channel is searched for it before it is sent again.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.standing import UNKNOWN_CHANNEL, UNKNOWN_MESSAGE
from bot.ui import Reply
from db import said
from db.said import Said, What
from domain.summits import Summit

if TYPE_CHECKING:
    from bot.client import SummitBot

log = logging.getLogger(__name__)

# One request a turn for each server: Discord takes about five messages in five seconds.
TURN_SECONDS = 1.25
# After Discord refused a channel, or does not know it, how long it is left alone.
REST, LONG_REST = timedelta(seconds=30), timedelta(minutes=5)
# How many messages back a post that may have arrived is looked for.
LOOK_BACK = 100


@dataclass(frozen=True, slots=True)
class Say:
    """What is to stand where. ``role`` is alerted by it, when it is sent."""

    channel_id: int
    reply: Reply
    role: int | None = None

    @property
    def fingerprint(self) -> str:
        """What tells this from what stood there before, without the words."""
        return hashlib.sha256(repr(self.reply).encode()).hexdigest()[:16]


Draw = Callable[[Summit, Said], Awaitable[Say | None]]
"""What a post is to say now, or None where there is to be none (any more)."""


class Saying:
    """Sends, changes and takes down what is said once. Cogs say how theirs are drawn."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._draw: dict[What, Draw] = {}
        # Until when a channel is left alone. Lost in a restart without harm.
        self._rests: dict[int, datetime] = {}
        bot.turns.everywhere(TURN_SECONDS, self._turn, what="posts")

    def draws(self, what: What, draw: Draw) -> None:
        self._draw[what] = draw

    async def _turn(self, summit: Summit, now: datetime) -> None:
        real = self.bot.real_now()
        self._rests = {room: until for room, until in self._rests.items() if until > real}
        for post in await said.to_do(self.bot.store, guild_id=summit.guild_id):
            if await self._tend(summit, post):
                return

    async def _tend(self, summit: Summit, post: Said) -> bool:
        """Do one thing for one post. Returns whether Discord was asked for anything."""
        if post.channel_id is not None and post.channel_id in self._rests:
            return False
        if post.state == "posted":
            await said.begin_refresh(self.bot.store, guild_id=post.guild_id, said_id=post.id)
        say = await self._draw[post.what](summit, post)
        channel_id = post.channel_id if post.message_id is not None else None
        if channel_id is None and say is not None:
            channel_id = say.channel_id
        if channel_id is not None and channel_id in self._rests:
            if post.state == "posted":
                await said.mark_again(self.bot.store, guild_id=post.guild_id, said_id=post.id)
            return False
        try:
            return await self._do(post, say)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            await self._refused(post, channel_id, error)
            return True

    async def _do(self, post: Said, say: Say | None) -> bool:
        if post.state == "posted":
            return await self._change(post, say)
        if post.state == "sending":
            await self._look(post, say)
        elif say is None:
            await said.gone(self.bot.store, guild_id=post.guild_id, said_id=post.id)
            return False
        else:
            await self._send(post, say)
        return True

    async def _send(self, post: Said, say: Say) -> None:
        await said.begin(
            self.bot.store, guild_id=post.guild_id, said_id=post.id, channel_id=say.channel_id
        )
        roles = [discord.Object(say.role)] if say.role is not None else []
        alerts = discord.AllowedMentions(everyone=False, users=False, roles=roles)
        channel = self._channel(post.guild_id, say.channel_id)
        view = say.reply.view()
        nonce = f"said-{post.id}"
        if view is None:
            message = await channel.send(say.reply.text, nonce=nonce, allowed_mentions=alerts)
        else:
            message = await channel.send(
                say.reply.text, view=view, nonce=nonce, allowed_mentions=alerts
            )
        await self._settled(post, message.id, say)

    async def _look(self, post: Said, say: Say | None) -> None:
        """It may have been sent before a crash: known by its author, its time and its head."""
        assert post.channel_id is not None, "it was begun there"
        after = discord.Object(
            discord.utils.time_snowflake(self.bot.at_discord(post.created_at)) - (120_000 << 22)
        )
        history = self._channel(post.guild_id, post.channel_id).history(
            limit=LOOK_BACK, after=after, oldest_first=False
        )
        head = say.reply.text.split("\n")[0] if say is not None else None
        async for message in history:
            mine = self.bot.user is not None and message.author.id == self.bot.user.id
            if mine and head is not None and message.content.split("\n")[0] == head:
                await self._settled(post, message.id, say)
                await said.mark_again(self.bot.store, guild_id=post.guild_id, said_id=post.id)
                return
        await said.back(self.bot.store, guild_id=post.guild_id, said_id=post.id)

    async def _change(self, post: Said, say: Say | None) -> bool:
        assert post.channel_id is not None, "it stands there"
        assert post.message_id is not None, "it stands there"
        message = self._channel(post.guild_id, post.channel_id).get_partial_message(post.message_id)
        if say is None:
            await message.delete()
            await said.gone(self.bot.store, guild_id=post.guild_id, said_id=post.id)
            return True
        if say.fingerprint == post.told:
            return False
        await message.edit(content=say.reply.text, view=say.reply.view())
        await self._settled(post, post.message_id, say)
        return True

    async def _settled(self, post: Said, message_id: int, say: Say | None) -> None:
        await said.settled(
            self.bot.store,
            guild_id=post.guild_id,
            said_id=post.id,
            message_id=message_id,
            told=say.fingerprint if say is not None else "",
        )

    async def _refused(self, post: Said, channel_id: int | None, error: Exception) -> None:
        """What becomes of a post that Discord would not have."""
        store, guild_id = self.bot.store, post.guild_id
        code = error.code if isinstance(error, discord.HTTPException) else 0
        if code == UNKNOWN_MESSAGE or (code == UNKNOWN_CHANNEL and post.state == "posted"):
            await said.gone(store, guild_id=guild_id, said_id=post.id)  # deleted by hand
            return
        if post.state == "posted":
            await said.mark_again(store, guild_id=guild_id, said_id=post.id)
        elif isinstance(error, discord.Forbidden | discord.NotFound):
            await said.back(store, guild_id=guild_id, said_id=post.id)  # it was not sent
        if channel_id is not None:
            missing = code == UNKNOWN_CHANNEL
            self._rests[channel_id] = self.bot.real_now() + (LONG_REST if missing else REST)
        log.warning("%s %s of guild %d waits: %s", post.what, post.about, guild_id, error)

    def _channel(self, guild_id: int, channel_id: int) -> discord.PartialMessageable:
        return self.bot.get_partial_messageable(channel_id, guild_id=guild_id)
