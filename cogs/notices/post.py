"""How a message reaches one person: directly, or in a private thread where that is closed."""

from __future__ import annotations

import logging

import discord

from bot.client import SummitBot
from bot.ui import Reply
from db.notices import Outcome
from domain.summits import Summit

log = logging.getLogger(__name__)

# What Discord answers where somebody can't be written to: closed, too fast, no server in common.
UNREACHABLE = frozenset({50007, 40003, 50278})


async def post(
    bot: SummitBot, summit: Summit, *, user_id: int, reply: Reply, subject: str, nonce: str
) -> Outcome:
    """Send ``reply`` to somebody. Raises discord.HTTPException where Discord is out of order."""
    try:
        channel = await bot.create_dm(discord.Object(user_id))
        await _send(channel, reply, nonce)
    except discord.HTTPException as error:
        if error.code not in UNREACHABLE:
            raise
        return await _in_server(bot, summit, user_id, reply, subject, nonce)
    return "dm"


async def _in_server(
    bot: SummitBot, summit: Summit, user_id: int, reply: Reply, subject: str, nonce: str
) -> Outcome:
    """A private thread in the welcome channel, for who has closed their direct messages."""
    try:
        data = await bot.http.start_thread_without_message(
            summit.places.welcome_channel,
            name=f"For you: {subject}"[:100],
            auto_archive_duration=10080,
            type=discord.ChannelType.private_thread.value,
            invitable=False,
        )
        thread = bot.get_partial_messageable(int(data["id"]), guild_id=summit.guild_id)
        await bot.http.add_user_to_thread(thread.id, user_id)
        await _send(thread, reply, nonce)
    except (discord.Forbidden, discord.NotFound) as error:
        log.warning("%s reached nobody: %s", nonce, error)
        return "not_reached"
    return "thread"


async def _send(channel: discord.abc.Messageable, reply: Reply, nonce: str) -> None:
    view = reply.view()
    if view is None:
        await channel.send(reply.text, nonce=nonce)
    else:
        await channel.send(reply.text, view=view, nonce=nonce)
