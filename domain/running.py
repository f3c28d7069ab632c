"""The summit's day as a whole: opened and closed by its organisers. Times are UTC.

Opening is no gate: people join and choose before it, and rooms open at their sessions' start
whether or not somebody pressed a button. It marks the beginning, for everybody to see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.rules import RuleBroken
from domain.sessions import Session


class Stage(StrEnum):
    """Where the day is. The values are kept."""

    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Day:
    """One summit's day. Who and when of the last opening and closing; None where there was none."""

    guild_id: int
    edition: str
    stage: Stage = Stage.BEFORE
    opened_at: datetime | None = None
    opened_by: int | None = None
    closed_at: datetime | None = None
    closed_by: int | None = None
    dashboard: bool = False


def open_day(day: Day, *, user_id: int, now: datetime) -> Day:
    """The day begins, also again after it was closed. One that is open stays as it is."""
    if day.stage is Stage.OPEN:
        return day
    return replace(
        day,
        stage=Stage.OPEN,
        opened_at=now,
        opened_by=user_id,
        closed_at=None,
        closed_by=None,
        dashboard=True,
    )


def close_day(day: Day, *, user_id: int, now: datetime) -> Day:
    """The day ends. One that is closed stays as it is. Raises RuleBroken ``day.not_open``."""
    if day.stage is Stage.BEFORE:
        raise RuleBroken("day.not_open")
    if day.stage is Stage.CLOSED:
        return day
    return replace(day, stage=Stage.CLOSED, closed_at=now, closed_by=user_id)


def still_to_come(sessions: Iterable[Session], now: datetime) -> list[Session]:
    """What is on or to come, and would be cut short by closing now."""
    return [
        one
        for one in sessions
        if one.kind != "break" and not one.cancelled and not one.is_over(now)
    ]
