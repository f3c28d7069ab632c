"""What a summit's report is made of: everything that is known of one summit at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.attendees import Kind
from domain.feedback import Result
from domain.follow_up import Freshness
from domain.pledges import Delivery, Pledge
from domain.records import Record
from domain.stories import Story

# How many pledges of one theme the report lists, and how many notes and questions of one session;
# of more it tells the number, and that the files have them all.
MOST_PLEDGES = 100
MOST_NOTES = 200
MOST_QUESTIONS = 50
MOST_STUCK = 100


@dataclass(frozen=True, slots=True)
class About:
    """Which summit it is. ``day`` is None where the plan has none that can be read."""

    name: str
    organiser: str
    day: date | None
    time_zone: str
    contact: str
    rehearsal: bool
    past: bool
    """Whether another summit is being prepared in the server by now."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many pledges that everybody may read stand so."""

    theme: str
    kind: Kind
    delivery: Delivery
    freshness: Freshness
    n: int


@dataclass(frozen=True, slots=True)
class Stuck:
    """A pledge whose maker is stuck, and who looks after it (empty: nobody)."""

    reference: str
    action: str
    owner: str
    next_step: str
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a summit once everybody's data was erased, and on which day that was."""

    on: date
    done: bool
    pledges: Mapping[tuple[str, Delivery], int]
    """How many that everybody could read stood so at the end, by theme."""
    of_all_summits: bool
    """Whether the server had other summits, whose pledges are in the same numbers."""

    @property
    def themes(self) -> list[str]:
        return [theme for theme, _ in self.pledges]

    def n(self, theme: str, delivery: Delivery) -> int:
        return self.pledges.get((theme, delivery), 0)


@dataclass(frozen=True, slots=True)
class Inside:
    """What only organisers read."""

    moderation: Mapping[str, int]
    """How many pledges are waiting, hidden, or withdrawn."""
    not_reached: int
    """Pledges whose newest check-in reached nobody."""
    letters_lost: int
    """Private messages of any kind that reached nobody."""
    stuck: tuple[Stuck, ...]
    stuck_in_all: int
    tasks: int
    """What is open for organisers to see to."""
    remarks: Mapping[str, tuple[str, ...]]
    """Sentences without names, by the session's slug."""
    useful: tuple[str, ...]
    change: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """All of it. ``inside`` is None for the public: then it was not even read."""

    about: About
    read_at: datetime
    records: tuple[Record, ...] = ()
    speakers: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """As the plan has them, by the session's slug."""
    people: Mapping[Kind, int] = field(default_factory=dict[Kind, int])
    """Who joined, by kind; those who were erased since are counted. Empty for a past summit."""
    day: Result = field(default_factory=Result)
    introduced: int = 0
    themes: tuple[tuple[str, str], ...] = ()
    """Slug and title, in the plan's order; then those that have left the plan."""
    tallies: tuple[Tally, ...] = ()
    too: int = 0
    help: int = 0
    pledges: Mapping[str, tuple[Pledge, ...]] = field(default_factory=dict[str, tuple[Pledge, ...]])
    """The first of each theme by number, as far as everybody may read them."""
    stories: Mapping[int, Story] = field(default_factory=dict[int, Story])
    """By the pledge's id: those that may be told."""
    other_summits: int = 0
    """Pledges of this server's other summits, which are not in this report."""
    cadence: tuple[str, ...] = ()
    """When makers are asked, as the plan writes it: ``3 days``, ``2022-01-31``."""
    followed: int = 0
    next_at: datetime | None = None
    months: tuple[tuple[str, int], ...] = ()
    """How many pledges are to be done in which month (``2022-06``), of those not over."""
    left: Left | None = None
    """None while people's data is kept."""
    inside: Inside | None = None
