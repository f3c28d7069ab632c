"""``summit setup``"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import plan as plans
from bot.cli.discord_rest import Session, choose, logged_in
from bot.cli.failing import Failure
from bot.server import engine
from bot.server.engine import Known, Preview, named
from bot.settings import read_settings
from bot.wording import refusal
from db import posted, rehearsals, summits
from db.errors import CannotOpen, StoreError
from db.store import Store
from domain.plan import Plan
from domain.rules import RuleBroken
from domain.server import Verb


def setup(
    guild: Annotated[
        int | None, typer.Option(min=1, help="The server’s id, where the bot is in several.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before it is done.")] = False,
    put_back: Annotated[
        bool, typer.Option("--put-back", help="Also put back what people changed by hand.")
    ] = False,
) -> None:
    """Make the roles, channels and panels of the plan, as /summit setup does."""
    settings = read_settings()
    if settings.token is None:
        raise Failure("No token is set. Run summit check: it says what to do.")
    if settings.plan is None:
        raise Failure("Name a plan file in SUMMIT_PLAN.")
    plan = plans.load(settings.plan)
    token = settings.token.get_secret_value()
    try:
        if dry_run:
            asyncio.run(_show(token, settings.database, plan, guild))
        else:
            asyncio.run(_set_up(token, settings.database, plan, guild, yes, put_back))
    except RuleBroken as error:
        raise Failure(refusal(error)) from error
    except CannotOpen as error:
        raise Failure(
            f"{error} If the bot is running, type /summit setup in the server, or look first with:"
            " summit setup --dry-run"
        ) from error
    except StoreError as error:
        raise Failure(f"The database could not be used: {error}. Run it again.") from error


async def _show(token: str, database: Path, plan: Plan, wanted: int | None) -> None:
    """Beside a running bot too: the file is only read."""
    async with logged_in(token) as session:
        guild_id = choose(session, wanted)
        seen = await _preview(session, Known.in_file(database, guild_id), guild_id, plan)
        _tell(seen, session.guilds[guild_id])
        typer.echo("Nothing was changed.")


async def _set_up(
    token: str, database: Path, plan: Plan, wanted: int | None, yes: bool, put_back: bool
) -> None:
    async with Store.open(database) as store, logged_in(token) as session:
        if await rehearsals.is_rehearsal(store):
            raise Failure(
                f"The database {database} is of a rehearsal. Set its server up with /summit setup,"
                " while this runs: summit run --rehearsal"
            )
        guild_id = choose(session, wanted)
        seen = await _preview(session, await Known.of(store, guild_id), guild_id, plan)
        _tell(seen, session.guilds[guild_id])
        if not (seen.quiet or yes or await asyncio.to_thread(typer.confirm, "Do this?")):
            typer.echo("Nothing was changed.")
            return
        built = await engine.apply(session.http, store, seen, put_back=put_back)
        await summits.set_up(
            store,
            guild_id=guild_id,
            plan=plan,
            places=built.places,
            rooms=built.rooms,
            now=datetime.now(UTC),
        )
        await posted.mark_panels(store, guild_id=guild_id)
    for line in built.look_at:
        typer.echo(f"Look at this: {line}")
    typer.echo(
        f"{session.guilds[guild_id]} is set up. Give yourself the role {plan.roles.organiser} in"
        " the server. The panels are posted when the bot runs: summit run"
    )


async def _preview(session: Session, known: Known, guild_id: int, plan: Plan) -> Preview:
    return await engine.preview(
        session.http, known, guild_id=guild_id, bot_id=session.bot_id, plan=plan
    )


def _tell(seen: Preview, server: str) -> None:
    """Everything that would be made, changed or left alone, one a line."""
    typer.echo(f"{seen.plan.summit.name}, in the server {server}:")
    for what, steps in (
        ("make", seen.changes.of(Verb.MAKE)),
        ("change", seen.changes.of(Verb.CHANGE)),
        ("by hand", seen.changes.of(Verb.PUT_BACK)),
        ("leave", seen.changes.of(Verb.LEAVE)),
    ):
        for step, name in zip(steps, named(steps), strict=True):
            why = f" ({'; '.join(step.differs)})" if step.differs else ""
            typer.echo(f"  {what:8} {name}{why}")
    for line in seen.programme:
        typer.echo(f"  programme: {line}")
    for line in seen.by_hand:
        typer.echo(f"  changed by organisers, and kept: {line}")
    for channel in seen.left_over:
        found = seen.there.channel(channel)
        if found is not None:
            typer.echo(f"  leave    {found.name} (not in the plan any more)")
    if seen.quiet:
        typer.echo("  no changes")
    elif seen.changes.of(Verb.PUT_BACK):
        typer.echo("What was changed by hand stays so, unless you add --put-back.")
