"""One line of the books, and what the books look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.export_files import ExportResult
from domain.choices import Choice
from domain.outputs import Output
from domain.questions import Question


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was checked; ``wrong`` lists what does not agree."""

    what: str
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handed:
    """The files of one profile: as the organiser got them in Discord, and from the export."""

    in_discord: dict[str, bytes]
    export: ExportResult


@dataclass(slots=True)
class Kept:
    """What the database holds, read by the same verbs by which the bot reads it.

    Only for what stands in no export. ``names`` are those of everybody who was in the server.
    """

    names: Mapping[int, str]
    joined: int = 0
    choices: dict[str, list[Choice]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    called: dict[str, list[str]] = field(default_factory=dict)
    notes: list[Output] = field(default_factory=list)
    # By name and session, as in the ledger: the number, two sentences, and whether with a name.
    ratings: dict[tuple[str, str], tuple[int, str, str, bool]] = field(default_factory=dict)
    # The names that organisers see with what people said: of which session, and whose.
    remark_names: list[tuple[str, str]] = field(default_factory=list)
    recordings: dict[str, list[str]] = field(default_factory=dict)
    cards: dict[str, tuple[str, str]] = field(default_factory=dict)
    standing: dict[tuple[str, str], str] = field(default_factory=dict)
    threads: list[tuple[str, ...]] = field(default_factory=list)
    # Where something of an erased person is left.
    remains: list[str] = field(default_factory=list)


def difference(told: Iterable[str], there: Iterable[str]) -> tuple[str, ...]:
    told_set, there_set = set(told), set(there)
    wrong = [f"{reference} was told and is not there" for reference in told_set - there_set]
    wrong += [f"{reference} is there and nobody was told" for reference in there_set - told_set]
    return tuple(sorted(wrong))


def letters_twice(letters: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Whoever was written the same words twice."""
    seen: set[tuple[str, str]] = set()
    for one in letters:
        if one in seen:
            yield f"{one[0]} was written twice: {one[1][:60]}"
        seen.add(one)
