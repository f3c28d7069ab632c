"""What Discord still has to do for small groups: the difference to what it was told.

One list, in the order in which people need it. A crash in between loses nothing: what was begun and
not settled is looked for before it is made again.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

from db.store import Store, Transaction

Step = Literal[
    "thread",
    "look for thread",
    "into thread",
    "voice",
    "look for voice",
    "move",
    "report",
    "move back",
    "close voice",
    "close thread",
]


@dataclass(frozen=True, slots=True)
class Task:
    """One request to Discord. Ids are snowflakes; None where there is none yet."""

    step: Step
    guild_id: int
    slug: str
    round_id: int
    round_number: int
    number: int
    thread_id: int | None
    voice_id: int | None
    user_id: int | None = None


_GROUP = """
SELECT '{step}' AS step, {rank} AS rank, r.guild_id, r.slug, r.id AS round_id,
       r.number AS round_number, g.number, g.thread_id, g.voice_id, NULL AS user_id
FROM breakout_round AS r JOIN breakout_group AS g ON g.round_id = r.id
WHERE r.guild_id = ?1 AND {where}
"""
_MEMBER = """
SELECT '{step}' AS step, {rank} AS rank, r.guild_id, r.slug, r.id AS round_id,
       r.number AS round_number, g.number, g.thread_id, g.voice_id, m.user_id
FROM breakout_round AS r
JOIN breakout_group AS g ON g.round_id = r.id
JOIN breakout_member AS m ON m.round_id = r.id AND m.number = g.number
WHERE r.guild_id = ?1 AND {where}
"""
_RUNNING = "r.stage IN ('running', 'grace')"
_PARTS = (
    (_GROUP, "look for thread", 1, f"{_RUNNING} AND g.thread_state = 'begun'"),
    (_GROUP, "thread", 1, f"{_RUNNING} AND g.thread_state = 'wanted'"),
    (_MEMBER, "into thread", 2, f"{_RUNNING} AND g.thread_state = 'made' AND NOT m.in_thread"),
    (_GROUP, "look for voice", 3, f"{_RUNNING} AND g.voice_state = 'begun'"),
    (_GROUP, "voice", 3, "r.stage = 'running' AND g.voice_state = 'wanted'"),
    (
        _MEMBER,
        "move",
        4,
        "r.stage = 'running' AND g.voice_state = 'made' AND m.moved = 'wanted'",
    ),
    (_MEMBER, "move back", 0, "r.stage = 'over' AND m.moved = 'moved'"),
    (_GROUP, "close voice", 5, "r.stage = 'over' AND g.voice_state = 'made'"),
    (_GROUP, "close thread", 6, "r.stage = 'over' AND g.thread_state = 'made'"),
)
_TO_DO = (
    " UNION ALL ".join(
        f"SELECT * FROM ({part.format(step=step, rank=rank, where=where)})"
        for part, step, rank, where in _PARTS
    )
    + " ORDER BY rank, round_id, number, user_id LIMIT ?2"
)


async def to_do(store: Store, *, guild_id: int, most: int) -> list[Task]:
    """The next requests of one server, the most urgent first."""
    return [_to_task(row) for row in await store.read(_TO_DO, guild_id, most)]


async def threads(store: Store, *, guild_id: int, round_id: int) -> dict[int, int]:
    """The thread of each group that has one, by the group's number."""
    rows = await store.read(
        """SELECT number, thread_id FROM breakout_group
        WHERE guild_id = ? AND round_id = ? AND thread_state = 'made' ORDER BY number""",
        guild_id,
        round_id,
    )
    return {row["number"]: row["thread_id"] for row in rows}


async def voice_rooms(store: Store, *, guild_id: int, slug: str) -> frozenset[int]:
    """The voice rooms of a session's groups."""
    rows = await store.read(
        """SELECT g.voice_id FROM breakout_group AS g JOIN breakout_round AS r ON r.id = g.round_id
        WHERE g.guild_id = ? AND r.slug = ? AND g.voice_state = 'made'""",
        guild_id,
        slug,
    )
    return frozenset(row["voice_id"] for row in rows)


async def came_by_voice(store: Store, *, guild_id: int, round_id: int) -> frozenset[int]:
    """Who was moved into a group out of the session's own voice room."""
    rows = await store.read(
        """SELECT user_id FROM breakout_member
        WHERE guild_id = ? AND round_id = ? AND moved IN ('moved', 'back')""",
        guild_id,
        round_id,
    )
    return frozenset(row["user_id"] for row in rows)


async def reports_wanted(store: Store, *, guild_id: int, round_id: int) -> list[Task]:
    """The groups of a round that have not been asked for their report yet.

    A group without a thread is asked in the room; one whose thread is being made waits for it.
    """
    sql = _GROUP.format(step="report", rank=0, where="r.id = ?2 AND NOT g.report")
    rows = await store.read(
        f"{sql} AND g.thread_state IN ('made', 'failed') ORDER BY g.number", guild_id, round_id
    )
    return [_to_task(row) for row in rows]


def _to_task(row: sqlite3.Row) -> Task:
    return Task(
        step=row["step"],
        guild_id=row["guild_id"],
        slug=row["slug"],
        round_id=row["round_id"],
        round_number=row["round_number"],
        number=row["number"],
        thread_id=row["thread_id"],
        voice_id=row["voice_id"],
        user_id=row["user_id"],
    )


# ---------------------------------------------------------------------- settling


async def thread(store: Store, task: Task, state: str, thread_id: int | None = None) -> None:
    """A group's thread is begun, made, closed, or failed."""
    await _group(store, task, "thread", state, thread_id)


async def voice(store: Store, task: Task, state: str, voice_id: int | None = None) -> None:
    """A group's voice channel is begun, made, closed, or failed."""
    await _group(store, task, "voice", state, voice_id)


async def _group(store: Store, task: Task, what: str, state: str, channel_id: int | None) -> None:
    def work(tx: Transaction) -> None:
        tx.execute(
            f"""UPDATE breakout_group SET {what}_state = ?, {what}_id = ifnull(?, {what}_id)
            WHERE round_id = ? AND number = ? AND guild_id = ?""",
            (state, channel_id, task.round_id, task.number, task.guild_id),
        )

    await store.write(work)


async def reported(store: Store, task: Task, *, asked: bool = True) -> None:
    """The report form is about to stand in a group's thread: kept first, so never twice.

    Not ``asked``: Discord was out of order, so it is still to do.
    """

    def work(tx: Transaction) -> None:
        tx.execute(
            """UPDATE breakout_group SET report = ?
            WHERE round_id = ? AND number = ? AND guild_id = ?""",
            (int(asked), task.round_id, task.number, task.guild_id),
        )

    await store.write(work)


async def in_thread(store: Store, task: Task) -> None:
    """Somebody is in their group's thread, or Discord does not know them."""
    await _member(store, task, "in_thread = 1")


async def moved(store: Store, task: Task, how: Literal["moved", "text", "back"]) -> None:
    """Somebody was moved, is back, or goes by the thread alone."""
    await _member(store, task, f"moved = '{how}'")


async def _member(store: Store, task: Task, change: str) -> None:
    def work(tx: Transaction) -> None:
        tx.execute(
            f"""UPDATE breakout_member SET {change}
            WHERE round_id = ? AND user_id = ? AND guild_id = ?""",
            (task.round_id, task.user_id, task.guild_id),
        )

    await store.write(work)
