"""What a removal does to somebody's places in workshops, and what letting them back in does."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from db import choices, hands, sessions
from db.breakout_limits import find_removed
from db.store import Transaction
from domain.choices import Tell
from domain.moderation import Act
from domain.sessions import Session

FREED = "place free"
"""In the log: a workshop that somebody had chosen, by its slug, is chosen by them no longer."""


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody has now of a workshop that a removal took from them.

    ``waiting`` is their number on the waiting list; ``has``: they have a place again.
    """

    title: str
    has: bool = False
    waiting: int | None = None


PLACES = """
SELECT s.title, c.state,
       (SELECT count(*) FROM choice AS w WHERE w.guild_id = c.guild_id AND w.slug = c.slug
            AND w.state = 'waiting' AND w.id <= c.id) AS number
FROM moderation_log AS l
JOIN moderation_act AS a ON a.id = l.act_id
JOIN session AS s ON s.guild_id = l.guild_id AND s.slug = l.detail AND instr(a.slug, '@') = 0
LEFT JOIN choice AS c ON c.guild_id = l.guild_id AND c.slug = l.detail AND c.user_id = a.target_id
WHERE l.act_id = ? AND l.event = 'remove: place free' ORDER BY s.position
"""


def places(rows: Iterable[sqlite3.Row]) -> tuple[Place, ...]:
    """From the rows of :data:`PLACES`."""
    return tuple(
        Place(
            row["title"],
            has=row["state"] == "place",
            waiting=row["number"] if row["state"] == "waiting" else None,
        )
        for row in rows
    )


def free(tx: Transaction, act: Act, now: datetime, tell: Tell) -> list[str]:
    """Who waits moves up into the places of who is removed, whose hand goes down.

    Returns the slugs of the workshops that they had chosen.
    """
    guild_id, user_id = act.guild_id, act.target_id
    freed: list[str] = []
    for session in _in_the_room(tx, act):
        hands.put_down(tx, guild_id=guild_id, user_id=user_id, session=session.slug, now=now)
        if session.is_over(now) or not choices.remove(tx, session, user_id, now):
            continue
        choices.fill(tx, session, now, tell)
        freed.append(session.slug)
    # The rooms are shut to them by now: what let them in by name is not there any more.
    tx.execute(
        """DELETE FROM room_access WHERE guild_id = ?1 AND user_id = ?2 AND channel_id IN
            (SELECT channel_id FROM moderation_shut WHERE guild_id = ?1 AND act_id = ?3)""",
        (guild_id, user_id, act.id),
    )
    return freed


def give_back(tx: Transaction, act: Act, now: datetime, tell: Tell) -> None:
    """Who is let back in has what they had chosen: a place where one is free, else a number."""
    guild_id, user_id = act.guild_id, act.target_id
    joined = tx.execute(
        "SELECT 1 FROM attendee WHERE guild_id = ? AND user_id = ?", (guild_id, user_id)
    ).fetchone()
    if joined is None or sessions.is_archived(act.slug):
        return
    if user_id in find_removed(tx, guild_id=guild_id, slug=act.slug):
        return  # another removal keeps them out
    for row in tx.execute(
        "SELECT detail FROM moderation_log WHERE act_id = ? AND event = ?",
        (act.id, f"{act.kind.value}: {FREED}"),
    ).fetchall():
        session = sessions.find(tx, guild_id=guild_id, slug=row["detail"])
        if session is not None and not session.is_over(now):
            choices.fill(tx, session, now, tell)
            choices.put_back(tx, session, user_id, now)


def _in_the_room(tx: Transaction, act: Act) -> list[Session]:
    """The act's session, and those that take place in the same channels."""
    rows = tx.execute(
        """SELECT DISTINCT s.* FROM session AS s JOIN session AS here ON here.guild_id = s.guild_id
            AND (here.slug = s.slug OR here.text_channel_id = s.text_channel_id
                 OR here.voice_channel_id = s.voice_channel_id)
        WHERE here.guild_id = ? AND here.slug = ? AND s.archived = 0 ORDER BY s.position""",
        (act.guild_id, act.slug),
    ).fetchall()
    return [sessions.to_session(row) for row in rows]
