"""Choosing workshops: choose, leave, fill up, read; and whom Discord has to let in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from db import attendees, erasure_steps, hands, letters
from db.breakout_limits import find_removed
from db.rows import stamp, unstamp
from db.sessions import find, to_session
from db.store import Store, Transaction
from domain.choices import (
    Choice,
    News,
    Taken,
    Tell,
    may_choose,
    may_leave,
    moves_up,
    places_left,
    slot_of,
)
from domain.rules import RuleBroken
from domain.sessions import Session

# A choice with its waiting number: how many wait for the same workshop up to and with this one.
_CHOICE = """
SELECT c.guild_id, c.user_id, c.slug, c.state, c.chosen_at, ifnull(s.slot, '.' || s.slug) AS slot,
       (SELECT count(*) FROM choice AS w
        WHERE w.guild_id = c.guild_id AND w.slug = c.slug AND w.state = 'waiting' AND w.id <= c.id)
       AS number
FROM choice AS c JOIN session AS s ON s.guild_id = c.guild_id AND s.slug = c.slug
"""

# Who is to be let into which room by name: where nobody may walk in, everybody with a place.
_WANTED = """
SELECT c.user_id, r.channel_id, r.voice
FROM choice AS c JOIN session AS s ON s.guild_id = c.guild_id AND s.slug = c.slug
JOIN (SELECT guild_id, slug, text_channel_id AS channel_id, 0 AS voice FROM session
      UNION ALL SELECT guild_id, slug, voice_channel_id, 1 FROM session) AS r
  ON r.guild_id = s.guild_id AND r.slug = s.slug
