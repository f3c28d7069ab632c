"""The programme: kept at set-up, read, and what changed since somebody looked."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from db.rows import stamp, unstamp
from db.store import Store, Transaction
from domain.plan import Plan
from domain.sessions import Change, Rooms, Session, changes, planned
from domain.shifting import ByHand, kept_by_hand, rooms_after


def to_session(row: sqlite3.Row) -> Session:
    return Session(
        guild_id=row["guild_id"],
        slug=row["slug"],
        position=row["position"],
        title=row["title"],
        kind=row["kind"],
        starts_at=unstamp(row["starts_at"]),
        ends_at=unstamp(row["ends_at"]),
        slot=row["slot"],
        capacity=row["capacity"],
        walk_in=bool(row["walk_in"]),
        recorded=bool(row["recorded"]),
        text_channel=row["text_channel_id"],
        voice_channel=row["voice_channel_id"],
        event_id=row["event_id"],
        cancelled=bool(row["cancelled"]),
        reason=row["cancel_reason"],
    )


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of the programme. ``was`` and ``is_now`` as :func:`domain.sessions.changes`."""

    id: int
    slug: str
    at: datetime
    what: Change
    was: str
    is_now: str


async def every(store: Store, *, guild_id: int) -> list[Session]:
    """The whole programme in its order, cancelled sessions too. Those put away are not in it."""
    rows = await store.read(
        "SELECT * FROM session WHERE guild_id = ? AND archived = 0 ORDER BY position", guild_id
    )
    return [to_session(row) for row in rows]


async def get(store: Store, *, guild_id: int, slug: str) -> Session | None:
    row = await store.read_one(
        "SELECT * FROM session WHERE guild_id = ? AND slug = ? AND archived = 0", guild_id, slug
    )
    return to_session(row) if row else None


def find(tx: Transaction, *, guild_id: int, slug: str) -> Session | None:
    """A session inside another verb's transaction."""
    row = tx.execute(
        "SELECT * FROM session WHERE guild_id = ? AND slug = ? AND archived = 0", (guild_id, slug)
    ).fetchone()
    return to_session(row) if row else None


async def every_with_archived(store: Store, *, guild_id: int) -> list[Session]:
    """The whole programme, then the sessions of past summits, the last summit's first.

    The title of one that was put away begins with its day, so that no two years look the same.
    """
    rows = await store.read(
        """SELECT * FROM session WHERE guild_id = ?
        ORDER BY archived, CASE archived WHEN 1 THEN substr(slug, instr(slug, '@')) END DESC,
                 position""",
        guild_id,
    )
    return [_dated(row) for row in rows]


async def get_with_archived(store: Store, *, guild_id: int, slug: str) -> Session | None:
    """A session, also one that was put away; its title as :func:`every_with_archived`."""
    row = await store.read_one(
        "SELECT * FROM session WHERE guild_id = ? AND slug = ?", guild_id, slug
    )
    return _dated(row) if row else None


def find_with_archived(tx: Transaction, *, guild_id: int, slug: str) -> Session | None:
    """As :func:`get_with_archived`, inside another verb's transaction."""
    row = tx.execute(
        "SELECT * FROM session WHERE guild_id = ? AND slug = ?", (guild_id, slug)
    ).fetchone()
    return _dated(row) if row else None


def is_archived(slug: str) -> bool:
    """Whether this is the slug of a session that was put away."""
    return "@" in slug


def _dated(row: sqlite3.Row) -> Session:
    session = to_session(row)
    if not row["archived"]:
        return session
    day = date.fromisoformat(session.slug.partition("@")[2])
    return replace(session, title=f"{day.day} {day:%B %Y}: {session.title}")


_DAY = "SELECT * FROM session WHERE guild_id = ? AND archived = 0 ORDER BY position"


def _to_by_hand(row: sqlite3.Row) -> ByHand:
    starts, ends = row["planned_starts_at"], row["planned_ends_at"]
    return ByHand(
        session=to_session(row),
        planned=(unstamp(starts), unstamp(ends)) if starts is not None else None,
        cancelled=bool(row["cancelled_by_hand"]),
        rooms_of=row["rooms_of"],
    )


async def by_hand(store: Store, *, guild_id: int) -> list[ByHand]:
    """Every session with what organisers changed of it by hand, in the programme's order."""
    return [_to_by_hand(row) for row in await store.read(_DAY, guild_id)]


def by_hand_in_file(reader: sqlite3.Connection, guild_id: int) -> list[ByHand]:
    """The same from a file that another process may have open."""
    cursor = reader.cursor()
    cursor.row_factory = sqlite3.Row
    return [_to_by_hand(row) for row in cursor.execute(_DAY, (guild_id,))]


def find_by_hand(tx: Transaction, *, guild_id: int) -> list[ByHand]:
    """The same inside another verb's transaction."""
    return [_to_by_hand(row) for row in tx.execute(_DAY, (guild_id,))]


