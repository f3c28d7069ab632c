"""What is kept about one person, as files for that person: JSON, and a page to read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import orjson

from domain.my_data import Cell, MyData, Part
from exports.html_page import document, pairs, section, text

JSON_NAME = "my-data.json"
HTML_NAME = "my-data.html"

_STYLE = """
body { max-width: 48rem }
dl { display: grid; grid-template-columns: minmax(8rem, 1fr) 3fr; gap: .3rem 1rem;
  padding-bottom: .8rem; border-bottom: 1px solid #b1b4b6 }
dt::first-letter { text-transform: uppercase }
dd { margin: 0 }
""".strip()


def as_json(data: MyData, *, summit: str) -> bytes:
    """All of it for programs. Ids are texts, because many programs round numbers that long."""
    told = {
        "summit": summit,
        "server": str(data.guild_id),
        "discord_account": str(data.user_id),
        "read_at": data.read_at,
        "kept": [
            {
                "part": part.name,
                "title": part.about.title,
                "kept_for": part.about.purpose,
                "seen_by": part.about.seen_by,
                "entries": [dict(row) for row in part.rows],
            }
            for part in data.parts
        ],
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z) + b"\n"


def as_html(data: MyData, *, summit: str) -> bytes:
    """All of it to read, in any browser."""
    title = f"What {summit} keeps about you"
    parts = "\n".join(_part(part) for part in data.parts)
    if not data.parts:
        parts = "<p>Nothing is kept about you.</p>"
    body = f"""<p>This is everything that the summit’s bot keeps about your Discord account
{data.user_id}, as it was on {text(_moment(data.read_at))}. Times are in UTC, which is the time in
Britain in winter.</p>
{parts}"""
    return document(title, _STYLE, body)


def _part(part: Part) -> str:
    about = part.about
    rows = "\n".join(_row(row) for row in part.rows)
    said = f"Kept {about.purpose}. Who can see it: {about.seen_by}."
    return section(about.title, f"<p>{text(said)}</p>\n{rows}")


def _row(row: Mapping[str, Cell]) -> str:
    return pairs(
        (name, str(value)) for name, value in row.items() if value is not None and value != ""
    )


def _moment(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y} at {moment:%H:%M}"
