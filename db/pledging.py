"""The pledging session: its pace, its next “pledge of the moment”, and its totals."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from db import facilitation, said, sessions
from db.rows import PLEDGE, stamp, to_pledge, unstamp
from db.store import Store, Transaction
from domain import pace as rules
from domain.pace import Candidate, Pace, Totals
from domain.pledges import Pledge
from domain.rules import RuleBroken
from domain.sessions import Session


def _to_pace(row: sqlite3.Row | None, guild_id: int, slug: str) -> Pace:
    if row is None:
        return Pace(guild_id, slug)
    return Pace(
        guild_id,
        slug,
        row["minutes"],
        unstamp(row["next_at"]) if row["next_at"] else None,
        row["started_by"],
        bool(row["none_said"]),
    )


_PACE = "SELECT * FROM pledging WHERE guild_id = ? AND slug = ?"


async def get(store: Store, *, guild_id: int, slug: str) -> Pace:
    """The pace of one session; one that rests where nothing is kept."""
    return _to_pace(await store.read_one(_PACE, guild_id, slug), guild_id, slug)


def _load(tx: Transaction, guild_id: int, slug: str) -> Pace:
    return _to_pace(tx.execute(_PACE, (guild_id, slug)).fetchone(), guild_id, slug)


def _save(tx: Transaction, pace: Pace) -> None:
    tx.execute(
        """INSERT INTO pledging (guild_id, slug, minutes, next_at, started_by, none_said)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (guild_id, slug) DO UPDATE SET
            minutes = excluded.minutes, next_at = excluded.next_at,
            started_by = excluded.started_by, none_said = excluded.none_said""",
        (
            pace.guild_id,
            pace.slug,
            pace.minutes,
            stamp(pace.next_at) if pace.next_at else None,
            pace.started_by,
            int(pace.none_said),
        ),
    )


def _own(tx: Transaction, guild_id: int, slug: str, user_id: int, organiser: bool) -> Session:
    there = sessions.find(tx, guild_id=guild_id, slug=slug)
    if there is None or there.kind != "pledging":
        raise RuleBroken("moment.none")
    facilitation.require_own(tx, guild_id=guild_id, slug=slug, user_id=user_id, organiser=organiser)
    return there


async def start(
    store: Store,
    *,
    guild_id: int,
    slug: str,
    user_id: int,
    organiser: bool,
    minutes: int,
    now: datetime,
) -> Pace:
    """A pledge of the moment every ``minutes``, or from now on at this pace.

    Raises RuleBroken ``moment.*``, ``room.*``.
    """

    def work(tx: Transaction) -> Pace:
        session = _own(tx, guild_id, slug, user_id, organiser)
        before = _load(tx, guild_id, slug)
        after = rules.start(before, session, minutes=minutes, user_id=user_id, now=now)
        if after != before:
            _save(tx, after)
        return after

    return await store.write(work)


async def stop(
    store: Store, *, guild_id: int, slug: str, user_id: int, organiser: bool
) -> tuple[Pace, bool]:
    """No more of them. Returns whether any would have come. Raises RuleBroken ``moment.none``."""

    def work(tx: Transaction) -> tuple[Pace, bool]:
        _own(tx, guild_id, slug, user_id, organiser)
        before = _load(tx, guild_id, slug)
        after = rules.stop(before)
        if after != before:
            _save(tx, after)
        return after, after != before

    return await store.write(work)


async def tell_totals(
    store: Store,
    *,
    guild_id: int,
    slug: str,
    edition: str,
    user_id: int,
    organiser: bool,
    now: datetime,
) -> bool:
    """Post the closing message now. Returns whether it is new: it comes once.

    Raises RuleBroken ``moment.*``, ``room.*``.
    """

    def work(tx: Transaction) -> bool:
        session = _own(tx, guild_id, slug, user_id, organiser)
        if session.text_channel is None:
            raise RuleBroken("moment.room", title=session.title)
        about = f"{edition}:{slug}"
        return said.put(tx, guild_id=guild_id, what="totals", about=about, now=now)

    return await store.write(work)


# ---------------------------------------------------------------------- time


async def by_itself(store: Store, *, session: Session, edition: str, now: datetime) -> str:
    """Whatever is due: the next pledge, that none is left, or the totals at the end.

    Returns what was kept to be posted, or nothing. What was due while the bot was away comes once.
    """
    guild_id, slug = session.guild_id, session.slug
    pace = await get(store, guild_id=guild_id, slug=slug)
    door = await store.read_one(
        """SELECT r.door, EXISTS (SELECT 1 FROM said AS p WHERE p.guild_id = ?1
                AND p.what = 'totals' AND p.about = ?3) AS told
        FROM (SELECT 1) LEFT JOIN room AS r ON r.guild_id = ?1 AND r.slug = ?2""",
        guild_id,
        slug,
        f"{edition}:{slug}",
    )
    assert door is not None, "there is always one row"
    closed = rules.is_closed(session, now, door_closed=door["door"] == "closed")
    ended = closed or session.cancelled
    if ended and pace.minutes is not None:
        await store.write(lambda tx: _save(tx, rules.stop(_load(tx, guild_id, slug))))
    if closed and not door["told"]:
        about = f"{edition}:{slug}"
        await store.write(
            lambda tx: said.put(tx, guild_id=guild_id, what="totals", about=about, now=now)
        )
        return "totals"
    if ended or not rules.is_due(pace, now):
        return ""
    return await store.write(lambda tx: _next(tx, session, edition, now))


def _next(tx: Transaction, session: Session, edition: str, now: datetime) -> str:
    guild_id = session.guild_id
    pace = _load(tx, guild_id, session.slug)
    if not rules.is_due(pace, now):
        return ""
    since = stamp(session.starts_at - rules.BEFORE)
    found = rules.next_moment(
        _candidates(tx, guild_id, since, shown=False), _candidates(tx, guild_id, since, shown=True)
    )
    _save(tx, rules.went_on(pace, now, posted=found is not None))
    if found is not None:
        said.put(tx, guild_id=guild_id, what="moment", about=str(found.id), now=now)
        return "moment"
    if pace.none_said:
        return ""
    about = f"{edition}:{session.slug}:{stamp(now)}"
    said.put(tx, guild_id=guild_id, what="none left", about=about, now=now)
    return "none left"


def _candidates(tx: Transaction, guild_id: int, since: str, *, shown: bool) -> list[Candidate]:
    rows = tx.execute(
        f"""SELECT p.id, p.theme, p.kind FROM pledge AS p
        WHERE p.guild_id = ?1 AND p.moderation = 'shown' AND p.delivery <> 'withdrawn'
          AND p.made_at >= ?2
          AND {"" if shown else "NOT"} EXISTS (SELECT 1 FROM said AS s WHERE s.guild_id = ?1
              AND s.what = 'moment' AND s.about = CAST(p.id AS TEXT))
        ORDER BY p.id""",
        (guild_id, since),
    )
    return [Candidate(row["id"], row["theme"], row["kind"]) for row in rows]


# ---------------------------------------------------------------------- reading


async def pledge_of(store: Store, *, guild_id: int, pledge_id: int) -> Pledge | None:
    """A pledge as everybody may see it, or None where nobody may."""
    row = await store.read_one(f"{PLEDGE} WHERE p.id = ? AND p.guild_id = ?", pledge_id, guild_id)
    pledge = to_pledge(row) if row else None
    return pledge if pledge is not None and pledge.public else None


async def totals(store: Store, *, session: Session, themes: Sequence[str]) -> Totals:
    """What stands on the wall from this summit, by theme in the plan's order."""
    since = stamp(session.starts_at - rules.BEFORE)
    rows = await store.read(
        """SELECT p.theme, count(*) AS n FROM pledge AS p
        WHERE p.guild_id = ? AND p.moderation = 'shown' AND p.delivery <> 'withdrawn'
          AND p.made_at >= ? GROUP BY p.theme ORDER BY p.theme""",
        session.guild_id,
        since,
    )
    who = await store.read_one(
        """SELECT
            count(DISTINCT CASE WHEN shown AND as_organisation AND organisation <> ''
                THEN lower(organisation) END) AS organisations,
            count(DISTINCT CASE WHEN shown AND NOT as_organisation THEN maker_id END) AS people,
            count(CASE WHEN moderation = 'waiting' THEN 1 END) AS waiting
        FROM (SELECT *, moderation = 'shown' AS shown FROM pledge
              WHERE guild_id = ? AND delivery <> 'withdrawn' AND made_at >= ?)""",
        session.guild_id,
        since,
    )
    assert who is not None, "it counts, so there is a row"
    counted = {row["theme"]: row["n"] for row in rows}
    by_theme = {theme: counted.get(theme, 0) for theme in dict.fromkeys([*themes, *counted])}
    return Totals(by_theme, who["organisations"], who["people"], who["waiting"])
