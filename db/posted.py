"""What the bot keeps standing in Discord: panels, the wall, its summary. Read, mark, settle.

``dirty`` means: what stands there is older than what is in the store. The wall's own queue is the
set of pledges that are shown and have no message yet.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.rows import PLEDGE, stamp, to_pledge, unstamp
from db.store import Store, Transaction
from domain.pledges import Pledge

Purpose = Literal[
    "welcome_panel",
    "organiser_panel",
    "wall_summary",
    "wall",
    "room_panel",
    "control_panel",
    "dashboard",
    "pledge_counter",
]


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that the bot keeps. ``message_id`` is None until Discord has answered."""

    id: int
    guild_id: int
    channel_id: int
    message_id: int | None
    purpose: Purpose
    sending: bool
    created_at: datetime


def _to_posted(row: sqlite3.Row) -> Posted:
    return Posted(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        purpose=row["purpose"],
        sending=row["state"] == "sending",
        created_at=unstamp(row["created_at"]),
    )


# -------------------------------------------------- marks, inside another verb's transaction


def mark_wall(tx: Transaction, pledge: Pledge) -> None:
    """The wall's message with this pledge, if there is one, is out of date."""
    if pledge.wall_id is not None:
        tx.execute("UPDATE posted_message SET dirty = 1 WHERE id = ?", (pledge.wall_id,))


def mark_wall_of_maker(tx: Transaction, *, guild_id: int, user_id: int) -> None:
    """Every message of the wall with a pledge of this person is out of date."""
    tx.execute(
        """UPDATE posted_message SET dirty = 1 WHERE id IN
            (SELECT wall_id FROM pledge
             WHERE maker_id = ? AND guild_id = ? AND wall_id IS NOT NULL)""",
        (user_id, guild_id),
    )


# -------------------------------------------------- reading


async def panels(store: Store, *, guild_id: int) -> list[Posted]:
    """The guild's panels and the wall's summary."""
    rows = await store.read(
        "SELECT * FROM posted_message WHERE guild_id = ? AND purpose <> 'wall'", guild_id
    )
    return [_to_posted(row) for row in rows]


async def to_do(store: Store, *, guild_id: int) -> list[Posted]:
    """What has to be sent again or edited, oldest first; but for what has a loop of its own."""
    rows = await store.read(
        """SELECT * FROM posted_message
        WHERE guild_id = ? AND (dirty = 1 OR state = 'sending')
            AND purpose NOT IN ('room_panel', 'control_panel', 'dashboard', 'pledge_counter')
        ORDER BY id LIMIT 50""",
        guild_id,
    )
    return [_to_posted(row) for row in rows]


async def pledges_on(store: Store, *, posted_id: int) -> list[Pledge]:
    """The pledges that belong to one message of the wall, in the order they were made."""
    rows = await store.read(f"{PLEDGE} WHERE p.wall_id = ? ORDER BY p.number", posted_id)
    return [to_pledge(row) for row in rows]


async def waiting_for_wall(store: Store, *, guild_id: int, most: int) -> list[Pledge]:
    """Shown pledges that no message carries yet, oldest first."""
    rows = await store.read(
        f"""{PLEDGE} WHERE p.guild_id = ? AND p.moderation = 'shown'
            AND p.delivery <> 'withdrawn' AND p.wall_id IS NULL
        ORDER BY p.id LIMIT ?""",
        guild_id,
        most,
    )
    return [to_pledge(row) for row in rows]


# -------------------------------------------------- settling


async def intend(
    store: Store,
    *,
    guild_id: int,
    channel_id: int,
    purpose: Purpose,
    pledge_ids: tuple[int, ...] = (),
    now: datetime,
) -> Posted | None:
    """Keep that a message is about to be sent, and which pledges it carries. Before it is sent.

    None where there is such a panel already: it is not sent a second time.
    """

    def work(tx: Transaction) -> Posted | None:
        row = tx.execute(
            """INSERT INTO posted_message (guild_id, channel_id, purpose, state, created_at)
            VALUES (?, ?, ?, 'sending', ?) ON CONFLICT DO NOTHING RETURNING *""",
            (guild_id, channel_id, purpose, stamp(now)),
        ).fetchone()
        if row is None:
            return None
        for pledge_id in pledge_ids:
            tx.execute(
                "UPDATE pledge SET wall_id = ? WHERE id = ? AND guild_id = ? AND wall_id IS NULL",
                (row["id"], pledge_id, guild_id),
            )
        return _to_posted(row)

    return await store.write(work)


async def settled(store: Store, *, posted_id: int, message_id: int) -> None:
    """Discord has the message."""

    def work(tx: Transaction) -> None:
        tx.execute(
            "UPDATE posted_message SET message_id = ?, state = 'posted' WHERE id = ?",
            (message_id, posted_id),
        )

    await store.write(work)


async def begin_refresh(store: Store, *, posted_id: int) -> None:
    """What is read from here on is what the message will show; later changes mark it again."""

    def work(tx: Transaction) -> None:
        tx.execute("UPDATE posted_message SET dirty = 0 WHERE id = ?", (posted_id,))

    await store.write(work)


async def mark_again(store: Store, *, posted_id: int) -> None:
    """What stands in Discord is out of date: it is still to do, or to do again."""

    def work(tx: Transaction) -> None:
        tx.execute("UPDATE posted_message SET dirty = 1 WHERE id = ?", (posted_id,))

    await store.write(work)


async def mark_panels(store: Store, *, guild_id: int) -> None:
    """Every standing message of the guild is to be drawn again (the plan may have changed)."""

    def work(tx: Transaction) -> None:
        tx.execute("UPDATE posted_message SET dirty = 1 WHERE guild_id = ?", (guild_id,))

    await store.write(work)


async def gone(store: Store, *, posted_id: int) -> None:
    """The message is no more: its pledges wait for the wall again, as far as they are shown."""

    def work(tx: Transaction) -> None:
        tx.execute("UPDATE pledge SET wall_id = NULL WHERE wall_id = ?", (posted_id,))
        tx.execute("DELETE FROM posted_message WHERE id = ?", (posted_id,))

    await store.write(work)
