"""What a programme from elsewhere says, whatever file it came in."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


class NotAProgramme(ValueError):
    """A file cannot be read as a programme; the message is plain sentences."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks or leads."""

    name: str
    role: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """One part of the day. Times are local; ``day`` is None where the file names no date."""

    place: str
    title: str
    day: dt.date | None
    starts: dt.time
    minutes: int
    kind: str = ""
    track: str = ""
    about: str = ""
    recorded: bool = True
    capacity: str = ""
    speakers: tuple[Person, ...] = ()
    facilitators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Programme:
    """A whole file. ``left_out`` says in sentences what could not be read."""

    title: str
    time_zone: str | None
    talks: tuple[Talk, ...]
    left_out: tuple[str, ...] = field(default=())

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The dates on which something begins, in order."""
        return tuple(sorted({talk.day for talk in self.talks if talk.day is not None}))


def clock_of(text: str) -> dt.time | None:
    """``9:30``, ``09.30`` or ``09:30:00`` as a time; None where it is none."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def minutes_of(text: str) -> int | None:
    """A length as ``90``, ``1:30`` or ``01:30:00`` in minutes; None where it is none."""
    text = text.strip()
    if text.isascii() and text.isdecimal() and len(text) <= 4:
        return int(text)
    found = _CLOCK.fullmatch(text)
    return int(found[1]) * 60 + int(found[2]) if found is not None else None


def plain(text: str) -> str:
    """A text without its HTML, where it has some: paragraphs become lines."""
    if _TAG.search(text) is None:
        return text.strip()
    reader = _Plain()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Plain(HTMLParser):
    _BREAKS = frozenset({"p", "br", "li", "div", "h1", "h2", "h3", "h4", "ul", "ol"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in self._BREAKS:
            self.parts.append("\n")
        if tag == "li":
            self.parts.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._BREAKS:
            self.parts.append("\n")
