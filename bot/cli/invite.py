"""``summit invite``"""

from __future__ import annotations

import base64
import binascii
import contextlib
from typing import Annotated

import typer

from bot.cli import plan
from bot.cli.failing import Failure
from bot.permissions import called, invitation, reasons
from bot.settings import Settings, read_settings

_LONGEST_ID = 20  # digits of a 64-bit number


def application_of(settings: Settings) -> int | None:
    """The application's id, which is the first part of the token. None where there is none."""
    if settings.token is None:
        return None
    first = settings.token.get_secret_value().split(".")[0]
    try:
        number = base64.b64decode(first + "=" * (-len(first) % 4), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return int(number) if number.isdecimal() and len(number) <= _LONGEST_ID else None


def invite(
    application_id: Annotated[
        int | None,
        typer.Option(
            "--application-id",
            min=1,
            help="The application’s id from Discord’s developer portal;"
            " without it, it is read from the token.",
        ),
    ] = None,
) -> None:
    """Print the link that adds the bot to a server, with the reason for each permission."""
    settings = read_settings()
    application = application_id or application_of(settings)
    if application is None:
        raise Failure(
            "There is no application to invite: set SUMMIT_TOKEN, or give --application-id."
        )
    automod = False
    # A plan that cannot be read is told of by summit check; the bot can be invited all the same.
    with contextlib.suppress(Failure):
        automod = settings.plan is not None and plan.load(settings.plan).automod.wanted
    typer.echo(invitation(application, automod=automod))
    typer.echo("\nIt asks for these permissions, and never for Administrator:")
    for name, reason in reasons(automod=automod).items():
        typer.echo(f"  {called(name).capitalize():38} {reason}")
