"""Calls for help: who calls, who comes, and when nobody does. Times are UTC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.rules import RuleBroken

# After that long without anybody, a call is raised again, or goes from a group to the organisers.
PATIENCE = timedelta(minutes=2)
WORDS_LENGTH = 300
# How often somebody may add to one call, and begin a new one.
MOST_WORDS = 5
MOST_CALLS, SPAN = 3, timedelta(minutes=10)
# What nobody ended is not waited for any more.
LAPSES = timedelta(hours=12)


class State(StrEnum):
    """What became of a call. The values are kept."""

    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


WAITS = frozenset({State.OPEN, State.TAKEN})


@dataclass(frozen=True, slots=True)
class HelpCall:
    """One person's call. ``session`` is the room's, ``group`` the small group's number there."""

    id: int
    guild_id: int
    caller_id: int
    session: str | None
    group: int | None
    state: State
    called_at: datetime
    told_at: datetime | None = None
    raised_at: datetime | None = None
    taken_by: int | None = None
    taken_at: datetime | None = None
    done_by: int | None = None
    done_at: datetime | None = None
    words: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether it is not at an end."""
        return self.state in WAITS


def may_call(earlier: Sequence[datetime], now: datetime) -> None:
    """Whether somebody may begin another call. Raises RuleBroken ``call.often``."""
    if sum(now - at < SPAN for at in earlier) >= MOST_CALLS:
        raise RuleBroken("call.often")


def may_add(call: HelpCall) -> None:
    """Raises RuleBroken ``call.full``."""
    if len(call.words) >= MOST_WORDS:
        raise RuleBroken("call.full")


def take(call: HelpCall, *, user_id: int, now: datetime) -> HelpCall:
    """Somebody goes. Raises RuleBroken ``call.taken``, ``call.over``."""
    _waits(call)
    if call.state is State.TAKEN and call.taken_by:  # else who took it is erased
        if call.taken_by == user_id:
            return call
        raise RuleBroken("call.taken", by=call.taken_by)
    return replace(call, state=State.TAKEN, taken_by=user_id, taken_at=now)


def give_back(call: HelpCall, *, user_id: int, now: datetime) -> HelpCall:
    """Who took it can't come after all: it waits for the organisers from now on.

    Raises RuleBroken ``call.not_taken``, ``call.over``.
    """
    _waits(call)
    if call.state is not State.TAKEN or call.taken_by != user_id:
        raise RuleBroken("call.not_taken")
    return _open_again(call, now)


def _open_again(call: HelpCall, now: datetime) -> HelpCall:
    return replace(
        call, state=State.OPEN, taken_by=None, taken_at=None, told_at=now, raised_at=None
    )


def finish(call: HelpCall, *, user_id: int, now: datetime) -> HelpCall:
    """It is dealt with. A second time changes nothing. Raises RuleBroken ``call.over``."""
    if call.state is State.DONE:
        return call
    _waits(call)
    return replace(call, state=State.DONE, done_by=user_id, done_at=now)


def withdraw(call: HelpCall, *, user_id: int, now: datetime) -> HelpCall:
    """The caller needs no help any more. A second time changes nothing.

    Raises RuleBroken ``call.not_yours``.
    """
    if call.caller_id != user_id:
        raise RuleBroken("call.not_yours")
    if not call.waits:
        return call
    return replace(call, state=State.WITHDRAWN, done_at=now)


def _waits(call: HelpCall) -> None:
    if not call.waits:
        raise RuleBroken("call.over")


def by_itself(call: HelpCall, now: datetime) -> HelpCall:
    """What time does alone with a call.

    A group's call that nobody took comes before the organisers; one that they know of is raised
    again, once; one that nobody ended lapses. One whose helper was erased since is open again.
    """
    if not call.waits:
        return call
    if now - call.called_at >= LAPSES:
        return replace(call, state=State.LAPSED, done_at=now)
    if call.state is State.TAKEN:
        return call if call.taken_by else _open_again(call, now)
    if call.told_at is None:
        return replace(call, told_at=now) if now - call.called_at >= PATIENCE else call
    if call.raised_at is None and now - call.told_at >= PATIENCE:
        return replace(call, raised_at=now)
    return call
