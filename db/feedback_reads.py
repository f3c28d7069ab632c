"""Reading feedback: one's own, and what organisers see. No time, and no name unless shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from db.feedback import to_day_rating, to_rating
from db.store import Store
from domain.feedback import DayRating, Rating, Remark, Result

_COUNTS = ", ".join(f"sum(r.rating = {rating}) AS n{rating}" for rating in range(1, 6))
# Without their author's consent, the name is not even read.
_NAME = "CASE WHEN r.named THEN a.name ELSE '' END AS name"
# An odd number of many digits: it puts what is in order by chance into another such order.
_OTHERWISE = 0x9E3779B97F4A7C15
_AUTHOR = "JOIN attendee AS a ON a.guild_id = r.guild_id AND a.user_id = r.user_id"


async def of_person(store: Store, *, guild_id: int, user_id: int) -> dict[str, Rating]:
    """Somebody's own ratings by the session's slug."""
    rows = await store.read(
        """SELECT r.* FROM rating AS r JOIN session AS s
            ON s.guild_id = r.guild_id AND s.slug = r.session AND s.archived = 0
        WHERE r.guild_id = ? AND r.user_id = ?""",
        guild_id,
        user_id,
    )
    return {row["session"]: to_rating(row) for row in rows}


async def day_of_person(
    store: Store, *, guild_id: int, user_id: int, edition: str
) -> DayRating | None:
    row = await store.read_one(
        "SELECT * FROM day_rating WHERE guild_id = ? AND user_id = ? AND edition = ?",
        guild_id,
        user_id,
        edition,
    )
    return to_day_rating(row) if row else None


async def results(store: Store, *, guild_id: int) -> dict[str, Result]:
    """How many gave what, by the slug of each session that has ratings; past summits’ too."""
    rows = await store.read(
        f"""SELECT r.session, {_COUNTS} FROM rating AS r
        WHERE r.guild_id = ? GROUP BY r.session""",
        guild_id,
    )
    return {row["session"]: _to_result(row) for row in rows}


async def day_result(store: Store, *, guild_id: int, edition: str) -> Result:
    """How many gave the day what."""
    row = await store.read_one(
        f"""SELECT {_COUNTS} FROM day_rating AS r
        WHERE r.guild_id = ? AND r.edition = ? HAVING count(*) > 0""",
        guild_id,
        edition,
    )
    return _to_result(row) if row else Result()


async def remarks(store: Store, *, guild_id: int, session: str) -> list[Remark]:
    """The sentences on a session that organisers may see, in an order that means nothing.

    Those without a name stay out while there are few ratings.
    """
    result = (await results(store, guild_id=guild_id)).get(session, Result())
    rows = await store.read(
        f"""SELECT r.words, {_NAME} FROM rating AS r {_AUTHOR}
        WHERE r.guild_id = ? AND r.session = ? AND r.words <> ''
        ORDER BY r.mixed""",
        guild_id,
        session,
    )
    return _seen(rows, result, "words")


async def day_remarks(
    store: Store, *, guild_id: int, edition: str
) -> tuple[list[Remark], list[Remark]]:
    """What was most useful, and what to change; as :func:`remarks`."""
    result = await day_result(store, guild_id=guild_id, edition=edition)
    rows = await store.read(
        f"""SELECT r.useful, r.change, r.mixed, {_NAME} FROM day_rating AS r {_AUTHOR}
        WHERE r.guild_id = ? AND r.edition = ? ORDER BY r.mixed""",
        guild_id,
        edition,
    )
    # What one person wrote in both must not be found by its place.
    again = sorted(rows, key=lambda row: row["mixed"] * _OTHERWISE % (1 << 63))
    return _seen(rows, result, "useful"), _seen(again, result, "change")


def _seen(rows: Iterable[sqlite3.Row], result: Result, column: str) -> list[Remark]:
    return [
        Remark(row[column], row["name"])
        for row in rows
        if row[column] and (row["name"] or result.enough)
    ]


def _to_result(row: sqlite3.Row) -> Result:
    return Result((row["n1"], row["n2"], row["n3"], row["n4"], row["n5"]))
