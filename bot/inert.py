"""People's words as Discord is given them: readable, but no mention, invite or hidden link works.

The store and the exports keep the words as they were written; only what is shown goes through here.
"""

from __future__ import annotations

import re

# Discord's limit for a message.
MOST = 2000

_BREAK = "\u200b"  # zero-width space: breaks a pattern and shows nothing

_INVITE = re.compile(
    r"(discord(?:app)?\s*\.)(?=\s*(?:gg|com\s*/\s*invite|io|me|li)(?![^\W_]))", re.IGNORECASE
)
# An address is what Discord too takes for one, at most: what stands in it is left as it is.
_PARTS = re.compile(
    r"(?P<url>(?<![0-9A-Za-z])(?-i:https?)://[^\W_][^\s\ufeff<>\[\]`|\\]+)"
    r"|(?P<everyone>@(?=everyone|here))"
    r"|(?P<tag><(?=[@#:/]|\w+:))"
    r"|(?P<mark>[\\*_~`|\[\]<])"
    r"|(?P<leading>^[ ]*(?:\#{1,3}|-\#|>{1,3}|[-+]|\d+[.)])(?=\s|$|\S))",
    re.IGNORECASE | re.MULTILINE,
)
_EVERYBODY = re.compile(r"@(?=(?:everyone|here)\b)", re.IGNORECASE)


def _quiet(match: re.Match[str]) -> str:
    text = match[0]
    match match.lastgroup:
        case "url":
            return _EVERYBODY.sub(f"@{_BREAK}", text)
        case "everyone":
            return text + _BREAK
        case "tag":
            # Behind an address, Discord takes the backslash for a part of it.
            return f"\\{text}{_BREAK}"
        case "leading":
            bare = text.lstrip(" ")
            if bare[0].isdigit():
                return text[:-1] + "\\" + text[-1]
            return text[: len(text) - len(bare)] + "\\" + bare
        case _:
            return "\\" + text


# Most words need no change, and this look costs a seventh of the full one.
_SUSPECT = re.compile(r"[\\*_~`|\[\]<@:]|^[ ]*[#>+\-\d]", re.MULTILINE)


def inert(text: str) -> str:
    """``text`` so that Discord shows it letter for letter; only a plain address can be pressed."""
    if _SUSPECT.search(text) is None and "cord" not in text.lower():
        return text
    return _PARTS.sub(_quiet, _INVITE.sub(rf"\1{_BREAK}", text))


def one_line(text: str, most: int) -> str:
    """The beginning of ``text`` on one line, cut at a word where it is longer than ``most``."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    head, _, _ = cut.rpartition(" ")
    return (head if len(head) > most // 2 else cut).rstrip(" ,;:.") + "…"


def quote(text: str) -> str:
    """People's words as a quotation, inert."""
    return "\n".join(f"> {line}" for line in inert(text).split("\n"))


def fitting(text: str) -> str:
    """``text`` within one message; a cut is said, and what is kept is whole."""
    if len(text) <= MOST:
        return text
    note = "\n… (shortened here; the whole text is kept)"
    return text[: MOST - len(note)] + note
