"""Who is not in the server any more, as Discord says when they are called on, moved or invited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from db import hands, letters
from db.moderation_rows import room_title
from db.store import Store, Transaction
from domain import hands as rules
from domain.hands import Turn

Tell = Callable[[str, int], tuple[str, str]]
"""The subject and text for who leads: from which session’s title, and which group."""


async def left(store: Store, *, guild_id: int, user_id: int, tell: Tell, now: datetime) -> None:
    """Their hands go down and they are in no group under way; who leads those groups is told.

    A second time changes nothing. What they chose and wrote stays: they may come back.
    """

    def work(tx: Transaction) -> None:
        for row in tx.execute(
            """SELECT * FROM hand WHERE guild_id = ? AND user_id = ?
            AND (state = 'up' OR turn = 'on')""",
            (guild_id, user_id),
        ).fetchall():
            hand = hands.to_hand(row)
            if hand.turn is Turn.ON:
                hands.finish(tx, hand, None, now)
            else:
                hands.change(tx, rules.lower(hand, now), "left the server", None, now)
        for row in tx.execute(_GROUPS, (guild_id, user_id)).fetchall():
            if row["others"]:  # a group with nobody in it is not one: its last member stays listed
                tx.execute(
                    """DELETE FROM breakout_member
                    WHERE guild_id = ? AND round_id = ? AND user_id = ?""",
                    (guild_id, row["round_id"], user_id),
                )
                _tell(tx, guild_id, row["slug"], row["number"], tell, now)

    await store.write(work)


_GROUPS = """
SELECT m.round_id, m.number, r.slug, EXISTS (SELECT 1 FROM breakout_member AS o
    WHERE o.round_id = m.round_id AND o.number = m.number AND o.user_id <> m.user_id) AS others
FROM breakout_member AS m JOIN breakout_round AS r ON r.id = m.round_id
WHERE m.guild_id = ? AND m.user_id = ? AND r.stage IN ('running', 'grace')
"""


def _tell(
    tx: Transaction, guild_id: int, slug: str, number: int, tell: Tell, now: datetime
) -> None:
    subject, text = tell(room_title(tx, guild_id, slug), number)
    for lead in tx.execute(
        "SELECT user_id FROM room_facilitator WHERE guild_id = ? AND slug = ? ORDER BY since",
        (guild_id, slug),
    ).fetchall():
        letters.put(
            tx, guild_id=guild_id, user_id=lead["user_id"], subject=subject, text=text, now=now
        )
