"""What an erasure has still to do in Discord and with the file: put, read, settle.

The list outlives a restart and an outage. A step is forgotten once it is done; then the file is
written anew, because the step may have held somebody's id.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

from db.store import Store, Transaction

What = Literal["role", "message", "thread", "rename", "search"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. ``overtaken``: the person has joined again, so the role stays."""

    id: int
    guild_id: int
    what: What
    user_id: int
    channel_id: int
    message_id: int | None
    pledge_id: int
    tries: int
    overtaken: bool


def put(
    tx: Transaction,
    *,
    guild_id: int,
    what: What,
    user_id: int | None = None,
    channel_id: int | None = None,
    message_id: int | None = None,
) -> None:
    """Keep one step, inside the transaction that makes it necessary."""
    tx.execute(
        """INSERT INTO erasure_step (guild_id, what, user_id, channel_id, message_id)
        VALUES (?, ?, ?, ?, ?)""",
        (guild_id, what, user_id, channel_id, message_id),
    )


def want_clean_file(tx: Transaction, *, guild_id: int) -> None:
    """Keep that the file holds remains of what was deleted."""
    tx.execute("INSERT INTO erasure_step (guild_id, what) VALUES (?, 'file')", (guild_id,))


def want_clean_file_of_erased(tx: Transaction, *, guild_id: int, user_id: int) -> None:
    """The same, where the person is no attendee any more."""
    tx.execute(
        """INSERT INTO erasure_step (guild_id, what) SELECT ?1, 'file' WHERE NOT EXISTS
            (SELECT 1 FROM attendee WHERE guild_id = ?1 AND user_id = ?2)""",
        (guild_id, user_id),
    )


async def waiting(store: Store, *, guild_id: int, most: int = 3) -> list[Step]:
    """The next steps of one guild, those that failed last.

    A message of the wall is searched for only once the wall's keeper has given up its own search.
    """
    rows = await store.read(
        """SELECT s.id, s.guild_id, s.what, s.user_id, s.channel_id, s.message_id, s.pledge_id,
               s.tries,
               EXISTS (SELECT 1 FROM attendee AS a
                       WHERE a.guild_id = s.guild_id AND a.user_id = s.user_id) AS overtaken
        FROM erasure_step AS s
        WHERE s.guild_id = ? AND s.what <> 'file'
          AND NOT (s.what = 'search'
                   AND EXISTS (SELECT 1 FROM posted_message AS p
                               WHERE p.id = s.posted_id AND p.state = 'sending'))
        ORDER BY s.tries, s.id LIMIT ?""",
        guild_id,
        most,
    )
    return [_to_step(row) for row in rows]


def _to_step(row: sqlite3.Row) -> Step:
    return Step(
        id=row["id"],
        guild_id=row["guild_id"],
        what=row["what"],
        user_id=row["user_id"] or 0,
        channel_id=row["channel_id"] or 0,
        message_id=row["message_id"],
        pledge_id=row["pledge_id"] or 0,
        tries=row["tries"],
        overtaken=bool(row["overtaken"]),
    )


async def done(store: Store, step: Step) -> None:
    """It is done, or there is nothing left to do it to."""

    def work(tx: Transaction) -> None:
        tx.execute("DELETE FROM erasure_step WHERE id = ?", (step.id,))
        if step.what == "role":
            # Who joined again meanwhile has the role taken away or not: it is given once more.
            tx.execute(
                "UPDATE attendee SET role_given = 0 WHERE guild_id = ? AND user_id = ?",
                (step.guild_id, step.user_id),
            )
        want_clean_file(tx, guild_id=step.guild_id)

    await store.write(work)


async def tried(store: Store, step: Step) -> None:
    """Discord would not have it: it waits, behind the others."""

    def work(tx: Transaction) -> None:
        tx.execute("UPDATE erasure_step SET tries = tries + 1 WHERE id = ?", (step.id,))

    await store.write(work)


async def file_to_clean(store: Store) -> int | None:
    """Up to which step the file holds remains, or None where it is clean."""
    row = await store.read_one("SELECT max(id) AS upto FROM erasure_step WHERE what = 'file'")
    return row["upto"] if row else None


async def file_cleaned(store: Store, *, upto: int) -> None:
    """The file was written anew; what was deleted later is still to do."""

    def work(tx: Transaction) -> None:
        tx.execute("DELETE FROM erasure_step WHERE what = 'file' AND id <= ?", (upto,))

    await store.write(work)


async def wall_message(store: Store, *, guild_id: int, message_id: int) -> bool:
    """Whether a message is one of the wall's; if so, it is marked to be drawn again."""

    def work(tx: Transaction) -> bool:
        found = tx.execute(
            "UPDATE posted_message SET dirty = 1 WHERE guild_id = ? AND message_id = ?",
            (guild_id, message_id),
        )
        return found.rowcount > 0

    return await store.write(work)
