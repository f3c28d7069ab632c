"""What an exported table and its columns are. ``exports/catalogue.py`` lists them all.

The names are a promise to whoever reads the files with a program: never rename one, never give one
another meaning; add new ones at the end. ``docs/exports.md`` describes each, and a test holds the
two to each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Profile(StrEnum):
    """Whom an export is for."""

    INTERNAL = "internal"
    PUBLIC = "public"


class Holds(StrEnum):
    """What a column's cells are."""

    TEXT = "text"
    """Words from people, or from the plan: anything at all."""
    WORD = "word"
    """One of our own words, or a reference such as P-0001."""
    ID = "id"
    """A Discord id of up to 20 digits: text in JSON, or programs would round it."""
    NUMBER = "number"
    """A whole number, or empty (null in JSON) where none may be told."""
    YES_NO = "yes or no"
    """``yes`` or ``no`` in CSV, true or false in JSON."""
    DATE = "date"
    """``2022-06-30``, or empty (null in JSON)."""
    TIME = "time"
    """UTC, ``2021-12-10T14:03:22Z``, or empty (null in JSON)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``words``: all that can stand in it, where that is a list of our own."""

    name: str
    holds: Holds
    says: str
    public: bool
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table of an export: ``stem`` begins its files' names, ``says`` is one sentence."""

    stem: str
    says: str
    columns: tuple[Column, ...]

    @property
    def title(self) -> str:
        """Its name for people: ``Pledge log``."""
        return self.stem.replace("-", " ").capitalize()

    @property
    def public(self) -> bool:
        """Whether everybody may have some of it."""
        return any(column.public for column in self.columns)

    def columns_of(self, profile: Profile) -> tuple[Column, ...]:
        if profile is Profile.PUBLIC:
            return tuple(column for column in self.columns if column.public)
        return self.columns


def tables_of(tables: Iterable[Table], profile: Profile) -> tuple[Table, ...]:
    """Those of the tables that an export for ``profile`` has."""
    return tuple(table for table in tables if table.public or profile is Profile.INTERNAL)
