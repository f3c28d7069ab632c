"""Reading questions. Nothing here says who asked without a name but ``asker_id``.

What was asked at a past summit still waits for its answer, so it is in all that is read here.
"""

from __future__ import annotations

import sqlite3

from db.rows import unstamp
from db.store import Store, Transaction
from domain.questions import Question, State

# Without a name, the asker's name is not even read.
QUESTION = """
SELECT q.id, q.guild_id, q.number, q.session, q.asker_id,
       CASE WHEN q.named THEN a.name ELSE '' END AS asker_name, q.named, q.words, q.state,
       q.pinned, q.votes, q.hidden_reason, q.answer, q.owner_id, q.asked_at
FROM question AS q JOIN attendee AS a ON a.guild_id = q.guild_id AND a.user_id = q.asker_id
"""
_PUBLIC = "q.state IN ('shown', 'asked live', 'answered in writing')"


def to_question(row: sqlite3.Row) -> Question:
    return Question(
        id=row["id"],
        guild_id=row["guild_id"],
        number=row["number"],
        session=row["session"],
        asker_id=row["asker_id"],
        asker_name=row["asker_name"],
        named=bool(row["named"]),
        words=row["words"],
        state=State(row["state"]),
        pinned=bool(row["pinned"]),
        votes=row["votes"],
        hidden_reason=row["hidden_reason"],
        answer=row["answer"],
        owner_id=row["owner_id"],
        asked_at=unstamp(row["asked_at"]),
    )


async def get(store: Store, *, guild_id: int, number: int) -> Question | None:
    row = await store.read_one(QUESTION + "WHERE q.guild_id = ? AND q.number = ?", guild_id, number)
    return to_question(row) if row else None


async def of_session(store: Store, *, guild_id: int, session: str) -> list[Question]:
    """What everybody sees of a session, in no order that matters."""
    rows = await store.read(
        QUESTION + f"WHERE q.guild_id = ? AND q.session = ? AND {_PUBLIC}", guild_id, session
    )
    return [to_question(row) for row in rows]


async def of_asker(
    store: Store, *, guild_id: int, user_id: int, most: int, below: int | None = None
) -> list[Question]:
    """Somebody's own questions, newest first, those with a number under ``below``."""
    rows = await store.read(
        QUESTION + "WHERE q.guild_id = ? AND q.asker_id = ? AND q.number < ?"
        " ORDER BY q.number DESC LIMIT ?",
        guild_id,
        user_id,
        below if below is not None else 1 << 62,
        most,
    )
    return [to_question(row) for row in rows]


# Those that wait in the rooms of one person, or in all where that is NULL. What waits from a past
# summit is in nobody's room, so everybody's.
_WAITING = """q.guild_id = ?1 AND q.state = 'waiting'
  AND (?2 IS NULL OR instr(q.session, '@') OR EXISTS
       (SELECT 1 FROM room_facilitator AS f
        WHERE f.guild_id = q.guild_id AND f.slug = q.session AND f.user_id = ?2))"""


async def next_waiting(
    store: Store, *, guild_id: int, led_by: int | None = None, after: int = 0
) -> Question | None:
    """The oldest question that waits, of those numbered above ``after``.

    ``led_by``: only in the rooms that this person leads.
    """
    row = await store.read_one(
        f"{QUESTION} WHERE {_WAITING} AND q.number > ?3 ORDER BY q.number LIMIT 1",
        guild_id,
        led_by,
        after,
    )
    return to_question(row) if row else None


async def waiting(store: Store, *, guild_id: int, led_by: int | None = None) -> int:
    """How many questions wait to be looked at; ``led_by`` as for :func:`next_waiting`."""
    row = await store.read_one(
        f"SELECT count(*) AS n FROM question AS q WHERE {_WAITING}", guild_id, led_by
    )
    return row["n"] if row else 0


async def waiting_elsewhere(store: Store, *, guild_id: int, user_id: int) -> list[str]:
    """The slugs of the sessions in which questions wait and which this person does not lead."""
    rows = await store.read(
        """SELECT DISTINCT s.slug, s.starts_at, s.position FROM question AS q
        JOIN session AS s ON s.guild_id = q.guild_id AND s.slug = q.session
        WHERE q.guild_id = ?1 AND q.state = 'waiting' AND s.archived = 0 AND NOT EXISTS
            (SELECT 1 FROM room_facilitator AS f
             WHERE f.guild_id = q.guild_id AND f.slug = q.session AND f.user_id = ?2)
        ORDER BY s.starts_at, s.position""",
        guild_id,
        user_id,
    )
    return [row["slug"] for row in rows]


async def unanswered(store: Store, *, guild_id: int) -> list[Question]:
    """What is shown and neither asked live nor answered, by votes and then time."""
    rows = await store.read(
        QUESTION + "WHERE q.guild_id = ? AND q.state = 'shown' ORDER BY q.votes DESC, q.number",
        guild_id,
    )
    return [to_question(row) for row in rows]


def letters_about(tx: Transaction, *, guild_id: int, user_id: int) -> list[int]:
    """The ids of letters to others that hold somebody's question: it was handed over, or back.

    They are known by their subject; once sent, a letter keeps nothing else of what it said.
    """
    rows = tx.execute(
        """SELECT id FROM letter WHERE guild_id = ?1 AND user_id <> ?2 AND subject IN
            (SELECT 'question Q-' || number FROM question WHERE guild_id = ?1 AND asker_id = ?2)
        ORDER BY id""",
        (guild_id, user_id),
    )
    return [row["id"] for row in rows]
