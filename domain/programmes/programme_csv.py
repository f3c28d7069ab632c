"""A programme in a spreadsheet, saved as CSV: one session a line, the names of columns above."""

from __future__ import annotations

import csv
import datetime as dt
import re

from domain.programmes.talks import (
    NotAProgramme,
    Person,
    Programme,
    Talk,
    clock_of,
    minutes_of,
    plain,
)

# What people call these columns; the first name is ours.
COLUMNS: dict[str, tuple[str, ...]] = {
    "title": ("title", "session", "name", "session title"),
    "date": ("date", "day"),
    "starts": ("starts", "start", "start time", "from", "begins"),
    "ends": ("ends", "end", "end time", "until", "to"),
    "minutes": ("minutes", "duration", "length"),
    "kind": ("kind", "type", "session type"),
    "theme": ("theme", "track", "topic"),
    "brief": ("brief", "abstract", "description", "about"),
    "speakers": ("speakers", "speaker", "speaker names"),
    "facilitators": ("facilitators", "facilitator", "led by"),
    "capacity": ("capacity", "places"),
}
_DELIMITERS = ",;\t"
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_BETWEEN = re.compile(r"[;\n|]")


def read_csv(text: str) -> Programme:
    """The programme in the ``text`` of a file. Raises NotAProgramme."""
    text = text.removeprefix("\ufeff")
    header, _, _ = text.partition("\n")
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise NotAProgramme(
            "It is not a whole CSV file: a quotation mark is not closed, or a cell is far too long."
        ) from error
    where = _columns(rows[0] if rows else [])
    talks: list[Talk] = []
    left_out: list[str] = []
    for number, row in enumerate(rows[1:], 2):
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in where.items()}
        if not any(cells.values()):
            continue
        talk = _talk(cells, f"line {number}")
        if isinstance(talk, str):
            left_out.append(talk)
        else:
            talks.append(talk)
    return Programme("", None, tuple(talks), tuple(left_out))


def _columns(header: list[str]) -> dict[str, int]:
    known = [" ".join(name.lower().replace("_", " ").split()) for name in header]
    where = {
        name: known.index(called)
        for name, names in COLUMNS.items()
        for called in names[::-1]
        if called in known
    }
    missing = [name for name in ("title", "starts") if name not in where]
    if "ends" not in where and "minutes" not in where:
        missing.append("ends (or minutes)")
    if missing:
        raise NotAProgramme(
            "Its first line has to name the columns, and these are missing: "
            f"{', '.join(missing)}. The columns that can be read: {', '.join(COLUMNS)}."
        )
    return where


def _talk(cells: dict[str, str], place: str) -> Talk | str:
    title = cells["title"]
    name = f"“{title}” ({place})" if title else place.capitalize()
    starts = clock_of(cells["starts"])
    ends = clock_of(cells.get("ends", ""))
    minutes = minutes_of(cells.get("minutes", ""))
    if not title:
        return f"{name} was left out: it has no title."
    if starts is not None and ends is not None:
        minutes = ((ends.hour - starts.hour) * 60 + ends.minute - starts.minute) % (24 * 60)
    if starts is None or not minutes:
        return f"{name} was left out: write its times like 09:30."
    day = _date(cells.get("date", ""))
    if isinstance(day, str):
        return f"{name} was left out: {day}"
    return Talk(
        place=place,
        title=title,
        day=day,
        starts=starts,
        minutes=minutes,
        kind=cells.get("kind", ""),
        track=cells.get("theme", ""),
        about=plain(cells.get("brief", "")),
        capacity=cells.get("capacity", ""),
        speakers=tuple(Person(one) for one in _names(cells.get("speakers", ""))),
        facilitators=tuple(_names(cells.get("facilitators", ""))),
    )


def _names(text: str) -> list[str]:
    """Names between semicolons or lines; between commas where there is nothing else."""
    parts = _BETWEEN.split(text)
    if len(parts) == 1:
        parts = text.split(",")
    return [part.strip() for part in parts if part.strip()]


def _date(text: str) -> dt.date | str | None:
    if not text:
        return None
    found = _DAY_FIRST.fullmatch(text)
    try:
        if found is not None:
            return dt.date(int(found[3]), int(found[2]), int(found[1]))
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return f"“{text}” is not a date. Write it like 2027-03-12 or 12/03/2027."
