"""Recordings: asked for, taken back, answered; and what is read of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

from db import attendees, letters, sessions
from db.rows import stamp
from db.store import Store, Transaction
from domain import recordings as rules
from domain.recordings import Answer, Recording, Requests
from domain.sessions import Session

# What a letter says of an answer: its subject and its text. ``changed``: the person knew another.
Tell = Callable[[Recording, Session, bool], tuple[str, str]]

# ---------------------------------------------------------------------- asking


async def ask(
    store: Store, *, guild_id: int, user_id: int, session: str, now: datetime
) -> tuple[Session, Recording | None, bool]:
    """Ask for a recording. Returns the session, the answer if there is one, and whether it is new.

    Where the answer is there already, whoever asks has it with that. Of a past summit, only those
    who asked then are told how it stands. Raises RuleBroken ``join.first``, ``recording.*``, and
    NotSaved.
    """

    def work(tx: Transaction) -> tuple[Session, Recording | None, bool]:
        answer = _answer(tx, guild_id, session)
        found = sessions.find(tx, guild_id=guild_id, slug=session)
        if found is None and _has_asked(tx, guild_id, session, user_id):
            found = sessions.find_with_archived(tx, guild_id=guild_id, slug=session)
            return rules.known(found), answer, False
        found = rules.may_ask(found) if answer is None else rules.known(found)
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        new = tx.execute(
            """INSERT INTO recording_request (guild_id, session, user_id, told, asked_at)
            VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
            (guild_id, session, user_id, int(answer is not None), stamp(now)),
        ).rowcount
        return found, answer, bool(new)

    return await store.write(work)


async def take_back(
    store: Store, *, guild_id: int, user_id: int, session: str
) -> tuple[Session, bool]:
    """No longer ask, at any time. Returns the session, and whether there was a request.

    Raises RuleBroken ``recording.unknown``, and NotSaved.
    """

    def work(tx: Transaction) -> tuple[Session, bool]:
        found = rules.known(sessions.find_with_archived(tx, guild_id=guild_id, slug=session))
        gone = tx.execute(
            "DELETE FROM recording_request WHERE guild_id = ? AND session = ? AND user_id = ?",
            (guild_id, session, user_id),
        ).rowcount
        return found, bool(gone)

    return await store.write(work)


# ---------------------------------------------------------------------- answering


async def publish(
    store: Store,
    *,
    guild_id: int,
    organiser_id: int,
    session: str,
    link: str,
    note: str,
    version_seen: int,
    tell_again: bool,
    tell: Tell,
    now: datetime,
) -> tuple[Session, Recording, int]:
    """Say where the recording is. Returns the session, the answer, and how many get a letter.

    Those who wait for an answer, and those who were told that there is none, are always told; those
    who know another link only if ``tell_again``. Raises RuleBroken ``text.*``, ``recording.*``, and
    NotSaved.
    """

    def work(tx: Transaction) -> tuple[Session, Recording, int]:
        answer = Recording(
            session,
            Answer.OUT,
            version_seen,
            link=rules.check_link(link),
            note=rules.check_note(note),
        )
        found = sessions.find_with_archived(tx, guild_id=guild_id, slug=session)
        if _answer(tx, guild_id, session) is None:
            rules.may_ask(found)
        return _put(tx, found, guild_id, organiser_id, answer, tell_again, tell, now)

    return await store.write(work)


async def say_none(
    store: Store,
    *,
    guild_id: int,
    organiser_id: int,
    session: str,
    reason: str,
    version_seen: int,
    tell: Tell,
    now: datetime,
) -> tuple[Session, Recording, int]:
    """Say that there will be no recording, and why; as :func:`publish`.

    A changed reason is told only to those who had no answer yet.
    """

    def work(tx: Transaction) -> tuple[Session, Recording, int]:
        answer = Recording(session, Answer.NONE, version_seen, reason=rules.check_reason(reason))
        found = sessions.find_with_archived(tx, guild_id=guild_id, slug=session)
        return _put(tx, found, guild_id, organiser_id, answer, False, tell, now)

    return await store.write(work)


