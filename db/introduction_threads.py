"""The private threads of those who both said yes: what is still to be made, and how it went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from db import attendees
from db.connections import CARD, to_card
from db.introductions import Note, find, put
from db.rows import stamp
from db.store import Store, Transaction
from domain.connections import Card, Pair, Thread
from domain.rules import RuleBroken


@dataclass(frozen=True, slots=True)
class ToMake:
    """A thread that is wanted. ``begun``: Discord may have been asked for it before a crash."""

    id: int
    guild_id: int
    people: tuple[int, int]
    begun: bool
    thread_id: int | None


# What the one who is still here is told, by the name of who left.
TellGone = Callable[[str, int], Note]


async def to_make(store: Store, *, guild_id: int, most: int = 2) -> list[ToMake]:
    """The oldest threads that are wanted."""
    rows = await store.read(
        """SELECT id, guild_id, low_id, high_id, thread_begun_at, thread_id FROM introduction
        WHERE guild_id = ? AND thread = 'wanted' ORDER BY id LIMIT ?""",
        guild_id,
        most,
    )
    return [
        ToMake(
            row["id"],
            row["guild_id"],
            (row["low_id"], row["high_id"]),
            row["thread_begun_at"] is not None,
            row["thread_id"],
        )
        for row in rows
    ]


async def begin(
    store: Store, *, guild_id: int, introduction_id: int, now: datetime
) -> tuple[Card, Card] | None:
    """Discord is about to be asked for the thread. Returns the two cards.

    None where it is not wanted any more: one of them left meanwhile.
    """

    def work(tx: Transaction) -> tuple[Card, Card] | None:
        row = tx.execute(
            """UPDATE introduction SET thread_begun_at = ifnull(thread_begun_at, ?)
            WHERE guild_id = ? AND id = ? AND thread = 'wanted' RETURNING low_id, high_id""",
            (stamp(now), guild_id, introduction_id),
        ).fetchone()
        if row is None:
            return None
        cards = [_shown(tx, guild_id, user_id) for user_id in (row["low_id"], row["high_id"])]
        return cards[0], cards[1]

    return await store.write(work)


async def opened(store: Store, *, guild_id: int, introduction_id: int, thread_id: int) -> None:
    """The thread is there; the two and the message may not be."""

    def work(tx: Transaction) -> None:
        tx.execute(
            "UPDATE introduction SET thread_id = ? WHERE guild_id = ? AND id = ?",
            (thread_id, guild_id, introduction_id),
        )

    await store.write(work)


async def lost(store: Store, *, guild_id: int, introduction_id: int) -> None:
    """The thread was deleted before the two were in it: it is made anew."""

    def work(tx: Transaction) -> None:
        tx.execute(
            """UPDATE introduction SET thread_id = NULL, thread_begun_at = NULL
            WHERE guild_id = ? AND id = ? AND thread = 'wanted'""",
            (guild_id, introduction_id),
        )

    await store.write(work)


async def made(store: Store, *, guild_id: int, introduction_id: int, message_id: int) -> None:
    """The two are in it and the first message stands."""

    def work(tx: Transaction) -> None:
        tx.execute(
            """UPDATE introduction SET thread = 'made', message_id = ?
            WHERE guild_id = ? AND id = ? AND thread = 'wanted'""",
            (message_id, guild_id, introduction_id),
        )

    await store.write(work)


async def gone(
    store: Store,
    *,
    guild_id: int,
    introduction_id: int,
    user_id: int,
    tell: TellGone,
    now: datetime,
) -> None:
    """``user_id`` is not in the server any more; the other gets a letter."""

    def work(tx: Transaction) -> None:
        changed = tx.execute(
            """UPDATE introduction SET thread = 'gone'
            WHERE guild_id = ? AND id = ? AND thread = 'wanted'""",
            (guild_id, introduction_id),
        ).rowcount
        if changed:
            pair = find(tx, guild_id, introduction_id, user_id)
            note = tell(_shown(tx, guild_id, user_id).name, introduction_id)
            put(tx, guild_id=guild_id, user_id=pair.other_id, note=note, now=now)

    await store.write(work)


async def wanted_again(
    store: Store,
    *,
    guild_id: int,
    user_id: int,
    introduction_id: int,
    lost: int | None,
    now: datetime,
) -> Pair:
    """The thread ``lost`` was deleted by hand, or whoever had left is back: make another.

    Of two presses the second changes nothing. Raises RuleBroken ``join.first``, ``connect.*``.
    """

    def work(tx: Transaction) -> Pair:
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        pair = find(tx, guild_id, introduction_id, user_id)
        if not pair.introduced:
            raise RuleBroken("connect.not_open")
        if pair.thread in (Thread.MADE, Thread.GONE) and pair.thread_id == lost:
            tx.execute(
                """UPDATE introduction SET thread = 'wanted', thread_begun_at = NULL,
                    thread_id = NULL, message_id = NULL, changed_at = ? WHERE id = ?""",
                (stamp(now), introduction_id),
            )
        return find(tx, guild_id, introduction_id, user_id)

    return await store.write(work)


def _shown(tx: Transaction, guild_id: int, user_id: int) -> Card:
    """Somebody as the other is shown them: by name alone where their card is gone."""
    row = tx.execute(
        CARD + "WHERE c.guild_id = ? AND c.user_id = ?", (guild_id, user_id)
    ).fetchone()
    if row is None:
        row = tx.execute(
            """SELECT 0 AS id, guild_id, user_id, name, kind, '' AS organisation, '' AS offers,
                      '' AS needs, '[]' AS themes
            FROM attendee WHERE guild_id = ? AND user_id = ?""",
            (guild_id, user_id),
        ).fetchone()
    return to_card(row)
