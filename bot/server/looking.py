"""A server as Discord describes it, read anew: what a cache says may be old."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import discord
from discord.http import HTTPClient

from bot.permissions import lacking
from domain.server import Channel, Kind, Role, Rule, There

_KINDS = {
    discord.ChannelType.text.value: Kind.TEXT,
    discord.ChannelType.news.value: Kind.TEXT,
    discord.ChannelType.voice.value: Kind.VOICE,
    discord.ChannelType.stage_voice.value: Kind.STAGE,
    discord.ChannelType.category.value: Kind.CATEGORY,
}

# Where discord.py goes by another name than Discord's documentation and these plans.
_NAMES = {"read_messages": "view_channel"}


_RULES = {
    discord.AutoModRuleTriggerType.keyword.value: Kind.WORDS,
    discord.AutoModRuleTriggerType.mention_spam.value: Kind.MENTIONS,
}


async def look(http: HTTPClient, guild_id: int, bot_id: int, *, automod: bool = False) -> There:
    """The server ``guild_id``; ``bot_id`` is the bot's own user. Raises discord.HTTPException.

    Rules of AutoMod are looked at only with ``automod``, and where the bot may see them.
    """
    guild, channels, member = await asyncio.gather(
        http.get_guild(guild_id, with_counts=False),
        http.get_all_guild_channels(guild_id),
        http.get_member(guild_id, bot_id),
    )
    there = described(guild, channels, member, automod=automod)
    if not automod or not {"manage_guild", "administrator"} & there.bot_may:
        return there
    rules = await http.get_auto_moderation_rules(guild_id)
    return replace(
        there, rules=tuple(_rule(rule) for rule in rules if rule["trigger_type"] in _RULES)
    )


def described(guild: Any, channels: Any, member: Any, *, automod: bool = False) -> There:
    """The same from Discord's own objects."""
    guild_id, bot_id = int(guild["id"]), int(member["user"]["id"])
    mine = {int(role) for role in member["roles"]} | {guild_id}
    own = [role for role in guild["roles"] if int(role["id"]) in mine]
    top = max((_rank(role) for role in own), default=(0, 0))
    may = discord.Permissions.none()
    for role in own:
        may |= discord.Permissions(int(role["permissions"]))
    if int(guild.get("owner_id") or 0) == bot_id:
        may = discord.Permissions.all()
    return There(
        guild_id=guild_id,
        bot_id=bot_id,
        has_stages="COMMUNITY" in guild.get("features", ()),
        lacking=tuple(lacking(may, automod=automod)),
        roles=tuple(
            Role(int(role["id"]), role["name"], above_bot=_rank(role) >= top)
            for role in guild["roles"]
        ),
        channels=tuple(_channel(channel) for channel in channels if channel["type"] in _KINDS),
        bot_roles=frozenset(mine),
        bot_may=names_of(may),
        others_may=names_of(
            *(
                discord.Permissions(int(role["permissions"]))
                for role in own
                if int(role["id"]) == guild_id
            )
        ),
        is_admin=may.administrator,
        other_kinds=sum(channel["type"] not in _KINDS for channel in channels),
    )


def _rank(role: Mapping[str, Any]) -> tuple[int, int]:
    """Discord's own order of roles: by position, and the older first where that is the same."""
    return int(role["position"]), -int(role["id"])


def _channel(values: Mapping[str, Any]) -> Channel:
    return Channel(
        id=int(values["id"]),
        kind=_KINDS[values["type"]],
        name=values["name"],
        parent=int(values["parent_id"]) if values.get("parent_id") else None,
        people_at_most=int(values.get("user_limit") or 0),
        grants={
            str(one["id"]): grants_of(int(one["allow"]), int(one["deny"]))
            for one in values.get("permission_overwrites", ())
        },
    )


def _rule(values: Mapping[str, Any]) -> Rule:
    about = values.get("trigger_metadata") or {}
    return Rule(
        id=int(values["id"]),
        kind=_RULES[values["trigger_type"]],
        name=values["name"],
        words=tuple(about.get("keyword_filter") or ()),
        mentions_at_most=int(about.get("mention_total_limit") or 0),
    )


def grants_of(allow: int, deny: int) -> dict[str, bool]:
    """Discord's two sets of bits as names of permissions."""
    pairs = discord.PermissionOverwrite.from_pair(
        discord.Permissions(allow), discord.Permissions(deny)
    )
    return {_NAMES.get(name, name): value for name, value in pairs if value is not None}


def names_of(*permissions: discord.Permissions) -> frozenset[str]:
    """The names of what is allowed."""
    return frozenset(_NAMES.get(name, name) for one in permissions for name, has in one if has)


def bits_of(grants: Mapping[str, bool]) -> tuple[str, str]:
    """The names of permissions as Discord's two sets of bits: allowed, denied."""
    allow, deny = discord.PermissionOverwrite(**grants).pair()
    return str(allow.value), str(deny.value)
