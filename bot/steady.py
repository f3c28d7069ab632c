"""Loops that do not stop: a failure is logged with a reference, and the next turn comes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from discord.ext import tasks
from discord.utils import MISSING, utcnow

from bot.errors import new_reference

Work = Callable[[], Coroutine[Any, Any, None]]

log = logging.getLogger(__name__)


class Steady(tasks.Loop[Work]):
    """After a long gap there is one turn, and the next one in its time.

    discord.py's own loop makes up for every turn that it missed, all at once, and waits where the
    clock was put back: so a machine that slept for a night would make thousands of turns, and one
    whose clock was an hour fast would make none for an hour.
    """

    def __init__(self, turn: Work, seconds: float) -> None:
        super().__init__(turn, seconds, 0, 0, MISSING, None, reconnect=True, name=None)
        self._pace = timedelta(seconds=seconds)

    def _get_next_sleep_time(self, now: datetime = MISSING) -> datetime:
        due = super()._get_next_sleep_time(now)
        latest = utcnow() + self._pace
        return due if latest - self._pace <= due <= latest else latest


def every(seconds: float, turn: Work, ready: Work) -> Steady:
    """A loop that awaits ``ready`` once and then ``turn`` every ``seconds``; start and cancel it.

    discord.py's own loop ends for good at the first exception that it does not know.
    """

    async def safely() -> None:
        try:
            await turn()
        except Exception:
            log.exception("%s in %s", new_reference(), turn.__qualname__)

    loop = Steady(safely, seconds)
    loop.before_loop(ready)
    return loop
