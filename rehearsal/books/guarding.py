"""The books of moderation and attendance: who did what to whom, and who was there."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from bot.inert import inert
from exports import excel
from rehearsal.books.line import Handed, Kept, Line
from rehearsal.books.rooms import same_attendance
from rehearsal.ledger import Ledger

LOG = "moderation-log.csv"
APPEALED = ": appealed"
# How many minutes attendance may be off: it looks every few seconds.
OFF = 1


def check(ledger: Ledger, kept: Kept, internal: Handed) -> Iterator[Line]:
    """Everything that can be checked about these, one line each."""
    told = ledger.rooms
    if told.acts or told.alarms:
        yield Line(
            "The log of moderation has each act that somebody was told is done, and no other",
            tuple(_log(ledger, internal)),
        )
        yield Line(
            "Whoever something was done to reads of it once, why, and what becomes of an appeal",
            tuple(_letters(ledger)),
        )
        yield Line(
            "Whoever reported is named in no log and to nobody, and hears that it is dealt with",
            tuple(_reporters(ledger, kept)),
        )
    if told.visits:
        yield Line(
            "Everybody who was in a room is in its attendance for as long as they were there, and"
            " nobody else",
            tuple(_attendance(ledger, kept)),
        )
        yield Line(
            "The organiser’s lists of who was there say what is kept",
            tuple(_lists(ledger, kept)) + tuple(same_attendance(kept, internal)),
        )


# ---------------------------------------------------------------------- the log


def _log(ledger: Ledger, internal: Handed) -> Iterator[str]:
    wanted: Counter[tuple[str, str, str]] = Counter((one, "", "") for one in ledger.rooms.turned)
    for act in ledger.rooms.acts:
        for event in act.events:
            why = act.appeal if event.endswith(APPEALED) else act.reason
            wanted[event, act.person, why] += 1
    for alarm in ledger.rooms.alarms:
        wanted.update((event, alarm.person, alarm.words) for event in alarm.events)
    handed = {
        "in Discord": _rows(ledger.rooms.log.get(LOG, b"")),
        "exported": internal.rows(LOG),
    }
    for where, rows in handed.items():
        found = Counter((row["event"], row["person_name"], row["reason"]) for row in rows)
        for key in sorted(found.keys() | wanted.keys()):
            if found[key] != wanted[key]:
                yield f"{where}: {key} {found[key]} times, not {wanted[key]}"


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def _letters(ledger: Ledger) -> Iterator[str]:
    for act in ledger.rooms.acts:
        if not act.person:
            continue
        for number, words in enumerate(act.letters):
            found = [
                one.text for one in ledger.letters if one.to == act.person and words in one.text
            ]
            if len(found) != 1:
                yield f"{act.person} reads {len(found)} times: {words}"
            elif number == 0 and inert(act.reason) not in found[0]:
                yield f"{act.person} is not told why: {words}"


def _reporters(ledger: Ledger, kept: Kept) -> Iterator[str]:
    for alarm in ledger.rooms.alarms:
        for name, data in ledger.rooms.log.items():
            text = data.decode("utf-8", "replace")
            if str(alarm.reporter_id) in text or (alarm.reporter and alarm.reporter in text):
                yield f"{name} names who reported"
        for text in kept.told_of_reports:
            if str(alarm.reporter_id) in text or (alarm.reporter and alarm.reporter in text):
                yield f"somebody reads who reported: {text[:60]}"
        heard = sum(
            one.to == alarm.reporter and one.text.startswith("**What you reported in ")
            for one in ledger.letters
        )
        if alarm.reporter and heard != ("report: dealt with" in alarm.events):
            yield f"{alarm.reporter} hears {heard} times that it is dealt with"


# ---------------------------------------------------------------------- attendance


def _attendance(ledger: Ledger, kept: Kept) -> Iterator[str]:
    for slug, record in kept.records.items():
        visits = ledger.rooms.visits.get(slug, {})
        there = {one.name: one.minutes for one in record.attendance.voice}
        for name in sorted(visits.keys() | there.keys()):
            told = sum(
                (one.left - one.came).total_seconds() for one in visits.get(name, ()) if one.left
            )
            if name not in visits or name not in there:
                yield f"{slug}: {name or 'a guest'}: kept {there.get(name)}, told {told / 60}"
            elif not told // 60 - OFF <= there[name] <= told // 60 + OFF:
                yield f"{slug}: {name or 'a guest'}: {there[name]} minutes, not {told // 60}"
        if len(there) != len(record.attendance.voice):
            yield f"{slug}: somebody is counted twice"
        if sum(record.attendance.erased.values()) != ledger.rooms.erased.get(slug, 0):
            yield f"{slug}: {record.attendance.erased} were erased since"
        wrote = Counter(
            ledger.joined[name].kind for name in _took_part(ledger, slug) - visits.keys()
        )
        if wrote != Counter(record.attendance.text):
            yield f"{slug}: by text {dict(record.attendance.text)}, told {dict(wrote)}"


def _took_part(ledger: Ledger, slug: str) -> set[str]:
    """Who did something with the bot in a session."""
    found = set(ledger.rooms.raised.get(slug, ()))
    found |= {one.author.name for one in ledger.notes.values() if one.session == slug}
    found |= {
        part.author
        for key, parts in ledger.rooms.reports.items()
        for part in parts
        if key[0] == slug
    }
    found |= {
        one.author.name
        for one in ledger.rooms.quotes.values()
        if one.session == slug and one.says != "Do not keep it"
    }
    for question in ledger.questions.values():
        if question.session == slug:
            found |= {question.asker.name} | question.voters
    return found & ledger.joined.keys()


def _lists(ledger: Ledger, kept: Kept) -> Iterator[str]:
    """The list that comes with a room’s record."""
    for slug, text in ledger.rooms.attendance.items():
        record = kept.records.get(slug)
        if record is None:
            yield f"{slug} has a list and no record"
            continue
        found: Counter[tuple[str, str, str]] = Counter()
        for row in csv.DictReader(io.StringIO(text, newline="")):
            found[row["how"], row["name"], row["minutes"]] += int(row["people"])
        there = record.attendance
        wanted = Counter(("voice", excel.inert(one.name), str(one.minutes)) for one in there.voice)
        wanted["text", "", ""] = there.by_text  # named to nobody
        wanted["erased", "", ""] = sum(there.erased.values())
        if found != wanted:
            yield f"{slug}: {dict(found - wanted)} in the list, {dict(wanted - found)} kept"
