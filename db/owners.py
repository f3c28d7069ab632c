"""Who looks after pledges and workshops' notes: given, noted, what is next, reminded."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from db.check_ins import put
from db.introductions import Note
from db.rows import stamp, unstamp
from db.store import Store, Transaction
from domain.care import Kind, Owner, Subject, check_name, check_note
from domain.pledges import reference as pledge_reference
from domain.rules import RuleBroken


@dataclass(frozen=True, slots=True)
class About:
    """What a subject is, for whoever looks after it: its reference and its words."""

    subject: Subject
    reference: str
    words: str


@dataclass(frozen=True, slots=True)
class CareNote:
    """An internal note. ``author_id`` is 0 where they were erased."""

    author_id: int
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Cared:
    """A subject with its owner, if it has one."""

    about: About
    owner: Owner | None


_ABOUT = {
    Kind.PLEDGE: "SELECT number, action AS words FROM pledge WHERE id = ? AND guild_id = ?",
    Kind.OUTPUT: "SELECT number, words FROM output WHERE id = ? AND guild_id = ?",
}


def _to_about(subject: Subject, number: int, words: str) -> About:
    said = pledge_reference(number) if subject.kind is Kind.PLEDGE else f"N-{number}"
    return About(subject, said, words)


def _to_owner(row: sqlite3.Row) -> Owner:
    return Owner(
        subject=Subject(Kind(row["subject"]), row["subject_id"]),
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        name=row["name"],
        next_step=row["next_step"],
        next_on=date.fromisoformat(row["next_on"]) if row["next_on"] else None,
    )


def _require(tx: Transaction, guild_id: int, subject: Subject) -> About:
    row = tx.execute(_ABOUT[subject.kind], (subject.id, guild_id)).fetchone()
    if row is None:
        raise RuleBroken("care.unknown")
    return _to_about(subject, row["number"], row["words"])


def _find(tx: Transaction, guild_id: int, subject: Subject) -> Owner | None:
    row = tx.execute(
        "SELECT * FROM owner WHERE subject = ? AND subject_id = ? AND guild_id = ?",
        (subject.kind.value, subject.id, guild_id),
    ).fetchone()
    return _to_owner(row) if row else None


def _require_care(
    tx: Transaction, guild_id: int, subject: Subject, user_id: int, organiser: bool
) -> tuple[About, Owner | None]:
    """An organiser, or whoever looks after it. Of others it is not said that there is one."""
    owner = _find(tx, guild_id, subject)
    if not organiser and (owner is None or owner.user_id != user_id):
        raise RuleBroken("care.unknown")
    return _require(tx, guild_id, subject), owner


# ---------------------------------------------------------------------- verbs


async def give(
    store: Store,
    *,
    guild_id: int,
    subject: Subject,
    by: int,
    user_id: int | None,
    name: str,
    tell: Callable[[About], Note],
    now: datetime,
) -> Owner:
    """An organiser gives something to somebody, who gets a letter if they are on Discord.

    ``name`` is a partner's who is not. What is next stays. Giving it to the same once more changes
    nothing. Raises RuleBroken ``care.unknown``, ``text.*``.
    """
    name = check_name(name) if user_id is None else ""

    def work(tx: Transaction) -> Owner:
        about = _require(tx, guild_id, subject)
        before = _find(tx, guild_id, subject)
        if before is not None and (before.user_id, before.name) == (user_id, name):
            return before
        tx.execute(
            """INSERT INTO owner (subject, subject_id, guild_id, user_id, name, given_by, given_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET user_id = excluded.user_id, name = excluded.name,
                given_by = excluded.given_by, given_at = excluded.given_at, reminded_on = NULL""",
            (subject.kind.value, subject.id, guild_id, user_id, name, by, stamp(now)),
        )
        if user_id is not None and user_id != by:
            put(tx, guild_id=guild_id, user_id=user_id, note=tell(about), now=now)
        after = _find(tx, guild_id, subject)
        assert after is not None
        return after

    return await store.write(work)


async def release(store: Store, *, guild_id: int, subject: Subject) -> bool:
    """Nobody looks after it any more, and nothing is next. Returns whether anybody did."""

    def work(tx: Transaction) -> bool:
        gone = tx.execute(
            "DELETE FROM owner WHERE subject = ? AND subject_id = ? AND guild_id = ?",
            (subject.kind.value, subject.id, guild_id),
        )
        return gone.rowcount > 0

    return await store.write(work)


async def plan_step(
    store: Store,
    *,
    guild_id: int,
    subject: Subject,
    user_id: int,
    organiser: bool,
    step: str,
    on: date | None,
    now: datetime,
) -> Owner:
    """What is next, and on which day whoever looks after it is reminded.

    Where nobody does yet, the organiser who plans it does. Raises RuleBroken ``care.unknown``.
    """

    def work(tx: Transaction) -> Owner:
        _, owner = _require_care(tx, guild_id, subject, user_id, organiser)
        if owner is None:
            tx.execute(
                """INSERT INTO owner (subject, subject_id, guild_id, user_id, name, given_by,
                    given_at) VALUES (?, ?, ?, ?, '', ?, ?)""",
                (
                    *(subject.kind.value, subject.id, guild_id, user_id),
                    *(user_id, stamp(now)),
                ),
            )
        tx.execute(
            """UPDATE owner SET next_step = ?, next_on = ?, reminded_on = NULL
            WHERE subject = ? AND subject_id = ? AND guild_id = ?""",
            (step, on.isoformat() if on else None, subject.kind.value, subject.id, guild_id),
        )
        after = _find(tx, guild_id, subject)
        assert after is not None
        return after

    return await store.write(work)


async def note(
    store: Store,
    *,
    note_id: int,
    guild_id: int,
    subject: Subject,
    user_id: int,
    organiser: bool,
    words: str,
    now: datetime,
) -> None:
    """An internal note. ``note_id`` is the form's: sent again, it is one.

    Raises RuleBroken ``care.unknown``, ``text.*``.
    """
    words = check_note(words)

    def work(tx: Transaction) -> None:
        _require_care(tx, guild_id, subject, user_id, organiser)
        tx.execute(
            """INSERT INTO owner_note VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
            (
                *(note_id, guild_id, subject.kind.value, subject.id),
                *(user_id, words, stamp(now)),
            ),
        )
        tx.execute(
            "DELETE FROM draft WHERE id = ? AND guild_id = ? AND user_id = ?",
            (note_id, guild_id, user_id),
        )

    await store.write(work)


