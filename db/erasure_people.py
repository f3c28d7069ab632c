"""Who there is anything of: by the columns that db/erasure_tables.py says name people."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from db.erasure_tables import TABLES, Table
from db.rows import unstamp
from db.store import Store, Transaction


def _columns() -> Iterator[tuple[str, str]]:
    for name, table in TABLES.items():
        # What a loop ends by itself (``later``) is no reason to erase anybody again.
        if (table.gone or table.nameless) and "guild_id" in table.rest:
            for column in table.people:
                yield name, column


def people(tx: Transaction, *, guild_id: int) -> list[int]:
    """Everybody of whom one server's summit keeps anything, in the order of their ids."""
    found: set[int] = set()
    for name, column in _columns():
        found |= {
            row[0]
            for row in tx.execute(
                f"SELECT DISTINCT {column} FROM {name} WHERE guild_id = ? AND {column} > 0",
                (guild_id,),
            )
        }
    return sorted(found)


def rows_of(tx: Transaction, *, guild_id: int, user_id: int) -> Mapping[str, int]:
    """How many rows an erasure would take or make nameless, by table; those with none are out."""
    who = {"guild": guild_id, "me": user_id}
    found: dict[str, int] = {}
    for name, table in TABLES.items():
        if wheres := _wheres(table):
            n = tx.execute(
                f"SELECT count(*) FROM {name} WHERE guild_id = :guild AND ({' OR '.join(wheres)})",
                who,
            ).fetchone()[0]
            if n:
                found[name] = n
    return found


def _wheres(table: Table) -> list[str]:
    wheres = [f"({table.gone})"] if table.gone else []
    return wheres + [f"{column} = :me" for column in table.nameless]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a name or a pledge may mean, as far as is needed to tell them from others."""

    user_id: int
    name: str
    organisation: str
    joined_at: datetime
    pledges: tuple[int, ...]


async def by_name(store: Store, *, guild_id: int, name: str, most: int = 25) -> list[Person]:
    """Who joined with a name, or for an organisation, that holds these letters; by name."""
    wanted = name.casefold()
    rows = await store.read(f"{_PERSON} WHERE a.guild_id = ? ORDER BY a.name, a.user_id", guild_id)
    there = [_to_person(row) for row in rows]
    return [
        one
        for one in there
        if wanted in one.name.casefold() or wanted in one.organisation.casefold()
    ][:most]


async def by_pledge(store: Store, *, guild_id: int, number: int) -> Person | None:
    """Who made a pledge."""
    row = await store.read_one(
        f"""{_PERSON} WHERE a.guild_id = ?1 AND a.user_id =
            (SELECT maker_id FROM pledge WHERE guild_id = ?1 AND number = ?2)""",
        guild_id,
        number,
    )
    return _to_person(row) if row else None


async def everything_of(store: Store, *, guild_id: int, user_id: int) -> Mapping[str, int]:
    """How many rows of each table an erasure of somebody would change; nothing is changed."""
    return await store.write(lambda tx: rows_of(tx, guild_id=guild_id, user_id=user_id))


_PERSON = """SELECT a.user_id, a.name, a.organisation, a.joined_at,
    (SELECT group_concat(p.number, ' ') FROM pledge AS p
     WHERE p.guild_id = a.guild_id AND p.maker_id = a.user_id) AS pledges
FROM attendee AS a"""


def _to_person(row: sqlite3.Row) -> Person:
    return Person(
        user_id=row["user_id"],
        name=row["name"],
        organisation=row["organisation"],
        joined_at=unstamp(row["joined_at"]),
        pledges=tuple(sorted(int(one) for one in (row["pledges"] or "").split())),
    )
