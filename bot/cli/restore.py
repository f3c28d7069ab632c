"""``summit restore``"""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.failing import Failure
from bot.settings import read_settings
from db import restore as restoring
from db.restore import Restored, RestoreFailed
from domain.choices import Tell


def teller() -> Tell:
    """How who moves up in a workshop is told. By name: the house's arrows point the other way."""
    words: Tell = importlib.import_module("cogs.workshops.cards").note
    return words


def restore(
    file: Annotated[Path, typer.Argument(readable=False, help="The backup.")],
    to: Annotated[
        Path | None,
        typer.Option(
            readable=False, help="Where to put it; nothing may be there. Else SUMMIT_DATABASE."
        ),
    ] = None,
    erasures: Annotated[
        list[Path] | None,
        typer.Option(
            readable=False,
            help="A list of erasures that stands neither beside the backup nor beside the new"
            " place. Can be given several times.",
        ),
    ] = None,
) -> None:
    """Put a backup in an empty place, and erase again who was erased since. Stop the bot first."""
    try:
        restored = restoring.restore(
            file,
            to or read_settings().database,
            lists=erasures or (),
            now=datetime.now(UTC),
            tell=teller(),
        )
    except RestoreFailed as error:
        raise Failure(str(error)) from error
    for line in told(restored, file):
        typer.echo(line)


def told(restored: Restored, file: Path) -> list[str]:
    """What was done, and what the program cannot know."""
    newer = (
        f" It was brought from version {restored.from_version} to {restored.version}."
        if restored.from_version != restored.version
        else ""
    )
    lines = [
        f"{restored.path} now holds what {file} held:"
        f" {_many(restored.people, 'person', 'people')},"
        f" {_many(restored.pledges, 'pledge', 'pledges')},"
        f" {_many(restored.summits, 'summit', 'summits')}.{newer}"
    ]
    if not restored.listed:
        lines.append(
            "Look at this: no list of this database’s erasures (summit.sqlite3.erasures) was found."
            " So this program cannot know whether anybody was erased after the backup was made. If"
            " somebody was, they are back: erase them again with summit erase. If you have the"
            " list, delete what was restored and restore again with --erasures."
        )
    elif restored.erased or restored.ended:
        if restored.erased:
            lines.append(
                f"{_many(restored.erased, 'person', 'people')} had been erased after the backup was"
                " made, and were erased again."
            )
        if restored.ended:
            lines.append(
                "The time for which personal data is kept had run out since in"
                f" {_many(restored.ended, 'summit', 'summits')}: everybody was erased there again."
            )
    else:
        lines.append("Nobody in it was erased after it was made.")
    lines.append("Start the bot, and type /summit setup in the server.")
    return lines


def _many(n: int, one: str, many: str) -> str:
    return f"1 {one}" if n == 1 else f"{n:,} {many}"
