"""How an export reads one table: its statements, and its rows in batches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.rows import stamp

# Measured: larger batches are slower, because what is made of them leaves the processor's cache.
BATCH = 100

# How long somebody has to say how a pledge is going (domain/follow_up.py: ANSWER_WITHIN).
ANSWER_WITHIN = timedelta(days=14)

Row = tuple[Any, ...]
Connection = sqlite3.Connection

# The name of whoever an id is of, for a join: {0} is the column, {1} the row's other name.
NAME = "LEFT JOIN attendee AS a ON a.guild_id = {1}.guild_id AND a.user_id = {1}.{0}"
# An id that erasing or nobody has left empty.
ID = "CASE WHEN coalesce({0}, 0) = 0 THEN '' ELSE CAST({0} AS TEXT) END"
YES_NO = "CASE {0} WHEN 1 THEN 'yes' ELSE 'no' END"


@dataclass(frozen=True, slots=True)
class Query:
    """The statements for one table; ``:guild`` is the guild's id.

    ``:answered_by``: who was asked before this and said nothing since has let the time go by.

    ``public`` is empty where everybody may read nothing of it. ``count`` and ``public_count`` are
    quicker ways to count, where there are any.
    """

    internal: str
    public: str = ""
    count: str = ""
    public_count: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table of an export: their columns' names, and the rows in batches."""

    names: tuple[str, ...]
    batches: Iterator[list[Row]]


def rows(
    connection: sqlite3.Connection,
    query: Query,
    *,
    guild_id: int,
    public: bool,
    now: datetime,
    batch: int = BATCH,
) -> Rows:
    """The guild's rows as they stand at ``now``: all of them, or what everybody may read."""
    cursor = connection.cursor()
    cursor.row_factory = None
    values = {"guild": guild_id, "answered_by": stamp(now - ANSWER_WITHIN)}
    cursor.execute(query.public if public else query.internal, values)
    names = tuple(column[0] for column in cursor.description)
    return Rows(names, _batches(cursor, batch))


def count(connection: sqlite3.Connection, query: Query, *, guild_id: int, public: bool) -> int:
    """How many rows :func:`rows` has."""
    sql = query.public if public else query.internal
    quick = query.public_count if public else query.count
    counting = quick or f"SELECT count(*) FROM ({sql})"
    return connection.execute(counting, {"guild": guild_id, "answered_by": ""}).fetchone()[0]


def _batches(cursor: sqlite3.Cursor, batch: int) -> Iterator[list[Row]]:
    while found := cursor.fetchmany(batch):
        yield found
