"""A page that opens by itself in any browser, and its pieces; every text in it is escaped.

It needs nothing else: no script, no font, no picture, no address.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

_COMMON = """
body { font: 1.1rem/1.5 Arial, Helvetica, sans-serif; margin: 2rem auto; padding: 0 1rem;
  color: #0b0c0c; background: #fff }
h1, h2, h3 { line-height: 1.2 }
section { border-top: 2px solid #505a5f; margin-top: 2rem }
dt { font-weight: bold }
dd { white-space: pre-wrap; overflow-wrap: anywhere }
""".strip()


def document(title: str, style: str, body: str) -> bytes:
    """The whole page; ``body`` is markup, made of the pieces below."""
    page = f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{text(title)}</title>
<style>
{_COMMON}
{style}
</style>
</head>
<body>
<main>
<h1 dir="auto">{text(title)}</h1>
{body}
</main>
</body>
</html>
"""
    return page.encode()


def section(title: str, body: str) -> str:
    return f"<section>\n<h2>{text(title)}</h2>\n{body}\n</section>"


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    cells = "\n".join(f'<dt>{text(a)}</dt><dd dir="auto">{text(b)}</dd>' for a, b in rows)
    return f"<dl>\n{cells}\n</dl>"


def bullets(lines: Iterable[str]) -> str:
    return "<ul>\n" + "\n".join(f'<li dir="auto">{text(one)}</li>' for one in lines) + "\n</ul>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f'<th scope="col">{text(one)}</th>' for one in head)
    body = "\n".join(
        "<tr>" + "".join(f'<td dir="auto">{text(cell)}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def text(words: str) -> str:
    return html.escape(words, quote=True)
