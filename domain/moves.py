"""What those who chose a session are told when the organiser changed its time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.choices import Note
from domain.sessions import Change, Session

# A plan that was set up twice in a row, as after a typing mistake, makes one letter.
SETTLES = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Happened:
    """One change of one session, as it is kept; ``was`` and ``is_now`` are starts when it moved."""

    id: int
    at: datetime
    what: Change
    was: str
    is_now: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What changes of a session's time or room come to. ``was``: its start before; ``since`` when.

    ``to_room``: it has another room now.
    """

    session: Session
    was: datetime
    since: datetime
    to_room: bool = False


TellMoved = Callable[[Moved, bool], Note]
"""The note for a moved session; the last says whether the person has a place in it."""


def has_settled(done: Sequence[Happened], now: datetime) -> bool:
    """Whether nothing has changed for a while, so that people can be told."""
    return max(one.at for one in done) + SETTLES <= now


def moved(session: Session, done: Sequence[Happened], now: datetime) -> Moved | None:
    """What people are told of these changes, in order; None where there is nothing to tell.

    That a session is cancelled, or takes place after all and when, is told elsewhere.
    """
    moves = [one for one in done if one.what is Change.MOVED]
    rooms = [one for one in done if one.what is Change.ROOM]
    to_room = bool(rooms) and rooms[0].was != str(session.text_channel)
    if not (moves or to_room) or session.cancelled or session.is_over(now):
        return None
    restored = [one.at for one in done if one.what is Change.RESTORED]
    if restored and restored[-1] >= max(one.at for one in (*moves, *rooms)):
        return None
    was = datetime.fromisoformat(moves[0].was) if moves else session.starts_at
    only_longer = any(one.was == one.is_now for one in moves)
    if was == session.starts_at and not (only_longer or to_room):
        return None
    since = min(one.at for one in (*moves, *rooms))
    return Moved(session, was, since, to_room)
