"""Cells that a spreadsheet program must not run.

Excel and its relatives take a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and
a formula can fetch addresses and start programs. What to watch for follows OWASP's page on CSV
injection: those four, their full-width forms, a tab, a carriage return or a line feed at the
beginning. White space, controls and invisible marks before them are looked through, because some
programs drop them. Such a cell is given a leading apostrophe and nothing else is changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import itemgetter

_FORMULA = "=+\\-@＝＋－＠"
_UNSEEN = (
    "\\s\\x00-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e"
    "\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff"
)
_LIKE_A_FORMULA = re.compile(f"[\\t\\r\\n]|[{_UNSEEN}]*[{_FORMULA}]")

# A cell that the expression matches begins with one of these: one look at each cell's first
# character settles nearly all of them. A test holds the two to each other.
_LOOK_CLOSER = frozenset(
    "=+-@＝＋－＠"
    + "".join(map(chr, (*range(0x21), *range(0x7F, 0xA1), 0xAD, 0x61C, 0x1680, 0x180E)))
    + "".join(map(chr, (*range(0x2000, 0x2010), *range(0x2028, 0x2030))))
    + "".join(map(chr, (*range(0x205F, 0x2070), 0x3000, 0xFEFF)))
)
_first = itemgetter(slice(0, 1))


def inert(text: str) -> str:
    """``text`` as a spreadsheet shows it without running it."""
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def inert_all(cells: Sequence[str]) -> Sequence[str]:
    """:func:`inert` over a column; the same object where all of it is harmless."""
    if _LOOK_CLOSER.isdisjoint(map(_first, cells)):
        return cells
    return [inert(cell) if cell[:1] in _LOOK_CLOSER else cell for cell in cells]


def as_text(ids: Sequence[str]) -> list[str]:
    """Ids as texts: a spreadsheet rounds a number of more than 15 digits."""
    return [f"'{digits}" if digits else "" for digits in ids]
