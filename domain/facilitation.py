"""A workshop room and who runs it: quiet, open, closing, closed. Times are UTC."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.rules import RuleBroken
from domain.sessions import Session

# How long people have between the warning and the lock.
WARNING = timedelta(seconds=60)
# Discord's own choices for slow mode that make sense while people talk.
SLOW_SECONDS = (0, 5, 10, 30, 60)


class Door(StrEnum):
    """Whether people can write in a room. The values are kept."""

    QUIET = "quiet"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Room:
    """One session's room. ``closes_at`` is when a closing room locks.

    ``text_closed``: a facilitator closed the written part while the room is open.
    """

    guild_id: int
    slug: str
    door: Door
    opened_at: datetime | None = None
    closes_at: datetime | None = None
    text_closed: bool = False
    slow_seconds: int = 0

    @property
    def people_may_write(self) -> bool:
        return self.door in (Door.OPEN, Door.CLOSING) and not self.text_closed


def require_own(
    facilitators: Collection[int], user_id: int, *, organiser: bool, slug: str = ""
) -> None:
    """Facilitators act in their own rooms only. Raises RuleBroken ``room.not_yours``."""
    if not organiser and user_id not in facilitators:
        raise RuleBroken("room.not_yours", slug=slug)


def may_stop(facilitators: Sequence[int], user_id: int, *, organiser: bool) -> None:
    """Whether somebody may end that another leads a room: ``facilitators`` stand as they took it.

    Raises RuleBroken ``room.not_first``.
    """
    if not organiser and list(facilitators[:1]) != [user_id]:
        raise RuleBroken("room.not_first")


def open_room(room: Room, session: Session, now: datetime) -> Room:
    """Let people write, also again after closing. Raises RuleBroken ``room.cancelled``."""
    if session.cancelled:
        raise RuleBroken("room.cancelled", title=session.title)
    if room.door is Door.OPEN:
        return room
    return replace(room, door=Door.OPEN, opened_at=room.opened_at or now, closes_at=None)


def close_room(room: Room, now: datetime) -> Room:
    """Warn people, and lock after :data:`WARNING`. Raises RuleBroken ``room.not_open``."""
    if room.door is Door.CLOSING:
        return room
    if room.door is not Door.OPEN:
        raise RuleBroken("room.not_open")
    return replace(room, door=Door.CLOSING, closes_at=now + WARNING)


def keep_open(room: Room) -> Room:
    """Take the warning back. Raises RuleBroken ``room.not_closing``."""
    if room.door is not Door.CLOSING:
        raise RuleBroken("room.not_closing")
    return replace(room, door=Door.OPEN, closes_at=None)


def with_text(room: Room, *, closed: bool) -> Room:
    """Close or open the written part alone. Raises RuleBroken ``room.not_open``."""
    if room.door not in (Door.OPEN, Door.CLOSING):
        raise RuleBroken("room.not_open")
    return replace(room, text_closed=closed)


def slowed(room: Room, seconds: int) -> Room:
    """One message in ``seconds`` for each person. Raises RuleBroken ``room.slow``."""
    if seconds not in SLOW_SECONDS:
        raise RuleBroken("room.slow")
    return replace(room, slow_seconds=seconds)


def may_count(room: Room, session: Session) -> None:
    """Whether a countdown makes sense. Raises RuleBroken ``room.cancelled``, ``room.not_open``."""
    if session.cancelled:
        raise RuleBroken("room.cancelled", title=session.title)
    if room.door is Door.CLOSED:
        raise RuleBroken("room.not_open")


def cancelled(room: Room) -> Room:
    """The room of a cancelled session is quiet, and no timer is left to lock it later."""
    door = Door.QUIET if room.door in (Door.OPEN, Door.CLOSING) else room.door
    return replace(room, door=door, closes_at=None)


def by_itself(room: Room, session: Session, now: datetime) -> Room:
    """What time does alone: a room opens at its session's start if nobody opened it before.

    So nobody is shut out where a facilitator is late or lost the connection. A closing room locks
    when its time is up, and the room of a cancelled session is quiet.
    """
    if session.cancelled:
        return cancelled(room)
    if room.door is Door.QUIET and session.is_on(now):
        return open_room(room, session, now)
    if room.door is Door.CLOSING and room.closes_at is not None and room.closes_at <= now:
        return replace(room, door=Door.CLOSED, closes_at=None, text_closed=False)
    return room
