"""The books of pledges: the organiser's files against what their makers were told."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from rehearsal.books.line import Handed, Line, difference, words_of
from rehearsal.ledger import Ledger, Told
from rehearsal.world import World, wall_pledges


def check(world: World, ledger: Ledger, internal: Handed, public: Handed) -> Iterator[Line]:
    """Everything that can be checked about pledges, one line each."""
    told = ledger.pledges
    rows = {row["reference"]: row for row in internal.rows("pledges.csv")}
    yield Line(
        "Every pledge that people were told is saved is in the file, and no other",
        difference(told, rows),
    )
    yield Line("Its words are the same, letter for letter", tuple(_words(told, rows)))
    yield Line(
        "It stands as its maker was told (shown, hidden, withdrawn)", tuple(_states(told, rows))
    )
    yield Line(
        "It counts everybody who was thanked for standing by it", tuple(_support(told, rows))
    )
    yield Line(
        "The log has one beginning for each pledge, and every later step",
        tuple(_log(told, internal.rows("pledge-log.csv"))),
    )
    public_rows = {row["reference"] for row in public.rows("pledges.csv")}
    seen = {reference for reference, one in told.items() if one.shown and not one.withdrawn}
    yield Line(
        "The public files hold the pledges on the wall, and no other",
        difference(seen, public_rows),
    )
    yield Line(
        "No hidden words and no name without consent are in any public file",
        tuple(_leaks(ledger, public)),
    )
    yield Line("The wall shows each of them once, and nothing else", tuple(_wall(world, seen)))
    yield Line(
        "The organiser’s files in Discord are those of summit export, byte for byte",
        tuple(_same(internal)) + tuple(_same(public)),
    )


def _words(told: dict[str, Told], rows: dict[str, dict[str, str]]) -> Iterator[str]:
    for reference, one in told.items():
        there = rows.get(reference, {}).get("action")
        if there != unicodedata.normalize("NFC", one.action):
            yield f"{reference}: {there!r}, told {one.action!r}"


def _states(told: dict[str, Told], rows: dict[str, dict[str, str]]) -> Iterator[str]:
    for reference, one in told.items():
        row = rows.get(reference, {})
        withdrawn = row.get("delivery") == "withdrawn"
        wanted = "hidden" if one.hidden else "shown" if one.shown else "waiting"
        if withdrawn != one.withdrawn or row.get("moderation") != wanted:
            yield f"{reference}: {row.get('moderation')}, {row.get('delivery')}; told {wanted}"


def _support(told: dict[str, Told], rows: dict[str, dict[str, str]]) -> Iterator[str]:
    for reference, one in told.items():
        row = rows.get(reference, {})
        there = (row.get("too_count"), row.get("help_count"))
        if there != (str(one.too), str(one.help)):
            yield f"{reference}: {there}, told {one.too} and {one.help}"


def _log(told: dict[str, Told], log: list[dict[str, str]]) -> Iterator[str]:
    for reference, one in told.items():
        events = [row["event"] for row in log if row["reference"] == reference]
        if events.count("made") != 1 or events[:1] != ["made"]:
            yield f"{reference} begins {events[:2]}"
        standing = events.count("supported") - events.count("support_taken_back")
        if standing != one.too + one.help:
            yield f"{reference}: {standing} in the log stand by it, told {one.too + one.help}"
        for event, happened in (("withdrawn", one.withdrawn), ("edited", one.edited)):
            if (event in events) is not happened:
                yield f"{reference}: {event} is {'' if event in events else 'not '}in the log"


def _leaks(ledger: Ledger, public: Handed) -> Iterator[str]:
    texts = {path.name: _plain(path) for path in public.export.paths}
    secrets = [words.split("\n")[0] for words in ledger.hidden_words]
    secrets += [person.name for person in ledger.joined.values() if not person.publish_name]
    for name, text in texts.items():
        for secret in secrets:
            if secret in text:
                yield f"{name} holds “{secret}”"


def _plain(path: Path) -> str:
    """All that a file says, without the quoting of its format."""
    if path.suffix == ".xlsx":
        return words_of(path.read_bytes())
    if path.suffix not in {".csv", ".jsonl"}:
        return path.read_text(encoding="utf-8")
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.suffix == ".csv":
            return "\n".join(cell for row in csv.reader(file) for cell in row)
        return "\n".join(str(json.loads(line)) for line in file)


def _wall(world: World, seen: set[str]) -> Iterator[str]:
    there = [
        reference for message in world.wall.history() for _, reference in wall_pledges(message)
    ]
    yield from difference(seen, set(there))
    yield from (
        f"{reference} stands twice" for reference in set(there) if there.count(reference) > 1
    )


def _same(handed: Handed) -> Iterator[str]:
    exported = {path.name: path.read_bytes() for path in handed.export.paths}
    if exported.keys() != handed.in_discord.keys():
        yield f"{sorted(handed.in_discord)} in Discord, {sorted(exported)} exported"
    for name, data in handed.in_discord.items():
        if exported.get(name) != data:
            yield f"{name} is another one in Discord"
