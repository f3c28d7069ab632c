"""Choosing workshops: one in each slot, with a place while there is room and else a number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.rules import RuleBroken
from domain.sessions import Session


class News(StrEnum):
    """What people are told about a workshop that they chose while they were not looking."""

    MOVED_UP = "moved_up"
    CANCELLED = "cancelled"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Note:
    """How one piece of news reads. ``buttons`` are labels and routes."""

    subject: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()


# Words are chosen elsewhere; the rows are kept together with them.
Tell = Callable[[News, Session, bool], Note]
"""The note for some news of a session; the last says whether the person has a place in it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody's choice of a workshop. ``waiting`` is their number from 1, or None with a place."""

    guild_id: int
    user_id: int
    slug: str
    waiting: int | None
    chosen_at: datetime

    @property
    def has_place(self) -> bool:
        return self.waiting is None


@dataclass(frozen=True, slots=True)
class Taken:
    """How many people have a place in a workshop, and how many wait for one."""

    places: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """Workshops between which one chooses, in the programme's order; never empty."""

    key: str
    workshops: tuple[Session, ...]

    @property
    def starts_at(self) -> datetime:
        return self.workshops[0].starts_at

    @property
    def ends_at(self) -> datetime:
        return self.workshops[0].ends_at


def slot_of(session: Session) -> str:
    """What a session's slot is called. A workshop without one is a slot of its own.

    The full stop keeps it apart from every slot of a plan, which has letters, digits and hyphens.
    """
    return session.slot or f".{session.slug}"


def slots(sessions: Iterable[Session], now: datetime) -> list[Slot]:
    """The slots in which something can be chosen still, in order; without what was cancelled."""
    found: dict[str, list[Session]] = {}
    for session in sessions:
        if session.kind == "workshop" and not session.cancelled and not session.is_over(now):
            found.setdefault(slot_of(session), []).append(session)
    made = [Slot(key, tuple(workshops)) for key, workshops in found.items()]
    return sorted(made, key=lambda slot: slot.starts_at)


def may_choose(session: Session | None, now: datetime) -> Session:
    """The workshop, if people can choose it now: until it ends, for who comes late is welcome.

    Raises RuleBroken ``choice.unknown``, ``choice.not_workshop``, ``choice.cancelled`` or
    ``choice.over``.
    """
    if session is None:
        raise RuleBroken("choice.unknown")
    if session.kind != "workshop":
        raise RuleBroken("choice.not_workshop", title=session.title)
    if session.cancelled:
        raise RuleBroken("choice.cancelled", title=session.title)
    if session.is_over(now):
        raise RuleBroken("choice.over", title=session.title)
    return session


def may_leave(session: Session | None, now: datetime) -> Session:
    """The session, if a choice of it can be taken back: a cancelled one too, but not once over.

    Raises RuleBroken ``choice.unknown`` or ``choice.over``.
    """
    if session is None:
        raise RuleBroken("choice.unknown")
    if session.is_over(now) and not session.cancelled:
        raise RuleBroken("choice.over", title=session.title)
    return session


def places_left(session: Session, places: int) -> int | None:
    """How many places are free, or None where there is no limit.

    Where a plan was changed to a smaller room, nobody loses the place they have: it is 0 then.
    """
    return None if session.capacity is None else max(0, session.capacity - places)


def moves_up(session: Session, taken: Taken, now: datetime) -> int:
    """How many of those who wait get a place now."""
    if session.kind != "workshop" or session.cancelled or session.is_over(now):
        return 0
    left = places_left(session, taken.places)
    return taken.waiting if left is None else min(left, taken.waiting)
