"""One line of the books, and what the books look at."""

from __future__ import annotations

import csv
import html
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.export_files import ExportResult
from domain.choices import Choice
from domain.outputs import Output
from domain.questions import Question
from domain.records import Record


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

    def rows(self, name: str) -> list[dict[str, str]]:
        """The lines of one of the files, as it was exported."""
        with (self.export.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@dataclass(slots=True)
class KeptDay:
    """What the database and the channels hold of the organisers' day."""

    opened: bool = False
    closed: bool = False
    # How often each of the day's posts stands in its channel, by its first words.
    posts: dict[str, int] = field(default_factory=dict)
    # Of each post by what it is and what about: whether the store says that it stands.
    said: dict[tuple[str, str], bool] = field(default_factory=dict)
    # By number: who called, how it ended, whether it was raised again, whether a group called.
    calls: dict[int, tuple[str, str, bool, bool]] = field(default_factory=dict)
    # The pledges of the moment that stand in the room, one reference for each post.
    moments: list[str] = field(default_factory=list)


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
    # Who was in which small group, by session, round and group; what groups reported, part by part;
    # and every message that reads a report out, by session and group.
    rounds: dict[tuple[str, int, int], set[str]] = field(default_factory=dict)
    reports: dict[tuple[str, int, int], list[tuple[str, str, str, str, str, bool]]] = field(
        default_factory=dict
    )
    read_out: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    # Session, kind, words, whose they are and with which name, by reference.
    quotes: dict[str, tuple[str, str, str, str, str]] = field(default_factory=dict)
    # Version, heads, organisations, words, and who confirmed; and how often organisers read of it.
    summaries: dict[str, tuple[int, int, tuple[str, ...], str, int]] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    # What facilitators and organisers were written about reports of somebody.
    told_of_reports: list[str] = field(default_factory=list)
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
    day: KeptDay = field(default_factory=KeptDay)


def unpacked(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files by their names, with those that a ZIP among them holds."""
    found: dict[str, bytes] = {}
    for name, data in files.items():
        if not name.endswith(".zip"):
            found[name] = data
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.namelist():
                found[entry.rpartition("/")[2]] = archive.read(entry)
    return found


def words_of(workbook: bytes) -> str:
    """All that a workbook says, in any of its parts."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return "\n".join(html.unescape(parts.read(name).decode()) for name in parts.namelist())


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
