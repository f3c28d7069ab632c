"""Reminders: who wants none, and the posts, each kept before it is sent. Begin, settle, read."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db import attendees
from db.rows import stamp, unstamp
from db.sessions import find
from db.store import Store, Transaction
from domain.reminders import (
    MOST_MENTIONED,
    REMEMBERED,
    Post,
    State,
    is_due,
    lead_due,
    next_part,
)
from domain.sessions import Session

# Who is concerned and wants it, in the order of ids: of a workshop who has a place in it, of
# anything else everybody who joined; but not who is known to have left the server.
_WANTING = """
SELECT a.user_id FROM attendee AS a
WHERE a.guild_id = ?1 AND a.user_id > ?2 AND a.user_id <= ifnull(?3, a.user_id)
  AND NOT EXISTS (SELECT 1 FROM reminder_off AS o
                  WHERE o.guild_id = a.guild_id AND o.user_id = a.user_id)
  AND NOT EXISTS (SELECT 1 FROM room_access AS r
                  WHERE r.guild_id = a.guild_id AND r.user_id = a.user_id
                    AND r.channel_id = ?6 AND r.state = 'failed')
  AND (?4 <> 'workshop' OR EXISTS
       (SELECT 1 FROM choice AS c WHERE c.guild_id = a.guild_id AND c.user_id = a.user_id
        AND c.slug = ?5 AND c.state = 'place'))
