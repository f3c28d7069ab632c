"""``summit erase``: for a request that did not come through Discord."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.failing import Failure
from bot.cli.restore import teller
from bot.settings import read_settings
from db import erasure, erasure_people, erasure_steps, my_data, summits
from db.erasure_people import Person
from db.errors import CannotOpen, InUse, StoreError
from db.store import Store
from domain.my_data import Erased, MyData
from domain.pledges import reference
from domain.summits import Summit

_PLEDGE = re.compile(r"(?:P-?)?0*([1-9][0-9]{0,8})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is meant: an id, or what to find it by."""

    user: int | None
    name: str | None
    pledge: str | None

    def __post_init__(self) -> None:
        if sum(one is not None for one in (self.user, self.name, self.pledge)) != 1:
            raise Failure("Say who: give one of --user, --name and --pledge.")


def erase(
    user: Annotated[int | None, typer.Option(min=1, help="Their Discord user id.")] = None,
    name: Annotated[
        str | None, typer.Option(help="Part of their name or organisation: shows who it could be.")
    ] = None,
    pledge: Annotated[
        str | None, typer.Option(help="A pledge of theirs, such as P-0012: shows who made it.")
    ] = None,
    guild: Annotated[
        int | None,
        typer.Option(help="The server’s id; needed only where the database holds several."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Erase without asking.")] = False,
    database: Annotated[
        Path | None,
        typer.Option(readable=False, help="The database; without it, SUMMIT_DATABASE."),
    ] = None,
) -> None:
    """Erase everything about one person, as “Erase my data” does. Works while the bot runs."""
    whom = Whom(user, name, pledge)
    path = database or read_settings().database
    if not path.exists():  # opening it would make one
        raise Failure(f"There is no database at {path}.")
    try:
        asyncio.run(_erase(path, whom, guild, yes))
    except CannotOpen as error:
        raise Failure(str(error)) from error
    except StoreError as error:
        raise Failure(
            f"Nothing was erased: {_why(error)} Look at the disk, and try again."
        ) from error


def _why(error: StoreError) -> str:
    reason = getattr(error, "reason", "")
    return {
        "full": "there is no room left on the disk.",
        "busy": "the database is busy.",
    }.get(reason, "the database could not be read or written.")


@asynccontextmanager
async def _opened(path: Path) -> AsyncGenerator[tuple[Store, bool]]:
    """The database, and whether a bot has it too."""
    try:
        async with Store.open(path) as store:
            yield store, False
    except InUse:
        async with Store.beside(path) as store:
            yield store, True


async def _erase(path: Path, whom: Whom, guild: int | None, yes: bool) -> None:
    async with _opened(path) as (store, running):
        summit = _meant(await summits.every(store), guild, path)
        called = summit.plan.summit.name
        if whom.user is None:
            _show_people(await _found(store, summit, whom), called)
            return
        now = datetime.now(UTC)
        about = {"guild_id": summit.guild_id, "user_id": whom.user}
        data = await my_data.read(store, **about, now=now)
        if not await erasure_people.everything_of(store, **about):
            raise Failure(f"{called} keeps nothing about {whom.user}. Nothing was erased.")
        _show_data(data, whom.user, called)
        if not yes:
            _ask()
        told = await erasure.erase(store, **about, now=now, tell=teller())
        clean = await _clean(store) if not running else False
        _say(told, running=running, clean=clean)


def _meant(there: list[Summit], guild: int | None, path: Path) -> Summit:
    if not there:
        raise Failure(f"There is no summit in {path} yet.")
    if guild is None and len(there) > 1:
        known = "\n".join(f"  --guild {one.guild_id}  ({one.plan.summit.name})" for one in there)
        raise Failure(f"There are several summits in {path}. Choose one:\n{known}")
    for summit in there:
        if guild in (None, summit.guild_id):
            return summit
    raise Failure(f"There is no summit of the server {guild} in {path}.")


async def _found(store: Store, summit: Summit, whom: Whom) -> list[Person]:
    if whom.name is not None:
        return await erasure_people.by_name(store, guild_id=summit.guild_id, name=whom.name.strip())
    match = _PLEDGE.fullmatch((whom.pledge or "").strip())
    if match is None:
        raise Failure(f"{whom.pledge!r} is not a pledge’s reference: it looks like P-0012.")
    person = await erasure_people.by_pledge(store, guild_id=summit.guild_id, number=int(match[1]))
    return [person] if person else []


def _show_people(people: list[Person], called: str) -> None:
    if not people:
        raise Failure(f"{called} knows nobody like that. Nothing was erased.")
    typer.echo("It could be:")
    for one in people:
        pledges = ", ".join(reference(number) for number in one.pledges[:5])
        more = f" and {len(one.pledges) - 5} more" if len(one.pledges) > 5 else ""
        typer.echo(
            f"  --user {one.user_id}  {_plain(one.name)}"
            + (f", {_plain(one.organisation)}" if one.organisation else "")
            + f", joined {one.joined_at:%d %B %Y}"
            + (f", made {pledges}{more}" if pledges else "")
        )
    typer.echo("Nothing was erased. Make sure who it is, then run summit erase with their --user.")


def _plain(text: str) -> str:
    """Somebody's words on a terminal, which must not act on them."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _show_data(data: MyData, user: int, called: str) -> None:
    typer.echo(f"{called} keeps this about {user}:")
    for part in data.parts:
        typer.echo(f"  {len(part.rows):>6,}  {part.about.title}")
    if not data.parts:
        typer.echo("  only traces: their id in places that no list shows")


def _ask() -> None:
    if not sys.stdin.isatty():
        raise Failure("Nothing was erased. To erase all of it for good, run this again with --yes.")
    if typer.prompt("Erase all of it for good? Type yes").strip().casefold() != "yes":
        raise Failure("Nothing was erased.")


async def _clean(store: Store) -> bool:
    """Without a bot, nobody else writes the file anew. Returns whether no trace is left in it."""
    upto = await erasure_steps.file_to_clean(store)
    try:
        if upto is None or not await store.forget():
            return False
    except StoreError:
        return False
    await erasure_steps.file_cleaned(store, upto=upto)
    return True


def _say(told: Erased, *, running: bool, clean: bool) -> None:
    typer.echo("Everything about them is erased from the database.")
    stays = ", ".join(f"{n:,} {what}" for what, n in told.counts.items())
    if stays:
        typer.echo(f"As numbers without a name there stay: {stays}.")
    if running:
        typer.echo(
            "The running bot now takes their pledges off the wall, deletes its messages to them,"
            " takes their role away, and writes the file anew. That takes some minutes."
        )
    else:
        typer.echo(
            "The bot is not running. Start it: it then takes their pledges off the wall, deletes"
            " its messages to them, and takes their role away."
            + ("" if clean else " It also writes the file anew, so that no trace stays in it.")
        )
    typer.echo(
        "Look through exports and copies that you made yourself: they still hold what they held."
    )
