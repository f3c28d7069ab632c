"""What people are to be told outside of an answer: the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from db.store import Store, Transaction

Outcome = Literal["dm", "thread", "not_reached"]


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


async def sent(store: Store, *, notice_id: int, outcome: Outcome) -> None:
    """How the notice ended."""

    def work(tx: Transaction) -> None:
        tx.execute(
            "UPDATE notice SET state = ? WHERE id = ? AND state = 'waiting'", (outcome, notice_id)
        )

    await store.write(work)


async def tried(store: Store, *, notice_id: int) -> None:
    """Discord was out of order: the notice waits, behind the others."""

    def work(tx: Transaction) -> None:
        tx.execute("UPDATE notice SET tries = tries + 1 WHERE id = ?", (notice_id,))

    await store.write(work)
