"""``summit export``"""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.cli.failing import Failure
from bot.cli.progress import progress
from bot.export_files import ExportFailed, ExportResult, zip_export
from bot.exporting import export_in_child
from bot.settings import read_settings
from db.errors import CannotOpen, NotRead
from db.exports import one_moment, summits
from db.opening import connect_reader
from exports.columns import Profile
from exports.folder import remove


def export(
    profile: Annotated[
        Literal["internal", "public", "both"],
        typer.Option(help="For organisers, for the public, or a folder of each."),
    ] = "both",
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
    zipped: Annotated[
        bool, typer.Option("--zip", help="One ZIP file instead of a folder, for each profile.")
    ] = False,
    workbook: Annotated[
        bool, typer.Option(help="The workbook too. Without it, a large record takes half the time.")
    ] = True,
) -> None:
    """Write the whole record to files. Works while the bot runs."""
    settings = read_settings()
    path = database or settings.database
    target = out or settings.output
    guild_id = the_guild(path, guild)
    profiles = list(Profile) if profile == "both" else [Profile(profile)]
    for wanted in profiles:
        with progress(f"Exporting ({wanted.value})") as tell:
            try:
                result: ExportResult = asyncio.run(
                    export_in_child(
                        path,
                        guild_id,
                        wanted,
                        target,
                        datetime.now(UTC),
                        tell,
                        workbook=workbook,
                    )
                )
                place = _zip(result) if zipped else result.folder
            except ExportFailed as error:
                raise Failure(str(error)) from error
        typer.echo(f"{place}")
        for file in result.files:
            rows = {None: "", 1: "1 row"}.get(file.rows, f"{file.rows or 0:,} rows")
            typer.echo(f"  {file.name:24} {rows:>16} {file.size:>14,} bytes")


def _zip(result: ExportResult) -> Path:
    """The export as one file in the place of its folder."""
    try:
        return zip_export(result)
    finally:
        remove(result.folder)


def the_guild(path: Path, wanted: int | None) -> int:
    """Which server's summit to export. Raises Failure where that is not clear."""
    try:
        with closing(connect_reader(path)) as reader, one_moment(reader):
            there = summits(reader)
    except CannotOpen as error:
        raise Failure(str(error)) from error
    except NotRead as error:
        raise Failure(f"The database {path} cannot be read: {error}.") from error
    if not there:
        raise Failure(f"There is no summit in {path} yet. Run /summit setup in the server first.")
    if wanted is None:
        if len(there) > 1:
            known = "\n".join(f"  --guild {guild_id}  ({name})" for guild_id, name in there)
            raise Failure(f"There are several summits in {path}. Choose one:\n{known}")
        return there[0][0]
    if wanted not in {guild_id for guild_id, _ in there}:
        raise Failure(f"There is no summit of the server {wanted} in {path}.")
    return wanted
