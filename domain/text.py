"""What a text from a person may hold, in any script.

Every script and emoji is welcome. Refused are characters that hide or reorder what others read:
controls, bidirectional overrides, and piles of combining marks ("zalgo").
"""

from __future__ import annotations

import re
import unicodedata

from domain.rules import RuleBroken

# Overrides and isolates that change the reading order of what follows (Unicode UAX #9).
# U+200E and U+200F, the plain marks, are kept: Arabic and Hebrew writers need them.
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# Vietnamese letters carry two marks, pointed Hebrew three, everyday Tibetan stacks up to five.
MOST_MARKS = 5

# Besides letters and digits: symbols such as emoji, and what this Python does not know yet.
_SAYS = frozenset({"So", "Cn"})
# Letters and symbols that look like nothing: the Hangul fillers and the empty Braille pattern.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# What leaves no ink of its own: white space, joiners and the like, marks on no letter.
_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Mn"})

_PLAIN = re.compile(r"[\x20-\x7e\n]*\Z")
_BLANK_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t\u00a0]{2,}")


def clean(text: str, *, field: str, least: int = 0, most: int, lines: bool = True) -> str:
    """``text`` as it is kept: NFC, trimmed, with tame white space.

    ``least`` and ``most`` count characters (code points) after normalisation; ``lines`` says
    whether line breaks stay. An optional text in which nothing can be seen is no text. Raises
    RuleBroken ``text.*`` with ``field`` among its facts.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if _PLAIN.match(text) is None:
        text = unicodedata.normalize("NFC", text)
        _refuse_hidden(text, field)
    text = "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()
    text = _BLANK_LINES.sub("\n\n", text) if lines else " ".join(text.split())
    if not any(map(_is_seen, text)):
        if least:
            raise RuleBroken("text.empty", field=field)
        return ""
    if len(text) < least:
        raise RuleBroken("text.too_short", field=field, least=least, length=len(text))
    if len(text) > most:
        raise RuleBroken("text.too_long", field=field, most=most, length=len(text))
    if least and not any(map(_says_something, text)):
        raise RuleBroken("text.empty", field=field)
    return text


def _is_seen(character: str) -> bool:
    return character not in _BLANK and unicodedata.category(character) not in _UNSEEN


def _says_something(character: str) -> bool:
    return character not in _BLANK and (
        character.isalnum() or unicodedata.category(character) in _SAYS
    )


def _refuse_hidden(text: str, field: str) -> None:
    marks = 0
    for character in text:
        if character in BIDI_CONTROLS:
            raise RuleBroken("text.reordering", field=field)
        category = unicodedata.category(character)
        # Unassigned code points stay: this Python may be older than the newest emoji.
        if (category in {"Cc", "Cs"} and character != "\n") or _is_noncharacter(character):
            raise RuleBroken("text.control", field=field)
        if category in {"Mn", "Me"}:
            marks += 1
            if marks > MOST_MARKS:
                raise RuleBroken("text.marks", field=field, most=MOST_MARKS)
        elif category != "Cf":  # a joiner between marks must not start the count again
            marks = 0


def _is_noncharacter(character: str) -> bool:
    point = ord(character)
    return 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE
