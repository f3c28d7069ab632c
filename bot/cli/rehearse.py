"""``summit rehearse``"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.failing import Failure


def rehearse(
    plan: Annotated[
        Path | None,
        typer.Option(
            readable=False, help="The plan file; without it, the example of Stockport’s summit."
        ),
    ] = None,
    attendees: Annotated[
        int, typer.Option(min=8, max=2000, help="How many people take part.")
    ] = 60,
    seed: Annotated[int, typer.Option(help="The same seed plays the same day again.")] = 2021,
    out: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            help="The folder for the database and the exports; it must not exist yet.",
        ),
    ] = None,
) -> None:
    """Play a summit’s whole day with the real bot on a simulated Discord.

    Needs no account, no token and no network. At its end, the database and the exports stand in a
    folder, and the books are checked: what people were told was saved is what the files hold.
    """
    try:
        # By name, because the house's arrows point from the rehearsal to the bot.
        playing = importlib.import_module("rehearsal.playing")
    except ModuleNotFoundError as error:
        if error.name != "simcord":
            raise
        raise Failure(
            "Rehearsing needs the simulated Discord, which is not installed."
            " Install it with: pip install -c constraints.txt -e '.[rehearse]'"
        ) from error
    code: int = playing.rehearse(plan_file=plan, attendees=attendees, seed=seed, out=out)
    raise typer.Exit(code)
