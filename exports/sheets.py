"""The rows of a worksheet as its XML, a column of a batch at a time.

Every text becomes a string cell, whatever it begins with: a cell is a formula or a link only where
the file says so, and nothing here ever says so. The format of the cells is "text", so that a cell
that somebody opens to edit stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from exports.columns import Column, Holds

Row = tuple[Any, ...]

MOST_ROWS = 1_048_576
"""Rows of a worksheet, with its header."""
LINE = 24
"""Characters of a line in a column of texts, such that few words need more room."""
MOST_UNITS = 32_767
"""What one cell takes, in UTF-16 units."""
CUT = "… (cut here: the CSV file has all of it)"

# The height of a line, and of the highest row there can be.
_LINE_POINTS = 15
_MOST_POINTS = 405

# Excel counts days from the last day of 1899, and takes 1900 for a leap year: dates before March of
# that year are left as texts.
_DAY_ZERO = date(1899, 12, 30).toordinal()
_FIRST_DAY = date(1900, 3, 1).toordinal()
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)Z")

# What XML cannot hold, or would change, stands as _x000D_; a text that looks like that is marked.
_ODD = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def letters(at: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name


def escaped(text: str) -> str:
    """``text`` as it stands in a cell's XML."""
    return _ODD.sub(_mark, text)


def _mark(found: re.Match[str]) -> str:
    odd = found[0]
    return _MARKS.get(odd) or f"_x{ord(odd):04X}_"


def fitting(text: str) -> str:
    """``text``, or as much of it as a cell takes, with a word that it was cut."""
    if len(text) <= MOST_UNITS // 2 or len(text.encode("utf-16-le")) <= 2 * MOST_UNITS:
        return text
    room = 2 * (MOST_UNITS - len(CUT))
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + CUT


@lru_cache(maxsize=4096)
def _day(text: str) -> int | None:
    """The number of a day as Excel counts, or None where it has none."""
    if not _DATE.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text).toordinal()
    except ValueError:
        return None
    return day - _DAY_ZERO if day >= _FIRST_DAY else None


def serial(text: str) -> str:
    """A date or a UTC time as the number that Excel shows as one; empty where it is none."""
    if found := _TIME.fullmatch(text):
        day, seconds = _day(found[1]), int(found[2]) * 3600 + int(found[3]) * 60 + int(found[4])
        if day is None or seconds >= 86_400:
            return ""
        return repr(round(day + seconds / 86_400, 9))
    day = _day(text)
    return "" if day is None else str(day)


def rows_maker(columns: Sequence[Column], styles: Sequence[str]) -> Callable[..., bytes]:
    """What makes of a batch its rows' XML, beginning with the given row of the sheet.

    ``styles`` are the numbers of the columns' cell formats in the workbook.
    """
    wrapped = [at for at, column in enumerate(columns) if column.holds is Holds.TEXT]
    makers = [
        _cells(column.holds, letters(at), style)
        for at, (column, style) in enumerate(zip(columns, styles, strict=True))
    ]

    def make(rows: Sequence[Row], first: int) -> bytes:
        numbers = list(map(str, range(first, first + len(rows))))
        turned = zip(*rows, strict=True)
        columns_of = list(turned)
        made = [cells(numbers, column) for cells, column in zip(makers, columns_of, strict=True)]
        heights = _heights([columns_of[at] for at in wrapped], len(rows))
        return "".join(
            f'<row r="{number}"{height}>{"".join(cells)}</row>'
            for number, height, cells in zip(numbers, heights, zip(*made, strict=True), strict=True)
        ).encode()

    return make


def _heights(texts: Sequence[Sequence[str]], rows: int) -> list[str]:
    """How high each row is, so that its words are seen: LibreOffice does not look for itself.

    Whoever edits a row in Excel has it fitted anew, as its height is not said to be by hand.
    """
    lines = [1] * rows
    for column in texts:
        needs = [1 + len(text) // LINE + text.count("\n") if text else 1 for text in column]
        lines = list(map(max, lines, needs))
    return [f' ht="{min(many * _LINE_POINTS, _MOST_POINTS)}"' if many > 1 else "" for many in lines]


Cells = Callable[[Sequence[str], Sequence[Any]], list[str]]


def _cells(holds: Holds, letter: str, style: str) -> Cells:
    begin, mid = f'<c r="{letter}', f'" s="{style}"'
    string = f'{mid} t="inlineStr"><is><t xml:space="preserve">'

    def one_text(number: str, text: str) -> str:
        return f"{begin}{number}{string}{escaped(fitting(text))}</t></is></c>" if text else ""

    def texts(numbers: Sequence[str], cells: Sequence[Any]) -> list[str]:
        everything = "".join(cells)
        if _ODD.search(everything) or len(everything) > MOST_UNITS // 2:
            return list(map(one_text, numbers, cells))
        return [
            f"{begin}{number}{string}{text}</t></is></c>" if text else ""
            for number, text in zip(numbers, cells, strict=True)
        ]

    def counts(numbers: Sequence[str], cells: Sequence[Any]) -> list[str]:
        return [
            "" if cell is None else f"{begin}{number}{mid}><v>{cell}</v></c>"
            for number, cell in zip(numbers, cells, strict=True)
        ]

    def moments(numbers: Sequence[str], cells: Sequence[Any]) -> list[str]:
        return [
            f"{begin}{number}{mid}><v>{value}</v></c>"
            if (value := serial(cell or ""))
            else one_text(number, cell or "")
            for number, cell in zip(numbers, cells, strict=True)
        ]

    if holds is Holds.NUMBER:
        return counts
    return moments if holds in (Holds.DATE, Holds.TIME) else texts
