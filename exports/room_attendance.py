"""Who was in a session's voice room, as a file for a spreadsheet. For organisers alone.

Who took part by text is a number in it: see domain/attendance.py.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from domain.attendance import Attendance, Person, told_apart
from exports.excel import inert

# Each column of the attendance file, and what it says. docs/exports.md has the same.
COLUMNS = {
    "how": "How they took part.",
    "people": "How many people this line is about.",
    "name": "Their name as they gave it when they joined.",
    "user_id": "Their Discord user id.",
    "kind": "What they were here as.",
    "organisation": "Their organisation as they gave it when they joined.",
    "joined_at": "When they first came into the voice room.",
    "left_at": "When they last left it.",
    "minutes": "Whole minutes in the voice room.",
}


def attendance_csv(there: Attendance) -> bytes:
    """A line for each person in voice, then the numbers of others; safe for a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(_person(one) for one in there.voice)
    writer.writerows(_counted(there))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _person(one: Person) -> list[str | int]:
    return [
        "voice",
        1,
        inert(one.name),
        f"'{one.user_id}" if one.user_id is not None else "",
        one.kind.value if one.kind else "",
        inert(one.organisation),
        _utc(one.first),
        _utc(one.last),
        one.minutes,
    ]


def _counted(there: Attendance) -> Iterable[list[str | int]]:
    for kind, n in there.erased.items():
        yield ["erased", n, "", "", kind.value, "", "", "", ""]
    told = told_apart(there.text)
    for kind, n in told.items():
        yield ["text", n, "", "", kind.value, "", "", "", ""]
    if rest := there.by_text - sum(told.values()):
        yield ["text", rest, "", "", "", "", "", "", ""]


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
