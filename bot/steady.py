"""Loops that do not stop: a failure is logged with a reference, and the next turn comes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from discord.ext import tasks

from bot.errors import new_reference

Work = Callable[[], Coroutine[Any, Any, None]]

log = logging.getLogger(__name__)


def every(seconds: float, turn: Work, ready: Work) -> tasks.Loop[Any]:
    """A loop that awaits ``ready`` once and then ``turn`` every ``seconds``; start and cancel it.

    discord.py's own loop ends for good at the first exception that it does not know.
    """

    async def safely() -> None:
        try:
            await turn()
        except Exception:
            log.exception("%s in %s", new_reference(), turn.__qualname__)

    work: Work = safely
    loop = tasks.loop(seconds=seconds)(work)
    loop.before_loop(ready)
    return loop
