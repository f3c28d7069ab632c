"""What is kept about one person, as files for that person: JSON, and a page that opens by itself.

The page needs nothing else: no script, no font, no picture, no address.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import datetime

import orjson

from domain.my_data import Cell, MyData, Part

JSON_NAME = "my-data.json"
HTML_NAME = "my-data.html"

_STYLE = """
body { font: 1.1rem/1.5 Arial, Helvetica, sans-serif; max-width: 48rem; margin: 2rem auto;
  padding: 0 1rem; color: #0b0c0c; background: #fff }
h1, h2, h3 { line-height: 1.2 }
section { border-top: 2px solid #505a5f; margin-top: 2rem }
dl { display: grid; grid-template-columns: minmax(8rem, 1fr) 3fr; gap: .3rem 1rem;
  padding-bottom: .8rem; border-bottom: 1px solid #b1b4b6 }
dt { font-weight: bold } dt::first-letter { text-transform: uppercase }
dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }
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
    page = f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{_text(title)}</title>
<style>
{_STYLE}
</style>
</head>
<body>
<main>
<h1>{_text(title)}</h1>
<p>This is everything that the summit’s bot keeps about your Discord account {data.user_id},
as it was on {_text(_moment(data.read_at))}. Times are in UTC, which is the time in
Britain in winter.</p>
{parts}
</main>
</body>
</html>
"""
    return page.encode()


def _part(part: Part) -> str:
    about = part.about
    rows = "\n".join(_row(row) for row in part.rows)
    return f"""<section>
<h2>{_text(about.title)}</h2>
<p>Kept {_text(about.purpose)}. Who can see it: {_text(about.seen_by)}.</p>
{rows}
</section>"""


def _row(row: Mapping[str, Cell]) -> str:
    cells = "\n".join(
        f'<dt>{_text(name)}</dt><dd dir="auto">{_text(str(value))}</dd>'
        for name, value in row.items()
        if value is not None and value != ""
    )
    return f"<dl>\n{cells}\n</dl>"


def _moment(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y} at {moment:%H:%M}"


def _text(text: str) -> str:
    return html.escape(text, quote=True)
