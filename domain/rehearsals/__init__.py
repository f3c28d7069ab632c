"""Rehearsing: the clock that is not the world's, the day's moments, the cast, and the marks."""

from domain.rehearsals.cast import (
    ACTS,
    PLEDGES_AT_ONCE,
    Act,
    Part,
    cast,
    invented,
    invented_words,
    is_invented,
    part_of,
)
from domain.rehearsals.clock import MOST_SPEED, SPEEDS, Clock, Stretch
from domain.rehearsals.day import BEFORE, Jump, eve_of, jumps, stops
from domain.rehearsals.marks import as_rehearsal, marked

__all__ = [
    "ACTS",
    "BEFORE",
    "MOST_SPEED",
    "PLEDGES_AT_ONCE",
    "SPEEDS",
    "Act",
    "Clock",
    "Jump",
    "Part",
    "Stretch",
    "as_rehearsal",
    "cast",
    "eve_of",
    "invented",
    "invented_words",
    "is_invented",
    "jumps",
    "marked",
    "part_of",
    "stops",
]
