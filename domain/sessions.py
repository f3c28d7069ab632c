"""The programme as it stands: sessions with their instants, and what is on now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.plan import Plan, ends_at, starts_at
from domain.plan import Session as Planned


class Change(StrEnum):
    """What can happen to a session after people may have looked. The values are kept."""

    ADDED = "added"
    MOVED = "moved"
    RENAMED = "renamed"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    ROOM = "room"


class Phase(StrEnum):
    """Where the day is at one moment."""

    BEFORE = "before"
    KEYNOTE = "keynote"
    WORKSHOP = "workshop"
    PLEDGING = "pledging"
    BETWEEN = "between"
    AFTER = "after"
    OFF = "off"


STARTED = ">"
"""Before the fingerprint of an event that the bot has started."""


class EventStep(StrEnum):
    """What Discord has to be told of a session's scheduled event."""

    CREATE = "create"
    EDIT = "edit"
    CANCEL = "cancel"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Session:
    """One session of one guild's summit, as it stands now. Times are UTC, ids are snowflakes.

    ``reason``: why organisers cancelled it, as people read it; empty where the plan lost it.
    """

    guild_id: int
    slug: str
    position: int
    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    slot: str | None
    capacity: int | None
    walk_in: bool
    recorded: bool
    text_channel: int | None
    voice_channel: int | None
    event_id: int | None
    cancelled: bool
    reason: str = ""

    def is_on(self, now: datetime) -> bool:
        return not self.cancelled and self.starts_at <= now < self.ends_at

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now


@dataclass(frozen=True, slots=True)
class Rooms:
    """A session's channels, as snowflakes; None where it has none."""

    text: int | None = None
    voice: int | None = None


def planned(plan: Plan, session: Planned, position: int, guild_id: int, rooms: Rooms) -> Session:
    """A session as the plan has it."""
    return Session(
        guild_id=guild_id,
        slug=session.slug,
        position=position,
        title=session.title,
        kind=session.kind,
        starts_at=starts_at(plan, session),
        ends_at=ends_at(plan, session),
        slot=session.slot,
        capacity=session.capacity,
        walk_in=session.walk_in,
        recorded=session.recorded,
        text_channel=rooms.text,
        voice_channel=rooms.voice,
        event_id=None,
        cancelled=False,
    )


def on_now(sessions: Iterable[Session], now: datetime) -> list[Session]:
    """What is on at this moment, in the programme's order."""
    return [session for session in sessions if session.is_on(now)]


def next_up(sessions: Iterable[Session], now: datetime) -> list[Session]:
    """What starts next: all that starts at the next moment at which anything starts."""
    coming = [one for one in sessions if not one.cancelled and one.starts_at > now]
    if not coming:
        return []
    first = min(one.starts_at for one in coming)
    return [one for one in coming if one.starts_at == first]


def changes(before: Session, after: Session) -> list[tuple[Change, str, str]]:
    """What people have to be told when a session goes from one to the other: what, was, is."""
    told: list[tuple[Change, str, str]] = []
    if before.cancelled != after.cancelled:
        told.append((Change.CANCELLED if after.cancelled else Change.RESTORED, "", ""))
    if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
        told.append((Change.MOVED, before.starts_at.isoformat(), after.starts_at.isoformat()))
    if before.title != after.title:
        told.append((Change.RENAMED, before.title, after.title))
    return told


def in_order(sessions: Iterable[Session]) -> list[Session]:
    """The day as it runs: by start, parallel workshops together, else as the plan has them."""
    every = list(sessions)
    first: dict[tuple[datetime, str | None], int] = {}
    for one in sorted(every, key=lambda one: one.position):
        first.setdefault((one.starts_at, one.slot), one.position)
    return sorted(
        every,
        key=lambda one: (one.starts_at, first[one.starts_at, one.slot], one.position),
    )


def phase(sessions: Iterable[Session], now: datetime) -> Phase:
    """Where the day is: before, after, between two sessions or in a break, or in which kind.

    A summit of which every session is cancelled is off.
    """
    there = [one for one in sessions if not one.cancelled]
    if not there:
        return Phase.OFF
    kinds = {one.kind for one in on_now(there, now)}
    for kind in (Phase.PLEDGING, Phase.WORKSHOP, Phase.KEYNOTE):
        if kind.value in kinds:
            return kind
    if all(one.starts_at > now for one in there):
        return Phase.BEFORE
    if all(one.is_over(now) for one in there):
        return Phase.AFTER
    return Phase.BETWEEN


def event_step(
    session: Session, *, told: str | None, wanted: str, now: datetime, in_room: bool = False
) -> EventStep | None:
    """What is to be done about a session's scheduled event, or None where all is as it should be.

    ``told`` and ``wanted`` are fingerprints of what Discord knows and should know. Discord refuses
    an event that starts in the past: a session that has begun gets none. An event at another place
    starts and ends by itself; ``in_room``, on a stage or in a voice room, somebody has to do it.
    """
    started = told is not None and told.startswith(STARTED)
    if started and session.event_id is not None and (session.cancelled or session.is_over(now)):
        return EventStep.END
    if session.starts_at <= now:
        to_start = session.event_id is not None and session.is_on(now) and not started
        return EventStep.START if in_room and to_start else None
    if session.cancelled or session.kind == "break":
        return EventStep.CANCEL if session.event_id is not None else None
    if session.event_id is None:
        return EventStep.CREATE
    return EventStep.EDIT if told != wanted else None
