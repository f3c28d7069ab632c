"""The commands put together, and the one place where a command's failure becomes an exit code."""

from __future__ import annotations

import logging
import sys

import typer

from bot import logs
from bot.cli import (
    backup,
    check,
    erase,
    export,
    invite,
    plan,
    rehearsal,
    rehearse,
    report,
    restore,
    run,
    setup,
)
from bot.cli.failing import Failure
from bot.errors import new_reference
from bot.settings import SettingsInvalid, read_settings

log = logging.getLogger(__name__)

app = typer.Typer(
    name="summit",
    help="Run a civic summit on Discord, from the invitation to the follow-up.",
    epilog="New here? Try [bold]summit rehearse[/bold]: it needs no account and no token.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("rehearse")(rehearse.rehearse)
app.command("check")(check.check)
app.command("invite")(invite.invite)
app.command("setup")(setup.setup)
app.command("run")(run.run)
app.command("export")(export.export)
app.command("report")(report.report)
app.command("backup")(backup.backup)
app.command("restore")(restore.restore)
app.command("erase")(erase.erase)
app.add_typer(plan.app, name="plan")
app.add_typer(rehearsal.app, name="rehearsal")

_CTRL_C = 130  # how typer ends when it is interrupted


def main(arguments: list[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    sys.exit(outcome(arguments))


def outcome(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    try:
        app(arguments, prog_name="summit")
    except SystemExit as end:  # a call that is wrong ends here too, with 2 and its sentence
        if end.code == _CTRL_C:
            typer.echo("Stopped.", err=True)
            return 1
        return end.code if isinstance(end.code, int) else 1
    except SettingsInvalid as error:
        for problem in error.problems:
            typer.echo(problem, err=True)
        return 1
    except Failure as error:
        typer.echo(str(error), err=True)
        return 1
    except Exception as error:
        return _unexpected(error)
    return 0


def _unexpected(error: Exception) -> int:
    what = f"Something went wrong that this program did not expect ({type(error).__name__})."
    try:
        settings = read_settings()
        token = settings.token.get_secret_value() if settings.token else ""
        handlers = logs.start(
            level=settings.log_level, file=settings.log_file, token=token, to_screen=False
        )
    except (OSError, SettingsInvalid):
        typer.echo(f"{what} The details are lost: the log file cannot be written.", err=True)
        return 1
    reference = new_reference()
    try:
        log.error("%s unexpected", reference, exc_info=error)
    finally:
        logs.stop(handlers)
    typer.echo(
        f"{what} The details are in the log ({settings.log_file}) under the reference {reference}.",
        err=True,
    )
    return 1
