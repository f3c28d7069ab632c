"""``summit plan check``"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.failing import Failure, why
from bot.settings import read_settings
from domain.plan import Plan, PlanInvalid, parse_plan

app = typer.Typer(help="Work with a plan file.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Work with a plan file."""


def load(path: Path) -> Plan:
    """The plan in a file. Raises Failure with every problem, one a line."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Failure(f"There is no plan file {path}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"The plan file {path} cannot be read: {why(error)}.") from error
    try:
        return parse_plan(text)
    except PlanInvalid as error:
        count = len(error.problems)
        head = f"{path} has 1 problem:" if count == 1 else f"{path} has {count} problems:"
        raise Failure("\n".join([head, *(f"- {p}" for p in error.problems)])) from error


@app.command("check")
def check(
    file: Annotated[
        Path | None,
        typer.Argument(readable=False, help="The plan file; without it, the one in SUMMIT_PLAN."),
    ] = None,
) -> None:
    """Check a plan file, and say for each problem where it is and how to mend it."""
    path = file or read_settings().plan
    if path is None:
        raise Failure("Name a plan file, or set SUMMIT_PLAN.")
    plan = load(path)
    about = plan.summit
    typer.echo(
        f"{path} is in order: {about.name}, {about.date:%d %B %Y}, {about.time_zone},"
        f" {len(plan.sessions)} sessions, {len(plan.pledges.themes)} themes for pledges."
    )
