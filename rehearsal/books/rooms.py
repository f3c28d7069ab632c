"""The books of workshop rooms: groups, their reports, what was quoted, and how a room is left."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator

from bot.inert import inert, one_line
from domain.outputs import Kind
from domain.records import Record
from rehearsal.books.line import Handed, Kept, Line
from rehearsal.ledger import Ledger, Part, Quoted

Said = tuple[str, str, str, str, str, bool]


def check(ledger: Ledger, kept: Kept) -> Iterator[Line]:
    """Everything that can be checked about rooms, one line each."""
    told = ledger.rooms
    if told.groups or kept.rounds:
        yield Line(
            "Everybody is in the small group that the facilitator was shown, and in no other",
            tuple(_groups(ledger, kept)),
        )
    if told.reports or kept.reports:
        yield Line(
            "What groups were told is kept of their reports is there, part by part, and no more",
            tuple(_reports(ledger, kept)),
        )
        yield Line(
            "Each report is read out once in its room, without what was hidden since",
            tuple(_read_out(ledger, kept)),
        )
    if told.quotes or kept.quotes:
        yield Line(
            "A message is kept with its writer’s name only where they said so, and not after a no",
            tuple(_quotes(ledger, kept)),
        )
    if told.summaries or kept.summaries:
        yield Line(
            "Each summary stands as it was confirmed, and organisers read of it once",
            tuple(_summaries(ledger, kept)),
        )
        yield Line(
            "The rooms that are named as lacking a summary are those that lack one",
            tuple(
                sorted(
                    set(told.lacking)
                    ^ {slug for slug, one in kept.records.items() if one.summary is None}
                )
            ),
        )
    if told.pages:
        yield Line(
            "The public page of a room names nobody who did not agree", tuple(_pages(ledger))
        )


# ---------------------------------------------------------------------- groups


def _groups(ledger: Ledger, kept: Kept) -> Iterator[str]:
    told = {key: names for key, names in ledger.rooms.groups.items() if names}
    for key in sorted(told.keys() | kept.rounds.keys()):
        there = kept.rounds.get(key, set())
        if there != told.get(key, set()):
            yield f"{key}: {sorted(there)}, told {sorted(told.get(key, set()))}"


def _reports(ledger: Ledger, kept: Kept) -> Iterator[str]:
    told = {key: parts for key, parts in ledger.rooms.reports.items() if parts}
    for key in sorted(told.keys() | kept.reports.keys()):
        there = kept.reports.get(key, [])
        wanted = [_part(one) for one in told.get(key, [])]
        if there != wanted:
            yield f"{key}: {there}, told {wanted}"


def _part(one: Part) -> Said:
    words = unicodedata.normalize("NFC", one.words)
    return one.reference, one.kind, words, one.owner, one.author, one.hidden


def reports_of(kept: Kept, record: Record) -> Iterator[tuple[tuple[str, int, int], list[Said]]]:
    """What the groups of a session reported, part by part."""
    for report in record.reports:
        key = (record.session.slug, report.round_number, report.group)
        yield (
            key,
            [
                (
                    one.reference,
                    one.kind.value,
                    one.words,
                    one.owner,
                    kept.names[one.author_id],
                    not one.public,
                )
                for one in report.outputs
            ],
        )


def _read_out(ledger: Ledger, kept: Kept) -> Iterator[str]:
    silent = [one.name for one in ledger.joined.values() if not one.publish_name]
    told = {(key[0], key[2]): parts for key, parts in ledger.rooms.reports.items() if parts}
    for key, texts in kept.read_out.items():
        if key not in told and any(" is not shown any more" not in text for text in texts):
            yield f"{key} is read out and reported nothing"
        yield from (f"{key} names {name}" for name in silent for text in texts if name in text)
    for key, parts in told.items():
        texts = kept.read_out.get(key, [])
        if len(texts) != 1:
            yield f"{key} is read out {len(texts)} times"
            continue
        for part in parts:
            if (inert(one_line(part.words, 200)) in texts[0]) is part.hidden:
                yield f"{part.reference} of {key} is {'' if part.hidden else 'not '}read out"
        heard = texts[0].count("\n- ")
        if heard != sum(one.kind == Kind.INSIGHT.value and not one.hidden for one in parts):
            yield f"{key}: {heard} things that were heard are read out"


# ---------------------------------------------------------------------- quotes


def _quotes(ledger: Ledger, kept: Kept) -> Iterator[str]:
    told = ledger.rooms.quotes
    for reference in sorted(told.keys() | kept.quotes.keys()):
        there = kept.quotes.get(reference)
        wanted = _quote(told[reference]) if reference in told else None
        if there != wanted:
            yield f"{reference}: {there}, told {wanted}"


def _quote(one: Quoted) -> tuple[str, str, str, str, str] | None:
    """Session, kind, words, whose they are, and the name that stands with them."""
    if one.says == "Do not keep it":
        return None
    name = one.author.name
    shown = name if one.says == "Show my name" else ""
    return one.session, one.kind, unicodedata.normalize("NFC", one.words), name, shown


# ---------------------------------------------------------------------- how a room is left


def _summaries(ledger: Ledger, kept: Kept) -> Iterator[str]:
    for slug in sorted(ledger.rooms.summaries.keys() | kept.summaries.keys()):
        there, told = kept.summaries.get(slug), ledger.rooms.summaries.get(slug)
        wanted = (
            (1, told.heads, tuple(sorted(told.organisations)), told.words, told.by)
            if told
            else None
        )
        if there != wanted:
            yield f"{slug}: {there}, told {wanted}"
        if kept.posts.get(slug, 0) != (told is not None):
            yield f"organisers read {kept.posts.get(slug, 0)} times of {slug}"


def _pages(ledger: Ledger) -> Iterator[str]:
    silent = [one.name for one in ledger.joined.values() if not one.publish_name]
    for slug, page in ledger.rooms.pages.items():
        text = html.unescape(page)
        yield from (f"{slug} names {name}" for name in silent if name in text)


def same_attendance(kept: Kept, internal: Handed) -> Iterator[str]:
    """The export’s list of who was there against what is kept."""
    found = sorted(
        (row["session"], row["name"], int(row["minutes"]))
        for row in internal.rows("attendance.csv")
        if row["joined_at"]
    )
    wanted = sorted(
        (slug, one.name, one.minutes)
        for slug, record in kept.records.items()
        for one in record.attendance.voice
    )
    yield from (f"{one} is kept and not exported" for one in wanted if one not in found)
    yield from (f"{one} is exported and not kept" for one in found if one not in wanted)
