"""The bot's turns: what the capabilities do by themselves, every so many seconds, from one clock.

One loop gives everybody their turns. A loop each would be some thirty tasks and timers that wake a
quiet bot more than ten times a second.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord.ext import tasks
from discord.utils import MISSING, utcnow

from bot.errors import new_reference
from db.errors import StoreError
from domain.summits import Summit

if TYPE_CHECKING:
    from bot.client import SummitBot

Work = Callable[[], Coroutine[Any, Any, None]]
WorkInServer = Callable[[Summit, datetime], Coroutine[Any, Any, object]]

log = logging.getLogger(__name__)

# What may happen to Discord, to the network and to the store. The next turn tries again.
OUTAGES = (discord.HTTPException, aiohttp.ClientError, OSError, StoreError)
# Two turns that are due within a thousandth of a second come together.
_AT_ONCE = 0.001


class _Clock(tasks.Loop[Work]):
    """After a long gap there is one turn, and the next one in its time.

    discord.py's own loop makes up for every turn that it missed, all at once, and waits where the
    clock was put back: so a machine that slept for a night would make thousands of turns, and one
    whose clock was an hour fast would make none for an hour.
    """

    def __init__(self, tick: Work) -> None:
        super().__init__(tick, 1, 0, 0, MISSING, None, reconnect=True, name=None)
        self.pace = timedelta(seconds=1)

    def next_in(self, seconds: float) -> None:
        """How long after this tick was due the next one is."""
        self.pace = timedelta(seconds=seconds)
        self.change_interval(seconds=seconds)

    def _get_next_sleep_time(self, now: datetime = MISSING) -> datetime:
        due = super()._get_next_sleep_time(now)
        latest = utcnow() + self.pace
        return due if latest - self.pace <= due <= latest else latest


@dataclass(slots=True)
class _Turn:
    work: Work
    seconds: float
    left: float = 0.0
    """In how many seconds it is due."""
    task: asyncio.Task[None] | None = None


class Turns:
    """Gives turns. A turn that fails is logged with a reference, and the next one comes.

    A turn that takes longer than its pace is not begun a second time, and holds up nobody else's.
    """

    def __init__(self, ready: Work) -> None:
        """``ready`` is awaited once, before anybody's first turn."""
        self._turns: list[_Turn] = []
        self._waited = 0.0
        self._clock = _Clock(self._tick)
        self._clock.before_loop(ready)

    def every(self, seconds: float, work: Work) -> None:
        """``work()`` every ``seconds``, for the first time as soon as there is a turn at all."""
        self._turns.append(_Turn(work, seconds))

    def start(self) -> None:
        self._clock.start()

    def stop(self) -> None:
        """No more turns. What is in the middle of one is cancelled."""
        self._clock.cancel()
        for turn in self._turns:
            if turn.task is not None:
                turn.task.cancel()

    async def _tick(self) -> None:
        for turn in self._turns:
            turn.left -= self._waited
            if turn.left > _AT_ONCE:
                continue
            turn.left = turn.seconds
            if turn.task is None or turn.task.done():
                turn.task = asyncio.create_task(_safely(turn.work), name=turn.work.__qualname__)
        self._waited = min((turn.left for turn in self._turns), default=1.0)
        self._clock.next_in(self._waited)


class ServerTurns(Turns):
    """Turns that go round the servers which the bot is in."""

    def __init__(self, bot: SummitBot) -> None:
        super().__init__(bot.wait_until_ready)
        self._bot = bot

    def everywhere(
        self, seconds: float, work: WorkInServer, *, what: str, rest: timedelta = timedelta(0)
    ) -> None:
        """``work(summit, now)`` every ``seconds`` for every server, side by side.

        What happens in one server is no other's business. After an outage a server is left alone
        for ``rest``; which ones are is lost in a restart, without harm. ``what`` names it in the
        log.
        """
        resting: dict[int, datetime] = {}

        async def turn() -> None:
            now, real = self._bot.now(), self._bot.real_now()
            awake = [s for s in self._bot.summits if resting.get(s.guild_id, real) <= real]
            if len(awake) == 1:  # as with most bots: no task more for it
                await one(awake[0], now)
            else:
                await asyncio.gather(*(one(summit, now) for summit in awake))

        async def one(summit: Summit, now: datetime) -> None:
            try:
                await work(summit, now)
            except OUTAGES as error:
                resting[summit.guild_id] = self._bot.real_now() + rest
                log.warning("%s of guild %d: %s", what, summit.guild_id, error)
            except Exception:
                log.exception("%s in %s of guild %d", new_reference(), what, summit.guild_id)

        turn.__qualname__ = work.__qualname__
        self.every(seconds, turn)


async def _safely(work: Work) -> None:
    try:
        await work()
    except Exception:
        log.exception("%s in %s", new_reference(), work.__qualname__)
