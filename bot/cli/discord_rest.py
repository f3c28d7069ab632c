"""Discord over its REST interface alone, for commands that look at a server and go again."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import discord
from discord.http import HTTPClient

from bot.cli.failing import Failure


@dataclass(frozen=True, slots=True)
class Session:
    """A login: the bot's own user, and the servers that it is in, by id."""

    http: HTTPClient
    bot_id: int
    name: str
    guilds: dict[int, str]


@asynccontextmanager
async def logged_in(token: str) -> AsyncGenerator[Session]:
    """A login without a gateway, closed at the end. Raises Failure with a plain sentence."""
    client = discord.Client(intents=discord.Intents.none(), max_messages=None)
    try:
        await client.login(token)
        assert client.user is not None
        guilds = {guild.id: guild.name async for guild in client.fetch_guilds(limit=None)}
        yield Session(client.http, client.user.id, str(client.user), guilds)
    except discord.LoginFailure as error:
        raise Failure(
            "Discord does not accept the token. Copy it again from the developer portal"
            " into SUMMIT_TOKEN."
        ) from error
    except discord.Forbidden as error:
        raise Failure(
            f"Discord did not let the bot do that: {error.text or 'no reason given'}."
            " Run summit check: it says which permission is missing."
        ) from error
    except discord.HTTPException as error:
        raise Failure(
            f"Discord did not do that: it answered {error.status}. What was done so far is kept."
            " Wait some minutes and try again."
        ) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Failure(
            "Discord cannot be reached. Check this computer’s connection, then try again."
        ) from error
    finally:
        await client.close()


def choose(session: Session, wanted: int | None) -> int:
    """Which server is meant. Raises Failure where that is not clear."""
    there = session.guilds
    if not there:
        raise Failure(
            f"{session.name} is in no server yet. Invite it with the link from: summit invite"
        )
    if wanted is None and len(there) == 1:
        return next(iter(there))
    if wanted in there:
        return wanted
    known = "\n".join(f"  --guild {guild_id}  ({name})" for guild_id, name in there.items())
    what = "is in several servers" if wanted is None else f"is not in the server {wanted}"
    raise Failure(f"{session.name} {what}. Choose one:\n{known}")
