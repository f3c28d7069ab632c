"""Who was removed from a room and then erased their data: the bare lock, until the room is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.erasure_steps import want_clean_file_of_erased
from db.moderation_act import require_room
from db.moderation_rows import log
from db.rows import stamp
from db.store import Store, Transaction
from domain.moderation import Person
from domain.rules import RuleBroken

# The sessions that take place in the same room as ?2.
_SAME_ROOM = """
SELECT s.slug FROM session AS s JOIN session AS here ON here.guild_id = s.guild_id
    AND (here.slug = s.slug OR here.text_channel_id = s.text_channel_id)
WHERE here.guild_id = ?1 AND here.slug = ?2
"""


@dataclass(frozen=True, slots=True)
class Lock:
    """One channel that is shut to one person. ``lift``: it is to be opened to them now."""

    guild_id: int
    user_id: int
    channel_id: int
    slug: str
    lift: bool = False


# ---------------------------------------------------------------------- inside a transaction


def keep(tx: Transaction, *, guild_id: int, user_id: int) -> None:
    """Somebody is being erased: the channels that are shut to them stay so, and no more is kept."""
    tx.execute(
        """INSERT INTO room_lock (guild_id, user_id, channel_id, slug, lift)
        SELECT x.guild_id, a.target_id, x.channel_id, min(a.slug), min(a.undo <> '')
        FROM moderation_shut AS x JOIN moderation_act AS a ON a.id = x.act_id
        WHERE x.guild_id = ?1 AND a.target_id = ?2 AND a.kind = 'remove' AND a.state <> 'failed'
        GROUP BY x.channel_id
        ON CONFLICT (guild_id, user_id, channel_id)
        DO UPDATE SET lift = min(lift, excluded.lift)""",
        (guild_id, user_id),
    )
    tx.execute(
        """DELETE FROM moderation_shut WHERE guild_id = ?1 AND act_id IN
            (SELECT id FROM moderation_act WHERE guild_id = ?1 AND target_id = ?2)""",
        (guild_id, user_id),
    )
    # What would close the room to them by name would open it: the lock is their name there.
    tx.execute(
        """DELETE FROM room_access WHERE guild_id = ?1 AND user_id = ?2 AND channel_id IN
            (SELECT channel_id FROM room_lock WHERE guild_id = ?1 AND user_id = ?2)""",
        (guild_id, user_id),
    )


def lift_in(tx: Transaction, *, guild_id: int, user_id: int, slug: str) -> bool:
    """They may come back into this room; whether they were locked out of it."""
    done = tx.execute(
        f"""UPDATE room_lock SET lift = 1
        WHERE guild_id = ?1 AND user_id = ?3 AND lift = 0 AND slug IN ({_SAME_ROOM})""",
        (guild_id, slug, user_id),
    )
    return done.rowcount > 0


# ---------------------------------------------------------------------- verbs


async def lift(
    store: Store, *, guild_id: int, slug: str, user_id: int, actor: Person, now: datetime
) -> None:
    """Let somebody back in who has erased that they were removed.

    Raises RuleBroken ``room.*``, ``moderation.not_running``, ``moderation.self``.
    """

    def work(tx: Transaction) -> None:
        require_room(
            tx, guild_id=guild_id, slug=slug, user_id=actor.user_id, organiser=actor.organiser
        )
        if user_id == actor.user_id:
            raise RuleBroken("moderation.self")
        if not slug or not lift_in(tx, guild_id=guild_id, user_id=user_id, slug=slug):
            raise RuleBroken("moderation.not_running")
        log(
            tx,
            guild_id=guild_id,
            event="remove: lock lifted",
            actor_id=actor.user_id,
            target_id=0,  # they are erased: the log does not name them again
            slug=slug,
            channel_id=0,
            act_id=None,
            report_id=None,
            detail="",
            now=now,
        )

    await store.write(work)


async def of_person(store: Store, *, guild_id: int, user_id: int, slug: str) -> list[str]:
    """The sessions whose room somebody is locked out of: of this room; with no ``slug``, all."""
    rows = await store.read(
        f"""SELECT DISTINCT slug FROM room_lock
        WHERE guild_id = ?1 AND user_id = ?3 AND lift = 0
          AND (?2 = '' OR slug IN ({_SAME_ROOM})) ORDER BY slug""",
        guild_id,
        slug,
        user_id,
    )
    return [row["slug"] for row in rows]


async def every(store: Store, *, guild_id: int, now: datetime) -> list[Lock]:
    """All locks; those of rooms that are over are to be lifted."""
    rows = await store.read(
        """SELECT l.*, l.lift OR NOT EXISTS (SELECT 1 FROM session AS s
                JOIN session AS here ON here.guild_id = s.guild_id AND here.slug = l.slug
                    AND (here.slug = s.slug OR here.text_channel_id = s.text_channel_id)
                WHERE s.guild_id = l.guild_id AND s.archived = 0 AND s.ends_at > ?2) AS open
        FROM room_lock AS l WHERE l.guild_id = ?1 ORDER BY l.user_id, l.channel_id""",
        guild_id,
        stamp(now),
    )
    return [
        Lock(row["guild_id"], row["user_id"], row["channel_id"], row["slug"], bool(row["open"]))
        for row in rows
    ]


async def spread(store: Store, lock: Lock) -> None:
    """This channel of the same room is about to be shut to them too."""
    await store.write(
        lambda tx: tx.execute(
            "INSERT INTO room_lock VALUES (?, ?, ?, ?, 0) ON CONFLICT DO NOTHING",
            (lock.guild_id, lock.user_id, lock.channel_id, lock.slug),
        )
    )


async def lifted(store: Store, lock: Lock) -> None:
    """The channel is open to them again, or gone: nothing of them is kept for it."""

    def work(tx: Transaction) -> None:
        tx.execute(
            "DELETE FROM room_lock WHERE guild_id = ? AND user_id = ? AND channel_id = ?",
            (lock.guild_id, lock.user_id, lock.channel_id),
        )
        want_clean_file_of_erased(tx, guild_id=lock.guild_id, user_id=lock.user_id)

    await store.write(work)