def keep_plan(
    tx: Transaction, *, guild_id: int, plan: Plan, rooms: Mapping[str, Rooms], now: datetime
) -> None:
    """Bring the programme in step with the plan; part of setting a summit up.

    A session that left the plan is cancelled, not deleted: people chose it. The first set-up makes
    no changes that anybody has to be told of. What organisers changed by hand stays, where the plan
    says nothing new of it.
    """
    hands = {hand.session.slug: hand for hand in find_by_hand(tx, guild_id=guild_id)}
    there = {slug: hand.session for slug, hand in hands.items()}
    slugs = [one.slug for one in plan.sessions]
    its_rooms = rooms_after(rooms, hands, slugs)
    for position, one in enumerate(plan.sessions):
        slug = one.slug
        after = planned(plan, one, position, guild_id, its_rooms.get(slug, Rooms()))
        before = there.get(slug)
        if before is None:
            save(tx, after)
            if there:
                record(tx, after, Change.ADDED, "", "", now)
            continue
        if not hands[slug].keeps_its_times(after):
            _forget_shift(tx, guild_id, slug)
        after = kept_by_hand(before, after, hands[slug])
        save(tx, replace(after, event_id=before.event_id))
        _tell(tx, before, after, now)
    for slug, before in there.items():
        if slug not in slugs and not before.cancelled:
            put(tx, before, replace(before, cancelled=True), now)


def put(tx: Transaction, before: Session, after: Session, now: datetime) -> None:
    """Keep a changed session, and what people have to be told of it."""
    save(tx, after)
    _tell(tx, before, after, now)


def _forget_shift(tx: Transaction, guild_id: int, slug: str) -> None:
    tx.execute(
        """UPDATE session SET planned_starts_at = NULL, planned_ends_at = NULL
        WHERE guild_id = ? AND slug = ?""",
        (guild_id, slug),
    )


def save(tx: Transaction, session: Session) -> None:
    tx.execute(
        """INSERT INTO session (guild_id, slug, position, title, kind, starts_at, ends_at, slot,
                                capacity, walk_in, recorded, text_channel_id, voice_channel_id,
                                event_id, cancelled, cancel_reason)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (guild_id, slug) DO UPDATE SET
            position = excluded.position, title = excluded.title, kind = excluded.kind,
            starts_at = excluded.starts_at, ends_at = excluded.ends_at, slot = excluded.slot,
            capacity = excluded.capacity, walk_in = excluded.walk_in,
            recorded = excluded.recorded, text_channel_id = excluded.text_channel_id,
            voice_channel_id = excluded.voice_channel_id, event_id = excluded.event_id,
            cancelled = excluded.cancelled, cancel_reason = excluded.cancel_reason""",
        (
            session.guild_id,
            session.slug,
            session.position,
            session.title,
            session.kind,
            stamp(session.starts_at),
            stamp(session.ends_at),
            session.slot,
            session.capacity,
            int(session.walk_in),
            int(session.recorded),
            session.text_channel,
            session.voice_channel,
            session.event_id,
            int(session.cancelled),
            session.reason,
        ),
    )


def _tell(tx: Transaction, before: Session, after: Session, now: datetime) -> None:
    for what, was, is_now in changes(before, after):
        record(tx, after, what, was, is_now, now)


def record(
    tx: Transaction, session: Session, what: Change, was: str, is_now: str, now: datetime
) -> None:
    """Keep one change that people have to be told of."""
    tx.execute(
        """INSERT INTO programme_change (guild_id, slug, at, what, was, is_now)
        VALUES (?, ?, ?, ?, ?, ?)""",
        (session.guild_id, session.slug, stamp(now), what.value, was, is_now),
    )


async def look(store: Store, *, guild_id: int, user_id: int) -> list[Changed]:
    """What changed since somebody last looked, oldest first; from now on they have seen it.

    Who looks for the first time sees the programme as it is: nothing has changed for them.
    """

    def work(tx: Transaction) -> list[Changed]:
        newest = tx.execute(
            "SELECT ifnull(max(id), 0) FROM programme_change WHERE guild_id = ?", (guild_id,)
        ).fetchone()[0]
        seen = tx.execute(
            "SELECT change_id FROM programme_seen WHERE guild_id = ? AND user_id = ?",
            (guild_id, user_id),
        ).fetchone()
        tx.execute(
            """INSERT INTO programme_seen VALUES (?, ?, ?)
            ON CONFLICT (guild_id, user_id) DO UPDATE SET change_id = excluded.change_id""",
            (guild_id, user_id, newest),
        )
        if seen is None:
            return []
        rows = tx.execute(
            "SELECT * FROM programme_change WHERE guild_id = ? AND id > ? ORDER BY id",
            (guild_id, seen[0]),
        )
        return [
            Changed(
                row["id"],
                row["slug"],
                unstamp(row["at"]),
                Change(row["what"]),
                row["was"],
                row["is_now"],
            )
            for row in rows
        ]

    return await store.write(work)


async def keep_event(
    store: Store, *, guild_id: int, slug: str, event_id: int | None, told: str | None = None
) -> None:
    """Discord's scheduled event of a session, or None where it is gone.

    ``told`` is the fingerprint of what Discord knows of it.
    """

    def work(tx: Transaction) -> None:
        tx.execute(
            "UPDATE session SET event_id = ?, event_told = ?"
            " WHERE guild_id = ? AND slug = ? AND archived = 0",
            (event_id, told, guild_id, slug),
        )

    await store.write(work)


async def events(store: Store, *, guild_id: int) -> list[tuple[Session, str | None]]:
    """Every session with the fingerprint of what Discord was told of its event, by start."""
    rows = await store.read(
        "SELECT * FROM session WHERE guild_id = ? AND archived = 0 ORDER BY starts_at, position",
        guild_id,
    )
    return [(to_session(row), row["event_told"]) for row in rows]