ORDER BY a.user_id LIMIT ?7
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A post that is to be sent now, and whom it mentions."""

    post: Post
    session: Session
    user_ids: tuple[int, ...]


def _to_post(row: sqlite3.Row) -> Post:
    return Post(
        id=row["id"],
        guild_id=row["guild_id"],
        slug=row["slug"],
        starts_at=unstamp(row["starts_at"]),
        lead=row["lead"],
        part=row["part"],
        more=bool(row["more"]),
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        state=State(row["state"]),
        begun_at=unstamp(row["begun_at"]),
    )


# ---------------------------------------------------------------- who wants them


async def turn_off(store: Store, *, guild_id: int, user_id: int, now: datetime) -> None:
    """From now on this person is not mentioned before sessions. Raises RuleBroken ``join.first``.

    A second time changes nothing.
    """

    def work(tx: Transaction) -> None:
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        tx.execute(
            "INSERT INTO reminder_off VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (guild_id, user_id, stamp(now)),
        )

    await store.write(work)


async def turn_on(store: Store, *, guild_id: int, user_id: int) -> None:
    """This person is mentioned again. Raises RuleBroken ``join.first``."""

    def work(tx: Transaction) -> None:
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        tx.execute(
            "DELETE FROM reminder_off WHERE guild_id = ? AND user_id = ?", (guild_id, user_id)
        )

    await store.write(work)


async def are_off(store: Store, *, guild_id: int, user_id: int) -> bool:
    """Whether this person wants no reminders."""
    row = await store.read_one(
        "SELECT 1 FROM reminder_off WHERE guild_id = ? AND user_id = ?", guild_id, user_id
    )
    return row is not None


# ---------------------------------------------------------------- posts


async def posts(store: Store, *, guild_id: int, now: datetime) -> list[Post]:
    """The posts that something may be left to do about, and those of about today."""
    rows = await store.read(
        """SELECT * FROM reminder WHERE guild_id = ?1
        AND (starts_at > ?2 OR state IN ('waiting', 'sending', 'posted')) ORDER BY id""",
        guild_id,
        stamp(now - REMEMBERED),
    )
    return [_to_post(row) for row in rows]


async def begin(store: Store, *, guild_id: int, slug: str, now: datetime) -> Due | None:
    """Keep the next message of the reminder that is due, before it is sent; None for none."""

    def work(tx: Transaction) -> Due | None:
        session = find(tx, guild_id=guild_id, slug=slug)
        lead = lead_due(session, now) if session is not None else None
        if session is None or lead is None:
            return None
        rows = tx.execute(
            """SELECT * FROM reminder
            WHERE guild_id = ? AND slug = ? AND starts_at = ? AND lead = ? ORDER BY part""",
            (guild_id, slug, stamp(session.starts_at), lead),
        ).fetchall()
        part = next_part(session, map(_to_post, rows), now)
        if part is None:
            return None
        after = rows[-1]["up_to_user"] or 0 if rows else 0
        people = _wanting(tx, session, after, None, MOST_MENTIONED + 1)
        more = len(people) > MOST_MENTIONED
        people = people[:MOST_MENTIONED]
        # Who was left may have said no meanwhile: then there is nobody to send another part to.
        state = State.SENDING if people or part == 1 else State.DROPPED
        row = tx.execute(
            """INSERT INTO reminder (guild_id, slug, starts_at, lead, part, more, after_user,
                                     up_to_user, channel_id, state, begun_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *""",
            (
                guild_id,
                slug,
                stamp(session.starts_at),
                lead,
                part,
                int(more),
                after if people else 0,
                people[-1] if more else None,
                session.text_channel,
                state.value,
                stamp(now),
            ),
        ).fetchone()
        return Due(_to_post(row), session, people) if state is State.SENDING else None

    return await store.write(work)


async def again(store: Store, *, guild_id: int, post: Post, now: datetime) -> Due | None:
    """Keep that a post which did not arrive is sent once more; None where it is too late for that.

    It mentions those of its part who want it now. Where it is too late, it is dropped. ``post`` is
    as it was seen: of two that see it, one sends it.
    """

    def work(tx: Transaction) -> Due | None:
        row = tx.execute(
            """SELECT * FROM reminder
            WHERE guild_id = ? AND id = ? AND state = ? AND begun_at = ?""",
            (guild_id, post.id, post.state.value, stamp(post.begun_at)),
        ).fetchone()
        if row is None or post.state not in (State.WAITING, State.SENDING):
            return None
        session = find(tx, guild_id=guild_id, slug=row["slug"])
        if session is None or not is_due(_to_post(row), session, now):
            _end(tx, guild_id, post.id, State.DROPPED)
            return None
        # The last part has no end, but a limit: who joined meanwhile is not squeezed in.
        people = _wanting(tx, session, row["after_user"], row["up_to_user"], MOST_MENTIONED)
        row = tx.execute(
            """UPDATE reminder SET state = 'sending', begun_at = ?, channel_id = ?
            WHERE guild_id = ? AND id = ? RETURNING *""",
            (stamp(now), session.text_channel, guild_id, post.id),
        ).fetchone()
        return Due(_to_post(row), session, people)

    return await store.write(work)


async def settled(store: Store, *, guild_id: int, post_id: int, message_id: int) -> None:
    """Discord has the message."""

    def work(tx: Transaction) -> None:
        tx.execute(
            """UPDATE reminder SET state = 'posted', message_id = ?
            WHERE guild_id = ? AND id = ? AND state = 'sending'""",
            (message_id, guild_id, post_id),
        )

    await store.write(work)


async def refused(store: Store, *, guild_id: int, post_id: int) -> None:
    """Discord has said that it does not take the message: it was not sent."""

    def work(tx: Transaction) -> None:
        tx.execute(
            """UPDATE reminder SET state = 'waiting'
            WHERE guild_id = ? AND id = ? AND state = 'sending'""",
            (guild_id, post_id),
        )

    await store.write(work)


async def dropped(store: Store, *, guild_id: int, post_id: int) -> None:
    """The post is given up: it is too late, or nobody can say whether it arrived."""
    await store.write(lambda tx: _end(tx, guild_id, post_id, State.DROPPED))


async def removed(store: Store, *, guild_id: int, post_id: int) -> None:
    """The message is taken down, or cannot be."""
    await store.write(lambda tx: _end(tx, guild_id, post_id, State.REMOVED))


def _end(tx: Transaction, guild_id: int, post_id: int, state: State) -> None:
    """Nothing is left to do about a post; whom it was for is forgotten, so no part follows."""
    tx.execute(
        """UPDATE reminder SET state = ?, more = 0, after_user = 0, up_to_user = NULL
        WHERE guild_id = ? AND id = ?""",
        (state.value, guild_id, post_id),
    )


def _wanting(
    tx: Transaction, session: Session, after: int, up_to: int | None, most: int
) -> tuple[int, ...]:
    rows = tx.execute(
        _WANTING,
        (
            session.guild_id,
            after,
            up_to,
            session.kind,
            session.slug,
            session.text_channel,
            most,
        ),
    ).fetchall()
    return tuple(row["user_id"] for row in rows)
