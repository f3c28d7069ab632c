"""What an export reads: a summit's pledges and their log, row by row, as one moment.

Rows come as tuples whose values already stand as a file shows them (references, names as far as
they may be published, yes and no, ISO times), so that nothing between SQLite and the file touches a
cell. They are fetched in batches: memory does not grow with the number of rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from db.errors import NotRead
from domain.attendees import UNNAMED
from domain.pledges import Event

# Measured: larger batches are slower, because what is made of them leaves the processor's cache.
BATCH = 100

# What the log tells everybody. A list of what may be told, so that an event added later stays
# inside until somebody decides. Organisers' own acts stay inside: where pledges are checked after
# they are shown, "shown" says that a pledge had been hidden.
PUBLIC_EVENTS = (
    Event.MADE,
    Event.EDITED,
    Event.DETAILED,
    Event.SUPPORTED,
    Event.SUPPORT_TAKEN_BACK,
)

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table of an export: their columns' names, and the rows in batches."""

    names: tuple[str, ...]
    batches: Iterator[list[Row]]


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


# ------------------------------------------------------------------------ pledges

# A maker whose row is gone counts as not having agreed.
_UNNAMED = "CASE p.kind {} ELSE 'An attendee' END".format(
    " ".join(f"WHEN '{kind.value}' THEN '{title}'" for kind, title in UNNAMED.items())
)
_MADE_BY = f"""CASE WHEN a.publish_name IS NOT 1 THEN {_UNNAMED}
         WHEN p.as_organisation AND p.organisation <> '' THEN p.organisation
         WHEN a.name <> '' THEN a.name
         ELSE {_UNNAMED} END"""

_PLEDGES_FROM = """
FROM pledge AS p
LEFT JOIN attendee AS a ON a.guild_id = p.guild_id AND a.user_id = p.maker_id
LEFT JOIN theme AS t ON t.slug = p.theme
WHERE p.guild_id = :guild"""

_THEMES = """
WITH theme (slug, title) AS MATERIALIZED (
    SELECT json_extract(entry.value, '$.slug'), max(json_extract(entry.value, '$.title'))
    FROM summit, json_each(summit.plan, '$.pledges.themes') AS entry
    WHERE summit.guild_id = :guild GROUP BY 1
)"""

_INTERNAL_PLEDGES = f"""{_THEMES}
SELECT printf('P-%04d', p.number) AS reference,
       {_MADE_BY} AS made_by,
       coalesce(a.name, '') AS maker_name,
       CAST(p.maker_id AS TEXT) AS maker_id,
       CASE WHEN a.publish_name IS 1 THEN 'yes' ELSE 'no' END AS publish_name,
       p.kind AS kind,
       CASE p.as_organisation WHEN 1 THEN 'yes' ELSE 'no' END AS as_organisation,
       p.organisation AS organisation,
       p.theme AS theme,
       coalesce(t.title, p.theme) AS theme_title,
       p.action AS action,
       p.first_step AS first_step,
       p.who_benefits AS who_benefits,
       p.measure AS measure,
       p.due AS due,
       p.help_needed AS help_needed,
       p.backup_contact AS backup_contact,
       p.moderation AS moderation,
       p.hidden_reason AS hidden_reason,
       CASE p.checked WHEN 1 THEN 'yes' ELSE 'no' END AS checked,
       p.delivery AS delivery,
       p.version AS version,
       p.too_count AS too_count,
       p.help_count AS help_count,
       p.made_at AS made_at,
       p.edited_at AS edited_at
{_PLEDGES_FROM}
ORDER BY p.number"""

_PUBLIC = "p.moderation = 'shown' AND p.delivery <> 'withdrawn'"

