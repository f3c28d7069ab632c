"""What the organisers' channels are to be told about keeping: put, read, settle. Once each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from db.rows import stamp, unstamp
from db.store import Store, Transaction

What = Literal["month", "week", "done", "failed", "works"]


@dataclass(frozen=True, slots=True)
class KeepingPost:
    """One message to an organisers' channel. ``begun``: it may have been sent before a crash."""

    id: int
    guild_id: int
    what: What
    ends_on: date | None
    people: int
    begun: bool
    created_at: datetime


def put(
    tx: Transaction,
    *,
    guild_id: int,
    what: What,
    now: datetime,
    ends_on: date | None = None,
    people: int = 0,
) -> None:
    """Inside the transaction that makes it true."""
    tx.execute(
        """INSERT INTO keeping_post (guild_id, what, ends_on, people, created_at)
        VALUES (?, ?, ?, ?, ?)""",
        (guild_id, what, ends_on.isoformat() if ends_on else "", people, stamp(now)),
    )


async def waiting(store: Store, *, guild_id: int) -> list[KeepingPost]:
    """What has not been posted yet, oldest first. The end is told once the last one is erased."""
    rows = await store.read(
        """SELECT * FROM keeping_post AS p
        WHERE p.guild_id = ? AND p.state IN ('waiting', 'sending')
          AND NOT (p.what = 'done' AND EXISTS
                (SELECT 1 FROM retention AS r WHERE r.guild_id = p.guild_id
                 AND r.begun_at IS NOT NULL AND r.done_at IS NULL))
        ORDER BY p.id LIMIT 5""",
        guild_id,
    )
    return [
        KeepingPost(
            id=row["id"],
            guild_id=row["guild_id"],
            what=row["what"],
            ends_on=date.fromisoformat(row["ends_on"]) if row["ends_on"] else None,
            people=row["people"],
            begun=row["state"] == "sending",
            created_at=unstamp(row["created_at"]),
        )
        for row in rows
    ]


async def settle(
    store: Store, post: KeepingPost, state: Literal["sending", "posted", "failed"]
) -> None:
    """How far one is: about to be sent, sent, or refused for good."""

    def work(tx: Transaction) -> None:
        tx.execute(
            "UPDATE keeping_post SET state = ? WHERE id = ? AND guild_id = ?",
            (state, post.id, post.guild_id),
        )

    await store.write(work)


async def tell_of_backups(store: Store, *, failing: bool, now: datetime) -> bool:
    """Tell every server's organisers, where it is news. Returns whether it was."""

    def work(tx: Transaction) -> bool:
        row = tx.execute("SELECT value FROM kept WHERE key = 'backups'").fetchone()
        was = row is not None and row["value"] == "failing"
        if was == failing:
            return False
        tx.execute(
            """INSERT INTO kept VALUES ('backups', ?)
            ON CONFLICT (key) DO UPDATE SET value = excluded.value""",
            ("failing" if failing else "working",),
        )
        for summit in tx.execute("SELECT guild_id FROM summit ORDER BY guild_id").fetchall():
            put(
                tx,
                guild_id=summit["guild_id"],
                what="failed" if failing else "works",
                now=now,
            )
        return True

    return await store.write(work)
