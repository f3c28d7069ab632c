"""``summit rehearse``"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.failing import Failure

# How many people take part where nobody says it: in a day that plays itself, and in a crowd.
PLAYED, CROWD = 60, 300


def rehearse(
    plan: Annotated[
        Path | None,
        typer.Option(
            readable=False, help="The plan file; without it, the example of Stockport’s summit."
        ),
    ] = None,
    attendees: Annotated[
        int | None,
        typer.Option(
            min=8,
            max=2000,
            help=f"How many people take part: {PLAYED}, or with --browse a crowd of {CROWD}.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed plays the same day again.")] = 2021,
    out: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            help="The folder for the database and the exports; it must not exist yet.",
        ),
    ] = None,
    browse: Annotated[
        bool,
        typer.Option("--browse", help="Press the buttons yourself, in a browser, as anybody."),
    ] = False,
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65535, help="With --browse: the port of the page; 0 takes a free one."
        ),
    ] = 0,
    speed: Annotated[
        int,
        typer.Option(
            min=0, max=600, help="With --browse: how many times as fast as real time goes by."
        ),
    ] = 1,
    day_only: Annotated[
        bool, typer.Option("--day-only", help="Leave out the year that follows the day.")
    ] = False,
) -> None:
    """Play a summit’s day and the year after it, with the real bot on a simulated Discord.

    Needs no account, no token and no network. At its end, the database and the exports stand in a
    folder, and the books are checked: what people were told was saved is what the files hold.

    With --browse you play it by hand, in your browser: docs/rehearsing.md shows how.
    """
    if browse:
        start = _part("rehearsal.browse.start")
        people = attendees or CROWD
        code: int = start.browse(
            plan_file=plan, attendees=people, seed=seed, out=out, port=port, speed=speed
        )
    elif port or speed != 1:
        raise Failure("--port and --speed go with --browse.")
    else:
        playing = _part("rehearsal.playing")
        people = attendees or PLAYED
        code = playing.rehearse(
            plan_file=plan, attendees=people, seed=seed, out=out, year=not day_only
        )
    raise typer.Exit(code)


def _part(name: str) -> Any:
    """By name, because the house's arrows point from the rehearsal to the bot."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != "simcord":
            raise
        raise Failure(
            "Rehearsing needs the simulated Discord, which is not installed."
            " Install it with: pip install -c constraints.txt -e '.[rehearse]'"
        ) from error
