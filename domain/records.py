"""What a session's room leaves behind: its record, and the summary that is confirmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.attendance import Attendance, each_once
from domain.attendees import ORGANISATION_LENGTH
from domain.facilitation import Door, Room
from domain.feedback import Result
from domain.outputs import Kind, Output
from domain.questions import Question
from domain.questions import State as Asked
from domain.rules import RuleBroken
from domain.sessions import Session
from domain.text import clean

MOST_HEADS = 9_999
MOST_ORGANISATIONS = 100
# Characters that the form gives the organisations, and the sentence or two.
ORGANISATIONS_LENGTH = 4_000
WORDS_LENGTH = 600


@dataclass(frozen=True, slots=True)
class Summary:
    """What was confirmed of a session. ``version`` counts from 1; ``confirmed_by`` 0: erased."""

    id: int
    guild_id: int
    session: str
    version: int
    heads: int
    organisations: tuple[str, ...]
    words: str
    confirmed_by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody who leads a room. ``name`` is empty where they have not joined the summit."""

    user_id: int
    name: str = ""
    publish_name: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What one small group reported back, as notes in their order."""

    round_number: int
    group: int
    outputs: tuple[Output, ...]

    @property
    def title(self) -> str:
        return f"Round {self.round_number}, group {self.group}"


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that is known of one session's room at one moment.

    ``publishable``: whose names may stand in what everybody reads.
    """

    session: Session
    room: Room
    closed_at: datetime | None = None
    leaders: tuple[Leader, ...] = ()
    attendance: Attendance = field(default_factory=Attendance)
    outputs: tuple[Output, ...] = ()
    reports: tuple[Report, ...] = ()
    hands_raised: int = 0
    hands_called: int = 0
    questions: tuple[Question, ...] = ()
    feedback: Result = field(default_factory=Result)
    rounds: tuple[int, ...] = ()
    summary: Summary | None = None
    publishable: frozenset[int] = frozenset()

    @property
    def version(self) -> int:
        """Which summary this is; 0 where none is confirmed."""
        return self.summary.version if self.summary else 0

    @property
    def heads(self) -> int:
        """How many took part: as it was confirmed, else as it was counted."""
        return self.summary.heads if self.summary else self.attendance.heads

    @property
    def organisations(self) -> tuple[str, ...]:
        """As they were confirmed, else those that people named when they joined."""
        return self.summary.organisations if self.summary else self.named_organisations

    @property
    def named_organisations(self) -> tuple[str, ...]:
        return tuple(self.attendance.organisations[:MOST_ORGANISATIONS])

    @property
    def shown(self) -> list[Output]:
        """The notes that everybody sees and that stand for themselves."""
        return [one for one in self.outputs if one.public and one.merged_into is None]

    @property
    def shown_reports(self) -> list[Report]:
        """What groups reported back, as far as it is shown."""
        found = [
            Report(one.round_number, one.group, tuple(part for part in one.outputs if part.public))
            for one in self.reports
        ]
        return [one for one in found if one.outputs]

    @property
    def kinds(self) -> dict[Kind, int]:
        """How many notes of each kind are shown."""
        found = Counter(one.kind for one in self.shown)
        return {kind: found[kind] for kind in Kind if found[kind]}

    @property
    def themes(self) -> dict[str, int]:
        """How many shown notes are on each theme, the most first."""
        return dict(Counter(one.theme for one in self.shown if one.theme).most_common())

    @property
    def public_questions(self) -> list[Question]:
        return [one for one in self.questions if one.public]

    @property
    def open_questions(self) -> list[Question]:
        """What everybody sees and nobody has answered, those with the most votes first."""
        found = [one for one in self.questions if one.state is Asked.SHOWN]
        return sorted(found, key=lambda one: (-one.votes, one.number))


def wants_summary(session: Session, door: Door, now: datetime) -> bool:
    """Whether a session is over, or its room closed, so that its summary is due."""
    return (
        session.kind != "break"
        and not session.cancelled
        and session.starts_at <= now
        and (session.is_over(now) or door in (Door.CLOSING, Door.CLOSED))
    )


# ---------------------------------------------------------------------- confirming


def check_heads(text: str) -> int:
    """How many took part, as it was typed. Raises RuleBroken ``summary.heads``."""
    text = text.strip().replace(",", "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and int(text) <= MOST_HEADS):
        raise RuleBroken("summary.heads", most=f"{MOST_HEADS:,}")
    return int(text)


def check_organisations(text: str) -> tuple[str, ...]:
    """One organisation a line, each once. Raises ``summary.organisations``, ``text.*``."""
    lines = text.replace("\r", "\n").split("\n")
    names = [
        clean(line, field="organisation", most=ORGANISATION_LENGTH, lines=False) for line in lines
    ]
    found = each_once(names)
    if len(found) > MOST_ORGANISATIONS:
        raise RuleBroken("summary.organisations", most=MOST_ORGANISATIONS)
    return tuple(found)


def check_words(text: str) -> str:
    """A sentence or two, or none. Raises RuleBroken ``text.*``."""
    return clean(text, field="summary", most=WORDS_LENGTH)


def may_confirm(
    session: Session, room: Room, *, kept: int, version_seen: int, now: datetime
) -> int:
    """The number of the next version.

    Raises RuleBroken ``summary.cancelled``, ``summary.early``, and ``summary.changed`` where
    somebody else has confirmed since.
    """
    if session.cancelled:
        raise RuleBroken("summary.cancelled", title=session.title)
    if session.starts_at > now and room.opened_at is None:
        raise RuleBroken("summary.early", title=session.title)
    if kept != version_seen:
        raise RuleBroken("summary.changed")
    return kept + 1


def as_lines(organisations: Sequence[str]) -> str:
    """The organisations as the form shows them: whole lines, as many as it takes."""
    found: list[str] = []
    length = 0
    for name in organisations:
        length += len(name) + 1
        if length > ORGANISATIONS_LENGTH:
            break
        found.append(name)
    return "\n".join(found)


def counted(kinds: Mapping[Kind, int]) -> str:
    """``2 ideas, 1 barrier``."""
    return ", ".join(f"{n} {kind.value}{'s' if n != 1 else ''}" for kind, n in kinds.items())
