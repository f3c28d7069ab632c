"""People's words as Discord is given them: readable, but no mention, invite or hidden link works.

The store and the exports keep the words as they were written; only what is shown goes through here.
"""

from __future__ import annotations

import re

_BREAK = "\u200b"  # zero-width space: breaks a pattern and shows nothing

_PARTS = re.compile(
    r"(?P<invite>discord(?:app)?\s*\.\s*(?:gg|com\s*/\s*invite|io|me|li)\b)"
    r"|(?P<url>https?://[^\s<>\[\]()`|]+)"
    r"|(?P<everyone>@(?=everyone|here))"
    r"|(?P<mark>[\\*_~`|\[\]<])"
    r"|(?P<leading>^[ ]*(?:\#{1,3}|-\#|>{1,3}|[-+]|\d+[.)])(?=\s|$|\S))",
    re.IGNORECASE | re.MULTILINE,
)


def _quiet(match: re.Match[str]) -> str:
    text = match[0]
    match match.lastgroup:
        case "invite":
            return text.replace(".", f".{_BREAK}")
        case "url":
            return _PARTS_IN_URL.sub(lambda m: m[0].replace(".", f".{_BREAK}"), text)
        case "everyone":
            return text + _BREAK
        case "leading":
            bare = text.lstrip(" ")
            if bare[0].isdigit():
                return text[:-1] + "\\" + text[-1]
            return text[: len(text) - len(bare)] + "\\" + bare
        case _:
            return "\\" + text


_PARTS_IN_URL = re.compile(r"discord(?:app)?\.(?:gg|com/invite|io|me|li)\b", re.IGNORECASE)


def inert(text: str) -> str:
    """``text`` so that Discord shows it letter for letter; only a plain address can be pressed."""
    return _PARTS.sub(_quiet, text)


def one_line(text: str, most: int) -> str:
    """The beginning of ``text`` on one line, cut at a word where it is longer than ``most``."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    head, _, _ = cut.rpartition(" ")
    return (head if len(head) > most // 2 else cut).rstrip(" ,;:.") + "…"
