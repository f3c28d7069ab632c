"""``summit backup``, and what ``summit check`` says of backups."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.backups import state
from bot.cli import plan
from bot.cli.failing import Failure
from bot.findings import Finding
from bot.settings import Settings, read_settings
from db import backup as backups
from db.backup import BackupFailed
from domain.plan import Plan
from domain.retention import last_day


def backup(
    out: Annotated[
        Path | None,
        typer.Option(readable=False, help="The folder to write to; without it, SUMMIT_BACKUPS."),
    ] = None,
    database: Annotated[
        Path | None,
        typer.Option(readable=False, help="The database; without it, SUMMIT_DATABASE."),
    ] = None,
) -> None:
    """Make a checked copy of the database. Works while the bot runs."""
    settings = read_settings()
    try:
        made = backups.make(
            database or settings.database, out or settings.backups, now=datetime.now(UTC)
        )
    except BackupFailed as error:
        raise Failure(str(error)) from error
    typer.echo(f"{made.path}")
    held = {"attendee": "people", "pledge": "pledges", "summit": "summits"}
    for table, name in held.items():
        typer.echo(f"  {name:10} {made.rows.get(table, 0):>12,}")
    typer.echo(f"  {'bytes':10} {made.size:>12,}")
    typer.echo("Checked. It holds personal data: keep it where only you can read it.")


def findings(settings: Settings, *, now: datetime) -> Iterator[Finding]:
    """What ``summit check`` says of backups, and of how long personal data is kept."""
    found = state(settings.database, settings.backups, hours=settings.backup_hours, now=now)
    if not settings.backup_hours:
        yield Finding("Backups", "switched off; make them yourself with: summit backup")
    elif found.trouble:
        yield Finding(
            "Backups",
            found.trouble.removesuffix("."),
            "Look for “backup” in the log, free some space, and see that the bot runs.",
        )
    elif found.newest is None:
        yield Finding("Backups", "the running bot will make the first one")
    else:
        yield Finding(
            "Backups", f"{found.count} there, the newest of {found.newest:%d %B %Y, %H:%M} UTC"
        )
    if settings.plan is not None:
        with contextlib.suppress(Failure):  # a plan that cannot be read is told elsewhere
            yield _keeping(plan.load(settings.plan))


def _keeping(loaded: Plan) -> Finding:
    day = last_day(loaded)
    if day is None:
        return Finding("Personal data", "kept until somebody erases it: the plan has no [keeping]")
    return Finding("Personal data", f"kept until {day:%d %B %Y}, then erased")
