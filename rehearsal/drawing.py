"""Where SimCord draws otherwise than Discord, it is put right here, for pictures and the page."""

from __future__ import annotations

import re

# Not in Discord: how many options of a menu are chosen, and a form that is cut at 640 pixels.
# The first thing in a form has the keyboard, which would draw a ring around it.
STYLE = (
    ".modal-dialog .select-guidance { display: none !important; }"
    ".modal-dialog { max-height: none !important; }"
    ".modal-close { outline: none !important; box-shadow: none !important; }"
)
# The sheet belongs to no address, so that the Preview's policy lets it in.
SCRIPT = f"""addEventListener("DOMContentLoaded", () => {{
    const sheet = new CSSStyleSheet();
    sheet.replaceSync({STYLE!r});
    document.adoptedStyleSheets = [sheet];
}});"""
INSIDE = re.compile(r"\s*(?:[-*>]|\d+\.) ")


def lines_of_their_own(text: str) -> str:
    """``text`` for a reader of Markdown that takes the line after a list or quotation into it."""
    found: list[str] = []
    fenced = False
    for line in text.split("\n"):
        inside = found and INSIDE.match(found[-1]) and not fenced
        if inside and line.strip() and not line.startswith(" ") and not INSIDE.match(line):
            found.append("")
        fenced ^= line.startswith("```")
        found.append(line)
    return "\n".join(found)


def as_discord_does() -> None:
    """From now on, SimCord ends lists and quotations where Discord does."""
    from simcord.preview import _markdown

    quotes = _markdown._discord_multiline_quotes
    if getattr(quotes, "ends_lists", False):
        return

    def read(text: str) -> str:
        return lines_of_their_own(quotes(text))

    setattr(read, "ends_lists", True)  # noqa: B010
    setattr(_markdown, "_discord_multiline_quotes", read)  # noqa: B010
