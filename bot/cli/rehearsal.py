"""``summit rehearsal``"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import rehearsal_files
from bot.cli.discord_rest import choose, logged_in
from bot.cli.failing import Failure
from bot.server.removing import Removed
from bot.server.removing import remove as remove_traces
from bot.settings import read_settings
from bot.wording import refusal
from db import rehearsals
from db.errors import CannotOpen, StoreError
from db.store import Store
from domain.rules import RuleBroken

app = typer.Typer(help="Work with a rehearsal on a real test server.", no_args_is_help=True)


@app.callback()
def rehearsal() -> None:
    """Work with a rehearsal on a real test server."""


@app.command("remove")
def remove(
    guild: Annotated[
        int | None, typer.Option(min=1, help="The server’s id, where the bot is in several.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before it is done.")] = False,
) -> None:
    """Remove what a rehearsal made in a server, as “Remove all traces” does. Stop the bot first."""
    settings = read_settings()
    if settings.token is None:
        raise Failure("No token is set. Run summit check: it says what to do.")
    database = rehearsal_files.database(settings.database)
    if not database.exists():  # opening it would make one
        raise Failure(f"There is no rehearsal: {database} does not exist.")
    try:
        asyncio.run(_remove(settings.token.get_secret_value(), database, guild, yes))
    except RuleBroken as error:
        raise Failure(refusal(error)) from error
    except CannotOpen as error:
        raise Failure(
            f"{error} If the bot is running, type /rehearsal remove in the server."
        ) from error
    except StoreError as error:
        raise Failure(f"The database could not be used: {error}. Run it again.") from error


async def _remove(token: str, database: Path, wanted: int | None, yes: bool) -> None:
    async with Store.open(database) as store:
        if await rehearsals.clock_of(store) is None:
            raise RuleBroken("rehearsal.not_one")
        async with logged_in(token) as session:
            guild_id = choose(session, wanted)
            server = session.guilds[guild_id]
            there = await rehearsals.traces(store, guild_id=guild_id)
            if not there:
                typer.echo(f"The rehearsal has left nothing in the server {server}.")
                return
            typer.echo(f"{len(there)} things of the rehearsal are in the server {server}.")
            if not (yes or await asyncio.to_thread(typer.confirm, "Delete them?")):
                typer.echo("Nothing was changed.")
                return
            about = await session.http.application_info()
            told = await remove_traces(session.http, store, guild_id, int(about["id"]))
    _tell(told, database)


def _tell(told: Removed, database: Path) -> None:
    typer.echo(f"Removed: {told.gone}.")
    for one in told.stays:
        typer.echo(f"This stays: {one}")
    if told.failed:
        for one in told.failed:
            typer.echo(f"Not removed: {one}")
        raise Failure("Mend this, then run it again: it goes on from here.")
    typer.echo(
        f"Nothing is left. You can delete {database}; the next summit run --rehearsal puts it aside"
        " and begins anew."
    )
