"""What an export reads: a summit's record, row by row, as one moment.

Rows come as tuples whose values already stand as a file shows them (references, names as far as
they may be published, yes and no, ISO times), so that nothing between SQLite and the file touches a
cell. They are fetched in batches: memory does not grow with the number of rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from db import (
    export_after,
    export_day,
    export_moderation,
    export_notes,
    export_pledges,
    export_telling,
)
from db.errors import NotRead
from db.export_query import Query

# By the table's name, as its files have it.
QUERIES: Mapping[str, Query] = {
    "pledges": export_pledges.PLEDGES,
    "pledge-log": export_pledges.PLEDGE_LOG,
    "supporters": export_pledges.SUPPORTERS,
    "follow-up": export_after.FOLLOW_UP,
    "progress": export_after.REPORTS,
    "check-ins": export_after.CHECK_INS,
    "owners": export_after.OWNERS,
    "owner-notes": export_after.OWNER_NOTES,
    "tasks": export_after.TASKS,
    "offers": export_after.OFFERS,
    "outputs": export_notes.OUTPUTS,
    "output-log": export_notes.OUTPUT_LOG,
    "questions": export_notes.QUESTIONS,
    "question-log": export_notes.QUESTION_LOG,
    "feedback": export_day.FEEDBACK,
    "remarks": export_day.REMARKS,
    "connections": export_day.CONNECTIONS,
    "recordings": export_day.RECORDINGS,
    "attendance": export_after.ATTENDANCE,
    "room-summaries": export_after.ROOM_SUMMARIES,
    "room-log": export_day.ROOM_LOG,
    "moderation-log": export_moderation.MODERATION_LOG,
    "programme": export_day.PROGRAMME,
    "choices": export_day.CHOICES,
    "announcements": export_telling.ANNOUNCEMENTS,
    "programme-changes": export_telling.PROGRAMME_CHANGES,
}

REHEARSAL = "rehearsal"
"""The key of the small fact that a database was made by a rehearsal (db/kept.py)."""


@dataclass(frozen=True, slots=True)
class Summit:
    """What an export says of the summit that it is of. ``date`` and ``time_zone`` as planned."""

    name: str
    organiser: str
    date: str
    time_zone: str
    rehearsal: bool


@contextmanager
def one_moment(connection: sqlite3.Connection) -> Generator[None]:
    """Everything read inside is as it was at the start, whatever is written meanwhile.

    Raises NotRead where SQLite can't read the file.
    """
    try:
        connection.execute("BEGIN")
        try:
            # A transaction sees the file as it is at its first read, so read at once.
            connection.execute("SELECT 1 FROM summit LIMIT 1").fetchone()
            yield
        finally:
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise NotRead(str(error)) from error


def has_summit(connection: sqlite3.Connection, *, guild_id: int) -> bool:
    """Whether a summit was set up for this guild."""
    found = connection.execute("SELECT 1 FROM summit WHERE guild_id = ?", (guild_id,)).fetchone()
    return found is not None


def summits(connection: sqlite3.Connection) -> list[tuple[int, str]]:
    """The guild id and the name of every summit in the file, by guild id."""
    return connection.execute(
        """SELECT guild_id, coalesce(json_extract(plan, '$.summit.name'), '')
        FROM summit ORDER BY guild_id"""
    ).fetchall()


def is_rehearsal(connection: sqlite3.Connection) -> bool:
    """Whether the file was made by a rehearsal."""
    row = connection.execute("SELECT 1 FROM kept WHERE key = ?", (REHEARSAL,)).fetchone()
    return row is not None


def summit(connection: sqlite3.Connection, *, guild_id: int) -> Summit:
    """The guild's summit, by the plan that is kept."""
    plan = json.loads(
        connection.execute("SELECT plan FROM summit WHERE guild_id = ?", (guild_id,)).fetchone()[0]
    ).get("summit", {})
    return Summit(
        name=plan.get("name", ""),
        organiser=plan.get("organiser", ""),
        date=plan.get("date", ""),
        time_zone=plan.get("time_zone", ""),
        rehearsal=is_rehearsal(connection),
    )
