"""Running a room: open, close, lead, and what Discord has to be told of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from db import hands, letters, sessions
from db.rows import stamp, unstamp
from db.said import put as put_said
from db.store import Store, Transaction
from domain import facilitation as rules
from domain.facilitation import Door, Room
from domain.rules import RuleBroken
from domain.sessions import Session

BOT = 0
"""Who did what nobody pressed: time itself."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A room with its session, who leads it, and how far Discord and its people know of it."""

    room: Room
    session: Session
    facilitators: tuple[int, ...]
    told: str = ""
    said: Door = Door.QUIET


Letter = tuple[str, str, Sequence[tuple[str, str]]]
"""A letter: subject, text and buttons."""
TellOthers = Callable[[Kept, int, bool], Letter]
"""What who leads a room is told of who takes it too; the last says whether they led it first."""

_ROOM = "SELECT * FROM room WHERE guild_id = ? AND slug = ?"
_PEOPLE = """SELECT user_id FROM room_facilitator
WHERE guild_id = ? AND slug = ? ORDER BY since, user_id"""


# ---------------------------------------------------------------------- reading


async def get(store: Store, *, guild_id: int, slug: str) -> Kept:
    """One room. Raises RuleBroken ``room.unknown``."""
    session = await sessions.get(store, guild_id=guild_id, slug=slug)
    if session is None or session.kind == "break":
        raise RuleBroken("room.unknown")
    row = await store.read_one(_ROOM, guild_id, slug)
    return _kept(session, row, await store.read(_PEOPLE, guild_id, slug))


def load(tx: Transaction, *, guild_id: int, slug: str) -> Kept:
    """One room inside another verb's transaction. Raises RuleBroken ``room.unknown``."""
    session = sessions.find(tx, guild_id=guild_id, slug=slug)
    if session is None or session.kind == "break":
        raise RuleBroken("room.unknown")
    return _with_session(tx, session)


def _with_session(tx: Transaction, session: Session) -> Kept:
    where = (session.guild_id, session.slug)
    return _kept(
        session, tx.execute(_ROOM, where).fetchone(), tx.execute(_PEOPLE, where).fetchall()
    )


def _kept(session: Session, row: sqlite3.Row | None, people: list[sqlite3.Row]) -> Kept:
    facilitators = tuple(person["user_id"] for person in people)
    if row is None:
        return Kept(Room(session.guild_id, session.slug, Door.QUIET), session, facilitators)
    return Kept(_to_room(row), session, facilitators, row["told"], Door(row["said"]))


def _to_room(row: sqlite3.Row) -> Room:
    return Room(
        guild_id=row["guild_id"],
        slug=row["slug"],
        door=Door(row["door"]),
        opened_at=unstamp(row["opened_at"]) if row["opened_at"] else None,
        closes_at=unstamp(row["closes_at"]) if row["closes_at"] else None,
        text_closed=bool(row["text_closed"]),
        slow_seconds=row["slow_seconds"],
    )


# ---------------------------------------------------------------------- leading


async def lead(
    store: Store,
    *,
    guild_id: int,
    slug: str,
    user_id: int,
    tell: TellOthers | None = None,
    now: datetime,
) -> tuple[Kept, bool]:
    """A facilitator takes a room, alone or beside others. Returns it, and whether this is new.

    With ``tell``, whoever leads it already is told, and so are the organisers. Raises RuleBroken
    ``room.unknown``.
    """

    def work(tx: Transaction) -> tuple[Kept, bool]:
        before = load(tx, guild_id=guild_id, slug=slug)
        new = tx.execute(
            "INSERT INTO room_facilitator VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (guild_id, slug, user_id, stamp(now)),
        ).rowcount
        if new:
            log_id = log(tx, guild_id, slug, "leads", user_id, now)
            if tell is not None and before.facilitators:
                put_said(tx, guild_id=guild_id, what="leading", about=str(log_id), now=now)
                for number, other in enumerate(before.facilitators):
                    write(tx, guild_id, other, tell(before, user_id, number == 0), now)
        return load(tx, guild_id=guild_id, slug=slug), bool(new)

    return await store.write(work)


def require_own(
    tx: Transaction, *, guild_id: int, slug: str, user_id: int, organiser: bool
) -> Kept:
    """The room, for who may run it. Raises RuleBroken ``room.unknown``, ``room.not_yours``."""
    kept = load(tx, guild_id=guild_id, slug=slug)
    rules.require_own(kept.facilitators, user_id, organiser=organiser, slug=slug)
    return kept


def require_moderator(
    tx: Transaction, *, guild_id: int, slug: str, user_id: int, organiser: bool
) -> None:
    """Who may deal with what people wrote or want to say in a session: as :func:`require_own`.

    The rooms of a past summit are nobody's any more, and its questions still want an answer: there
    every facilitator may.
    """
    if not sessions.is_archived(slug):
        require_own(tx, guild_id=guild_id, slug=slug, user_id=user_id, organiser=organiser)


# ---------------------------------------------------------------------- doors

Change = Callable[[Kept], Room]


async def change(
    store: Store,
    *,
    guild_id: int,
    slug: str,
    user_id: int,
    organiser: bool,
    event: str,
    work: Change,
    now: datetime,
) -> Kept:
    """Turn a door or a setting of one's own room: check, write and log, all or nothing.

    Raises RuleBroken ``room.*``, and what ``work`` raises.
    """

    def write(tx: Transaction) -> Kept:
        kept = require_own(tx, guild_id=guild_id, slug=slug, user_id=user_id, organiser=organiser)
        after = work(kept)
        if after != kept.room:
            _save(tx, after)
            log(tx, guild_id, slug, event, user_id, now)
        return load(tx, guild_id=guild_id, slug=slug)

    return await store.write(write)


