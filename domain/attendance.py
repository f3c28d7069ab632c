"""Who was in a session's room, for how long, and what everybody may be told of it. Times are UTC.

Kept is when somebody came and went. Who has not joined the summit is counted, not known. Who took
part by text alone is counted, and named to nobody: they asked, voted or noted something, which
people may do without their name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from domain.attendees import KIND_TITLES, Kind
from domain.facilitation import Door
from domain.rooms import SOON
from domain.sessions import Session

K = TypeVar("K")

# A talk that runs over counts still; a room that nobody closed does not count all night.
AFTERWARDS = timedelta(minutes=30)
# Fewer of a kind than this are not told apart in public: everybody would know who they were.
FEWEST = 3

OTHERS = "Kinds with few people, together"
OTHERS_BY_TEXT = "By text, of kinds with few people"
UNKNOWN = "Had not joined the summit"


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when somebody was there."""

    joined: datetime
    left: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was in the voice room.

    ``user_id`` and ``kind`` are None, and the rest is empty, for who had not joined the summit.
    """

    user_id: int | None = None
    name: str = ""
    kind: Kind | None = None
    organisation: str = ""
    spans: tuple[Span, ...] = ()

    @property
    def minutes(self) -> int:
        return minutes(self.spans)

    @property
    def first(self) -> datetime:
        return min(span.joined for span in self.spans)

    @property
    def last(self) -> datetime:
        return max(span.left for span in self.spans)


@dataclass(frozen=True, slots=True)
class Attendance:
    """All who took part in one session but those who led it.

    ``text``: how many of each kind took part by text alone. ``erased``: how many of each kind were
    in voice and had themselves erased since.
    """

    voice: tuple[Person, ...] = ()
    text: Mapping[Kind, int] = field(default_factory=dict[Kind, int])
    erased: Mapping[Kind, int] = field(default_factory=dict[Kind, int])

    @property
    def in_voice(self) -> int:
        return len(self.voice) + sum(self.erased.values())

    @property
    def heads(self) -> int:
        return self.in_voice + self.by_text

    @property
    def by_text(self) -> int:
        return sum(self.text.values())

    @property
    def by_kind(self) -> dict[Kind | None, int]:
        """How many of each kind there were, in the order of the kinds; None: not known.

        Organisers know of everybody in voice, and could work out who is left over: so those who
        took part by text are in it only as far as everybody may be told of them.
        """
        found: Counter[Kind | None] = Counter(one.kind for one in self.voice)
        found.update(self.erased)
        found.update(told_apart(self.text))
        return {kind: found[kind] for kind in (*Kind, None) if found[kind]}

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """All who are counted by kind, as organisers may read it."""
        rest = self.heads - sum(self.by_kind.values())
        found = [(kind_title(kind), n) for kind, n in self.by_kind.items()]
        return [*found, (OTHERS_BY_TEXT, rest)] if rest else found

    @property
    def organisations(self) -> list[str]:
        """What those in voice named as their organisation, each once, in their order."""
        return each_once(one.organisation for one in self.voice)


def kind_title(kind: Kind | None) -> str:
    """What people read of a kind."""
    return UNKNOWN if kind is None else KIND_TITLES[kind]


def each_once(names: Iterable[str]) -> list[str]:
    """The names that are there, each once however it is written, in their order."""
    first: dict[str, str] = {}
    for name in names:
        if name:
            first.setdefault(name.casefold(), name)
    return [first[key] for key in sorted(first)]


# ---------------------------------------------------------------------- when


def window(session: Session) -> tuple[datetime, datetime]:
    """From when to when being there counts, as long as the room is open."""
    return session.starts_at - SOON, session.ends_at + AFTERWARDS


def counts(session: Session, door: Door, now: datetime) -> bool:
    """Whether who is in this session's room now takes part in it."""
    first, last = window(session)
    return (
        session.kind != "break"
        and not session.cancelled
        and door in (Door.OPEN, Door.CLOSING)
        and first <= now < last
    )


# ---------------------------------------------------------------------- how long


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time with nothing in it twice, in order."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.joined, one.left)):
        if found and span.joined <= found[-1].left:
            found[-1] = Span(found[-1].joined, max(found[-1].left, span.left))
        else:
            found.append(span)
    return tuple(found)


def minutes(spans: Iterable[Span]) -> int:
    """Whole minutes that somebody was there; what overlaps counts once."""
    whole = sum((one.left - one.joined for one in merged(spans)), timedelta())
    return int(whole // timedelta(minutes=1))


# ---------------------------------------------------------------------- in public


def public_heads(heads: int) -> str:
    """How many there were, as everybody may read it."""
    if not heads:
        return "Nobody"
    return f"{heads:,}" if heads >= FEWEST else f"Fewer than {FEWEST}"


def told_apart(by_kind: Mapping[K, int]) -> dict[K, int]:
    """Those of the kinds that everybody may be told of.

    A kind with fewer than FEWEST people is not told apart. Where those together are still so few
    that what is left over of all would tell, the smallest kind that could be told joins them.
    """
    told = {kind: n for kind, n in by_kind.items() if n >= FEWEST}
    rest = sum(by_kind.values()) - sum(told.values())
    if 0 < rest < FEWEST and told:
        told.pop(min(told, key=lambda kind: told[kind]))
    return told


def public_kinds(by_kind: Mapping[Kind | None, int]) -> list[tuple[str, int]]:
    """How many of each kind there were, as everybody may read it; nothing where that says who."""
    told = told_apart(by_kind)
    rest = sum(by_kind.values()) - sum(told.values())
    found = [(kind_title(kind), n) for kind, n in told.items()]
    if rest >= FEWEST:
        found.append((OTHERS, rest))
    return found
