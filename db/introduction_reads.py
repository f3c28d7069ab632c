"""Reading how people stand with each other, each as one of the two may see it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from db.connections import to_card
from db.store import Store, Transaction
from domain.connections import Card, Pair, Say, Thread
from domain.matching import pair_of

_COLUMNS = """i.id AS pair_id, i.guild_id, i.low_id, i.high_id, i.low_says, i.high_says, i.low_why,
       i.high_why, i.low_told, i.high_told, i.low_shown, i.high_shown, i.thread, i.thread_id"""
PAIR = f"SELECT {_COLUMNS} FROM introduction AS i "

# One half of the table, with the other person as they are now.
_HALF = f"""
SELECT {_COLUMNS}, c.id, a.user_id, a.name, a.kind, c.organisation, c.offers, c.needs, c.themes
FROM introduction AS i
JOIN attendee AS a ON a.guild_id = i.guild_id AND a.user_id = i.{{other}}_id
LEFT JOIN connect_card AS c ON c.guild_id = a.guild_id AND c.user_id = a.user_id
WHERE i.guild_id = ?1 AND i.{{me}}_id = ?2
"""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody else and how one stands with them. ``card`` is None where they take no part now."""

    pair: Pair
    name: str
    card: Card | None


def to_pair(row: sqlite3.Row, user_id: int) -> Pair:
    """A row as one of the two is concerned."""
    me, other = ("low", "high") if row["low_id"] == user_id else ("high", "low")
    return Pair(
        id=row["pair_id"],
        guild_id=row["guild_id"],
        user_id=row[f"{me}_id"],
        other_id=row[f"{other}_id"],
        mine=Say(row[f"{me}_says"]),
        theirs=Say(row[f"{other}_says"]),
        my_why=row[f"{me}_why"],
        their_why=row[f"{other}_why"],
        told=bool(row[f"{me}_told"]),
        they_know=bool(row[f"{other}_told"]),
        shown=bool(row[f"{me}_shown"]),
        shown_to_them=bool(row[f"{other}_shown"]),
        thread=Thread(row["thread"]),
        thread_id=row["thread_id"],
    )


async def get(store: Store, *, guild_id: int, user_id: int, introduction_id: int) -> Known | None:
    """One pair that the person is in, else None."""
    where = "AND i.id = ?3 "
    found = await _known(store, where, where, guild_id, user_id, introduction_id)
    return found[0] if found else None


async def with_person(store: Store, *, guild_id: int, user_id: int, other_id: int) -> Known | None:
    """How two people stand, or None where they have had nothing to do with each other."""
    found = await _known(
        store, "AND i.high_id = ?3 ", "AND i.low_id = ?3 ", guild_id, user_id, other_id
    )
    return found[0] if found else None


async def of_person(store: Store, *, guild_id: int, user_id: int) -> list[Known]:
    """Everybody with whom somebody has had to do, the newest first."""
    return await _known(store, "", "", guild_id, user_id)


async def _known(store: Store, as_low: str, as_high: str, *values: int) -> list[Known]:
    rows = await store.read(
        _HALF.format(me="low", other="high")
        + as_low
        + "UNION ALL"
        + _HALF.format(me="high", other="low")
        + as_high
        + "ORDER BY pair_id DESC",
        *values,
    )
    return [
        Known(
            pair=to_pair(row, values[1]),
            name=row["name"],
            card=to_card(row) if row["id"] is not None else None,
        )
        for row in rows
    ]


async def pairs(store: Store, *, guild_id: int) -> list[tuple[int, int]]:
    """All who have had to do with each other, as :func:`domain.matching.pair_of` writes them."""
    rows = await store.read("SELECT low_id, high_id FROM introduction WHERE guild_id = ?", guild_id)
    return [pair_of(row["low_id"], row["high_id"]) for row in rows]


async def times_shown(store: Store, *, guild_id: int) -> dict[int, int]:
    """To how many others each person is suggested who have not said anything to it yet."""
    rows = await store.read(
        """SELECT user_id, count(*) AS n FROM (
            SELECT high_id AS user_id FROM introduction
            WHERE guild_id = ?1 AND low_shown = 1 AND low_says = ''
            UNION ALL
            SELECT low_id FROM introduction
            WHERE guild_id = ?1 AND high_shown = 1 AND high_says = '')
        GROUP BY user_id""",
        guild_id,
    )
    return {row["user_id"]: row["n"] for row in rows}


async def rounds(store: Store, *, guild_id: int) -> int:
    """How often organisers have had introductions suggested to everybody."""
    row = await store.read_one(
        "SELECT count(*) AS n FROM connect_round WHERE guild_id = ?", guild_id
    )
    return row["n"] if row else 0


async def made(store: Store, *, guild_id: int) -> int:
    """How many pairs were introduced: a count, for organisers."""
    row = await store.read_one(
        """SELECT count(*) AS n FROM introduction
        WHERE guild_id = ? AND low_says = 'yes' AND high_says = 'yes'""",
        guild_id,
    )
    return row["n"] if row else 0


def letters_about(tx: Transaction, *, guild_id: int, user_id: int) -> list[int]:
    """The ids of letters to others that show somebody's card or name: for erasing them.

    They are known by their buttons. To be asked while the card and the pairs are still there.
    """
    rows = tx.execute(
        """SELECT l.id FROM letter AS l WHERE l.guild_id = ?1 AND l.user_id <> ?2 AND EXISTS
            (SELECT 1 FROM json_each(l.buttons) AS b WHERE json_extract(b.value, '$[1]') IN
                (SELECT 'connect.ask:' || guild_id || ':' || id FROM connect_card
                 WHERE guild_id = ?1 AND user_id = ?2
                 UNION ALL
                 SELECT v.verb || i.guild_id || ':' || i.id
                 FROM introduction AS i
                 JOIN (SELECT 'connect.yes:' AS verb UNION ALL SELECT 'connect.no:'
                       UNION ALL SELECT 'connect.thread:') AS v
                 WHERE i.guild_id = ?1 AND ?2 IN (i.low_id, i.high_id)))
        ORDER BY l.id""",
        (guild_id, user_id),
    )
    return [row["id"] for row in rows]
