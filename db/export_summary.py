"""The figures of a summit for the summary of its workbook: counts, and nothing of anybody."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from db.export_day import FEWEST
from db.export_pledges import PUBLIC

# (a name, a number) or (a name, another name, a number).
Counts = list[tuple[str, int]]
Crossed = list[tuple[str, str, int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted. The inner lists are empty for the public, where they are of organisers."""

    pledges: Crossed
    """By theme's title and delivery."""
    kinds: Counts
    """Pledges by the maker's kind."""
    support: Counts
    """By ``too`` and ``help``."""
    questions: Counts
    """By state."""
    people: Counts
    """Who joined, by kind."""
    outputs: Counts
    """Notes by kind."""
    ratings: Counts
    """By rating, of every session that enough people rated."""
    chosen: Crossed
    """By session's title and state."""


@dataclass(frozen=True, slots=True)
class Session:
    """One session of this summit, as a calendar needs it."""

    slug: str
    title: str
    kind: str
    starts_at: str
    ends_at: str
    about: str
    cancelled: bool
    changes: int


def figures(connection: sqlite3.Connection, *, guild_id: int, public: bool) -> Figures:
    """The guild's figures: of everything, or of what everybody may read."""
    only = f"AND {PUBLIC}" if public else ""
    shown = "AND q.state IN ('shown', 'asked live', 'answered in writing')" if public else ""

    def read(sql: str) -> list[tuple[str, int]]:
        return _plain(connection, sql, guild_id)

    return Figures(
        pledges=_crossed(
            connection,
            f"""SELECT coalesce((SELECT json_extract(e.value, '$.title')
                    FROM summit, json_each(summit.plan, '$.pledges.themes') AS e
                    WHERE summit.guild_id = :guild
                      AND json_extract(e.value, '$.slug') = g.theme), g.theme), g.delivery, g.n
            FROM (SELECT p.theme, p.delivery, count(*) AS n FROM pledge AS p
                  WHERE p.guild_id = :guild {only} GROUP BY 1, 2) AS g ORDER BY 1, 2""",
            guild_id,
        ),
        kinds=read(
            f"""SELECT p.kind, count(*) FROM pledge AS p WHERE p.guild_id = :guild {only}
            GROUP BY 1"""
        ),
        support=read(
            f"""SELECT 'too', coalesce(sum(p.too_count), 0) FROM pledge AS p
                WHERE p.guild_id = :guild {only}
            UNION ALL SELECT 'help', coalesce(sum(p.help_count), 0) FROM pledge AS p
                WHERE p.guild_id = :guild {only}"""
        ),
        questions=read(
            f"SELECT q.state, count(*) FROM question AS q WHERE q.guild_id = :guild {shown}"
            " GROUP BY 1"
        ),
        people=[]
        if public
        else read("SELECT kind, count(*) FROM attendee WHERE guild_id = :guild GROUP BY 1"),
        outputs=[]
        if public
        else read("SELECT kind, count(*) FROM output WHERE guild_id = :guild GROUP BY 1"),
        ratings=[]
        if public
        else read(
            f"""SELECT CAST(r.rating AS TEXT), count(*) FROM rating AS r WHERE r.guild_id = :guild
              AND r.session IN (SELECT session FROM rating WHERE guild_id = :guild
                                GROUP BY 1 HAVING count(*) >= {FEWEST})
            GROUP BY 1"""
        ),
        chosen=[]
        if public
        else _crossed(
            connection,
            """SELECT s.title, c.state, count(*) FROM choice AS c
            JOIN session AS s ON s.guild_id = c.guild_id AND s.slug = c.slug AND s.archived = 0
            WHERE c.guild_id = :guild GROUP BY s.slug, 2 ORDER BY s.starts_at, s.position, 2""",
            guild_id,
        ),
    )


def sessions(connection: sqlite3.Connection, *, guild_id: int) -> list[Session]:
    """This summit's sessions in their order; those of past summits are not in it."""
    cursor = connection.cursor()
    cursor.row_factory = None
    cursor.execute(
        """SELECT s.slug, s.title, s.kind, s.starts_at, s.ends_at,
                  coalesce((SELECT json_extract(e.value, '$.brief')
                      FROM summit, json_each(summit.plan, '$.sessions') AS e
                      WHERE summit.guild_id = s.guild_id
                        AND json_extract(e.value, '$.slug') = s.slug), ''),
                  s.cancelled,
                  (SELECT count(*) FROM programme_change AS c
                   WHERE c.guild_id = s.guild_id AND c.slug = s.slug)
        FROM session AS s WHERE s.guild_id = ? AND s.archived = 0
        ORDER BY s.starts_at, s.position""",
        (guild_id,),
    )
    return [Session(*row[:6], cancelled=bool(row[6]), changes=row[7]) for row in cursor]


def _plain(connection: sqlite3.Connection, sql: str, guild_id: int) -> Counts:
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(sql, {"guild": guild_id}).fetchall()


def _crossed(connection: sqlite3.Connection, sql: str, guild_id: int) -> Crossed:
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(sql, {"guild": guild_id}).fetchall()
