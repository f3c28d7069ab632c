"""What people are to be told outside of an answer: the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from db.store import Store, Transaction

Outcome = Literal["dm", "thread", "not_reached"]


@dataclass(frozen=True, slots=True)
class Where:
    """Where a private message of the bot stands; ``thread`` where it was made for one person."""

    guild_id: int
    channel_id: int
    message_id: int | None
    thread: bool


def located(where: Where | None) -> tuple[int | None, int | None]:
    """A message's channel and own id, as they are kept."""
    return (where.channel_id, where.message_id) if where is not None else (None, None)


def take_back(tx: Transaction, where: Where) -> None:
    """Keep that a message has to be deleted in Discord: whom it was for was erased meanwhile."""
    tx.execute(
        "INSERT INTO erasure_step (guild_id, what, channel_id, message_id) VALUES (?, ?, ?, ?)",
        (
            where.guild_id,
            "thread" if where.thread else "message",
            where.channel_id,
            where.message_id,
        ),
    )


@dataclass(frozen=True, slots=True)
class Notice:
    id: int
    guild_id: int
    user_id: int
    pledge_id: int
    event: str
    reason: str
    tries: int


async def waiting(store: Store, *, most: int = 5) -> list[Notice]:
    """The oldest notices that have not been sent, of all guilds."""
    rows = await store.read(
        """SELECT id, guild_id, user_id, pledge_id, event, reason, tries FROM notice
        WHERE state = 'waiting' ORDER BY tries, id LIMIT ?""",
        most,
    )
    return [Notice(**dict(row)) for row in rows]


async def not_reached(store: Store, *, guild_id: int) -> list[int]:
    """The numbers of the hidden pledges whose makers could not be told."""
    rows = await store.read(
        """SELECT DISTINCT p.number FROM notice AS n JOIN pledge AS p ON p.id = n.pledge_id
        WHERE n.guild_id = ? AND n.state = 'not_reached' AND p.moderation = 'hidden'
        ORDER BY p.number""",
        guild_id,
    )
    return [row["number"] for row in rows]


async def sent(
    store: Store, *, notice_id: int, outcome: Outcome, where: Where | None = None
) -> None:
    """How the notice ended, and where it stands."""

    def work(tx: Transaction) -> None:
        there = tx.execute(
            """UPDATE notice SET channel_id = ?, message_id = ?,
                state = CASE state WHEN 'waiting' THEN ? ELSE state END
            WHERE id = ? AND message_id IS NULL""",
            (*located(where), outcome, notice_id),
        ).rowcount
        if not there and where is not None:
            take_back(tx, where)

    await store.write(work)


async def tried(store: Store, *, notice_id: int) -> None:
    """Discord was out of order: the notice waits, behind the others."""

    def work(tx: Transaction) -> None:
        tx.execute("UPDATE notice SET tries = tries + 1 WHERE id = ?", (notice_id,))

    await store.write(work)