WHERE c.guild_id = ?1 AND c.state = 'place' AND s.kind = 'workshop' AND s.walk_in = 0
  AND s.cancelled = 0 AND s.archived = 0 AND r.channel_id IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What came of choosing. ``left`` is the workshop of the same slot that was given up for it."""

    session: Session
    choice: Choice
    left: Session | None
    new: bool


@dataclass(frozen=True, slots=True)
class Access:
    """A room that is to be opened to one person, or closed to them. Ids are snowflakes."""

    guild_id: int
    user_id: int
    channel_id: int
    give: bool
    voice: bool = False


def _to_choice(row: sqlite3.Row) -> Choice:
    return Choice(
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        slug=row["slug"],
        waiting=row["number"] if row["state"] == "waiting" else None,
        chosen_at=unstamp(row["chosen_at"]),
    )


# ---------------------------------------------------------------- verbs


async def choose(
    store: Store,
    *,
    guild_id: int,
    user_id: int,
    slug: str,
    now: datetime,
    tell: Tell,
    give_up: bool = False,
) -> Chosen:
    """Choose a workshop and leave what was chosen in its slot. Choosing again changes nothing.

    Who has a place in the slot already does not lose it for a waiting number unless ``give_up``:
    the last place may go while they are reading.

    Raises RuleBroken ``join.first``, ``choice.full``, ``choice.removed`` or as
    :func:`domain.choices.may_choose`.
    """

    def work(tx: Transaction) -> Chosen:
        found = find(tx, guild_id=guild_id, slug=slug)
        if found is not None:  # a made-up name is unknown to everybody
            attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        session = may_choose(found, now)
        if user_id in find_removed(tx, guild_id=guild_id, slug=slug):
            raise RuleBroken("choice.removed", title=session.title)
        before = _load(tx, guild_id=guild_id, user_id=user_id, slug=slug)
        if before is not None:
            return Chosen(session, before, None, new=False)
        others = _others_in_slot(tx, session, user_id)
        room = places_left(session, _taken(tx, session).places) != 0
        for other, choice in others:
            if choice.has_place and not other.cancelled and not room and not give_up:
                raise RuleBroken("choice.full", title=session.title, kept=other.title)
        tx.execute(
            """INSERT INTO choice (guild_id, user_id, slug, state, chosen_at)
            VALUES (?, ?, ?, ?, ?)""",
            (guild_id, user_id, slug, "place" if room else "waiting", stamp(now)),
        )
        # Who left the server may have come back: Discord is asked again to let them in.
        tx.execute(
            "DELETE FROM room_access WHERE guild_id = ? AND user_id = ? AND state = 'failed'",
            (guild_id, user_id),
        )
        for other, _ in others:
            remove(tx, other, user_id, now)
            fill(tx, other, now, tell)
        choice = _load(tx, guild_id=guild_id, user_id=user_id, slug=slug)
        assert choice is not None
        return Chosen(session, choice, others[0][0] if others else None, new=True)

    return await store.write(work)


async def leave(
    store: Store, *, guild_id: int, user_id: int, slug: str, now: datetime, tell: Tell
) -> tuple[Session, bool]:
    """Take a choice back; the first who waits moves up. Returns whether there was one.

    Raises RuleBroken ``join.first`` or as :func:`domain.choices.may_leave`.
    """

    def work(tx: Transaction) -> tuple[Session, bool]:
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        session = may_leave(find(tx, guild_id=guild_id, slug=slug), now)
        there = remove(tx, session, user_id, now)
        if there:
            fill(tx, session, now, tell)
        return session, there

    return await store.write(work)


async def fill_up(store: Store, *, guild_id: int, now: datetime, tell: Tell) -> int:
    """Catch up with a changed programme; returns how many letters were put into the outbox.

    Rooms that grew: who waits moves up. Cancelled workshops: who chose one is told, once. Those
    that take place after all: who was told so is told again, and has kept their choice.
    """

    def work(tx: Transaction) -> int:
        told = 0
        rows = tx.execute(
            "SELECT * FROM session WHERE guild_id = ? AND kind = 'workshop' AND ends_at > ?"
            " AND archived = 0",
            (guild_id, stamp(now)),
        ).fetchall()
        for session in map(to_session, rows):
            told += _tell_of_cancelling(tx, session, now, tell)
            told += fill(tx, session, now, tell)
        return told

    if not await _something_to_fill(store, guild_id, now):
        return 0
    return await store.write(work)


async def _something_to_fill(store: Store, guild_id: int, now: datetime) -> bool:
    """Whether :func:`fill_up` may find something: a read, so that a quiet day writes nothing."""
    row = await store.read_one(
        """SELECT 1 FROM choice AS c
        JOIN session AS s ON s.guild_id = c.guild_id AND s.slug = c.slug
        WHERE c.guild_id = ?1 AND s.kind = 'workshop' AND s.ends_at > ?2 AND s.archived = 0
          AND (c.cancelled_told <> s.cancelled
               OR c.state = 'waiting' AND s.cancelled = 0
                  AND (s.capacity IS NULL OR s.capacity >
                       (SELECT count(*) FROM choice AS p WHERE p.guild_id = c.guild_id
                        AND p.slug = c.slug AND p.state = 'place')))
        LIMIT 1""",
        guild_id,
        stamp(now),
    )
    return row is not None


# ---------------------------------------------------------------- inside a transaction


def _load(tx: Transaction, *, guild_id: int, user_id: int, slug: str) -> Choice | None:
    row = tx.execute(
        f"{_CHOICE} WHERE c.guild_id = ? AND c.user_id = ? AND c.slug = ?",
        (guild_id, user_id, slug),
    ).fetchone()
    return _to_choice(row) if row else None


def _others_in_slot(
    tx: Transaction, session: Session, user_id: int
) -> list[tuple[Session, Choice]]:
    """What somebody chose in this session's slot, other than the session itself."""
    rows = tx.execute(
        f"{_CHOICE} WHERE c.guild_id = ? AND c.user_id = ? AND c.slug <> ? ORDER BY c.id DESC",
        (session.guild_id, user_id, session.slug),
    ).fetchall()
    found: list[tuple[Session, Choice]] = []
    for choice in map(_to_choice, rows):
        other = find(tx, guild_id=session.guild_id, slug=choice.slug)
        if other is not None and slot_of(other) == slot_of(session):
            found.append((other, choice))
    return found


