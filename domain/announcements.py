"""What organisers announce: to whom, and its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.attendees import Kind
from domain.choices import Note
from domain.rules import RuleBroken
from domain.text import clean

WORDS_LENGTH = (3, 1500)
# What could not be posted for so long is not news any more.
IN_TIME = timedelta(minutes=30)

_MOMENT = re.compile(r"\{([01]?\d|2[0-3]):([0-5]\d)\}")


class Audience(StrEnum):
    """Who is to read it. The values are kept."""

    EVERYBODY = "everybody"
    ROOM = "room"
    KIND = "kind"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class To:
    """Who is to read it: ``about`` is the session's slug, the kind, or the role's snowflake."""

    audience: Audience
    about: str = ""

    @property
    def sign(self) -> str:
        """As it stands in buttons."""
        return f"{self.audience.value}-{self.about}" if self.about else self.audience.value


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement. ``version`` counts its drafts; ``people``: how many get a letter."""

    id: int
    guild_id: int
    author_id: int
    to: To
    words: str
    alert: bool
    is_sent: bool
    version: int
    written_at: datetime
    sent_at: datetime | None = None
    people: int = 0


Write = Callable[[Announcement], Note]
"""How an announcement reads in a letter."""


def read_to(sign: str) -> To:
    """The audience that a button means. Raises RuleBroken ``announce.audience``."""
    name, _, about = sign.partition("-")
    if name not in list(Audience):
        raise RuleBroken("announce.audience")
    to = To(Audience(name), about)
    whole = {
        Audience.EVERYBODY: not about,
        Audience.ROOM: bool(about),
        Audience.KIND: about in list(Kind),
        Audience.ROLE: about.isascii() and about.isdecimal() and len(about) <= 19,
    }
    if not whole[to.audience]:
        raise RuleBroken("announce.audience")
    return to


def checked(words: str) -> str:
    """The words as they are kept. Raises RuleBroken ``text.*``."""
    least, most = WORDS_LENGTH
    return clean(words, field="announcement", least=least, most=most)


def with_moments(text: str, zone: str, day: datetime) -> str:
    """``{14:30}`` as a time that each reads in their own zone: of ``day``, where the summit is.

    A time that the clocks go forward over is read as the same moment after them.
    """
    there = ZoneInfo(zone)
    date = day.astimezone(there).date()

    def mark(found: re.Match[str]) -> str:
        hour, minute = int(found[1]), int(found[2])
        moment = datetime(date.year, date.month, date.day, hour, minute, tzinfo=there)
        return f"<t:{int(moment.timestamp())}:t>"

    return _MOMENT.sub(mark, text)
