"""How acts, reports, words and lines of the log stand in rows."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Literal

from db.rows import stamp, unstamp
from db.store import Transaction
from domain.moderation import Act, Appeal, Kind, Report, State, Trouble, Undo

act_columns = (
    "id, guild_id, slug, kind, target_id, actor_id, channel_id, message_id, asked_at, until,"
    " state, trouble, tried_at, tries, undo, appeal"
)


def to_act(row: sqlite3.Row) -> Act:
    return Act(
        id=row["id"],
        guild_id=row["guild_id"],
        slug=row["slug"] or "",
        kind=Kind(row["kind"]),
        target_id=row["target_id"],
        actor_id=row["actor_id"],
        channel_id=row["channel_id"],
        asked_at=unstamp(row["asked_at"]),
        message_id=row["message_id"],
        until=unstamp(row["until"]) if row["until"] else None,
        state=State(row["state"]),
        trouble=Trouble(row["trouble"]),
        undo=Undo(row["undo"]),
        appeal=Appeal(row["appeal"]),
        tries=row["tries"],
    )


def to_report(row: sqlite3.Row) -> Report:
    return Report(
        id=row["id"],
        guild_id=row["guild_id"],
        slug=row["slug"] or "",
        reporter_id=row["reporter_id"],
        target_id=row["target_id"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        reported_at=unstamp(row["reported_at"]),
        dealt_by=row["dealt_by"],
        dealt=row["state"] == "dealt with",
    )


def find_act(tx: Transaction, guild_id: int, act_id: int) -> Act | None:
    row = tx.execute(
        f"SELECT {act_columns} FROM moderation_act WHERE guild_id = ? AND id = ?",
        (guild_id, act_id),
    ).fetchone()
    return to_act(row) if row else None


def room_title(tx: Transaction, guild_id: int, slug: str) -> str:
    """The title of an act's room; empty where it was in none."""
    row = tx.execute(
        "SELECT title FROM session WHERE guild_id = ? AND slug = ?", (guild_id, slug)
    ).fetchone()
    return row["title"] if row else ""


def in_channel_of(tx: Transaction, guild_id: int, slug: str, user_id: int) -> list[str]:
    """The sessions in the same room as this one that somebody leads; none where they lead it."""
    rows = tx.execute(
        """SELECT f.slug FROM room_facilitator AS f
        JOIN session AS s ON s.guild_id = f.guild_id AND s.slug = f.slug AND s.archived = 0
        JOIN session AS here ON here.guild_id = f.guild_id AND here.slug = ?2
            AND here.text_channel_id = s.text_channel_id
        WHERE f.guild_id = ?1 AND f.user_id = ?3 AND NOT EXISTS
            (SELECT 1 FROM room_facilitator AS own
             WHERE own.guild_id = ?1 AND own.slug = ?2 AND own.user_id = ?3)
        ORDER BY f.slug LIMIT 1""",
        (guild_id, slug, user_id),
    )
    return [row["slug"] for row in rows]


def keep_words(
    tx: Transaction,
    guild_id: int,
    act_id: int,
    what: Literal["reason", "message", "appeal"],
    about_id: int,
    said_by: int,
    words: str,
) -> None:
    tx.execute(
        """INSERT INTO moderation_words (guild_id, act_id, what, about_id, said_by, words)
        VALUES (?, ?, ?, ?, ?, ?)""",
        (guild_id, act_id, what, about_id, said_by, words),
    )


def words_of(
    tx: Transaction, *, act_id: int | None = None, report_id: int | None = None
) -> dict[str, str]:
    """What was said of an act or a report, by what it is."""
    rows = tx.execute(
        "SELECT what, words FROM moderation_words WHERE act_id = ? OR report_id = ?",
        (act_id, report_id),
    )
    return {row["what"]: row["words"] for row in rows}


def want_post(
    tx: Transaction, guild_id: int, what: Literal["report", "appeal"], of_id: int
) -> None:
    """The organisers' channel is to show this, or to show it as it is now."""
    tx.execute(
        """INSERT INTO moderation_post (guild_id, what, of_id) VALUES (?, ?, ?)
        ON CONFLICT (guild_id, what, of_id) DO UPDATE
            SET changes = changes + 1""",
        (guild_id, what, of_id),
    )


def log(
    tx: Transaction,
    *,
    guild_id: int,
    event: str,
    actor_id: int,
    target_id: int,
    slug: str,
    channel_id: int,
    act_id: int | None,
    report_id: int | None,
    detail: str,
    now: datetime,
) -> None:
    """One line that nobody changes any more."""
    tx.execute(
        """INSERT INTO moderation_log (guild_id, at, event, actor_id, target_id, session,
            channel_id, act_id, report_id, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            guild_id,
            stamp(now),
            event,
            actor_id,
            target_id,
            slug,
            channel_id,
            act_id,
            report_id,
            detail,
        ),
    )


def letters_about(tx: Transaction, *, guild_id: int, user_id: int) -> list[int]:
    """The ids of letters to others with somebody's report, or about them: for erasing them."""
    rows = tx.execute(
        """SELECT l.id FROM letter AS l, json_each(l.buttons) AS b
        JOIN moderation_report AS r ON r.guild_id = l.guild_id
            AND json_extract(b.value, '$[1]') = 'mod.dealt:' || r.guild_id || ':' || r.id
        WHERE l.guild_id = ?1 AND l.user_id <> ?2 AND ?2 IN (r.reporter_id, r.target_id)""",
        (guild_id, user_id),
    )
    return [row["id"] for row in rows]
