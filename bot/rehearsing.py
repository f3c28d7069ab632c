"""The clock of ``summit run --rehearsal``, kept so that a restart goes on where it was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Self

import discord

from db import rehearsals
from db.store import Store
from domain.rehearsals import Clock
from domain.rehearsals.clock import whole_minute
from domain.rules import RuleBroken

# How often, in real seconds, it is kept how far the clock has come; and for how long that then
# holds. After a crash it goes on from there: a little later than it was, and never earlier.
KEEP_SECONDS = 5.0
HOLDS = timedelta(seconds=10)


def _utc_now() -> datetime:
    return discord.utils.utcnow().astimezone(UTC)


class Rehearsal:
    """A summit's time that is not the real one. ``real`` is Discord's own time."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        real: Callable[[], datetime],
        real_servers: Collection[int] = (),
    ) -> None:
        self.clock = clock
        self.real = real
        self._store = store
        # Where the real summit is set up, by the real database.
        self._real_servers = frozenset(real_servers)
        self._changing = asyncio.Lock()
        self._until: datetime | None = None

    @classmethod
    async def opened(
        cls,
        store: Store,
        *,
        start: datetime,
        speed: int,
        real: Callable[[], datetime] = _utc_now,
        real_servers: Collection[int] = (),
    ) -> Self:
        """The rehearsal in this file; one that begins at ``start`` where there is none yet.

        Raises RuleBroken ``rehearsal.*``.
        """
        begun = Clock.begun(real=real(), moment=start, speed=speed)
        known = await rehearsals.begin(store, clock=begun, until=start)
        if known is None:
            return cls(store, begun, real, real_servers)
        clock, until = known
        here = cls(store, clock.resumed(until, real=real()), real, real_servers)
        await here.keep()
        return here

    def now(self) -> datetime:
        """The summit's time."""
        return self.clock.at(self.real())

    def at_discord(self, moment: datetime) -> datetime:
        """The real time of a moment of the summit; as if at real speed where the clock stands."""
        found = self.clock.real(moment)
        return found if found is not None else self.real() + (moment - self.now())

    def for_events(self, moment: datetime) -> datetime | None:
        """The same in whole minutes; None where it is to come and the clock stands still."""
        found = self.clock.real(moment)
        return whole_minute(found) if found is not None else None

    async def may_set_up(self, guild_id: int) -> None:
        """Raises RuleBroken ``rehearsal.real_server``, ``.removing`` or ``.removed``."""
        if guild_id in self._real_servers:
            raise RuleBroken("rehearsal.real_server")
        removal = (await rehearsals.removals(self._store)).get(guild_id)
        if removal == "under way":
            raise RuleBroken("rehearsal.removing")
        if removal == "done":
            raise RuleBroken("rehearsal.removed")

    # ------------------------------------------------------------ changes

    async def go_at(self, speed: int) -> None:
        """Raises RuleBroken ``rehearsal.speed``."""
        async with self._changing:
            await self._change(self.clock.going(speed, real=self.real()))

    async def put_forward(self, to: datetime) -> None:
        """Raises RuleBroken ``rehearsal.past``."""
        async with self._changing:
            await self._change(self.clock.put_forward(to, real=self.real()))

    async def _change(self, clock: Clock) -> None:
        await rehearsals.keep_clock(self._store, clock=clock, until=clock.at(self.real() + HOLDS))
        self.clock = clock

    # ------------------------------------------------------------ keeping

    async def keep(self) -> None:
        """How far it may have come when the next one of these is due."""
        await self._keep(self.clock.at(self.real() + HOLDS))

    async def hold(self) -> None:
        """The bot stops: exactly here it goes on."""
        await self._keep(self.now())

    async def _keep(self, until: datetime) -> None:
        async with self._changing:
            if until != self._until:
                await rehearsals.keep_clock(self._store, clock=self.clock, until=until)
                self._until = until
