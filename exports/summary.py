"""The blocks of the workbook's summary, from counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from exports.catalogue_day import OUTPUT_KINDS, QUESTION_STATES
from exports.catalogue_pledges import DELIVERY
from exports.cover import Block

Counts = Sequence[tuple[str, int]]
Crossed = Sequence[tuple[str, str, int]]

_KINDS = {
    "resident": "Residents",
    "business": "Businesses",
    "community_group": "Community groups",
    "public_body": "Public bodies",
    "other": "Others",
}
_RATINGS = {
    "1": "1 Poor",
    "2": "2 Not so good",
    "3": "3 All right",
    "4": "4 Good",
    "5": "5 Very good",
}
_SUPPORT = {"too": "I’ll do this too", "help": "I can help"}


def said(word: str) -> str:
    """One of our words as people read it: ``Partly fulfilled``."""
    return word.replace("_", " ").capitalize()


def counted(title: str, what: str, names: dict[str, str], counts: Counts) -> Block:
    """A block of one number for each name, in the names' order."""
    found = dict(counts)
    rows = tuple((name, found[word]) for word, name in names.items() if word in found)
    return Block(title, (what, "Number"), rows)


def crossed(title: str, what: str, across: Iterable[str], counts: Crossed) -> Block:
    """A block with a row for each first name, and a column for each word that occurs."""
    there = {word for _, word, _ in counts}
    words = [word for word in across if word in there]
    found: dict[str, dict[str, int]] = {}
    for name, word, n in counts:
        found.setdefault(name, {})[word] = found.get(name, {}).get(word, 0) + n
    rows = tuple((name, *(cells.get(word, 0) for word in words)) for name, cells in found.items())
    return Block(title, (what, *(said(word) for word in words)), rows, "stacked")


def blocks(
    *,
    pledges: Crossed,
    kinds: Counts,
    support: Counts,
    questions: Counts,
    people: Counts,
    outputs: Counts,
    ratings: Counts,
    chosen: Crossed,
) -> list[Block]:
    """The summary of one export; blocks of which nothing is known are left out."""
    made = sum(n for _, _, n in pledges)
    figures = [
        ("Pledges", made),
        ("Questions", sum(n for _, n in questions)),
        *((f"“{_SUPPORT[word]}”", n) for word, n in support if word in _SUPPORT),
        *([("People who joined", sum(n for _, n in people))] if people else []),
        *([("Notes kept", sum(n for _, n in outputs))] if outputs else []),
        *([("Ratings of sessions", sum(n for _, n in ratings))] if ratings else []),
    ]
    found = [
        crossed("Pledges by theme, and how far they are", "Theme", DELIVERY, pledges),
        counted("Pledges by who made them", "Made by", _KINDS, kinds),
        counted("People who joined", "Here as", _KINDS, people),
        crossed("Workshops, places and waiting lists", "Workshop", ("place", "waiting"), chosen),
        counted("Questions", "State", {word: said(word) for word in QUESTION_STATES}, questions),
        counted("Notes", "Kind", {word: said(word) for word in OUTPUT_KINDS}, outputs),
        counted("Ratings of sessions", "Rating", _RATINGS, ratings),
    ]
    return [
        Block("The summit in figures", ("What", "Number"), tuple(figures), ""),
        *(block for block in found if block.rows),
    ]
