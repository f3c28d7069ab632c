"""What small groups may not: take who is kept out, begin in a shut room, or beside others."""

from __future__ import annotations

from db.store import Store, Transaction
from domain.facilitation import Door
from domain.rules import RuleBroken

# Whoever was removed from a session is out of every session in the same channels; also who has
# erased their data since.
_OUT = """
SELECT DISTINCT a.target_id FROM moderation_act AS a
WHERE a.guild_id = ?1 AND a.kind = 'remove' AND a.target_id <> 0
  AND ((a.state = 'done' AND a.undo IN ('', 'failed')) OR (?3 AND a.state = 'asked'))
  AND a.slug IN
    (SELECT s.slug FROM session AS s JOIN session AS here ON here.guild_id = s.guild_id
        AND (here.slug = s.slug OR here.text_channel_id = s.text_channel_id
             OR here.voice_channel_id = s.voice_channel_id)
     WHERE here.guild_id = ?1 AND here.slug = ?2)
UNION SELECT l.user_id FROM room_lock AS l
WHERE l.guild_id = ?1 AND l.lift = 0 AND l.slug IN
    (SELECT s.slug FROM session AS s JOIN session AS here ON here.guild_id = s.guild_id
        AND (here.slug = s.slug OR here.text_channel_id = s.text_channel_id)
     WHERE here.guild_id = ?1 AND here.slug = ?2)
"""


def find_removed(tx: Transaction, *, guild_id: int, slug: str) -> frozenset[int]:
    """Who is kept out of a session's room by moderators, inside a transaction."""
    rows = tx.execute(_OUT, (guild_id, slug, 0)).fetchall()
    return frozenset(row["target_id"] for row in rows)


async def removed(
    store: Store, *, guild_id: int, slug: str, also_asked: bool = False
) -> frozenset[int]:
    """Who is kept out of a session's room; ``also_asked``: or is being removed at this moment."""
    rows = await store.read(_OUT, guild_id, slug, int(also_asked))
    return frozenset(row["target_id"] for row in rows)


def is_shut(tx: Transaction, *, guild_id: int, slug: str) -> bool:
    """Whether nothing goes on in a room any more: closed, cancelled, or of a past summit."""
    row = tx.execute(
        """SELECT s.cancelled OR s.archived OR ifnull(r.door, '') = ? AS shut
        FROM session AS s LEFT JOIN room AS r ON r.guild_id = s.guild_id AND r.slug = s.slug
        WHERE s.guild_id = ? AND s.slug = ?""",
        (Door.CLOSED.value, guild_id, slug),
    ).fetchone()
    return row is None or bool(row["shut"])


def require_not_shut(tx: Transaction, *, guild_id: int, slug: str) -> None:
    """Raises RuleBroken ``room.cancelled``, ``room.not_open``."""
    row = tx.execute(
        "SELECT title, cancelled FROM session WHERE guild_id = ? AND slug = ?", (guild_id, slug)
    ).fetchone()
    if row is not None and row["cancelled"]:
        raise RuleBroken("room.cancelled", title=row["title"])
    if is_shut(tx, guild_id=guild_id, slug=slug):
        raise RuleBroken("room.not_open")


def none_runs(tx: Transaction, guild_id: int, slug: str) -> None:
    """Raises RuleBroken ``breakout.runs``."""
    there = tx.execute(
        "SELECT 1 FROM breakout_round WHERE guild_id = ? AND slug = ?"
        " AND stage IN ('running', 'grace')",
        (guild_id, slug),
    ).fetchone()
    if there is not None:
        raise RuleBroken("breakout.runs")
