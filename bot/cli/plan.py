"""``summit plan check`` and ``summit plan import``"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.failing import Failure, why
from bot.settings import read_settings
from domain.plan import Plan, PlanInvalid, parse_plan
from domain.programmes import NotAProgramme, Programme, read_csv, read_schedule, sessions_of
from exports.plan_file import into_plan, new_plan

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
        f" {_count(len(plan.sessions), 'session')}, {_count(len(plan.pledges.themes), 'theme')} for"
        " pledges."
    )


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(readable=False, help="schedule.json (pretalx, frab), or a CSV file."),
    ],
    out: Annotated[Path, typer.Option(help="Where the plan is written; a new file.")] = Path(
        "imported-plan.toml"
    ),
    into: Annotated[
        Path | None,
        typer.Option(readable=False, help="A plan to add the sessions to; it is not changed."),
    ] = None,
    day: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Which day, if the programme has several."),
    ] = None,
    time_zone: Annotated[
        str | None, typer.Option(help="Of the times, if the programme does not say.")
    ] = None,
) -> None:
    """Make a plan file from a programme that exists already, so that nobody types it twice."""
    if out.exists():
        raise Failure(f"{out} is there already. Choose another name with --out.")
    programme = _programme(file)
    plan = load(into) if into is not None else None
    date = day.date() if day is not None else _day_of(programme, plan)
    drawn = sessions_of(programme, date)
    if not drawn.sessions:
        raise Failure("\n".join([f"{file} has no session on {date:%d %B %Y}.", *drawn.notes]))
    if into is not None:
        text = into_plan(into.read_text(encoding="utf-8-sig"), drawn, date=date)
    else:
        zone = time_zone or programme.time_zone or "Europe/London"
        text = new_plan(drawn, name=programme.title or "Our summit", date=date, time_zone=zone)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failure(f"{out} cannot be written: {why(error)}.") from error
    typer.echo(f"{out} is written, with {_count(len(drawn.sessions), 'session')} from {file}.")
    for note in drawn.notes:
        typer.echo(f"- {note}")
    try:
        load(out)
    except Failure as error:
        raise Failure(f"Mend this before you use it. {error}") from error
    typer.echo(
        "Read it once from top to bottom: the kind of each session and the words in [summit] are"
        f" yours to decide. Then: summit plan check {out}"
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _programme(file: Path) -> Programme:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise Failure(f"There is no file {file}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"{file} cannot be read: {why(error)}.") from error
    try:
        return read_schedule(text) if text.lstrip().startswith("{") else read_csv(text)
    except NotAProgramme as error:
        raise Failure(f"{file} cannot be used. {error}") from error


def _day_of(programme: Programme, plan: Plan | None) -> dt.date:
    """The only day of a programme; of one without dates, the day of the plan it goes into."""
    if len(programme.days) == 1:
        return programme.days[0]
    if programme.days:
        days = ", ".join(day.isoformat() for day in programme.days)
        raise Failure(f"The programme has several days: {days}. Choose one with --day.")
    if plan is None:
        raise Failure("The programme does not say its date. Name it, such as --day 2027-03-12.")
    return plan.summit.date
