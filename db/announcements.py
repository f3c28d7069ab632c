"""Announcements: drafts of their authors, and what was sent, which stays as it was sent."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db import letters, said
from db.rows import stamp, unstamp
from db.sessions import find
from db.store import Store, Transaction
from domain.announcements import Announcement, Audience, To, Write, checked
from domain.rules import RuleBroken


@dataclass(frozen=True, slots=True)
class Sent:
    """One that was sent, and how many of its posts stand, wait, or came to nothing."""

    announcement: Announcement
    posted: int
    waiting: int
    failed: int


def _to_announcement(row: sqlite3.Row) -> Announcement:
    return Announcement(
        id=row["id"],
        guild_id=row["guild_id"],
        author_id=row["author_id"],
        to=To(Audience(row["audience"]), row["about"]),
        words=row["words"],
        alert=bool(row["alert"]),
        is_sent=row["state"] == "sent",
        version=row["version"],
        written_at=unstamp(row["written_at"]),
        sent_at=unstamp(row["sent_at"]) if row["sent_at"] is not None else None,
        people=row["people"],
    )


# ---------------------------------------------------------------------- reading


async def get(store: Store, *, guild_id: int, announcement_id: int) -> Announcement | None:
    row = await store.read_one(
        "SELECT * FROM announcement WHERE guild_id = ? AND id = ?", guild_id, announcement_id
    )
    return _to_announcement(row) if row else None


async def sent_ones(store: Store, *, guild_id: int, most: int) -> list[Sent]:
    """What was sent, the newest first."""
    rows = await store.read(
        """SELECT a.*, count(s.id) FILTER (WHERE s.state = 'posted') AS posted,
                  count(s.id) FILTER (WHERE s.state IN ('waiting', 'sending')) AS to_post,
                  count(s.id) FILTER (WHERE s.state = 'gone' AND s.message_id IS NULL) AS failed
        FROM announcement AS a LEFT JOIN said AS s ON s.guild_id = a.guild_id
            AND s.what = 'announcement'
            AND (s.about = CAST(a.id AS TEXT) OR s.about LIKE a.id || ':%')
        WHERE a.guild_id = ? AND a.state = 'sent'
        GROUP BY a.id ORDER BY a.sent_at DESC, a.id DESC LIMIT ?""",
        guild_id,
        most,
    )
    return [
        Sent(_to_announcement(row), row["posted"], row["to_post"], row["failed"]) for row in rows
    ]


async def readers(store: Store, *, guild_id: int, to: To) -> int:
    """How many people would get a letter, if it were sent now."""
    return await store.write(lambda tx: len(_readers(tx, guild_id, to)))


# ---------------------------------------------------------------------- verbs


async def keep(
    store: Store,
    *,
    press_id: int,
    guild_id: int,
    user_id: int,
    to: To,
    words: str,
    alert: bool,
    now: datetime,
) -> Announcement:
    """Keep a draft, or its newer words; what was sent already is returned as it is.

    Raises RuleBroken ``announce.unknown`` where it is somebody else's, ``text.*``.
    """
    words = checked(words)

    def work(tx: Transaction) -> Announcement:
        before = _load(tx, guild_id, press_id)
        if before is not None and before.author_id != user_id:
            raise RuleBroken("announce.unknown")
        if before is not None and before.is_sent:
            return before
        if before is not None and (before.to, before.words, before.alert) == (to, words, alert):
            return before  # the same form again
        tx.execute(
            """INSERT INTO announcement (id, guild_id, author_id, audience, about, words, alert,
                                         written_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET audience = excluded.audience, about = excluded.about,
                words = excluded.words, alert = excluded.alert, version = version + 1,
                written_at = excluded.written_at
            WHERE guild_id = excluded.guild_id""",
            (
                *(press_id, guild_id, user_id, to.audience.value, to.about, words, int(alert)),
                stamp(now),
            ),
        )
        after = _load(tx, guild_id, press_id)
        if after is None:  # the number belongs to another server
            raise RuleBroken("announce.unknown")
        return after

    return await store.write(work)


async def drop(store: Store, *, guild_id: int, announcement_id: int, user_id: int) -> bool:
    """Delete one's draft. Returns whether there was one."""

    def work(tx: Transaction) -> bool:
        return (
            tx.execute(
                """DELETE FROM announcement
                WHERE guild_id = ? AND id = ? AND author_id = ? AND state = 'draft'""",
                (guild_id, announcement_id, user_id),
            ).rowcount
            > 0
        )

    return await store.write(work)


async def send(
    store: Store,
    *,
    guild_id: int,
    announcement_id: int,
    user_id: int,
    version: int,
    write: Write,
    now: datetime,
) -> tuple[Announcement, bool]:
    """Send one's draft as it was shown: what goes out is kept here, and sent by the loops.

    Returns it, and whether it is new. Raises RuleBroken ``announce.unknown``,
    ``announce.changed``, ``announce.audience`` or ``announce.nobody``.
    """

    def work(tx: Transaction) -> tuple[Announcement, bool]:
        draft = _load(tx, guild_id, announcement_id)
        if draft is None or draft.author_id != user_id:
            raise RuleBroken("announce.unknown")
        if draft.is_sent:
            return draft, False
        if draft.version != version:
            raise RuleBroken("announce.changed")
        people = _readers(tx, guild_id, draft.to) if _by_letter(draft) else []
        if draft.to.audience is Audience.KIND and not people:
            raise RuleBroken("announce.nobody")
        for about in _posts(tx, draft):
            said.put(tx, guild_id=guild_id, what="announcement", about=about, now=now)
        note = write(draft)
        for reader in people:
            letters.put(
                tx,
                guild_id=guild_id,
                user_id=reader,
                subject=note.subject,
                text=note.text,
                buttons=note.buttons,
                now=now,
            )
        tx.execute(
            """UPDATE announcement SET state = 'sent', sent_at = ?, people = ?
            WHERE guild_id = ? AND id = ?""",
            (stamp(now), len(people), guild_id, announcement_id),
        )
        done = _load(tx, guild_id, announcement_id)
        assert done is not None, "it was there"
        return done, True

    return await store.write(work)


# ---------------------------------------------------------------------- inside a transaction


def _load(tx: Transaction, guild_id: int, announcement_id: int) -> Announcement | None:
    row = tx.execute(
        "SELECT * FROM announcement WHERE guild_id = ? AND id = ?", (guild_id, announcement_id)
    ).fetchone()
    return _to_announcement(row) if row else None


def _by_letter(one: Announcement) -> bool:
    """A kind has no role, so its people are written to; a room's are where they are alerted."""
    return one.to.audience is Audience.KIND or (one.to.audience is Audience.ROOM and one.alert)


def _readers(tx: Transaction, guild_id: int, to: To) -> list[int]:
    """Who of this kind has joined, or who has a place in this workshop."""
    if to.audience is Audience.KIND:
        rows = tx.execute(
            "SELECT user_id FROM attendee WHERE guild_id = ? AND kind = ? ORDER BY user_id",
            (guild_id, to.about),
        )
    elif to.audience is Audience.ROOM:
        rows = tx.execute(
            """SELECT user_id FROM choice WHERE guild_id = ? AND slug = ? AND state = 'place'
            ORDER BY user_id""",
            (guild_id, to.about),
        )
    else:
        return []
    return [row["user_id"] for row in rows]


def _posts(tx: Transaction, one: Announcement) -> list[str]:
    """What is to be posted: the announcement itself, and in the threads of a room's groups."""
    if one.to.audience is Audience.KIND:
        return []
    if one.to.audience is not Audience.ROOM:
        return [str(one.id)]
    session = find(tx, guild_id=one.guild_id, slug=one.to.about)
    if session is None or session.text_channel is None:
        raise RuleBroken("announce.audience")
    threads = tx.execute(
        """SELECT g.thread_id FROM breakout_group AS g
        JOIN breakout_round AS r ON r.id = g.round_id AND r.guild_id = g.guild_id
        WHERE r.guild_id = ? AND r.slug = ? AND r.stage IN ('running', 'grace')
          AND g.thread_state = 'made'
        ORDER BY g.number""",
        (one.guild_id, one.to.about),
    )
    return [str(one.id), *(f"{one.id}:{row['thread_id']}" for row in threads)]
