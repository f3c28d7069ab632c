"""Who was in which session's room: note who is there, read who was."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from db.rows import stamp, unstamp
from db.store import Store, Transaction
from domain.attendance import Attendance, Person, Span, window
from domain.attendees import Kind
from domain.facilitation import Door
from domain.sessions import Session

Heads = Mapping[tuple[str, int], int]
"""Which head somebody is in a session, by its slug and their id. Kept in memory alone."""


# ---------------------------------------------------------------------- noting


async def note(
    store: Store,
    *,
    guild_id: int,
    rooms: Mapping[str, Collection[int]],
    heads: Heads,
    now: datetime,
) -> dict[tuple[str, int], int]:
    """Keep who is in the rooms of these sessions now; whoever is nowhere any more has left.

    They left when they were last seen, which may be long ago after a restart. ``heads`` is what the
    last turn returned: so somebody who has not joined is the same when they come back, although
    their id is not kept. After a restart, as many of those as are there go on as were there.
    """

    def work(tx: Transaction) -> dict[tuple[str, int], int]:
        everybody = sorted({user_id for there in rooms.values() for user_id in there})
        joined = {
            row[0]
            for row in tx.execute(
                """SELECT user_id FROM attendee
                WHERE guild_id = ? AND user_id IN (SELECT value FROM json_each(?))""",
                (guild_id, json.dumps(everybody)),
            )
        }
        known: dict[tuple[str, int], int] = {}
        staying: set[int] = set()
        for slug, there in rooms.items():
            room = _Room.of(tx, guild_id, slug, heads)
            for user_id in sorted(there):
                head = room.head(tx, user_id, joined=user_id in joined)
                if head is None:
                    continue
                known[slug, user_id] = head
                if (row := room.is_open.get(head)) is not None:
                    staying.add(row)
                elif head in room.heads:
                    staying.add(room.come(tx, head, user_id if user_id in joined else None, now))
        _leave(tx, guild_id, staying)
        for slug, there in rooms.items():
            if there:
                tx.execute(
                    "INSERT INTO presence_seen VALUES (?, ?, ?)"
                    " ON CONFLICT (guild_id, session) DO UPDATE SET at = excluded.at",
                    (guild_id, slug, stamp(now)),
                )
        return {key: head for key, head in heads.items() if key[0] in rooms} | known

    return await store.write(work)


@dataclass(slots=True)
class _Room:
    """What is kept of one session while its room is looked into."""

    guild_id: int
    slug: str
    remembered: dict[int, int]
    leads: set[int]
    heads: set[int]
    named: dict[int, int]
    is_open: dict[int, int]
    free: list[int]

    @classmethod
    def of(cls, tx: Transaction, guild_id: int, slug: str, heads: Heads) -> _Room:
        rows = tx.execute(
            "SELECT id, head, user_id, left_at FROM presence WHERE guild_id = ? AND session = ?",
            (guild_id, slug),
        ).fetchall()
        leads = tx.execute(
            "SELECT user_id FROM room_facilitator WHERE guild_id = ? AND slug = ?", (guild_id, slug)
        )
        remembered = {user_id: head for (where, user_id), head in heads.items() if where == slug}
        claimed = set(remembered.values())
        return cls(
            guild_id=guild_id,
            slug=slug,
            remembered=remembered,
            leads={row[0] for row in leads},
            heads={row["head"] for row in rows},
            named={row["user_id"]: row["head"] for row in rows if row["user_id"] is not None},
            is_open={row["head"]: row["id"] for row in rows if row["left_at"] is None},
            free=sorted(
                row["head"]
                for row in rows
                if row["user_id"] is None and row["left_at"] is None and row["head"] not in claimed
            ),
        )

    def head(self, tx: Transaction, user_id: int, *, joined: bool) -> int | None:
        """Which head this is; None for who does not count, because they lead the room."""
        before = self.remembered.get(user_id)
        if user_id in self.leads:
            if before is not None:  # they were counted, and lead it since
                self._drop(tx, before)
            return None
        if joined:
            return self._named(tx, user_id, before)
        if before is None:
            before = self.free.pop(0) if self.free else self._new()
        # Where nothing is kept of it any more they were erased while they were here, and counted.
        return before

    def _named(self, tx: Transaction, user_id: int, before: int | None) -> int:
        head = self.named.get(user_id)
        if before is not None and before in self.heads and before != head:
            # They joined the summit while they were here: what was counted is theirs.
            head = before if head is None else head
            tx.execute(
                """UPDATE presence SET user_id = ?, head = ?
                WHERE guild_id = ? AND session = ? AND head = ? AND user_id IS NULL""",
                (user_id, head, self.guild_id, self.slug, before),
            )
            if before in self.is_open:
                self.is_open[head] = self.is_open.pop(before)
        return self._new() if head is None else head

    def _new(self) -> int:
        head = max((0, *self.heads, *self.remembered.values())) + 1
        self.heads.add(head)
        return head

    def _drop(self, tx: Transaction, head: int) -> None:
        tx.execute(
            "DELETE FROM presence"
            " WHERE guild_id = ? AND session = ? AND head = ? AND user_id IS NULL",
            (self.guild_id, self.slug, head),
        )

    def come(self, tx: Transaction, head: int, user_id: int | None, now: datetime) -> int:
        return tx.execute(
            """INSERT INTO presence (guild_id, session, head, user_id, joined_at)
            VALUES (?, ?, ?, ?, ?) RETURNING id""",
            (self.guild_id, self.slug, head, user_id, stamp(now)),
        ).fetchone()[0]


def _leave(tx: Transaction, guild_id: int, staying: Collection[int]) -> None:
    tx.execute(
        """UPDATE presence SET left_at = max(joined_at, ifnull(
            (SELECT at FROM presence_seen AS s
             WHERE s.guild_id = presence.guild_id AND s.session = presence.session), joined_at))
        WHERE guild_id = ? AND left_at IS NULL AND id NOT IN (SELECT value FROM json_each(?))""",
        (guild_id, json.dumps(sorted(staying))),
    )


# ---------------------------------------------------------------------- where to look


async def doors(store: Store, *, guild_id: int) -> dict[str, Door]:
    """How the door of each session's room stands; of a room that nobody touched nothing is kept."""
    rows = await store.read("SELECT slug, door FROM room WHERE guild_id = ?", guild_id)
    return {row["slug"]: Door(row["door"]) for row in rows}


