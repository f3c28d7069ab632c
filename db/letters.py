"""What people are to be told outside of an answer, in words: put, send, settle."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.notices import Outcome, Where, located, take_back
from db.rows import stamp
from db.store import Store, Transaction


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person. ``buttons`` are labels and routes; ``subject`` names a thread.

    ``thread_text`` is what it says there, where that is not ``text``.
    """

    id: int
    guild_id: int
    user_id: int
    subject: str
    text: str
    buttons: tuple[tuple[str, str], ...]
    tries: int
    thread_text: str = ""


def put(
    tx: Transaction,
    *,
    guild_id: int,
    user_id: int,
    subject: str,
    text: str,
    buttons: Sequence[tuple[str, str]] = (),
    thread_text: str = "",
    now: datetime,
) -> None:
    """Keep what somebody is to be told, inside the transaction that makes it true.

    ``thread_text``: what it says instead where it goes to a private thread in the server.
    """
    tx.execute(
        """INSERT INTO letter (guild_id, user_id, subject, text, buttons, thread_text, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (
            *(guild_id, user_id, subject, text, json.dumps(list(buttons))),
            *(thread_text, stamp(now)),
        ),
    )


async def waiting(store: Store, *, most: int = 5) -> list[Letter]:
    """The oldest letters that have not been sent, of all guilds."""
    rows = await store.read(
        """SELECT id, guild_id, user_id, subject, text, buttons, tries, thread_text FROM letter
        WHERE state = 'waiting' ORDER BY tries, id LIMIT ?""",
        most,
    )
    return [
        Letter(
            row["id"],
            row["guild_id"],
            row["user_id"],
            row["subject"],
            row["text"],
            tuple((label, route) for label, route in json.loads(row["buttons"])),
            row["tries"],
            row["thread_text"],
        )
        for row in rows
    ]


async def sent(
    store: Store, *, letter_id: int, outcome: Outcome, where: Where | None = None
) -> None:
    """How the letter ended, and where it stands. Its words are not kept any longer.

    Its buttons are: by them an erasure finds what others were sent about somebody.
    """

    def work(tx: Transaction) -> None:
        there = tx.execute(
            """UPDATE letter
            SET state = ?, text = '', thread_text = '', channel_id = ?, message_id = ?
            WHERE id = ?""",
            (outcome, *located(where), letter_id),
        ).rowcount
        if not there and where is not None:
            take_back(tx, where)

    await store.write(work)


async def tried(store: Store, *, letter_id: int) -> None:
    """Discord was out of order: the letter waits, behind the others."""

    def work(tx: Transaction) -> None:
        tx.execute("UPDATE letter SET tries = tries + 1 WHERE id = ?", (letter_id,))

    await store.write(work)
