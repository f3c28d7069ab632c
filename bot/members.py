"""Whether somebody is still in the server, and as what: the bot keeps no list and asks Discord."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import aiohttp
import discord

if TYPE_CHECKING:
    from bot.client import SummitBot

log = logging.getLogger(__name__)

UNKNOWN_MEMBER, UNKNOWN_USER = 10007, 10013
GONE = frozenset({UNKNOWN_MEMBER, UNKNOWN_USER})


async def roles_of(bot: SummitBot, guild_id: int, user_id: int) -> frozenset[int] | None:
    """The ids of somebody's roles; None where they are not in the server. Raises HTTPException."""
    try:
        member = await bot.http.get_member(guild_id, user_id)
    except discord.NotFound as error:
        if error.code not in GONE:
            raise
        return None
    return frozenset(int(role) for role in member["roles"])


async def has_left(bot: SummitBot, guild_id: int, user_id: int) -> bool:
    """Whether Discord says that somebody is not in the server; where it cannot tell, they are."""
    try:
        return await roles_of(bot, guild_id, user_id) is None
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.warning("Discord does not say whether %d is still here: %s", user_id, error)
        return False
