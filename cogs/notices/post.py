"""How a message reaches one person: directly, or in a private thread where that is closed."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

import discord

from bot.client import SummitBot
from bot.inert import fitting
from bot.ui import Reply
from db.notices import Outcome, Where
from domain.rehearsals import is_invented
from domain.summits import Summit

log = logging.getLogger(__name__)

# What Discord answers where somebody can't be written to: closed, too fast, no server in common.
UNREACHABLE = frozenset({50007, 40003, 50278})


# Before every letter of a rehearsal: people read their letters far from where it is rehearsed.
MARK = "-# This is a rehearsal. Nothing in it is real.\n"


@dataclass(frozen=True, slots=True)
class Sent:
    """How sending ended, and where the message stands, so that it can be taken back."""

    outcome: Outcome
    where: Where | None = None


async def post(
    bot: SummitBot,
    summit: Summit,
    *,
    user_id: int,
    reply: Reply,
    subject: str,
    nonce: str,
    in_thread: str = "",
) -> Sent:
    """Send ``reply`` to somebody; with another text where that goes to a thread in the server.

    Raises discord.HTTPException where Discord is out of order.
    """
    if is_invented(user_id):
        return Sent("dm")  # there is nobody to read it: as of people who never answer
    if bot.rehearsal is not None:
        reply, in_thread = _marked(reply), in_thread and MARK + in_thread
    try:
        channel = await bot.create_dm(discord.Object(user_id))
        message_id = await _send(channel, reply, nonce)
    except discord.HTTPException as error:
        if error.code not in UNREACHABLE:
            raise
        if in_thread:
            reply = replace(reply, text=in_thread)
        return await _in_server(bot, summit, user_id, reply, subject, nonce)
    return Sent("dm", Where(summit.guild_id, channel.id, message_id, thread=False))


async def _in_server(
    bot: SummitBot, summit: Summit, user_id: int, reply: Reply, subject: str, nonce: str
) -> Sent:
    """A private thread in the welcome channel, for who has closed their direct messages."""
    where: Where | None = None
    try:
        data = await bot.http.start_thread_without_message(
            summit.places.welcome_channel,
            name=f"For you: {subject}"[:100],
            auto_archive_duration=10080,
            type=discord.ChannelType.private_thread.value,
            invitable=False,
        )
        thread = bot.get_partial_messageable(int(data["id"]), guild_id=summit.guild_id)
        where = Where(summit.guild_id, thread.id, None, thread=True)
        await bot.http.add_user_to_thread(thread.id, user_id)
        message_id = await _send(thread, reply, nonce)
    except (discord.Forbidden, discord.NotFound) as error:
        log.warning("%s reached nobody: %s", nonce, error)
        return Sent("not_reached", where)
    return Sent("thread", Where(summit.guild_id, thread.id, message_id, thread=True))


def _marked(reply: Reply) -> Reply:
    return replace(reply, text=fitting(MARK + reply.text))


async def _send(channel: discord.abc.Messageable, reply: Reply, nonce: str) -> int:
    view = reply.view()
    if view is None:
        message = await channel.send(reply.text, nonce=nonce)
    else:
        message = await channel.send(reply.text, view=view, nonce=nonce)
    return message.id
