"""What the report of a summit is made of, read as one moment beside a running bot.

The figures of a session are those of its room's record (db/room_records.py), so that no two pages
tell different numbers. Of pledges, the report has what everybody may read, and no more.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

from db import feedback_reads, room_records, stories
from db.export_pledges import PUBLIC
from db.exports import REHEARSAL
from db.report_inside import inside
from db.report_kept import left
from db.report_moment import OneMoment, at_once
from db.rows import PLEDGE, stamp, to_pledge, unstamp
from domain.attendees import Kind
from domain.follow_up import ANSWER_WITHIN, OVER, freshness
from domain.plan.limits import DEFAULT_FOLLOW_UP
from domain.pledges import Delivery, Pledge
from domain.records import Record
from domain.stories import Story, may_tell
from domain.summit_report import MOST_PLEDGES, About, Material, Tally

_OVER = ", ".join(f"'{one.value}'" for one in sorted(OVER))
_FROM = "FROM pledge AS p LEFT JOIN follow_up AS f ON f.pledge_id = p.id"


def material(
    connection: sqlite3.Connection,
    *,
    guild_id: int,
    public: bool,
    now: datetime,
    day: date | None = None,
    most: int = MOST_PLEDGES,
) -> Material | None:
    """All that the report of one summit needs, as ``connection`` sees it in its transaction.

    ``day``: of the summit that was on that day, also one that was put away. None where the server
    has no such summit.
    """
    return at_once(_material(OneMoment(connection), guild_id, public, now, day, most))


async def _material(
    store: OneMoment, guild_id: int, public: bool, now: datetime, day: date | None, most: int
) -> Material | None:
    about = await _about(store, guild_id, day)
    if about is None:
        return None
    plan, about = about
    edition = f"{about.day:%Y%m%d}" if about.day else ""
    where = await _edition(store, guild_id, edition, past=about.past)
    visible = f"p.guild_id = ? AND {PUBLIC} AND {where}"
    tallies = await _tallies(store, guild_id, visible, now)
    ended = await left(store, guild_id, about)
    themes = _themes(plan, [*(one.theme for one in tallies), *(ended.themes if ended else ())])
    pledges = {slug: await _pledges(store, guild_id, visible, slug, most) for slug, _ in themes}
    records = await _records(store, guild_id, about)
    support = await store.read_one(
        f"SELECT ifnull(sum(too_count), 0) AS too, ifnull(sum(help_count), 0) AS help {_FROM}"
        f" WHERE {visible}",
        guild_id,
    )
    ahead = await store.read_one(
        f"SELECT count(*) AS n, min(f.due_at) AS at {_FROM}"
        f" WHERE {visible} AND f.due_at IS NOT NULL AND p.delivery NOT IN ({_OVER})",
        guild_id,
    )
    months = await store.read(
        f"SELECT substr(p.due, 1, 7) AS month, count(*) AS n {_FROM} WHERE {visible}"
        f" AND p.due >= ? AND p.delivery NOT IN ({_OVER}) GROUP BY 1 ORDER BY 1 LIMIT 24",
        guild_id,
        now.date().isoformat(),
    )
    everything = await _count(
        store, f"SELECT count(*) AS n FROM pledge AS p WHERE p.guild_id = ? AND {PUBLIC}", guild_id
    )
    return Material(
        about=about,
        read_at=now,
        records=tuple(records),
        speakers={} if about.past else _speakers(plan),
        people={} if about.past else await _people(store, guild_id),
        day=await feedback_reads.day_result(store, guild_id=guild_id, edition=edition),
        introduced=0 if about.past else await _introduced(store, guild_id),
        themes=themes,
        tallies=tallies,
        too=support["too"] if support else 0,
        help=support["help"] if support else 0,
        pledges=pledges,
        stories=await _stories(store, guild_id, pledges.values()),
        other_summits=everything - sum(one.n for one in tallies),
        cadence=await _cadence(store, guild_id, edition, plan),
        followed=ahead["n"] if ahead else 0,
        next_at=unstamp(ahead["at"]) if ahead and ahead["at"] else None,
        months=tuple((row["month"], row["n"]) for row in months),
        left=ended,
        inside=None
        if public
        else await inside(
            store,
            guild_id=guild_id,
            edition=edition,
            where=where,
            sessions=[one.session.slug for one in records],
        ),
    )


async def _count(store: OneMoment, sql: str, *values: object) -> int:
    row = await store.read_one(sql, *values)
    return row["n"] if row else 0


# ---------------------------------------------------------------------- which summit


async def _about(
    store: OneMoment, guild_id: int, day: date | None
) -> tuple[dict[str, Any], About] | None:
    """The plan that is kept, and which summit is meant; None where there is no such one."""
    row = await store.read_one("SELECT plan FROM summit WHERE guild_id = ?", guild_id)
    if row is None:
        return None
    plan: dict[str, Any] = json.loads(row["plan"])
    said: dict[str, Any] = plan.get("summit", {})
    kept = _day(said.get("date", ""))
    past = day is not None and day != kept
    if past and not await _count(
        store,
        "SELECT count(*) AS n FROM session WHERE guild_id = ? AND archived = 1"
        " AND slug LIKE '%@' || ?",
        guild_id,
        str(day),
    ):
        return None
    marked = await store.read_one("SELECT 1 AS n FROM kept WHERE key = ?", REHEARSAL)
    about = About(
        name=said.get("name", ""),
        organiser=said.get("organiser", ""),
        day=day if past else kept,
        time_zone=said.get("time_zone", "") or "UTC",
        contact=said.get("contact", "") or "",
        rehearsal=marked is not None,
        past=past,
    )
    return plan, about


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def _edition(store: OneMoment, guild_id: int, edition: str, *, past: bool) -> str:
    """The condition for pledges of one summit: a past one's, or what is of no past one."""
    if past:
        return f"f.edition = '{edition}'"
    rows = await store.read(
        """SELECT DISTINCT replace(substr(slug, instr(slug, '@') + 1), '-', '') AS edition
        FROM session WHERE guild_id = ? AND archived = 1""",
        guild_id,
    )
    away = [row["edition"] for row in rows if str(row["edition"]).isdecimal()]
    listed = ", ".join(f"'{one}'" for one in sorted(away))
    return f"ifnull(f.edition, '') NOT IN ({listed})"