_PUBLIC_PLEDGES = f"""{_THEMES}
SELECT printf('P-%04d', p.number) AS reference,
       {_MADE_BY} AS made_by,
       p.kind AS kind,
       CASE p.as_organisation WHEN 1 THEN 'yes' ELSE 'no' END AS as_organisation,
       CASE WHEN a.publish_name IS 1 AND p.as_organisation THEN p.organisation ELSE '' END
           AS organisation,
       p.theme AS theme,
       coalesce(t.title, p.theme) AS theme_title,
       p.action AS action,
       p.first_step AS first_step,
       p.who_benefits AS who_benefits,
       p.measure AS measure,
       p.due AS due,
       p.help_needed AS help_needed,
       p.delivery AS delivery,
       p.version AS version,
       p.too_count AS too_count,
       p.help_count AS help_count,
       p.made_at AS made_at,
       p.edited_at AS edited_at
{_PLEDGES_FROM} AND {_PUBLIC}
ORDER BY p.number"""


def pledges(
    connection: sqlite3.Connection, *, guild_id: int, public: bool, batch: int = BATCH
) -> Rows:
    """The guild's pledges by number: all of them, or what everybody may read of the public ones."""
    sql = _PUBLIC_PLEDGES if public else _INTERNAL_PLEDGES
    return _rows(connection, sql, {"guild": guild_id}, batch)


def count_pledges(connection: sqlite3.Connection, *, guild_id: int, public: bool) -> int:
    """How many rows :func:`pledges` has."""
    sql = "SELECT count(*) FROM pledge AS p WHERE p.guild_id = ?"
    if public:
        sql += f" AND {_PUBLIC}"
    return connection.execute(sql, (guild_id,)).fetchone()[0]


# -------------------------------------------------------------------- the pledge log

_INTERNAL_LOG = """
SELECT printf('P-%04d', l.number) AS reference,
       l.id AS entry,
       l.at AS at,
       l.event AS event,
       l.version AS version,
       l.actor AS actor,
       CASE l.actor_id WHEN 0 THEN '' ELSE CAST(l.actor_id AS TEXT) END AS actor_id,
       coalesce(a.name, '') AS actor_name,
       l.action AS action,
       l.note AS note
FROM pledge_log AS l
LEFT JOIN attendee AS a ON a.guild_id = l.guild_id AND a.user_id = l.actor_id
WHERE l.guild_id = :guild
ORDER BY l.id"""

# CROSS JOIN: the log is walked in its order and each row looks its pledge up, so nothing is sorted.
_PUBLIC_LOG_FROM = f"""
FROM pledge_log AS l
CROSS JOIN pledge AS p ON p.id = l.pledge_id AND p.guild_id = l.guild_id
WHERE l.guild_id = :guild
  AND l.event IN ({", ".join(f"'{event.value}'" for event in PUBLIC_EVENTS)})
  AND {_PUBLIC}"""

_PUBLIC_LOG = f"""
SELECT printf('P-%04d', l.number) AS reference,
       l.at AS at,
       l.event AS event,
       l.version AS version
{_PUBLIC_LOG_FROM}
ORDER BY l.id"""


def pledge_log(
    connection: sqlite3.Connection, *, guild_id: int, public: bool, batch: int = BATCH
) -> Rows:
    """The guild's pledge log, oldest first.

    Of it, everybody may read that a public pledge was made, changed or supported, and when: never
    a wording (an earlier one may be why a pledge was hidden) and never who.
    """
    sql = _PUBLIC_LOG if public else _INTERNAL_LOG
    return _rows(connection, sql, {"guild": guild_id}, batch)


def count_log(connection: sqlite3.Connection, *, guild_id: int, public: bool) -> int:
    """How many rows :func:`pledge_log` has."""
    sql = f"SELECT count(*) {_PUBLIC_LOG_FROM}"
    if not public:
        sql = "SELECT count(*) FROM pledge_log WHERE guild_id = :guild"
    return connection.execute(sql, {"guild": guild_id}).fetchone()[0]


def _rows(connection: sqlite3.Connection, sql: str, values: dict[str, int], batch: int) -> Rows:
    cursor = connection.cursor()
    cursor.row_factory = None
    cursor.execute(sql, values)
    names = tuple(column[0] for column in cursor.description)
    return Rows(names, _batches(cursor, batch))


def _batches(cursor: sqlite3.Cursor, batch: int) -> Iterator[list[Row]]:
    while rows := cursor.fetchmany(batch):
        yield rows
