"""``summit run``"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import aiohttp
import discord
import typer

from bot import logs
from bot.backups import Backups
from bot.cli import plan, rehearsal_files
from bot.cli.discord_rest import logged_in
from bot.cli.failing import Failure, why
from bot.client import SummitBot
from bot.rehearsing import Rehearsal
from bot.settings import Settings, read_settings
from bot.wording import refusal
from db import rehearsals
from db.errors import CannotOpen
from db.store import Store
from domain.rehearsals import MOST_SPEED, eve_of
from domain.rules import RuleBroken

log = logging.getLogger(__name__)

# How long answers that are under way may take to end after SIGTERM or Ctrl-C.
GRACE_SECONDS = 8.0
# discord.py may be waiting to connect again when it is closed, for many minutes.
WAITING_SECONDS = 1.0


def run(
    rehearsal: Annotated[
        bool, typer.Option("--rehearsal", help="Rehearse on a real test server, by another clock.")
    ] = False,
    speed: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=MOST_SPEED,
            help="With --rehearsal: how many times as fast as real time goes by.",
            show_default=False,
        ),
    ] = None,
    start: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M"],
            help="With --rehearsal: when it begins, such as 2021-12-10T09:30; else the eve.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Run the bot until it is stopped with Ctrl-C or SIGTERM.

    With --rehearsal it runs on a test server with a database of its own: docs/rehearsing.md.
    """
    if not rehearsal and (speed is not None or start is not None):
        raise Failure("--speed and --start go with --rehearsal.")
    settings = read_settings()
    if settings.token is None:
        raise Failure("No token is set. Run summit check: it says what to do.")
    token = settings.token.get_secret_value()
    try:
        handlers = logs.start(level=settings.log_level, file=settings.log_file, token=token)
    except OSError as error:
        raise Failure(
            f"The log file {settings.log_file} cannot be written: {why(error)}."
        ) from error
    try:
        _no_voice()
        if rehearsal:
            asyncio.run(_rehearse(settings, token, speed, start))
        else:
            _look_at_plan(settings.plan)
            asyncio.run(_serve(settings, token))
    except RuleBroken as error:
        raise Failure(refusal(error)) from error
    except CannotOpen as error:
        raise Failure(str(error)) from error
    except discord.LoginFailure as error:
        raise Failure(
            "Discord does not accept the token. Copy it again from the developer portal"
            " into SUMMIT_TOKEN."
        ) from error
    except discord.HTTPException as error:
        log.error("Discord refused: %s", error)
        raise Failure(
            f"Discord did not let the bot start: it answered {error.status}."
            " Wait some minutes, then start the bot again."
        ) from error
    except discord.ConnectionClosed as error:
        raise Failure(
            f"Discord ended the connection for good (code {error.code})."
            " If the token was reset, copy the new one into SUMMIT_TOKEN."
        ) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        log.error("Discord cannot be reached: %s", error)
        raise Failure(
            "Discord cannot be reached. Check this computer’s connection, then start the bot again."
        ) from error
    except OSError as error:
        raise Failure(f"{error.filename or 'A file'} cannot be used: {why(error)}.") from error
    finally:
        logs.stop(handlers)


def _look_at_plan(file: Path | None) -> None:
    """Only /summit setup reads the plan: a summit that is set up goes on without a good file."""
    if file is None:
        log.warning("SUMMIT_PLAN is not set: until it is, /summit setup says so and does nothing")
        return
    try:
        plan.load(file)
    except Failure as error:
        log.warning("until the plan file is mended, /summit setup does nothing: %s", error)


def _no_voice() -> None:
    """This bot never speaks: discord.py need not warn of the libraries that it lacks for that."""
    discord.VoiceClient.warn_nacl = False
    discord.VoiceClient.warn_dave = False


async def _serve(settings: Settings, token: str) -> None:
    async with Store.open(settings.database) as store:
        if await rehearsals.is_rehearsal(store):
            raise Failure(
                f"The database {settings.database} is of a rehearsal, so no real summit is run with"
                " it. Name another file in SUMMIT_DATABASE, or add --rehearsal."
            )
        await _run(settings, token, store)


async def _rehearse(
    settings: Settings, token: str, speed: int | None, start: datetime | None
) -> None:
    if settings.plan is None:
        raise Failure("Name a plan file in SUMMIT_PLAN: a rehearsal’s clock begins by its date.")
    planned = plan.load(settings.plan)
    begins = eve_of(planned)
    if start is not None:
        begins = start.replace(tzinfo=ZoneInfo(planned.summit.time_zone)).astimezone(UTC)
    real_servers = await asyncio.to_thread(rehearsal_files.real_servers, settings.database)
    async with logged_in(token) as session:
        if taken := [name for at, name in session.guilds.items() if at in real_servers]:
            raise Failure(
                f"This bot is in the server {taken[0]}, where your real summit is set up, so it"
                " does not rehearse: people there would be answered by the rehearsal. Make another"
                " application for rehearsing, and put its token into SUMMIT_TOKEN."
            )
    database = rehearsal_files.database(settings.database)
    await rehearsal_files.put_away_if_over(database)
    async with Store.open(database) as store:
        if start is not None and await rehearsals.clock_of(store) is not None:
            raise Failure(
                f"The rehearsal in {database} has begun already, so --start has no meaning. Start"
                " it without, and jump in Discord: /rehearsal jump"
            )
        rehearsal = await Rehearsal.opened(
            store, start=begins, speed=1 if speed is None else speed, real_servers=real_servers
        )
        if speed is not None:
            await rehearsal.go_at(speed)
        log.warning(
            "this is a rehearsal, in %s: in the summit it is %s",
            database,
            f"{rehearsal.now():%Y-%m-%d %H:%M} UTC",
        )
        await _run(settings, token, store, rehearsal)


async def _run(
    settings: Settings, token: str, store: Store, rehearsal: Rehearsal | None = None
) -> None:
    bot = SummitBot(
        store,
        plan_file=settings.plan,
        follow_ups_a_minute=settings.follow_ups_a_minute,
        rehearsal=rehearsal,
    )
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has only Ctrl-C
            loop.add_signal_handler(number, stopping.set)
    bot.add_listener(_freeze, "on_ready")
    # A rehearsal is worth no backup, and its copies would push the real ones out.
    hours = settings.backup_hours if rehearsal is None else 0
    backups = Backups(store, settings.backups, hours=hours, now=bot.real_now)
    backups.start()
    async with bot:
        running = asyncio.create_task(bot.start(token), name="bot")
        helpers = [
            asyncio.create_task(_stop_when(stopping, bot), name="stopper"),
            asyncio.create_task(bot.watch_for_silence(), name="watchdog"),
        ]
        tasks = (running, *helpers)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({running}, timeout=WAITING_SECONDS)
        finally:
            backups.stop()
            if rehearsal is not None:
                await rehearsal.hold()
            ended = [task for task in tasks if task.done()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    if bot.fell_silent:
        raise Failure("Discord was silent for five minutes, so the bot ended. Start it again.")
    if not stopping.is_set():
        for task in ended:
            task.result()  # raises what ended the bot
    log.info("stopped; everything that was acknowledged is in %s", store.path)


async def _stop_when(stopping: asyncio.Event, bot: SummitBot) -> None:
    await stopping.wait()
    log.info("stopping")
    await bot.stop(GRACE_SECONDS)


async def _freeze() -> None:
    """What lives as long as the process is taken out of the garbage collector's rounds.

    Measured: the 99th percentile of an answer falls from 43 to 25 ms.
    """
    gc.collect()
    gc.freeze()