def _taken(tx: Transaction, session: Session) -> Taken:
    row = tx.execute(
        """SELECT count(*) FILTER (WHERE state = 'place'),
                  count(*) FILTER (WHERE state = 'waiting')
        FROM choice WHERE guild_id = ? AND slug = ?""",
        (session.guild_id, session.slug),
    ).fetchone()
    return Taken(places=row[0], waiting=row[1])


def remove(tx: Transaction, session: Session, user_id: int, now: datetime) -> bool:
    """Their choice goes; and their hand, where it is only for people with a place."""
    removed = tx.execute(
        "DELETE FROM choice WHERE guild_id = ? AND user_id = ? AND slug = ?",
        (session.guild_id, user_id, session.slug),
    ).rowcount
    if removed and not session.walk_in:
        guild_id, slug = session.guild_id, session.slug
        hands.put_down(tx, guild_id=guild_id, user_id=user_id, session=slug, now=now)
    return removed > 0


def put_back(tx: Transaction, session: Session, user_id: int, now: datetime) -> None:
    """Somebody has the choice again that was taken from them: a place, or the last number.

    Not where they have chosen another workshop of its slot meanwhile.
    """
    there = _load(tx, guild_id=session.guild_id, user_id=user_id, slug=session.slug)
    others = _others_in_slot(tx, session, user_id)
    if there is not None or any(not other.cancelled for other, _ in others):
        return
    room = places_left(session, _taken(tx, session).places) != 0
    tx.execute(
        "INSERT INTO choice (guild_id, user_id, slug, state, chosen_at) VALUES (?, ?, ?, ?, ?)",
        (
            *(session.guild_id, user_id, session.slug),
            *("place" if room else "waiting", stamp(now)),
        ),
    )


def leave_all(tx: Transaction, *, guild_id: int, user_id: int, now: datetime, tell: Tell) -> None:
    """Somebody is erased: their choices go, and who waits for their places moves up."""
    rows = tx.execute(
        "SELECT slug FROM choice WHERE guild_id = ? AND user_id = ? ORDER BY id",
        (guild_id, user_id),
    ).fetchall()
    for row in rows:
        session = find(tx, guild_id=guild_id, slug=row["slug"])
        if session is not None and remove(tx, session, user_id, now):
            fill(tx, session, now, tell)
    # Rooms that were opened are closed by the same loop as ever: this is its list.
    tx.execute(
        "DELETE FROM room_access WHERE guild_id = ? AND user_id = ? AND state <> 'given'",
        (guild_id, user_id),
    )


def fill(tx: Transaction, session: Session, now: datetime, tell: Tell) -> int:
    """Give free places to those who wait longest, and keep that they are to be told."""
    free = moves_up(session, _taken(tx, session), now)
    if not free:
        return 0
    rows = tx.execute(
        """SELECT id, user_id FROM choice WHERE guild_id = ? AND slug = ? AND state = 'waiting'
        ORDER BY id LIMIT ?""",
        (session.guild_id, session.slug, free),
    ).fetchall()
    for row in rows:
        tx.execute("UPDATE choice SET state = 'place' WHERE id = ?", (row["id"],))
        _put(tx, session, row["user_id"], News.MOVED_UP, True, now, tell)
    return len(rows)


def _tell_of_cancelling(tx: Transaction, session: Session, now: datetime, tell: Tell) -> int:
    rows = tx.execute(
        """UPDATE choice SET cancelled_told = ?1
        WHERE guild_id = ?2 AND slug = ?3 AND cancelled_told <> ?1 RETURNING user_id, state""",
        (int(session.cancelled), session.guild_id, session.slug),
    ).fetchall()
    news = News.CANCELLED if session.cancelled else News.RESTORED
    for row in rows:
        _put(tx, session, row["user_id"], news, row["state"] == "place", now, tell)
    return len(rows)


def _put(
    tx: Transaction,
    session: Session,
    user_id: int,
    news: News,
    has_place: bool,
    now: datetime,
    tell: Tell,
) -> None:
    note = tell(news, session, has_place)
    letters.put(
        tx,
        guild_id=session.guild_id,
        user_id=user_id,
        subject=note.subject,
        text=note.text,
        buttons=note.buttons,
        now=now,
    )


