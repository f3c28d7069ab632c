"""The columns of every exported file: their names, what they say, and who may have them.

The names are a promise to whoever reads the files with a program: never rename one, never give one
another meaning; add new ones at the end. ``docs/exports.md`` describes each, and a test holds the
two to each other.
"""

from __future__ import annotations

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
    YES_NO = "yes or no"
    """``yes`` or ``no`` in CSV, true or false in JSON."""
    DATE = "date"
    """``2022-06-30``, or empty (null in JSON)."""
    TIME = "time"
    """UTC, ``2021-12-10T14:03:22Z``, or empty (null in JSON)."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    holds: Holds
    says: str
    public: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One table of an export: ``stem`` begins its files' names."""

    stem: str
    columns: tuple[Column, ...]
    json_lines: bool

    def columns_of(self, profile: Profile) -> tuple[Column, ...]:
        if profile is Profile.PUBLIC:
            return tuple(column for column in self.columns if column.public)
        return self.columns


_BOTH, _INSIDE = True, False

PLEDGES = Table(
    "pledges",
    (
        Column("reference", Holds.WORD, "The pledge's name within its summit.", _BOTH),
        Column("made_by", Holds.TEXT, "Who made it, as far as they agreed to be named.", _BOTH),
        Column("maker_name", Holds.TEXT, "The maker's name.", _INSIDE),
        Column("maker_id", Holds.ID, "The maker's Discord user id.", _INSIDE),
        Column("publish_name", Holds.YES_NO, "Whether the maker's name may be public.", _INSIDE),
        Column("kind", Holds.WORD, "What the maker was here as.", _BOTH),
        Column("as_organisation", Holds.YES_NO, "Whether an organisation pledges.", _BOTH),
        Column("organisation", Holds.TEXT, "The organisation that pledges.", _BOTH),
        Column("theme", Holds.TEXT, "The short name of the theme.", _BOTH),
        Column("theme_title", Holds.TEXT, "The title of the theme.", _BOTH),
        Column("action", Holds.TEXT, "What is pledged.", _BOTH),
        Column("first_step", Holds.TEXT, "The first step and by when.", _BOTH),
        Column("who_benefits", Holds.TEXT, "Who is better off for it.", _BOTH),
        Column("measure", Holds.TEXT, "How one will know that it worked.", _BOTH),
        Column("due", Holds.DATE, "The day by which it is to be done.", _BOTH),
        Column("help_needed", Holds.TEXT, "What help the maker asks for.", _BOTH),
        Column("backup_contact", Holds.TEXT, "Whom else to ask about it.", _INSIDE),
        Column("moderation", Holds.WORD, "Whether it may be seen.", _INSIDE),
        Column("hidden_reason", Holds.TEXT, "Why it is hidden, as its maker was told.", _INSIDE),
        Column("checked", Holds.YES_NO, "Whether an organiser has looked at it.", _INSIDE),
        Column("delivery", Holds.WORD, "How far it has come.", _BOTH),
        Column("version", Holds.NUMBER, "Which wording this is.", _BOTH),
        Column("too_count", Holds.NUMBER, "How many said that they'll do this too.", _BOTH),
        Column("help_count", Holds.NUMBER, "How many said that they can help.", _BOTH),
        Column("made_at", Holds.TIME, "When it was made.", _BOTH),
        Column("edited_at", Holds.TIME, "When its maker last changed it.", _BOTH),
    ),
    json_lines=True,
)

PLEDGE_LOG = Table(
    "pledge-log",
    (
        Column("reference", Holds.WORD, "The pledge that this is about.", _BOTH),
        Column("entry", Holds.NUMBER, "Puts entries of the same second in order.", _INSIDE),
        Column("at", Holds.TIME, "When it happened.", _BOTH),
        Column("event", Holds.WORD, "What happened.", _BOTH),
        Column("version", Holds.NUMBER, "Which wording the pledge had then.", _BOTH),
        Column("actor", Holds.WORD, "What part the person had who did it.", _INSIDE),
        Column("actor_id", Holds.ID, "That person's Discord user id.", _INSIDE),
        Column("actor_name", Holds.TEXT, "That person's name, if they joined.", _INSIDE),
        Column("action", Holds.TEXT, "The new wording, where it changed.", _INSIDE),
        Column(
            "note",
            Holds.TEXT,
            "What else is new, the reason given, or the kind of support.",
            _INSIDE,
        ),
    ),
    json_lines=False,
)

TABLES = (PLEDGES, PLEDGE_LOG)
