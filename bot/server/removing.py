"""Takes out of a server what a rehearsal made there, and nothing else. It can stop anywhere.

What is to go is what the store remembers. Each thing is forgotten when it is gone, so that the next
try goes on from there.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient

from db import rehearsals
from db.rehearsals import Trace
from db.store import Store
from domain.server.wanted import BEHIND, TEAM

log = logging.getLogger(__name__)

REASON = "The rehearsal’s traces are removed"
# So often what was made while this was going on is looked for, by whoever was in the middle of it.
_ROUNDS = 3
_LAST = (BEHIND, TEAM)


@dataclass(slots=True)
class Removed:
    """What came of it. ``stays``: left for good, and why. ``failed``: to be tried again, and why"""

    gone: int = 0
    stays: list[str] = field(default_factory=list[str])
    failed: list[str] = field(default_factory=list[str])


Tell = Callable[[Removed], Awaitable[None]]


async def remove(
    http: HTTPClient, store: Store, guild_id: int, application_id: int, *, tell: Tell | None = None
) -> Removed:
    """Remove all traces that are remembered. What Discord refuses is told and stays remembered.

    ``tell`` is called before the room goes in which it may have been asked for. Raises RuleBroken
    ``rehearsal.not_one``; discord.HTTPException where the server cannot even be looked at.
    """
    await rehearsals.begin_removal(store, guild_id=guild_id)
    names = await _names(http, guild_id)
    told = Removed()
    for _ in range(_ROUNDS):
        there = await rehearsals.traces(store, guild_id=guild_id)
        to_do = sorted((one for one in there if one.key not in _LAST), key=_order)
        if not to_do or told.failed:
            break
        for trace in to_do:
            await _take(http, store, guild_id, trace, names, told)
    try:
        await http.bulk_upsert_guild_commands(application_id, guild_id, [])
    except discord.HTTPException as error:
        log.warning("the commands of guild %d stay: %s", guild_id, error)
    if tell is not None:
        await tell(told)
    if told.failed:
        return told
    for trace in sorted(await rehearsals.traces(store, guild_id=guild_id), key=_order):
        await _take(http, store, guild_id, trace, names, told)
    if not told.failed:
        await rehearsals.removed(store, guild_id=guild_id)
    log.info("removed from guild %d: %d; to be tried again: %s", guild_id, told.gone, told.failed)
    return told


def _order(trace: Trace) -> int:
    """Events, rules, rooms; then the categories that they stood in; roles at the end."""
    if trace.what == "event":
        return 0
    if trace.key.startswith("role:"):
        return 4
    if trace.key.startswith("category"):
        return 3
    return 1 if trace.key.startswith("automod:") else 2


async def _names(http: HTTPClient, guild_id: int) -> dict[int, str]:
    channels = await http.get_all_guild_channels(guild_id)
    roles = await http.get_roles(guild_id)
    found = {int(one["id"]): f"the role “{one['name']}”" for one in roles}
    return found | {int(one["id"]): f"“{one['name']}”" for one in channels}


async def _take(
    http: HTTPClient,
    store: Store,
    guild_id: int,
    trace: Trace,
    names: dict[int, str],
    told: Removed,
) -> None:
    name = names.get(trace.id, f"the event of {trace.key}" if trace.what == "event" else trace.key)
    try:
        strangers = await _strangers(http, store, guild_id, trace)
        if strangers:
            told.stays.append(
                f"{name}, because the rehearsal did not make what stands in it: {strangers}."
                " Delete it by hand if you do not need it."
            )
        else:
            await _delete(http, guild_id, trace)
            told.gone += 1
    except discord.NotFound:
        told.gone += 1  # somebody deleted it by hand
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.warning("%s (%d) of guild %d stays: %s", name, trace.id, guild_id, error)
        told.failed.append(f"{name}: {_why(error)}")
        return
    await rehearsals.gone(store, guild_id=guild_id, trace=trace)


def _why(error: Exception) -> str:
    if isinstance(error, discord.Forbidden):
        return (
            "the bot may not. Give its role the permission, and drag it above the role or into the"
            " channel that is meant."
        )
    if isinstance(error, discord.HTTPException) and error.status < 500:
        return f"Discord refused it ({error.text or error.status})."
    return "Discord could not be reached."


async def _strangers(http: HTTPClient, store: Store, guild_id: int, trace: Trace) -> str:
    """The channels of a category that others put there: Discord would move them out of it."""
    if not trace.key.startswith("category"):
        return ""
    mine = {one.id for one in await rehearsals.traces(store, guild_id=guild_id)}
    channels: list[Any] = list(await http.get_all_guild_channels(guild_id))
    return ", ".join(
        f"“{one['name']}”"
        for one in channels
        if int(one.get("parent_id") or 0) == trace.id and int(one["id"]) not in mine
    )


async def _delete(http: HTTPClient, guild_id: int, trace: Trace) -> None:
    if trace.what == "event":
        await http.delete_scheduled_event(guild_id, trace.id, reason=REASON)
    elif trace.key.startswith("role:"):
        await http.delete_role(guild_id, trace.id, reason=REASON)
    elif trace.key.startswith("automod:"):
        await http.delete_auto_moderation_rule(guild_id, trace.id, reason=REASON)
    else:
        await http.delete_channel(trace.id, reason=REASON)
