"""Recordings: of what one can be asked for, and what organisers answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from domain.rules import RuleBroken
from domain.sessions import Session
from domain.text import clean

# Characters, least and most.
LINK_LENGTH = (9, 300)
NOTE_LENGTH = (0, 300)
REASON_LENGTH = (5, 300)

# What no address holds, and what would end one where it is shown.
_NOT_IN_LINKS = frozenset('<>[]`|\\"{}^')


class Answer(StrEnum):
    """What organisers said of a recording. The values are kept."""

    OUT = "out"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Recording:
    """The answer about one session's recording: a link with a note, or why there is none.

    ``version`` counts its changes, so that two organisers do not overwrite each other.
    """

    session: str
    answer: Answer
    version: int
    link: str = ""
    note: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Requests:
    """How many people asked for a session's recording, and how many of them wait for an answer."""

    asked: int = 0
    waiting: int = 0


def has_place(session: Session) -> bool:
    """Whether this session is one at all: a break is not."""
    return session.kind != "break"


def may_ask(session: Session | None) -> Session:
    """The session, if its recording can be asked for: before, during and after it.

    Raises RuleBroken ``recording.unknown``, ``recording.cancelled``, ``recording.not_recorded``.
    """
    found = known(session)
    if found.cancelled:
        raise RuleBroken("recording.cancelled", title=found.title)
    if not found.recorded:
        raise RuleBroken("recording.not_recorded", title=found.title)
    return found


def known(session: Session | None) -> Session:
    """The session, if it is one. Raises RuleBroken ``recording.unknown``."""
    if session is None or not has_place(session):
        raise RuleBroken("recording.unknown")
    return session


def check_link(text: str) -> str:
    """A link as it is kept: a plain https address, without a name or password.

    Raises RuleBroken ``recording.link``, ``text.*``.
    """
    least, most = LINK_LENGTH
    text = clean(text, field="link", least=least, most=most, lines=False)
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise RuleBroken("recording.link") from None
    plain = (
        text.startswith("https://")
        and "." in host.strip(".")
        and host[:1].isalnum()
        and "@" not in parts.netloc
        and port != 0
        and not any(one.isspace() or not one.isprintable() or one in _NOT_IN_LINKS for one in text)
    )
    if not plain:
        raise RuleBroken("recording.link")
    return text


def check_note(text: str) -> str:
    """An optional note beside a link. Raises RuleBroken ``text.*``."""
    least, most = NOTE_LENGTH
    return clean(text, field="note", least=least, most=most)


def check_reason(text: str) -> str:
    """Why there will be no recording. Raises RuleBroken ``text.*``."""
    least, most = REASON_LENGTH
    return clean(text, field="reason", least=least, most=most)


def replaced(before: Recording | None, after: Recording) -> Recording:
    """``after`` with its version, if it answers what the organiser saw: ``after.version``.

    The same answer again changes nothing. Raises RuleBroken ``recording.changed``.
    """
    seen = after.version
    there = before.version if before else 0
    content = (after.answer, after.link, after.note, after.reason)
    if before and content == (before.answer, before.link, before.note, before.reason):
        return before
    if seen != there:
        raise RuleBroken("recording.changed")
    return Recording(after.session, after.answer, there + 1, after.link, after.note, after.reason)


def nearest(sessions: Iterable[Session], now: datetime) -> list[Session]:
    """All sessions, those nearest to this moment first: a menu holds 25 of them."""

    def away(session: Session) -> tuple[float, int]:
        if session.is_on(now):
            return 0.0, session.position
        edge = session.starts_at if session.starts_at > now else session.ends_at
        return abs((edge - now).total_seconds()), session.position

    return sorted((one for one in sessions if has_place(one)), key=away)
