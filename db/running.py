"""The summit's day: open it, close it, and see at a glance how it runs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import breakouts, facilitation, said
from db.rows import stamp, unstamp
from db.store import Store, Transaction
from domain import running as rules
from domain.facilitation import Door
from domain.running import Day, Stage


def _to_day(row: sqlite3.Row | None, guild_id: int, edition: str) -> Day:
    if row is None:
        return Day(guild_id, edition)
    return Day(
        guild_id,
        edition,
        Stage(row["stage"]),
        unstamp(row["opened_at"]) if row["opened_at"] else None,
        row["opened_by"],
        unstamp(row["closed_at"]) if row["closed_at"] else None,
        row["closed_by"],
        bool(row["dashboard"]),
    )


_DAY = "SELECT * FROM running WHERE guild_id = ? AND edition = ?"


async def get(store: Store, *, guild_id: int, edition: str) -> Day:
    """The day of one summit; one that nobody opened where there is nothing kept."""
    return _to_day(await store.read_one(_DAY, guild_id, edition), guild_id, edition)


def _load(tx: Transaction, guild_id: int, edition: str) -> Day:
    return _to_day(tx.execute(_DAY, (guild_id, edition)).fetchone(), guild_id, edition)


def _save(tx: Transaction, day: Day) -> None:
    tx.execute(
        """INSERT INTO running (guild_id, edition, stage, opened_at, opened_by, closed_at,
                                closed_by, dashboard)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (guild_id, edition) DO UPDATE SET
            stage = excluded.stage, opened_at = excluded.opened_at, opened_by = excluded.opened_by,
            closed_at = excluded.closed_at, closed_by = excluded.closed_by,
            dashboard = excluded.dashboard""",
        (
            day.guild_id,
            day.edition,
            day.stage.value,
            stamp(day.opened_at) if day.opened_at else None,
            day.opened_by,
            stamp(day.closed_at) if day.closed_at else None,
            day.closed_by,
            int(day.dashboard),
        ),
    )
    tx.execute(
        "UPDATE posted_message SET dirty = 1 WHERE guild_id = ? AND purpose = 'welcome_panel'",
        (day.guild_id,),
    )


async def open_day(
    store: Store, *, guild_id: int, edition: str, user_id: int, now: datetime
) -> tuple[Day, bool]:
    """Open the summit. Returns its day, and whether that is new. People are welcomed once."""

    def work(tx: Transaction) -> tuple[Day, bool]:
        before = _load(tx, guild_id, edition)
        after = rules.open_day(before, user_id=user_id, now=now)
        if after == before:
            return before, False
        _save(tx, after)
        said.put(tx, guild_id=guild_id, what="welcome", about=edition, now=now)
        return after, True

    return await store.write(work)


async def close_day(
    store: Store, *, guild_id: int, edition: str, user_id: int, now: datetime
) -> tuple[Day, list[str]]:
    """Close the summit, and every room that is open, with its warning; people are thanked once.

    Small groups are called back, also those of rooms that were never opened.

    Returns its day, and the slugs of the rooms that close now. Raises RuleBroken ``day.not_open``.
    """

    def work(tx: Transaction) -> tuple[Day, list[str]]:
        before = _load(tx, guild_id, edition)
        after = rules.close_day(before, user_id=user_id, now=now)
        if after == before:
            return before, []
        _save(tx, after)
        said.put(tx, guild_id=guild_id, what="thanks", about=edition, now=now)
        tx.execute(
            "UPDATE pledging SET minutes = NULL, next_at = NULL WHERE guild_id = ?", (guild_id,)
        )
        breakouts.end_unopened(tx, guild_id=guild_id, now=now)
        return after, facilitation.close_all(tx, guild_id=guild_id, user_id=user_id, now=now)

    return await store.write(work)


async def want_dashboard(store: Store, *, guild_id: int, edition: str) -> None:
    """The organisers want to see the dashboard from now on."""
    if (await get(store, guild_id=guild_id, edition=edition)).dashboard:
        return

    def work(tx: Transaction) -> None:
        tx.execute(
            """INSERT INTO running (guild_id, edition, dashboard) VALUES (?, ?, 1)
            ON CONFLICT (guild_id, edition) DO UPDATE SET dashboard = 1""",
            (guild_id, edition),
        )

    await store.write(work)


# ---------------------------------------------------------------------- at a glance


@dataclass(frozen=True, slots=True)
class RoomNow:
    """One session and its room at a moment. ``groups`` are the voice rooms of its small groups."""

    slug: str
    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    text_channel: int | None
    voice_channel: int | None
    door: Door
    hands: int
    leads: int
    summary: bool
    clock_ends_at: datetime | None
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Now:
    """Everything that the dashboard counts, but for who is in voice: that the gateway tells."""

    people: Mapping[str, int]
    pledges: int
    questions: int
    not_reached: int
    calls_open: int
    calls_taken: int
    rooms: tuple[RoomNow, ...]


# One statement. Measured: 0.9 ms, the median of 200, with 300 people, 300 pledges and 37 sessions.
_NOW = """
SELECT
    (SELECT json_group_object(kind, n) FROM
        (SELECT kind, count(*) AS n FROM attendee WHERE guild_id = ?1 GROUP BY kind)) AS people,
    (SELECT count(*) FROM pledge
        WHERE guild_id = ?1 AND checked = 0 AND delivery <> 'withdrawn') AS pledges,
    (SELECT count(*) FROM question AS q
        JOIN session AS s ON s.guild_id = q.guild_id AND s.slug = q.session AND s.archived = 0
        WHERE q.guild_id = ?1 AND q.state = 'waiting') AS questions,
    (SELECT count(*) FROM letter WHERE guild_id = ?1 AND state = 'not_reached' AND created_at >= ?2)
        + (SELECT count(*) FROM notice
           WHERE guild_id = ?1 AND state = 'not_reached' AND created_at >= ?2) AS not_reached,
    (SELECT count(*) FROM help_call WHERE guild_id = ?1 AND state = 'open') AS calls_open,
    (SELECT count(*) FROM help_call WHERE guild_id = ?1 AND state = 'taken') AS calls_taken,
    (SELECT json_group_array(json_object(
        'slug', s.slug, 'title', s.title, 'kind', s.kind, 'starts', s.starts_at, 'ends', s.ends_at,
        'text', CAST(s.text_channel_id AS TEXT), 'voice', CAST(s.voice_channel_id AS TEXT),
        'door', ifnull(r.door, 'quiet'),
        'hands', (SELECT count(*) FROM hand AS h
            WHERE h.guild_id = s.guild_id AND h.session = s.slug AND h.state = 'up'),
        'leads', (SELECT count(*) FROM room_facilitator AS f
            WHERE f.guild_id = s.guild_id AND f.slug = s.slug),
        'summary', EXISTS (SELECT 1 FROM room_summary AS m
            WHERE m.guild_id = s.guild_id AND m.session = s.slug),
        'clock', (SELECT min(c.ends_at) FROM room_clock AS c
            WHERE c.guild_id = s.guild_id AND c.slug = s.slug AND c.state = 'running'),
        'groups', (SELECT json_group_array(CAST(g.voice_id AS TEXT)) FROM breakout_group AS g
            JOIN breakout_round AS b ON b.id = g.round_id
            WHERE b.guild_id = s.guild_id AND b.slug = s.slug AND g.voice_state = 'made')))
     FROM (SELECT * FROM session WHERE guild_id = ?1 AND archived = 0 AND cancelled = 0
           AND kind <> 'break' ORDER BY starts_at, position) AS s
     LEFT JOIN room AS r ON r.guild_id = s.guild_id AND r.slug = s.slug) AS rooms
"""


async def look(store: Store, *, guild_id: int, since: datetime) -> Now:
    """How the day runs, in one read. ``since``: from when messages that failed are counted."""
    row = await store.read_one(_NOW, guild_id, stamp(since))
    assert row is not None, "it counts, so there is a row"
    return Now(
        people=json.loads(row["people"]),
        pledges=row["pledges"],
        questions=row["questions"],
        not_reached=row["not_reached"],
        calls_open=row["calls_open"],
        calls_taken=row["calls_taken"],
        rooms=tuple(_to_room(one) for one in json.loads(row["rooms"])),
    )


def _to_room(one: dict[str, Any]) -> RoomNow:
    return RoomNow(
        slug=one["slug"],
        title=one["title"],
        kind=one["kind"],
        starts_at=unstamp(one["starts"]),
        ends_at=unstamp(one["ends"]),
        text_channel=int(one["text"]) if one["text"] else None,
        voice_channel=int(one["voice"]) if one["voice"] else None,
        door=Door(one["door"]),
        hands=one["hands"],
        leads=one["leads"],
        summary=bool(one["summary"]),
        clock_ends_at=unstamp(one["clock"]) if one["clock"] else None,
        groups=tuple(int(group) for group in one["groups"] or () if group),
    )
