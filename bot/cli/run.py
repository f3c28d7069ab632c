"""``summit run``"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal

import aiohttp
import discord

from bot import logs
from bot.cli.failing import Failure
from bot.client import SummitBot
from bot.settings import Settings, read_settings
from db.errors import CannotOpen
from db.store import Store

log = logging.getLogger(__name__)

# How long answers that are under way may take to end after SIGTERM or Ctrl-C.
GRACE_SECONDS = 8.0


def run() -> None:
    """Run the bot until it is stopped with Ctrl-C or SIGTERM."""
    settings = read_settings()
    if settings.token is None:
        raise Failure("No token is set. Run summit check: it says what to do.")
    token = settings.token.get_secret_value()
    try:
        handlers = logs.start(level=settings.log_level, file=settings.log_file, token=token)
    except OSError as error:
        raise Failure(f"The log file {settings.log_file} cannot be written: {error}.") from error
    try:
        asyncio.run(_serve(settings, token))
    except CannotOpen as error:
        raise Failure(str(error)) from error
    except discord.LoginFailure as error:
        raise Failure(
            "Discord does not accept the token. Copy it again from the developer portal"
            " into SUMMIT_TOKEN."
        ) from error
    except (aiohttp.ClientConnectionError, OSError) as error:
        raise Failure(
            f"Discord cannot be reached: {error}. Check this computer’s connection."
        ) from error
    finally:
        logs.stop(handlers)


async def _serve(settings: Settings, token: str) -> None:
    async with Store.open(settings.database) as store:
        bot = SummitBot(store, plan_file=settings.plan)
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError):  # Windows has only Ctrl-C
                loop.add_signal_handler(number, stopping.set)
        bot.add_listener(_freeze, "on_ready")
        async with bot:
            running = asyncio.create_task(bot.start(token), name="bot")
            helpers = [
                asyncio.create_task(_stop_when(stopping, bot), name="stopper"),
                asyncio.create_task(bot.watch_for_silence(), name="watchdog"),
            ]
            try:
                await running
            finally:
                for helper in helpers:
                    helper.cancel()
                await asyncio.gather(*helpers, return_exceptions=True)
        if bot.fell_silent:
            raise Failure("Discord was silent for five minutes, so the bot ended. Start it again.")
        log.info("stopped; everything that was acknowledged is in %s", settings.database)


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
