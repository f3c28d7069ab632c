"""A plan file with the sessions of a programme, for people to go on writing.

An existing plan keeps everything that the programme does not say, its notes too: TOML Kit reads
and writes a file without losing them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from domain.programmes import Drawn

# What a programme knows of a session; the rest of an existing session is people's own.
_FROM_THE_PROGRAMME = ("title", "starts", "ends", "ends_next_day", "brief", "speakers")

_HEAD = """\
# Made from a programme. Read it once from top to bottom: what a programme does not say is guessed,
# above all the kind of each session. docs/plan.md explains every key.
"""


def new_plan(drawn: Drawn, *, name: str, date: dt.date, time_zone: str) -> str:
    """The text of a plan file that holds nothing but what the programme says, and first words."""
    file = tomlkit.document()
    for line in _HEAD.splitlines():
        file.add(tomlkit.comment(line.removeprefix("# ")))
    summit = tomlkit.table()
    summit.update({"name": name, "organiser": name, "date": date, "time_zone": time_zone})
    summit["organiser"].comment("write who holds the summit")
    summit["welcome"] = f"Welcome to {name}."
    summit["welcome"].comment("write your own")
    summit["privacy_notice"] = (
        "We keep what you write to the bot, with your Discord account, to run the day and to follow"
        " up on it. You can see and erase your data at any time."
    )
    summit["privacy_notice"].comment("have it checked by whoever looks after data protection")
    file["summit"] = summit
    themes = drawn.themes or ({"slug": "general", "title": "General"},)
    file["pledges"] = {"themes": _tables(themes)}
    file["sessions"] = _tables(drawn.sessions)
    return tomlkit.dumps(file)


def into_plan(text: str, drawn: Drawn, *, date: dt.date) -> str:
    """A plan's text with the programme's sessions; what people wrote themselves stays.

    A session is known by its slug. Sessions and themes are added or renewed, never taken away: a
    programme often lacks the breaks and the close.
    Raises tomlkit's ParseError (a ValueError) where ``text`` is no TOML.
    """
    file = tomlkit.parse(text)
    if isinstance(summit := file.get("summit"), Table):
        summit["date"] = date
    _renew(_list_in(file, "sessions"), drawn.sessions, _FROM_THE_PROGRAMME)
    pledges = file.setdefault("pledges", tomlkit.table())
    _renew(_list_in(pledges, "themes"), drawn.themes, ())
    return tomlkit.dumps(file)


def _list_in(table: Any, key: str) -> AoT:
    """A list of tables where it stands in the file; a new one at its end where there is none."""
    if not isinstance(table.get(key), AoT):
        table[key] = tomlkit.aot()
    found = table[key]
    assert isinstance(found, AoT)
    return found


def _renew(there: AoT, items: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> None:
    """Set ``keys`` of those that are there already, by their slugs, and add the others."""
    known = {str(table.get("slug")): table for table in there.body}
    for item in items:
        kept = known.get(item["slug"])
        if kept is None:
            there.append(_table(item))
            continue
        for key in keys:
            if key in item and kept.get(key) != item[key]:
                kept[key] = _value(item[key])
            elif key == "ends_next_day" and key not in item:
                kept.pop(key, None)


def _tables(items: Sequence[Mapping[str, Any]]) -> AoT:
    made = tomlkit.aot()
    for item in items:
        made.append(_table(item))
    return made


def _table(values: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        table[key] = _value(value)
    return table


def _value(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return _tables(value)
    if isinstance(value, str) and "\n" in value:
        return tomlkit.string(value, multiline=True)
    return value