def _put(
    tx: Transaction,
    session: Session | None,
    guild_id: int,
    organiser_id: int,
    answer: Recording,
    tell_again: bool,
    tell: Tell,
    now: datetime,
) -> tuple[Session, Recording, int]:
    found = rules.known(session)
    before = _answer(tx, guild_id, answer.session)
    after = rules.replaced(before, answer)
    if after == before:
        return found, after, 0
    tx.execute(
        """INSERT INTO recording (guild_id, session, answer, link, note, reason, version,
                                  organiser_id, answered_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET answer = excluded.answer,
            link = excluded.link, note = excluded.note, reason = excluded.reason,
            version = excluded.version, organiser_id = excluded.organiser_id,
            answered_at = excluded.answered_at""",
        (
            guild_id,
            after.session,
            after.answer.value,
            after.link,
            after.note,
            after.reason,
            after.version,
            organiser_id,
            stamp(now),
        ),
    )
    everybody = before is not None and (tell_again or before.answer is not after.answer)
    people = tx.execute(
        """SELECT user_id, told FROM recording_request
        WHERE guild_id = ? AND session = ? AND told <= ?""",
        (guild_id, after.session, int(everybody)),
    ).fetchall()
    for row in people:
        subject, text = tell(after, found, bool(row["told"]))
        letters.put(
            tx, guild_id=guild_id, user_id=row["user_id"], subject=subject, text=text, now=now
        )
    tx.execute(
        "UPDATE recording_request SET told = 1 WHERE guild_id = ? AND session = ? AND told = 0",
        (guild_id, after.session),
    )
    return found, after, len(people)


def _has_asked(tx: Transaction, guild_id: int, session: str, user_id: int) -> bool:
    row = tx.execute(
        "SELECT 1 FROM recording_request WHERE guild_id = ? AND session = ? AND user_id = ?",
        (guild_id, session, user_id),
    ).fetchone()
    return row is not None


def _answer(tx: Transaction, guild_id: int, session: str) -> Recording | None:
    row = tx.execute(
        "SELECT * FROM recording WHERE guild_id = ? AND session = ?", (guild_id, session)
    ).fetchone()
    return _to_recording(row) if row else None


def _to_recording(row: sqlite3.Row) -> Recording:
    return Recording(
        row["session"],
        Answer(row["answer"]),
        row["version"],
        row["link"],
        row["note"],
        row["reason"],
    )


# ---------------------------------------------------------------------- reading


# Those of past summits too: who asked then still waits.


async def answers(store: Store, *, guild_id: int) -> dict[str, Recording]:
    """What organisers said, by the session's slug."""
    rows = await store.read("SELECT * FROM recording WHERE guild_id = ?", guild_id)
    return {row["session"]: _to_recording(row) for row in rows}


async def of_person(store: Store, *, guild_id: int, user_id: int) -> set[str]:
    """The slugs of the sessions whose recording somebody asked for."""
    rows = await store.read(
        "SELECT session FROM recording_request WHERE guild_id = ? AND user_id = ?",
        guild_id,
        user_id,
    )
    return {row["session"] for row in rows}


async def requests(store: Store, *, guild_id: int) -> dict[str, Requests]:
    """How many asked and how many wait, by the session's slug."""
    rows = await store.read(
        """SELECT session, count(*) AS asked, sum(told = 0) AS waiting
        FROM recording_request WHERE guild_id = ? GROUP BY session""",
        guild_id,
    )
    return {row["session"]: Requests(row["asked"], row["waiting"]) for row in rows}


async def waiting(store: Store, *, guild_id: int) -> int:
    """How many requests for a recording wait for an answer."""
    row = await store.read_one(
        "SELECT count(*) AS n FROM recording_request WHERE guild_id = ? AND told = 0", guild_id
    )
    return row["n"] if row else 0
