"""SimCord's environment, told how quick the bot is and how long it may take on a busy machine.

SimCord is made for tests of a few steps. A summit's day has some ten thousand, so two things that
cost it a moment in each step are said here; what it simulates stays as it is.
"""

from __future__ import annotations

from typing import Any

from simcord import Env

# How often, in real seconds, it looks whether the bot is done. Its own twentieth of a second would
# be most of what a rehearsal takes.
LOOK = 0.004
# How long, in real seconds, the bot may take for anything.
PATIENCE = 60.0


class Simulation(Env):
    """The simulated Discord."""

    def __init__(self, bot: Any, *, patience: float = PATIENCE, **more: Any) -> None:
        super().__init__(bot, settle_timeout=patience, **more)
        self._patience = patience
        self._timers: list[Any] = []

    def _schedule_timer(self, record: Any, *args: Any, **kwargs: Any) -> None:
        super()._schedule_timer(record, *args, **kwargs)
        self._timers.append(record)

    async def _settle_internal(self, **how: Any) -> None:
        self._forget_timers()
        if how.get("timeout") is not None:
            # A restart would wait five seconds and give up: too few where the machine is busy.
            how["timeout"] = max(how["timeout"], self._patience)
        await super()._settle_internal(**{"idle": LOOK, **how})

    def _forget_timers(self) -> None:
        """Take away what was cancelled in the simulated time from the real loop too.

        It would stay there for its seconds of real time, and each look goes through all of it: a
        guarded read of the database leaves five seconds, so a thousand such timers were there.
        """
        live: list[Any] = []
        for record in self._timers:
            if record.real_handle is None or record.real_handle.cancelled():
                continue
            if record.handle is not None and record.handle.cancelled():
                record.real_handle.cancel()
            else:
                live.append(record)
        self._timers = live
