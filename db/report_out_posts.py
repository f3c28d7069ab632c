"""Reports of small groups, read out in their workshop's room: what waits, and what stands there."""

from __future__ import annotations

from dataclasses import dataclass

from db.store import Store, Transaction
from domain.rounds import Stage


@dataclass(frozen=True, slots=True)
class Post:
    """A report that is to be read out in a room, or drawn again there."""

    guild_id: int
    slug: str
    round_id: int
    number: int
    state: str
    channel_id: int | None
    message_id: int | None


async def to_post(store: Store, *, guild_id: int, most: int) -> list[Post]:
    """The reports of rounds that are over and are not in their room yet as they are by now."""
    rows = await store.read(
        """SELECT p.*, r.slug FROM group_report AS p JOIN breakout_round AS r ON r.id = p.round_id
        WHERE p.guild_id = ? AND r.stage = ? AND (
            p.state IN ('waiting', 'sending') OR (p.state = 'posted' AND p.dirty))
        ORDER BY p.round_id, p.number LIMIT ?""",
        guild_id,
        Stage.OVER.value,
        most,
    )
    return [
        Post(
            row["guild_id"],
            row["slug"],
            row["round_id"],
            row["number"],
            row["state"],
            row["channel_id"],
            row["message_id"],
        )
        for row in rows
    ]


async def settle(
    store: Store,
    post: Post,
    state: str,
    *,
    channel_id: int | None = None,
    message_id: int | None = None,
) -> None:
    """A report is about to be read out ('sending'), stands there ('posted'), or can't ('failed').

    What is read from the store after this is what will stand there; later changes mark it again.
    """

    def work(tx: Transaction) -> None:
        tx.execute(
            """UPDATE group_report
            SET state = ?, dirty = CASE ? WHEN 'posted' THEN dirty ELSE 0 END,
                   channel_id = ifnull(?, channel_id), message_id = ifnull(?, message_id)
            WHERE round_id = ? AND number = ? AND guild_id = ?""",
            (state, state, channel_id, message_id, post.round_id, post.number, post.guild_id),
        )

    await store.write(work)


async def redraw(store: Store, post: Post, *, done: bool) -> None:
    """What stands in the room is about to be drawn again (``done``), or could not be."""

    def work(tx: Transaction) -> None:
        tx.execute(
            "UPDATE group_report SET dirty = ? WHERE round_id = ? AND number = ? AND guild_id = ?",
            (int(not done), post.round_id, post.number, post.guild_id),
        )

    await store.write(work)