async def _records(store: OneMoment, guild_id: int, about: About) -> list[Record]:
    """The record of each session but the breaks, in their order."""
    rows = await store.read(
        """SELECT slug, title FROM session WHERE guild_id = ? AND kind <> 'break'
          AND CASE ? WHEN '' THEN archived = 0 ELSE archived = 1 AND slug LIKE '%@' || ?2 END
        ORDER BY starts_at, position""",
        guild_id,
        str(about.day) if about.past else "",
    )
    found: list[Record] = []
    for row in rows:
        record = await room_records.read(store, guild_id=guild_id, slug=row["slug"])
        found.append(replace(record, session=replace(record.session, title=row["title"])))
    return found


def _speakers(plan: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Everybody may read who speaks where: it stands in the programme."""
    sessions = cast(list[dict[str, Any]], plan.get("sessions", []))
    return {
        one.get("slug", ""): tuple(
            ", ".join(filter(None, (who.get("name", ""), who.get("role", ""))))
            for who in cast(list[dict[str, str]], one.get("speakers", []))
        )
        for one in sessions
    }


# ---------------------------------------------------------------------- people


async def _people(store: OneMoment, guild_id: int) -> dict[Kind, int]:
    rows = await store.read(
        """SELECT kind, sum(n) AS n FROM (
            SELECT kind, count(*) AS n FROM attendee WHERE guild_id = ?1 GROUP BY 1
            UNION ALL SELECT kind, n FROM erased WHERE guild_id = ?1 AND what = 'attendee')
        GROUP BY 1""",
        guild_id,
    )
    found = {row["kind"]: row["n"] for row in rows}
    return {kind: found[kind.value] for kind in Kind if found.get(kind.value)}


async def _introduced(store: OneMoment, guild_id: int) -> int:
    return await _count(
        store,
        """SELECT count(*) AS n FROM introduction
        WHERE guild_id = ? AND low_says = 'yes' AND high_says = 'yes'""",
        guild_id,
    )


# ---------------------------------------------------------------------- pledges


async def _tallies(
    store: OneMoment, guild_id: int, visible: str, now: datetime
) -> tuple[Tally, ...]:
    rows = await store.read(
        f"""SELECT p.theme, p.kind, p.delivery, f.waiting_since IS NOT NULL AS asked,
               ifnull(f.waiting_since > ?, 0) AS lately, f.reported_at IS NOT NULL AS told,
               count(*) AS n
        {_FROM} WHERE {visible} GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6""",
        stamp(now - ANSWER_WITHIN),
        guild_id,
    )
    return tuple(
        Tally(
            row["theme"],
            Kind(row["kind"]),
            delivery := Delivery(row["delivery"]),
            freshness(
                delivery,
                waiting_since=None
                if not row["asked"]
                else (now if row["lately"] else now - ANSWER_WITHIN),
                reported_at=now if row["told"] else None,
                now=now,
            ),
            row["n"],
        )
        for row in rows
    )


def _themes(plan: dict[str, Any], pledged: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Slug and title of every theme: the plan's in its order, then those that have left it."""
    planned = cast(list[dict[str, str]], plan.get("pledges", {}).get("themes", []))
    found = {one.get("slug", ""): one.get("title", "") for one in planned}
    for theme in pledged:
        found.setdefault(theme, theme.replace("-", " ").capitalize())
    return tuple((slug, title or slug) for slug, title in found.items())


async def _pledges(
    store: OneMoment, guild_id: int, visible: str, theme: str, most: int
) -> tuple[Pledge, ...]:
    rows = await store.read(
        f"""{PLEDGE} LEFT JOIN follow_up AS f ON f.pledge_id = p.id
        WHERE {visible} AND p.theme = ? ORDER BY p.number LIMIT ?""",
        guild_id,
        theme,
        most,
    )
    return tuple(map(to_pledge, rows))


async def _stories(
    store: OneMoment, guild_id: int, listed: Iterable[tuple[Pledge, ...]]
) -> dict[int, Story]:
    found: dict[int, Story] = {}
    for pledges in listed:
        for pledge in pledges:
            if pledge.delivery is not Delivery.FULFILLED:
                continue
            kept = await stories.get(store, guild_id=guild_id, pledge_id=pledge.id)
            if kept and may_tell(kept.story.pledge, kept.story.consent):
                found[pledge.id] = kept.story
    return found


async def _cadence(
    store: OneMoment, guild_id: int, edition: str, plan: dict[str, Any]
) -> tuple[str, ...]:
    """As it is kept for this summit; before following up began, as the plan has it."""
    row = await store.read_one(
        "SELECT cadence FROM follow_up_plan WHERE guild_id = ? AND edition = ?", guild_id, edition
    )
    if row is not None:
        return tuple(map(str, json.loads(row["cadence"])))
    planned = plan.get("pledges", {}).get("follow_up")
    return tuple(map(str, DEFAULT_FOLLOW_UP if planned is None else planned))
