"""What people were told was done, written down as they were told it.

The books at the end hold this against the files. Nothing here looks into the store.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from rehearsal.later import Day, Ending, Year
from rehearsal.material import Person

SAVED = re.compile(r"Your pledge is saved\. Its reference is (P-\d{4,})\.")
BEFORE = re.compile(r"This form was saved before as (P-\d{4,})")


@dataclass(slots=True)
class Told:
    """One pledge, as its maker was told it stands."""

    reference: str
    maker: Person
    theme: str
    action: str
    as_organisation: bool
    detailed: bool = False
    shown: bool = False
    hidden: bool = False
    withdrawn: bool = False
    edited: bool = False
    too: int = 0
    help: int = 0


@dataclass(slots=True)
class Asked:
    """One question, as its asker and the facilitator were told it stands."""

    reference: str
    asker: Person
    session: str
    words: str
    named: bool
    state: str = "waiting"
    pinned: bool = False
    answer: str = ""
    voters: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Noted:
    """One note, as its author was told it is kept."""

    reference: str
    author: Person
    session: str
    kind: str
    words: str
    named: bool
    # The pledge that came from it.
    pledge: str = ""


@dataclass(slots=True)
class Rated:
    """What somebody was told is kept of their feedback."""

    stars: int
    words: str = ""
    change: str = ""
    named: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """Something that somebody was written outside of an answer."""

    to: str
    text: str
    by_thread: bool = False


@dataclass(slots=True)
class Part:
    """One thing that a group reported, as who sent it was told it is kept."""

    reference: str
    kind: str
    words: str
    owner: str
    author: str
    hidden: bool = False


@dataclass(slots=True)
class Quoted:
    """A message that a facilitator kept as an output; ``says`` is what its author answered."""

    reference: str
    author: Person
    session: str
    kind: str
    words: str
    says: str = ""


@dataclass(slots=True)
class Act:
    """What a moderator or an organiser was told is done; ``person`` is empty once erased.

    ``events``: what the log has to hold of it, in that order. ``letters``: what the person reads.
    """

    person: str
    by: str
    reason: str
    events: list[str]
    message: str = ""
    appeal: str = ""
    letters: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Alarm:
    """A report of somebody; who reported it is to be named nowhere."""

    reporter: str
    reporter_id: int
    person: str
    words: str
    message: str
    events: list[str]


@dataclass(slots=True)
class Visit:
    """Somebody in a voice room: from when to when."""

    came: datetime
    left: datetime | None = None


@dataclass(slots=True)
class Summed:
    """A summary as it was confirmed."""

    heads: int
    organisations: tuple[str, ...]
    words: str
    by: int


@dataclass(slots=True)
class Rooms:
    """What people were told happened in workshop rooms, by the session's slug."""

    # By session, round and group: who is in it, and what it reported.
    groups: dict[tuple[str, int, int], set[str]] = field(default_factory=dict)
    reports: dict[tuple[str, int, int], list[Part]] = field(default_factory=dict)
    quotes: dict[str, Quoted] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    # What was turned in a panel that the log of moderation has too.
    turned: list[str] = field(default_factory=list)
    # Who was in voice, by session and name; a guest who has not joined has the name "".
    visits: dict[str, dict[str, list[Visit]]] = field(default_factory=dict)
    # How many were there who had themselves erased since.
    erased: dict[str, int] = field(default_factory=dict)
    raised: dict[str, set[str]] = field(default_factory=dict)
    summaries: dict[str, Summed] = field(default_factory=dict)
    # The sessions that are named as rooms without a summary; and of each record, the public page
    # and the organisers' list of who was there.
    lacking: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    attendance: dict[str, str] = field(default_factory=dict)
    # The files of the log of moderation, as the organiser got them.
    log: dict[str, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class Ledger:
    """Everything that people were told was saved."""

    joined: dict[str, Person] = field(default_factory=dict)
    pledges: dict[str, Told] = field(default_factory=dict)
    repeats: int = 0
    refused: int = 0
    hidden_words: set[str] = field(default_factory=set)
    reached_by_dm: int = 0
    reached_in_thread: int = 0
    letters: list[Letter] = field(default_factory=list)

    # What somebody was told that does not fit what others were told.
    surprises: list[str] = field(default_factory=list)

    # Workshops, by slug: the names of who has a place, and of who waits, first come first.
    places: dict[str, list[str]] = field(default_factory=dict)
    waiting: dict[str, list[str]] = field(default_factory=dict)
    moved_up: int = 0
    # What somebody's programme marks as theirs: titles by name.
    marked: dict[str, set[str]] = field(default_factory=dict)

    questions: dict[str, Asked] = field(default_factory=dict)
    # Those that a facilitator handed to a colleague, who gave them back.
    handed_over: list[str] = field(default_factory=list)
    # Every line about a question that others than its asker were shown.
    question_lines: set[str] = field(default_factory=set)

    # Reminders: whom one has to name, by session and minutes before it.
    to_remind: dict[tuple[str, int], set[str]] = field(default_factory=dict)
    not_reminded: set[str] = field(default_factory=set)

    # Hands, by session: who was called on, in that order.
    called: dict[str, list[str]] = field(default_factory=dict)
    raised: int = 0

    rooms: Rooms = field(default_factory=Rooms)

    notes: dict[str, Noted] = field(default_factory=dict)
    # By name and session; the day itself has no session.
    ratings: dict[tuple[str, str], Rated] = field(default_factory=dict)

    # Recordings: who asked, and what was answered, by session.
    recordings: dict[str, list[str]] = field(default_factory=dict)
    recordings_answered: dict[str, str] = field(default_factory=dict)

    # Meeting people: offers and needs by name; who asked whom; what came of it.
    cards: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked_to_meet: set[tuple[str, str]] = field(default_factory=set)
    introduced: set[tuple[str, str]] = field(default_factory=set)
    said_no: set[tuple[str, str]] = field(default_factory=set)

    # Who had themselves erased, and everything that was theirs alone.
    erased: dict[int, list[str]] = field(default_factory=dict)

    # As the organisers ran the day, and the year after it.
    later_day: Day = field(default_factory=Day)
    later_year: Year = field(default_factory=Year)
    later_end: Ending = field(default_factory=Ending)

    @property
    def supporters(self) -> int:
        return sum(told.too + told.help for told in self.pledges.values())
