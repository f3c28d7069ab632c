"""Which session a room is about at one moment, and which one a person means."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from domain.sessions import Session

# How long before a session its room turns from the one before to it.
SOON = timedelta(minutes=15)


class Moment(StrEnum):
    """Where one session is."""

    BEFORE = "before"
    ON = "on"
    OVER = "over"
    CANCELLED = "cancelled"


def moment_of(session: Session, now: datetime) -> Moment:
    if session.cancelled:
        return Moment.CANCELLED
    if session.is_over(now):
        return Moment.OVER
    return Moment.ON if session.is_on(now) else Moment.BEFORE


def in_room(sessions: Iterable[Session], channel_id: int) -> list[Session]:
    """The sessions that take place in this channel, in the programme's order."""
    return [one for one in sessions if channel_id in (one.text_channel, one.voice_channel)]


def session_in(sessions: Iterable[Session], channel_id: int, now: datetime) -> Session | None:
    """The session that a room is about: on now, about to start, just over, or to come.

    A cancelled one only where nothing else is in this room; None where the room has no session.
    """
    every = in_room(sessions, channel_id)
    there = [one for one in every if not one.cancelled]
    if not there:
        return every[-1] if every else None
    on = [one for one in there if one.is_on(now)]
    if on:
        return on[0]
    coming = sorted((one for one in there if one.starts_at > now), key=lambda one: one.starts_at)
    past = sorted((one for one in there if one.is_over(now)), key=lambda one: one.ends_at)
    if coming and (not past or coming[0].starts_at - now <= SOON):
        return coming[0]
    return past[-1]


def session_meant(
    sessions: Iterable[Session], channel_id: int | None, chosen: Collection[str], now: datetime
) -> Session | None:
    """The session that somebody means who names none: their room's, else what is on for them.

    ``chosen`` are the slugs of their workshops. None where two are on and they chose neither.
    """
    every = list(sessions)
    if channel_id is not None and (here := session_in(every, channel_id, now)) is not None:
        return here
    on = [one for one in every if one.is_on(now) and one.kind != "break"]
    mine = [one for one in on if one.slug in chosen]
    if mine:
        return mine[0]
    return on[0] if len(on) == 1 else None