async def remind(
    store: Store,
    *,
    guild_id: int,
    today: date,
    most: int,
    tell: Callable[[About, Owner], Note],
    now: datetime,
) -> int:
    """Write to those whose next step is today, or was; once. Returns how many letters.

    For a partner outside Discord, whoever gave it to them is reminded.
    """
    due = """SELECT * FROM owner WHERE guild_id = ? AND next_on <= ? AND reminded_on IS NULL
        ORDER BY next_on LIMIT ?"""
    if not await store.read(due, guild_id, today.isoformat(), 1):
        return 0

    def work(tx: Transaction) -> int:
        written = 0
        for row in tx.execute(due, (guild_id, today.isoformat(), most)).fetchall():
            owner = _to_owner(row)
            user_id = owner.user_id or row["given_by"]
            if user_id:
                about = _require(tx, guild_id, owner.subject)
                put(tx, guild_id=guild_id, user_id=user_id, note=tell(about, owner), now=now)
                written += 1
            tx.execute(
                "UPDATE owner SET reminded_on = ? WHERE subject = ? AND subject_id = ?",
                (today.isoformat(), row["subject"], row["subject_id"]),
            )
        return written

    return await store.write(work)


# ---------------------------------------------------------------------- reading


async def get(store: Store, *, guild_id: int, subject: Subject) -> Cared | None:
    """A subject and who looks after it; None where there is no such thing here."""
    about = await store.read_one(_ABOUT[subject.kind], subject.id, guild_id)
    if about is None:
        return None
    row = await store.read_one(
        "SELECT * FROM owner WHERE subject = ? AND subject_id = ? AND guild_id = ?",
        subject.kind.value,
        subject.id,
        guild_id,
    )
    said = _to_about(subject, about["number"], about["words"])
    return Cared(said, _to_owner(row) if row else None)


async def notes(store: Store, *, guild_id: int, subject: Subject, most: int = 5) -> list[CareNote]:
    """The newest notes on something, the newest first."""
    rows = await store.read(
        """SELECT author_id, words, at FROM owner_note
        WHERE subject = ? AND subject_id = ? AND guild_id = ? ORDER BY at DESC, id DESC LIMIT ?""",
        subject.kind.value,
        subject.id,
        guild_id,
        most,
    )
    return [CareNote(row["author_id"], row["words"], unstamp(row["at"])) for row in rows]


_CARED = """
SELECT o.*, p.number, p.action AS said FROM owner AS o
JOIN pledge AS p ON o.subject = 'pledge' AND p.id = o.subject_id WHERE {0}
UNION ALL
SELECT o.*, n.number, n.words FROM owner AS o
JOIN output AS n ON o.subject = 'output' AND n.id = o.subject_id WHERE {0}
"""


async def of_person(
    store: Store, *, guild_id: int, user_id: int, skip: int = 0, most: int = 8
) -> list[Cared]:
    """What somebody looks after: what is next first, then the rest by reference."""
    rows = await store.read(
        f"""SELECT * FROM ({_CARED.format("o.guild_id = ?1 AND o.user_id = ?2")})
        ORDER BY next_on IS NULL, next_on, subject DESC, number""",
        guild_id,
        user_id,
    )
    found = [
        Cared(_to_about(Subject(Kind(row["subject"]), row["subject_id"]), row["number"],
                        row["said"]), _to_owner(row))
        for row in rows
    ]  # fmt: skip
    return found[skip : skip + most]


async def outputs(store: Store, *, guild_id: int, after: int = 0, most: int = 8) -> list[Cared]:
    """Workshops' notes with who looks after them, by number; those that are hidden or part of
    another are left out.
    """
    rows = await store.read(
        """SELECT n.id, n.number, n.words AS said, o.* FROM output AS n
        LEFT JOIN owner AS o ON o.subject = 'output' AND o.subject_id = n.id
        WHERE n.guild_id = ? AND n.state = 'shown' AND n.merged_into IS NULL AND n.number > ?
        ORDER BY n.number LIMIT ?""",
        guild_id,
        after,
        most,
    )
    return [
        Cared(
            _to_about(Subject(Kind.OUTPUT, row["id"]), row["number"], row["said"]),
            _to_owner(row) if row["subject"] else None,
        )
        for row in rows
    ]