# ---------------------------------------------------------------- reads


async def chosen_by(store: Store, *, guild_id: int, user_id: int) -> dict[str, Choice]:
    """What somebody chose, by slot (:func:`domain.choices.slot_of`); cancelled workshops too.

    Where a changed plan put two of their workshops into one slot, it is the newer choice.
    """
    rows = await store.read(
        f"{_CHOICE} WHERE c.guild_id = ? AND c.user_id = ? AND s.archived = 0 ORDER BY c.id",
        guild_id,
        user_id,
    )
    return {row["slot"]: _to_choice(row) for row in rows}


async def taken(store: Store, *, guild_id: int) -> dict[str, Taken]:
    """How many have a place and how many wait, by workshop; without those that nobody chose."""
    rows = await store.read(
        """SELECT slug, count(*) FILTER (WHERE state = 'place') AS places,
                  count(*) FILTER (WHERE state = 'waiting') AS waiting
        FROM choice WHERE guild_id = ? GROUP BY slug""",
        guild_id,
    )
    return {row["slug"]: Taken(row["places"], row["waiting"]) for row in rows}


async def members(store: Store, *, guild_id: int, slug: str) -> list[Choice]:
    """Who chose a workshop: those with a place, then those who wait in their order."""
    rows = await store.read(
        f"{_CHOICE} WHERE c.guild_id = ? AND c.slug = ? ORDER BY c.state, c.id", guild_id, slug
    )
    return [_to_choice(row) for row in rows]


# ---------------------------------------------------------------- rooms


async def access_to_do(
    store: Store, *, guild_id: int, resting: Collection[int] = (), most: int = 2
) -> list[Access]:
    """The next rooms to open or to close, except in the channels that are left alone now."""
    rows = await store.read(
        f"""WITH wanted AS ({_WANTED})
        SELECT user_id, channel_id, give, voice FROM (
            SELECT DISTINCT w.user_id, w.channel_id, 1 AS give, w.voice FROM wanted AS w
            WHERE NOT EXISTS (SELECT 1 FROM room_access AS a WHERE a.guild_id = ?1
                              AND a.user_id = w.user_id AND a.channel_id = w.channel_id)
            UNION ALL
            SELECT a.user_id, a.channel_id, 0 AS give, 0 AS voice FROM room_access AS a
            WHERE a.guild_id = ?1 AND a.state = 'given'
              AND NOT EXISTS (SELECT 1 FROM wanted AS w
                              WHERE w.user_id = a.user_id AND w.channel_id = a.channel_id))
        WHERE channel_id NOT IN (SELECT value FROM json_each(?2))
        ORDER BY give DESC, user_id, voice LIMIT ?3""",
        guild_id,
        json.dumps(list(resting)),
        most,
    )
    return [
        Access(guild_id, row["user_id"], row["channel_id"], bool(row["give"]), bool(row["voice"]))
        for row in rows
    ]


async def access_done(store: Store, access: Access, *, failed: bool = False) -> None:
    """Discord did it; or with ``failed``, it does not know the person and is not asked again."""

    def work(tx: Transaction) -> None:
        if access.give:
            tx.execute(
                """INSERT INTO room_access (guild_id, user_id, channel_id, state)
                VALUES (?, ?, ?, ?)
                ON CONFLICT (guild_id, user_id, channel_id) DO UPDATE SET state = excluded.state""",
                (
                    access.guild_id,
                    access.user_id,
                    access.channel_id,
                    "failed" if failed else "given",
                ),
            )
        else:
            tx.execute(
                "DELETE FROM room_access WHERE guild_id = ? AND user_id = ? AND channel_id = ?",
                (access.guild_id, access.user_id, access.channel_id),
            )
            erasure_steps.want_clean_file_of_erased(
                tx, guild_id=access.guild_id, user_id=access.user_id
            )

    await store.write(work)
