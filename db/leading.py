"""Who leads a room no longer: by themselves, because another led it first, or without the role."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from db import facilitation, said
from db.facilitation import Kept, Letter
from db.rows import unstamp
from db.store import Store, Transaction
from domain import facilitation as rules

LOST = "lost the role"
TellOf = Callable[[Kept], Letter]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a room's log. ``actor_id`` is 0 where its person is erased."""

    slug: str
    event: str
    actor_id: int
    at: datetime


async def line(store: Store, *, guild_id: int, log_id: int) -> Line | None:
    row = await store.read_one(
        "SELECT slug, event, actor_id, at FROM room_log WHERE guild_id = ? AND id = ?",
        guild_id,
        log_id,
    )
    return Line(row["slug"], row["event"], row["actor_id"], unstamp(row["at"])) if row else None


async def stop_leading(
    store: Store, *, guild_id: int, slug: str, user_id: int, now: datetime
) -> tuple[Kept, bool]:
    """Somebody leads a room no longer. Returns it, and whether they did.

    Raises RuleBroken ``room.unknown``.
    """

    def work(tx: Transaction) -> tuple[Kept, bool]:
        facilitation.load(tx, guild_id=guild_id, slug=slug)
        gone = _gone(tx, guild_id, slug, user_id)
        if gone:
            facilitation.log(tx, guild_id, slug, "stopped leading", user_id, now)
        return facilitation.load(tx, guild_id=guild_id, slug=slug), gone

    return await store.write(work)


async def stop_other(
    store: Store,
    *,
    guild_id: int,
    slug: str,
    user_id: int,
    organiser: bool,
    other_id: int,
    tell: TellOf,
    now: datetime,
) -> tuple[Kept, bool]:
    """Who led a room first, or an organiser, ends that somebody else leads it; they are told.

    Returns it, and whether they led it. Raises RuleBroken ``room.unknown``, ``room.not_first``.
    """

    def work(tx: Transaction) -> tuple[Kept, bool]:
        kept = facilitation.load(tx, guild_id=guild_id, slug=slug)
        rules.may_stop(kept.facilitators, user_id, organiser=organiser)
        gone = _gone(tx, guild_id, slug, other_id)
        after = facilitation.load(tx, guild_id=guild_id, slug=slug)
        if gone:
            facilitation.log(tx, guild_id, slug, "stopped somebody leading", user_id, now)
            facilitation.write(tx, guild_id, other_id, tell(after), now)
        return after, gone

    return await store.write(work)


async def lost_role(
    store: Store, *, guild_id: int, user_id: int, tell: TellOf, now: datetime
) -> list[str]:
    """Somebody has no role to lead with any more. Returns the slugs of the rooms that they led.

    Who leads one with them is told; where nobody else does, organisers are.
    """

    def work(tx: Transaction) -> list[str]:
        rows = tx.execute(
            """SELECT f.slug FROM room_facilitator AS f JOIN session AS s
                ON s.guild_id = f.guild_id AND s.slug = f.slug AND s.archived = 0
            WHERE f.guild_id = ? AND f.user_id = ? ORDER BY s.position""",
            (guild_id, user_id),
        ).fetchall()
        for row in rows:
            _gone(tx, guild_id, row["slug"], user_id)
            log_id = facilitation.log(tx, guild_id, row["slug"], LOST, user_id, now)
            kept = facilitation.load(tx, guild_id=guild_id, slug=row["slug"])
            for other in kept.facilitators:
                facilitation.write(tx, guild_id, other, tell(kept), now)
            if not kept.facilitators:
                said.put(tx, guild_id=guild_id, what="leading", about=str(log_id), now=now)
        return [row["slug"] for row in rows]

    return await store.write(work)


def _gone(tx: Transaction, guild_id: int, slug: str, user_id: int) -> bool:
    done = tx.execute(
        "DELETE FROM room_facilitator WHERE guild_id = ? AND slug = ? AND user_id = ?",
        (guild_id, slug, user_id),
    )
    return done.rowcount > 0


def letters_about(tx: Transaction, *, guild_id: int, user_id: int) -> Sequence[int]:
    """The ids of letters that tell others whom they lead a room with: for erasing them."""
    rows = tx.execute(
        """SELECT l.id FROM letter AS l, json_each(l.buttons) AS b
        WHERE l.guild_id = ?1 AND l.user_id <> ?2
          AND json_extract(b.value, '$[1]') LIKE 'room.stop:' || ?1 || ':%:' || ?2""",
        (guild_id, user_id),
    )
    return [row["id"] for row in rows]