async def group_rooms(store: Store, *, guild_id: int) -> list[tuple[str, int]]:
    """The voice rooms of small groups that stand, with their session's slug."""
    rows = await store.read(
        """SELECT r.slug, g.voice_id FROM breakout_group AS g
        JOIN breakout_round AS r ON r.id = g.round_id
        WHERE r.guild_id = ? AND g.voice_state = 'made' AND g.voice_id IS NOT NULL
        ORDER BY g.voice_id""",
        guild_id,
    )
    return [(row["slug"], row["voice_id"]) for row in rows]


async def not_joined(store: Store, *, guild_id: int, people: Iterable[int]) -> list[int]:
    """Those of these people who have not joined the summit."""
    rows = await store.read(
        """SELECT value AS user_id FROM json_each(?) WHERE value NOT IN
            (SELECT user_id FROM attendee WHERE guild_id = ?)""",
        json.dumps(sorted(people)),
        guild_id,
    )
    return [row["user_id"] for row in rows]


# ---------------------------------------------------------------------- reading

_LEADS = "(SELECT user_id FROM room_facilitator WHERE guild_id = ?1 AND slug = ?2)"

_VOICE = f"""
SELECT p.head, p.user_id, p.joined_at, ifnull(p.left_at, max(p.joined_at, ifnull(
           (SELECT at FROM presence_seen WHERE guild_id = ?1 AND session = ?2), p.joined_at)))
           AS left_at, a.name, a.kind, a.organisation
FROM presence AS p LEFT JOIN attendee AS a ON a.guild_id = p.guild_id AND a.user_id = p.user_id
WHERE p.guild_id = ?1 AND p.session = ?2
  AND (p.user_id IS NULL OR p.user_id NOT IN {_LEADS})
ORDER BY p.head, p.joined_at"""

# Discord does not show the bot what people write: who took part by text is known by what they did
# with the bot while the session was on. Only how many they were leaves the store.
_TEXT = f"""
SELECT a.kind, count(*) AS n FROM attendee AS a
WHERE a.guild_id = ?1 AND a.user_id NOT IN {_LEADS}
  AND a.user_id NOT IN (SELECT user_id FROM presence
                        WHERE guild_id = ?1 AND session = ?2 AND user_id IS NOT NULL)
  AND a.user_id IN (
    SELECT author_id FROM output
    WHERE guild_id = ?1 AND session = ?2 AND noted_at >= ?3 AND noted_at < ?4
    UNION SELECT asker_id FROM question
    WHERE guild_id = ?1 AND session = ?2 AND asked_at >= ?3 AND asked_at < ?4
    UNION SELECT v.user_id FROM question_vote AS v JOIN question AS q ON q.id = v.question_id
    WHERE v.guild_id = ?1 AND q.session = ?2 AND v.at >= ?3 AND v.at < ?4
    UNION SELECT user_id FROM hand
    WHERE guild_id = ?1 AND session = ?2 AND raised_at >= ?3 AND raised_at < ?4)
GROUP BY a.kind"""


async def of_session(store: Store, *, guild_id: int, session: Session) -> Attendance:
    """Who took part in a session, as far as it is known now. Those who lead it are not in it."""
    first, last = window(session)
    voice = await store.read(_VOICE, guild_id, session.slug)
    text = await store.read(_TEXT, guild_id, session.slug, stamp(first), stamp(last))
    erased = await store.read(
        "SELECT kind, n FROM presence_left WHERE guild_id = ? AND session = ?",
        guild_id,
        session.slug,
    )
    by_head: dict[int, list[sqlite3.Row]] = {}
    for row in voice:
        by_head.setdefault(row["head"], []).append(row)
    return Attendance(
        voice=tuple(_person(rows[0], rows) for rows in by_head.values()),
        text={Kind(row["kind"]): row["n"] for row in text},
        erased={Kind(row["kind"]): row["n"] for row in erased},
    )


def _person(row: sqlite3.Row, spans: Iterable[sqlite3.Row]) -> Person:
    times = tuple(Span(unstamp(one["joined_at"]), unstamp(one["left_at"])) for one in spans)
    if row["name"] is None:
        return Person(spans=times)
    return Person(
        user_id=row["user_id"],
        name=row["name"],
        kind=Kind(row["kind"]),
        organisation=row["organisation"],
        spans=times,
    )
