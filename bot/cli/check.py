"""``summit check``"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import backup, plan
from bot.cli.check_online import online
from bot.cli.failing import Failure
from bot.cli.invite import application_of
from bot.findings import Finding
from bot.settings import Settings, read_settings, unknown_settings
from db.errors import CannotOpen
from db.opening import connect_reader, faults, sqlite_error

# Below this, a summit of some hundred people could fill the disk with its log and backups.
LEAST_FREE_BYTES = 200 * 1024 * 1024


def findings(settings: Settings) -> Iterator[Finding]:
    """Everything that can be known without talking to Discord, and without changing anything."""
    yield _token(settings)
    yield _plan(settings)
    yield _database(settings.database)
    yield _log_file(settings.log_file)
    yield _output(settings.output)
    yield from backup.findings(settings, now=datetime.now(UTC))
    yield Finding("Log level", settings.log_level)
    for name in unknown_settings():
        known = [f"SUMMIT_{field}".upper() for field in Settings.model_fields]
        near = get_close_matches(name.upper(), known, n=1)
        mend = f"Did you mean {near[0]}?" if near else f"Delete it. Settings: {', '.join(known)}."
        yield Finding("Setting", f"{name} is not a setting of this program", mend)


def _token(settings: Settings) -> Finding:
    if settings.token is None:
        return Finding(
            "Token",
            "not set",
            "Copy the token from Discord’s developer portal (your application, Bot, Reset Token)"
            " into SUMMIT_TOKEN in .env.",
        )
    if application_of(settings) is None or settings.token.get_secret_value().count(".") != 2:
        return Finding(
            "Token",
            "does not look like a bot’s token",
            "It has three parts with dots between them. Copy it again, whole and without spaces.",
        )
    return Finding("Token", "set, and of the right shape")


def _plan(settings: Settings) -> Finding:
    if settings.plan is None:
        return Finding(
            "Plan file",
            "not set",
            "Copy examples/stockport-2021.toml, change it, and name it in SUMMIT_PLAN.",
        )
    try:
        loaded = plan.load(settings.plan)
    except Failure as error:
        return Finding("Plan file", str(error), "Mend the file, then run: summit plan check")
    return Finding("Plan file", f"in order: {loaded.summit.name}")


def _database(path: Path) -> Finding:
    folder = path.absolute().parent
    if not _may_write_in(folder):
        return Finding(
            "Database",
            f"the folder {folder} cannot be written",
            "Make the folder and let this user write there, or change SUMMIT_DATABASE.",
        )
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        return Finding(
            "Database",
            f"only {free // 2**20} MiB of disk space are free in {folder}",
            "Free some space, or put the database on another disk with SUMMIT_DATABASE.",
        )
    if not path.exists():
        return Finding("Database", f"{path} will be made at the first start")
    if not os.access(path, os.W_OK):
        return Finding(
            "Database",
            f"{path} cannot be written",
            "Let this user write it, or change SUMMIT_DATABASE.",
        )
    try:
        with closing(connect_reader(path)) as reader:
            wrong = faults(reader)
    except CannotOpen as error:
        return Finding(
            "Database", str(error), "Do what it says, or choose another SUMMIT_DATABASE."
        )
    except sqlite_error as error:
        wrong = [str(error)]
    if wrong:
        return Finding(
            "Database",
            f"{path} is damaged: {wrong[0]}",
            "Stop the bot, keep a copy of the file, and put the last backup in its place.",
        )
    return Finding("Database", f"{path} is whole, and can be read and written")


def _log_file(path: Path) -> Finding:
    folder = path.absolute().parent
    if not _may_write_in(folder):
        return Finding(
            "Log file",
            f"the folder {folder} cannot be written",
            "Make the folder and let this user write there, or change SUMMIT_LOG_FILE.",
        )
    kind = _kind(path)
    if kind is not None and (not stat.S_ISREG(kind) or not os.access(path, os.W_OK)):
        return Finding(
            "Log file",
            f"{path} is not a file that can be written",
            "Let this user write it, or change SUMMIT_LOG_FILE.",
        )
    return Finding("Log file", f"{path} can be written")


def _output(folder: Path) -> Finding:
    """The folder is made by the first export; so the nearest one that is there counts."""
    around = (folder.absolute(), *folder.absolute().parents)
    nearest = next(place for place in around if _kind(place) is not None)
    if not _may_write_in(nearest):
        return Finding(
            "Output folder",
            f"{folder} cannot be written",
            "Let this user write there, or choose another place in SUMMIT_OUTPUT.",
        )
    return Finding("Output folder", f"{folder} can be written")


def _may_write_in(folder: Path) -> bool:
    kind = _kind(folder)
    return kind is not None and stat.S_ISDIR(kind) and os.access(folder, os.W_OK | os.X_OK)


def _kind(path: Path) -> int | None:
    """What stands at a path, or None: nothing, or nothing that this user may look at."""
    try:
        return path.stat().st_mode
    except OSError:
        return None


def check(
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not ask Discord; look at this computer alone.")
    ] = False,
) -> None:
    """Check the settings, the files and the server, and say what to do about what is wrong."""
    settings = read_settings()
    wrong = sum(map(tell, findings(settings)))
    if not offline and settings.token is not None and not _token(settings).wrong:
        wrong += online(settings, tell)
    if wrong:
        typer.echo("1 thing is wrong." if wrong == 1 else f"{wrong} things are wrong.")
        raise typer.Exit(1)
    typer.echo("Everything is in order. Start the bot with: summit run")


def tell(finding: Finding) -> bool:
    """Say one finding; whether it is wrong."""
    if finding.wrong:
        typer.echo(f"WRONG  {finding.what}: {finding.says}")
        typer.echo(f"       What to do: {finding.mend}")
    else:
        typer.echo(f"ok     {finding.what}: {finding.says}")
    return finding.wrong
