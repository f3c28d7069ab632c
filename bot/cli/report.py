"""``summit report``"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.cli.export import the_guild
from bot.cli.failing import Failure
from bot.export_files import ExportFailed
from bot.reporting import make_report, write_report
from bot.settings import read_settings
from exports.columns import Profile


def report(
    profile: Annotated[
        Literal["internal", "public", "both"],
        typer.Option(help="For organisers, for the public, or one of each."),
    ] = "public",
    day: Annotated[
        str | None,
        typer.Option("--date", help="The day of a past summit; without it, the present one."),
    ] = None,
    guild: Annotated[
        int | None,
        typer.Option(help="The server’s id; needed only where the database holds several."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(readable=False, help="The folder to write to; without it, SUMMIT_OUTPUT."),
    ] = None,
    database: Annotated[
        Path | None,
        typer.Option(readable=False, help="The database; without it, SUMMIT_DATABASE."),
    ] = None,
) -> None:
    """Write the summit's report: one page to read, print or publish. Works while the bot runs."""
    settings = read_settings()
    path = database or settings.database
    wanted = _day(day)
    guild_id = the_guild(path, guild)
    now = datetime.now(UTC)
    for one in list(Profile) if profile == "both" else [Profile(profile)]:
        try:
            made = make_report(path, guild_id, one, now, wanted)
            place = write_report(made, out or settings.output)
        except ExportFailed as error:
            raise Failure(str(error)) from error
        typer.echo(f"{place}  {len(made.content):,} bytes")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Failure(f"“{text[:40]}” is not a date. Write it like 2021-12-10.") from None
