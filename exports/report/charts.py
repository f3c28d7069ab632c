"""Bars for the report: where each part begins and ends. The template draws them as SVG.

Lengths along a bar are percentages and heights are in ``em``, so that a chart is as wide as there
is room for and its words are as large as those around it, at any zoom.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# Characters of a line of words in a chart: what fits at a width of 320 CSS pixels.
LINE = 30
LINES = 3
# In em: a line of words, the room below them, a bar, and the room below it.
_TEXT, _SPACE, _BAR, _GAP = 1.4, 0.25, 1.1, 0.9


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar, in per cent; ``look`` names its pattern."""

    look: str
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of words, with its base line's height."""

    text: str
    y: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Bar:
    lines: tuple[Line, ...]
    y: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with what is read out in its place. ``looks``: those that occur, for the legend."""

    slug: str
    title: str
    says: str
    height: str
    bar: str
    bars: tuple[Bar, ...]
    looks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What one bar shows: its name, words on it, and each part's look and number."""

    name: str
    words: str
    parts: tuple[tuple[str, int], ...]


def chart(
    slug: str,
    title: str,
    rows: Sequence[Row],
    looks: Sequence[tuple[str, str]] = (),
) -> Chart | None:
    """Bars one below the other, all on one scale; None where there is nothing to show."""
    longest = max((sum(n for _, n in row.parts) for row in rows), default=0)
    if not longest:
        return None
    bars: list[Bar] = []
    at = 0.0
    for row in rows:
        lines: list[Line] = []
        for strong, text in ((True, row.name), (False, row.words)):
            for words in wrapped(text):
                lines.append(Line(words, _em(at + _TEXT * 0.75), strong))
                at += _TEXT
        at += _SPACE
        bars.append(Bar(tuple(lines), _em(at), _parts(row.parts, longest)))
        at += _BAR + _GAP
    there = {look for row in rows for look, n in row.parts if n}
    says = "; ".join(f"{row.name}: {row.words}" for row in rows)
    return Chart(
        slug=slug,
        title=title,
        says=f"{says}.",
        height=_em(at),
        bar=_em(_BAR),
        bars=tuple(bars),
        looks=tuple((look, name) for look, name in looks if look in there),
    )


def _parts(parts: Sequence[tuple[str, int]], longest: int) -> tuple[Part, ...]:
    found: list[Part] = []
    before = 0
    for look, n in parts:
        if n:
            found.append(Part(look, _percent(before, longest), _percent(n, longest)))
        before += n
    return tuple(found)


def _percent(n: int, of: int) -> str:
    return f"{100 * n / of:.3f}%"


def _em(height: float) -> str:
    return f"{height:.3f}em"


def wrapped(text: str) -> list[str]:
    """Words in lines that fit; what is too long for them ends in an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word):
            longer = f"{line} {piece}" if line else piece
            if _width(longer) > LINE and line:
                lines.append(line)
                line = piece
            else:
                line = longer
    if line:
        lines.append(line)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1]} …"]
    return lines


def _pieces(word: str) -> list[str]:
    """A word in pieces that fit on a line."""
    pieces = [""]
    for char in word:
        if _width(pieces[-1] + char) > LINE:
            pieces.append("")
        pieces[-1] += char
    return pieces


def _width(text: str) -> int:
    """How many columns it takes: Chinese and emoji two, marks on a letter none."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )
