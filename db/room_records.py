"""A room's record: read it, confirm its summary, and what is to be posted of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from db import attendance, facilitation, feedback_reads, output_reads, sessions
from db.question_reads import QUESTION, to_question
from db.rows import stamp, unstamp
from db.store import Store, Transaction
from domain import records as rules
from domain.facilitation import Door, Room
from domain.feedback import Result
from domain.outputs import Output
from domain.records import Leader, Record, Report, Summary
from domain.rules import RuleBroken
from domain.sessions import Session

_LATEST = """
SELECT r.* FROM room_summary AS r WHERE r.guild_id = ?1 AND r.session = ?2
ORDER BY r.version DESC LIMIT 1"""
_ORGANISATIONS = """
SELECT organisation FROM room_summary_organisation
WHERE summary_id = ? AND guild_id = ? ORDER BY number"""


def _to_summary(row: sqlite3.Row, organisations: Sequence[sqlite3.Row]) -> Summary:
    return Summary(
        id=row["id"],
        guild_id=row["guild_id"],
        session=row["session"],
        version=row["version"],
        heads=row["heads"],
        organisations=tuple(one["organisation"] for one in organisations),
        words=row["words"],
        confirmed_by=row["confirmed_by"],
        at=unstamp(row["at"]),
    )


# ---------------------------------------------------------------------- reading


async def read(store: Store, *, guild_id: int, slug: str) -> Record:
    """All that is known of a session's room, also of a past summit's.

    Raises RuleBroken ``room.unknown``.
    """
    session = await sessions.get_with_archived(store, guild_id=guild_id, slug=slug)
    if session is None or session.kind == "break":
        raise RuleBroken("room.unknown")
    room, closed_at = await _room(store, session)
    hands = await store.read_one(
        """SELECT count(*) AS raised, count(*) FILTER (WHERE state = 'called') AS called
        FROM hand WHERE guild_id = ? AND session = ?""",
        guild_id,
        slug,
    )
    questions = await store.read(
        f"{QUESTION} WHERE q.guild_id = ? AND q.session = ? ORDER BY q.number", guild_id, slug
    )
    rounds = await store.read(
        """SELECT count(g.number) AS n FROM breakout_round AS r
        JOIN breakout_group AS g ON g.round_id = r.id
        WHERE r.guild_id = ? AND r.slug = ? AND r.stage <> 'preview' GROUP BY r.id ORDER BY r.id""",
        guild_id,
        slug,
    )
    outputs = await output_reads.of_session(store, guild_id=guild_id, session=slug, hidden=True)
    publishable = await store.read(
        "SELECT user_id FROM attendee WHERE guild_id = ? AND publish_name = 1", guild_id
    )
    results = await feedback_reads.results(store, guild_id=guild_id)
    return Record(
        session=session,
        room=room,
        closed_at=closed_at,
        leaders=await _leaders(store, guild_id, slug),
        attendance=await attendance.of_session(store, guild_id=guild_id, session=session),
        outputs=tuple(outputs),
        reports=await _reports(store, guild_id, slug, outputs),
        hands_raised=hands["raised"] if hands else 0,
        hands_called=hands["called"] if hands else 0,
        questions=tuple(to_question(row) for row in questions),
        feedback=results.get(slug, Result()),
        rounds=tuple(row["n"] for row in rounds),
        summary=await latest(store, guild_id=guild_id, slug=slug),
        publishable=frozenset(row["user_id"] for row in publishable),
    )


async def _room(store: Store, session: Session) -> tuple[Room, datetime | None]:
    """The room as it stands, and when it was closed where it is."""
    row = await store.read_one(
        "SELECT door, opened_at FROM room WHERE guild_id = ? AND slug = ?",
        session.guild_id,
        session.slug,
    )
    if row is None:
        return Room(session.guild_id, session.slug, Door.QUIET), None
    opened = unstamp(row["opened_at"]) if row["opened_at"] else None
    room = Room(session.guild_id, session.slug, Door(row["door"]), opened_at=opened)
    if room.door is not Door.CLOSED:
        return room, None
    closed = await store.read_one(
        """SELECT max(at) AS at FROM room_log
        WHERE guild_id = ? AND slug = ? AND event = 'closed'""",
        session.guild_id,
        session.slug,
    )
    return room, unstamp(closed["at"]) if closed and closed["at"] else None


async def _leaders(store: Store, guild_id: int, slug: str) -> tuple[Leader, ...]:
    rows = await store.read(
        """SELECT f.user_id, ifnull(a.name, '') AS name, ifnull(a.publish_name, 0) AS publish_name
        FROM room_facilitator AS f
        LEFT JOIN attendee AS a ON a.guild_id = f.guild_id AND a.user_id = f.user_id
        WHERE f.guild_id = ? AND f.slug = ? ORDER BY f.since, f.user_id""",
        guild_id,
        slug,
    )
    return tuple(Leader(row["user_id"], row["name"], bool(row["publish_name"])) for row in rows)


async def _reports(
    store: Store, guild_id: int, slug: str, outputs: Sequence[Output]
) -> tuple[Report, ...]:
    """What each group reported back: the notes that its report is made of."""
    by_id = {one.id: one for one in outputs}
    rows = await store.read(
        """SELECT r.number AS round_number, p.number, p.output_id FROM group_report_part AS p
        JOIN breakout_round AS r ON r.id = p.round_id
        WHERE p.guild_id = ? AND r.slug = ? AND p.place IS NOT NULL
        ORDER BY r.number, p.number, p.place""",
        guild_id,
        slug,
    )
    found: dict[tuple[int, int], list[Output]] = {}
    for row in rows:
        if row["output_id"] in by_id:
            part = by_id[row["output_id"]]
            found.setdefault((row["round_number"], row["number"]), []).append(part)
    return tuple(Report(*where, tuple(parts)) for where, parts in found.items())


async def latest(store: Store, *, guild_id: int, slug: str) -> Summary | None:
    """The summary that counts, or None where none is confirmed."""
    row = await store.read_one(_LATEST, guild_id, slug)
    if row is None:
        return None
    return _to_summary(row, await store.read(_ORGANISATIONS, row["id"], guild_id))


async def earlier(store: Store, *, guild_id: int, slug: str) -> list[Summary]:
    """Every summary that was confirmed of a room, the newest first."""
    rows = await store.read(
        "SELECT * FROM room_summary WHERE guild_id = ? AND session = ? ORDER BY version DESC",
        guild_id,
        slug,
    )
    return [_to_summary(row, await store.read(_ORGANISATIONS, row["id"], guild_id)) for row in rows]


async def with_summary(store: Store, *, guild_id: int) -> set[str]:
    """The sessions of which a summary is confirmed, past summits' too."""
    rows = await store.read(
        "SELECT DISTINCT session FROM room_summary WHERE guild_id = ?", guild_id
    )
    return {row["session"] for row in rows}


# ---------------------------------------------------------------------- confirming


async def confirm(
    store: Store,
    *,
    summary_id: int,
    guild_id: int,
    slug: str,
    user_id: int,
    organiser: bool,
    version_seen: int,
    heads: int,
    organisations: Sequence[str],
    words: str,
    now: datetime,
) -> tuple[Summary, bool]:
    """Keep a summary as the next version. Returns it, and whether it is new.

    ``summary_id`` is the snowflake of the interaction: delivered again, it gives what it made.
    Raises RuleBroken ``room.unknown``, ``room.not_yours``, ``summary.*``.
    """

    def work(tx: Transaction) -> tuple[Summary, bool]:
        kept = facilitation.require_own(
            tx, guild_id=guild_id, slug=slug, user_id=user_id, organiser=organiser
        )
        row = tx.execute(
            "SELECT * FROM room_summary WHERE id = ? AND guild_id = ? AND session = ?",
            (summary_id, guild_id, slug),
        ).fetchone()
        if row is not None:
            return _loaded(tx, row), False
        version = rules.may_confirm(
            kept.session,
            kept.room,
            kept=_version(tx, guild_id, slug),
            version_seen=version_seen,
            now=now,
        )
        row = tx.execute(
            """INSERT INTO room_summary
                (id, guild_id, session, version, heads, words, confirmed_by, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING *""",
            (summary_id, guild_id, slug, version, heads, words, user_id, stamp(now)),
        ).fetchone()
        tx.executemany(
            "INSERT INTO room_summary_organisation VALUES (?, ?, ?, ?)",
            [(summary_id, number, guild_id, name) for number, name in enumerate(organisations)],
        )
        return _loaded(tx, row), True

    return await store.write(work)


def _version(tx: Transaction, guild_id: int, slug: str) -> int:
    return tx.execute(
        "SELECT ifnull(max(version), 0) FROM room_summary WHERE guild_id = ? AND session = ?",
        (guild_id, slug),
    ).fetchone()[0]


def _loaded(tx: Transaction, row: sqlite3.Row) -> Summary:
    return _to_summary(row, tx.execute(_ORGANISATIONS, (row["id"], row["guild_id"])).fetchall())


# ---------------------------------------------------------------------- posting


async def to_post(store: Store, *, guild_id: int) -> list[Summary]:
    """The summaries that organisers were not told of yet, of each room the newest alone."""
    rows = await store.read(
        """SELECT r.* FROM room_summary AS r JOIN session AS s
            ON s.guild_id = r.guild_id AND s.slug = r.session AND s.archived = 0
        WHERE r.guild_id = ?1 AND r.post = 'wanted' AND r.version =
            (SELECT max(version) FROM room_summary WHERE guild_id = ?1 AND session = r.session)
        ORDER BY r.id LIMIT 5""",
        guild_id,
    )
    return [_to_summary(row, await store.read(_ORGANISATIONS, row["id"], guild_id)) for row in rows]


async def posting(store: Store, *, guild_id: int, summary_id: int) -> None:
    """Organisers are about to be told: kept first, so never twice."""
    await _post(store, guild_id, summary_id, "begun")


async def post_again(store: Store, *, guild_id: int, summary_id: int) -> None:
    """Discord was out of order and did not take it."""
    await _post(store, guild_id, summary_id, "wanted")


async def post_failed(store: Store, *, guild_id: int, summary_id: int) -> None:
    """Discord refuses it: the channel is gone, or the bot may not write there."""
    await _post(store, guild_id, summary_id, "failed")


async def _post(store: Store, guild_id: int, summary_id: int, state: str) -> None:
    def work(tx: Transaction) -> None:
        tx.execute(
            "UPDATE room_summary SET post = ? WHERE guild_id = ? AND id = ?",
            (state, guild_id, summary_id),
        )

    await store.write(work)
