"""The messages that the bot keeps standing: panels, the wall and its summary.

A message is written into the store before it is sent and settled after, so that a restart in
between sends nothing twice: Discord drops the repeat of a nonce for some minutes, and after that
the channel is searched for what the message carries.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import discord
from discord import ui

from db import posted
from db.posted import Posted, Purpose
from domain.summits import Summit

if TYPE_CHECKING:
    from bot.client import SummitBot

log = logging.getLogger(__name__)

# Panels of which every room has its own.
IN_ROOMS = frozenset({"room_panel", "control_panel"})

UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
# How far back a message that may have been sent is looked for.
LOOK_BACK = 200

Draw = Callable[[Summit, Posted], Awaitable["ui.LayoutView | None"]]
Carries = Callable[[Posted], Awaitable[set[str]]]


class Standing:
    """Sends, refreshes and removes standing messages. Cogs say how theirs are drawn."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._draw: dict[Purpose, Draw] = {}
        self._carries: dict[Purpose, Carries] = {}

    def draws(self, purpose: Purpose, draw: Draw, carries: Carries | None = None) -> None:
        """``draw(summit, posted)`` gives what is to stand there, or None for nothing.

        ``carries(posted)`` gives the custom_ids by which a message that was sent before a crash is
        found, also where nothing of it may be seen any more; without it, those that are drawn.
        """
        self._draw[purpose] = draw
        if carries is not None:
            self._carries[purpose] = carries

    async def put(
        self, summit: Summit, purpose: Purpose, channel_id: int, pledge_ids: tuple[int, ...] = ()
    ) -> None:
        """Send a new standing message. Raises discord.HTTPException; then it is tried again.

        Does nothing where somebody else has begun the same panel meanwhile.
        """
        post = await posted.intend(
            self.bot.store,
            guild_id=summit.guild_id,
            channel_id=channel_id,
            purpose=purpose,
            pledge_ids=pledge_ids,
            now=self.bot.now(),
        )
        if post is not None:
            await self._send(summit, post)

    async def keep(self, summit: Summit, purpose: Purpose, channel_id: int) -> None:
        """One panel, up to date in this channel; sent anew where somebody deleted it by hand.

        Raises discord.HTTPException where Discord would not have it; then it is tried again.
        """
        for post in await posted.panels(self.bot.store, guild_id=summit.guild_id):
            if post.purpose != purpose:
                continue
            if purpose in IN_ROOMS and post.channel_id != channel_id:
                continue  # every room has its own
            if post.channel_id == channel_id and await self.tend(summit, post):
                return
            await posted.gone(self.bot.store, posted_id=post.id)
        await self.put(summit, purpose, channel_id)

    async def tend(self, summit: Summit, post: Posted) -> bool:
        """Bring one message up to date: send what was begun, edit what changed, drop what is gone.

        Returns whether it stands. Raises discord.HTTPException where Discord would not have it; it
        stays to do.
        """
        if post.purpose == "wall" and post.channel_id != summit.places.wall_channel:
            await self._leave(summit, post)
            return False
        if post.sending:
            found = await self._find(summit, post)
            if found is None:
                await self._send(summit, post)
                return True
            await posted.settled(self.bot.store, posted_id=post.id, message_id=found)
            post = Posted(
                post.id,
                post.guild_id,
                post.channel_id,
                found,
                post.purpose,
                False,
                post.created_at,
            )
        return await self._refresh(summit, post)

    async def _send(self, summit: Summit, post: Posted) -> None:
        view = await self._draw[post.purpose](summit, post)
        if view is None:
            await posted.gone(self.bot.store, posted_id=post.id)
            return
        message = await self._channel(post).send(view=view, nonce=f"{post.purpose}-{post.id}")
        await posted.settled(self.bot.store, posted_id=post.id, message_id=message.id)
        if post.purpose != "wall":
            await self._pin(message)

    async def _pin(self, message: discord.Message) -> None:
        try:
            await message.pin()
        except discord.HTTPException as error:
            log.warning("message %d could not be pinned: %s", message.id, error)

    async def _refresh(self, summit: Summit, post: Posted) -> bool:
        assert post.message_id is not None
        await posted.begin_refresh(self.bot.store, posted_id=post.id)
        try:
            view = await self._draw[post.purpose](summit, post)
            message = self._channel(post).get_partial_message(post.message_id)
            if view is None:
                await message.delete()
                await posted.gone(self.bot.store, posted_id=post.id)
                return False
            await message.edit(view=view)
        except discord.NotFound as error:
            if error.code == UNKNOWN_MESSAGE:
                # Somebody deleted it by hand: what it carried goes back into the queue.
                log.info("%s %d is gone from its channel", post.purpose, post.id)
                await posted.gone(self.bot.store, posted_id=post.id)
                return False
            await posted.mark_again(self.bot.store, posted_id=post.id)
            raise
        except BaseException:
            await posted.mark_again(self.bot.store, posted_id=post.id)
            raise
        return True

    async def _leave(self, summit: Summit, post: Posted) -> None:
        """The wall is elsewhere now: take this down, and its pledges wait for the new one."""
        try:
            message_id = post.message_id or await self._find(summit, post)
            if message_id is not None:
                await self._channel(post).get_partial_message(message_id).delete()
        except (discord.NotFound, discord.Forbidden) as error:
            log.info("%s %d stood in a channel that is gone: %s", post.purpose, post.id, error)
        await posted.gone(self.bot.store, posted_id=post.id)

    async def _find(self, summit: Summit, post: Posted) -> int | None:
        """The id of a message that may have been sent before a crash, by what it carries."""
        if (carries := self._carries.get(post.purpose)) is not None:
            wanted = await carries(post)
        else:
            view = await self._draw[post.purpose](summit, post)
            wanted = _routes(view.to_components()) if view is not None else set()
        after = discord.Object(
            discord.utils.time_snowflake(self.bot.at_discord(post.created_at)) - (120_000 << 22)
        )
        history = self._channel(post).history(limit=LOOK_BACK, after=after, oldest_first=False)
        async for message in history:
            if self.bot.user is None or message.author.id != self.bot.user.id:
                continue
            if not message.flags.components_v2:
                continue  # some other message with the same button, such as a reminder
            held = _routes([component.to_dict() for component in message.components])
            if wanted & held:
                return message.id
        return None

    def _channel(self, post: Posted) -> discord.PartialMessageable:
        return self.bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)


def _routes(components: object) -> set[str]:
    """Every custom_id in a tree of components."""
    found: set[str] = set()
    if isinstance(components, dict):
        for key, value in components.items():
            if key == "custom_id" and isinstance(value, str):
                found.add(value)
            else:
                found |= _routes(value)
    elif isinstance(components, list):
        for value in components:
            found |= _routes(value)
    return found