def close_all(tx: Transaction, *, guild_id: int, user_id: int, now: datetime) -> list[str]:
    """Close every room that is open, with its warning; the slugs of those that close now."""
    closing: list[str] = []
    for row in tx.execute(
        """SELECT s.slug FROM session AS s JOIN room AS r ON r.guild_id = s.guild_id
            AND r.slug = s.slug
        WHERE s.guild_id = ? AND s.archived = 0 AND r.door = 'open' ORDER BY s.position""",
        (guild_id,),
    ).fetchall():
        kept = load(tx, guild_id=guild_id, slug=row["slug"])
        _save(tx, rules.close_room(kept.room, now))
        log(tx, guild_id, row["slug"], "closed", user_id, now)
        closing.append(row["slug"])
    return closing


async def by_itself(store: Store, *, guild_id: int, now: datetime) -> list[Kept]:
    """Every room of a server as time has made it by now."""

    def work(tx: Transaction) -> list[Kept]:
        rows = tx.execute(
            "SELECT slug FROM session WHERE guild_id = ? AND kind <> 'break'"
            " AND text_channel_id IS NOT NULL AND archived = 0 ORDER BY position",
            (guild_id,),
        ).fetchall()
        found: list[Kept] = []
        for row in rows:
            session = sessions.find(tx, guild_id=guild_id, slug=row["slug"])
            if session is None:
                continue
            kept = _with_session(tx, session)
            after = rules.by_itself(kept.room, session, now)
            if after != kept.room:
                _save(tx, after)
                log(tx, guild_id, session.slug, after.door.value, BOT, now)
                if after.door is Door.CLOSED:
                    hands.end_of(tx, guild_id=guild_id, session=session.slug, now=now)
                kept = _with_session(tx, session)
            found.append(kept)
        stop_clocks(tx, guild_id=guild_id)
        return found

    return await store.write(work)


def stop_clocks(tx: Transaction, *, guild_id: int) -> None:
    """In a room that is closed, or whose session is cancelled, no countdown runs on."""
    tx.execute(
        """UPDATE room_clock SET state = 'stopped' WHERE guild_id = ?1 AND state = 'running'
        AND (slug IN (SELECT slug FROM session WHERE guild_id = ?1 AND cancelled = 1)
             OR slug IN (SELECT slug FROM room WHERE guild_id = ?1 AND door = 'closed'))""",
        (guild_id,),
    )


def restored(tx: Transaction, *, guild_id: int, slug: str) -> None:
    """A session takes place after all: what was to lock its room before it was cancelled is off."""
    room = load(tx, guild_id=guild_id, slug=slug).room
    if room.door is Door.CLOSING:
        _save(tx, rules.cancelled(room))


async def told(store: Store, *, guild_id: int, slug: str, what: str) -> None:
    """Discord knows of the room's locks as ``what`` says; of others in that channel no longer."""

    def work(tx: Transaction) -> None:
        tx.execute(
            """UPDATE room SET told = '' WHERE guild_id = ?1 AND slug IN
                (SELECT slug FROM session WHERE guild_id = ?1 AND text_channel_id =
                    (SELECT text_channel_id FROM session WHERE guild_id = ?1 AND slug = ?2))""",
            (guild_id, slug),
        )
        _mark(tx, guild_id, slug, "told", what)

    await store.write(work)


async def said(store: Store, *, guild_id: int, slug: str, door: Door) -> None:
    """The people in the room are about to be told of this door: kept first, so never twice."""
    await store.write(lambda tx: _mark(tx, guild_id, slug, "said", door.value))


def _mark(tx: Transaction, guild_id: int, slug: str, column: str, value: str) -> None:
    tx.execute(
        "INSERT INTO room (guild_id, slug, door) VALUES (?, ?, 'quiet') ON CONFLICT DO NOTHING",
        (guild_id, slug),
    )
    tx.execute(
        f"UPDATE room SET {column} = ? WHERE guild_id = ? AND slug = ?", (value, guild_id, slug)
    )


def _save(tx: Transaction, room: Room) -> None:
    tx.execute(
        """INSERT INTO room (guild_id, slug, door, opened_at, closes_at, text_closed, slow_seconds)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (guild_id, slug) DO UPDATE SET
            door = excluded.door, opened_at = excluded.opened_at, closes_at = excluded.closes_at,
            text_closed = excluded.text_closed, slow_seconds = excluded.slow_seconds""",
        (
            room.guild_id,
            room.slug,
            room.door.value,
            stamp(room.opened_at) if room.opened_at else None,
            stamp(room.closes_at) if room.closes_at else None,
            int(room.text_closed),
            room.slow_seconds,
        ),
    )


def log(tx: Transaction, guild_id: int, slug: str, event: str, actor_id: int, now: datetime) -> int:
    """A line of a room's log, inside a transaction. Returns its id."""
    return tx.execute(
        """INSERT INTO room_log (guild_id, slug, at, event, actor_id) VALUES (?, ?, ?, ?, ?)
        RETURNING id""",
        (guild_id, slug, stamp(now), event, actor_id),
    ).fetchone()[0]


def write(tx: Transaction, guild_id: int, user_id: int, letter: Letter, now: datetime) -> None:
    """Somebody is told of a room that they lead, or led."""
    subject, text, buttons = letter
    letters.put(
        tx,
        guild_id=guild_id,
        user_id=user_id,
        subject=subject,
        text=text,
        buttons=buttons,
        now=now,
    )
