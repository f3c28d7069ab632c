"""The programme as a calendar (iCalendar, RFC 5545), for anybody's calendar program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

from icalendar import Calendar, Event

from exports.cover import About

CALENDAR_NAME = "programme.ics"
_OURS = UUID("6f0f8b52-6c0b-4d57-9d0e-2f2f7c6f3a11")


@dataclass(frozen=True, slots=True)
class Entry:
    """One session. ``about`` is what it is about and who speaks; times are UTC texts as kept."""

    guild_id: int
    slug: str
    date: str
    title: str
    kind: str
    starts_at: str
    ends_at: str
    about: str
    cancelled: bool
    changes: int


def uid(entry: Entry) -> str:
    """The same for the same session in every export, and nothing can be read from it."""
    return f"{uuid5(_OURS, f'{entry.guild_id}/{entry.date}/{entry.slug}')}"


def calendar(entries: Iterable[Entry], about: About) -> bytes:
    """The calendar's file. All times are UTC, so that it needs no time zones."""
    whole = Calendar()
    whole.add("prodid", "-//Summit//Programme//EN")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("x-wr-calname", about.summit or "Summit")
    for entry in entries:
        event = Event()
        event.add("uid", uid(entry))
        event.add("dtstamp", about.made_at.astimezone(UTC).replace(microsecond=0))
        event.add("dtstart", _moment(entry.starts_at))
        event.add("dtend", _moment(entry.ends_at))
        event.add("summary", entry.title)
        if entry.about:
            event.add("description", entry.about)
        event.add("categories", [entry.kind])
        event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
        event.add("sequence", entry.changes)
        whole.add_component(event)
    return whole.to_ical()


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
