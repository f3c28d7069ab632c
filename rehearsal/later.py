"""What people were told on the organisers' day and in the year after it, written down as told.

A part of the ledger; nothing here looks into the store.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Call:
    """A call for help: who called, from which room, who came, and whether it was raised again."""

    caller: str
    session: str
    state: str = "open"
    raised: bool = False
    group: bool = False


@dataclass(slots=True)
class Day:
    """The day as its organisers ran it."""

    opened: bool = False
    closed: bool = False
    totals: bool = False
    # What was announced to one kind of people, and who they were.
    announced: str = ""
    announced_to: set[str] = field(default_factory=set)
    # By the number that the call has in the organisers' channel.
    calls: dict[int, Call] = field(default_factory=dict)
    # The pledges of the moment that people read in the room, and those that were hidden since.
    moments: list[str] = field(default_factory=list)
    moments_gone: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CheckIn:
    """One date on which makers were asked: whom it concerned, and what they read.

    ``wanted`` and ``asked`` are references of pledges; ``letters`` who was written which words.
    """

    title: str
    wanted: set[str]
    asked: list[str] = field(default_factory=list)
    unreached: set[str] = field(default_factory=set)
    letters: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Task:
    """What an organiser saw to: in the maker's words, and what the maker was told."""

    words: str
    said: str = ""


@dataclass(slots=True)
class Year:
    """The year after the summit."""

    check_ins: list[CheckIn] = field(default_factory=list)
    # By reference: what the maker was told is kept, in that order.
    said: dict[str, list[str]] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    # By reference and helper: "yes" or "no" as the maker was told, else "asked".
    offers: dict[tuple[str, str], str] = field(default_factory=dict)
    # By reference: "named", "unnamed" or "no"; and those that were ever posted.
    stories: dict[str, str] = field(default_factory=dict)
    posted: list[str] = field(default_factory=list)
    # By reference: who was written that a pledge is kept.
    supporters_told: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Ending:
    """What was seen of the end of personal data, on a copy."""

    # Of the evening's backup, put in another place: who was erased again, and who is there.
    erased: int = 0
    people: int = 0
    notices: list[str] = field(default_factory=list)
    # Who is left in the copy, and who is kept in the summit that was played.
    left: int = 0
    kept: int = 0
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    on_the_wall: int = 0
    errors: list[str] = field(default_factory=list)
    # The report for the public, as it was written.
    report: str = ""
