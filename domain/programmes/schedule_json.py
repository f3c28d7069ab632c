"""The ``schedule.json`` of frab, as pretalx publishes it under ``/schedule/export/schedule.json``.

Its shape: ``schedule.conference.days[].rooms{name: [event, …]}``; each event has a local ``start``
(``10:00``), a ``duration`` (``00:45``), ``title``, ``track``, ``type``, ``abstract``, ``persons``.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, cast

from domain.programmes.talks import (
    NotAProgramme,
    Person,
    Programme,
    Talk,
    clock_of,
    minutes_of,
    plain,
)


def read_schedule(text: str) -> Programme:
    """The programme in the ``text`` of a file. Raises NotAProgramme."""
    try:
        values: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAProgramme(
            "It is not a whole JSON file. Download schedule.json again and try once more."
        ) from error
    conference = _table(_table(_table(values).get("schedule")).get("conference"))
    days = _items(conference.get("days"))
    if not days:
        raise NotAProgramme(
            "It has no days in schedule → conference → days, so it is not a schedule.json as"
            " pretalx or frab write it."
        )
    talks: list[Talk] = []
    left_out: list[str] = []
    for day in map(_table, days):
        date = _date(day.get("date"))
        for room, events in _table(day.get("rooms")).items():
            for number, event in enumerate(map(_table, _items(events)), 1):
                talk = _talk(event, date, f"{room}, item {number}")
                if isinstance(talk, str):
                    left_out.append(talk)
                else:
                    talks.append(talk)
    zone = _text(conference.get("time_zone_name")) or None
    return Programme(_text(conference.get("title")), zone, tuple(talks), tuple(left_out))


def _talk(event: dict[str, Any], date: dt.date | None, place: str) -> Talk | str:
    title = _text(event.get("title"))
    name = f"“{title}”" if title else place
    starts = clock_of(_text(event.get("start")))
    minutes = minutes_of(_text(event.get("duration")))
    if not title:
        return f"{name} was left out: it has no title."
    if starts is None or not minutes:
        return f"{name} was left out: its start or its duration cannot be read."
    return Talk(
        place=place,
        title=title,
        # An event after midnight belongs to the day before, but has its own date.
        day=_date(event.get("date")) or date,
        starts=starts,
        minutes=minutes,
        kind=_text(event.get("type")),
        track=_text(event.get("track")),
        about=plain(_text(event.get("abstract")) or _text(event.get("description"))),
        recorded=event.get("do_not_record") is not True,
        speakers=tuple(_persons(event.get("persons"))),
    )


def _persons(value: object) -> Iterator[Person]:
    for person in map(_table, _items(value)):
        name = _text(person.get("public_name")) or _text(person.get("name"))
        if name:
            yield Person(name, about=plain(_text(person.get("biography"))))


def _date(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(_text(value)[:10])
    except ValueError:
        return None


def _text(value: object) -> str:
    """A text; of one in several languages (pretalx), the English one, or else the first."""
    if isinstance(value, dict):
        several = cast(dict[str, object], value)
        value = several.get("en") or next(iter(several.values()), "")
    return value.strip() if isinstance(value, str) else ""


def _table(value: object) -> dict[str, Any]:
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


def _items(value: object) -> list[object]:
    return cast(list[object], value) if isinstance(value, list) else []
