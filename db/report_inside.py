"""What a summit's report tells organisers alone: who was not reached, what is stuck, feedback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db import feedback_reads
from db.report_moment import OneMoment
from domain.pledges import reference
from domain.summit_report import MOST_STUCK, Inside, Stuck

_FROM = "FROM pledge AS p LEFT JOIN follow_up AS f ON f.pledge_id = p.id"


async def inside(
    store: OneMoment, *, guild_id: int, edition: str, where: str, sessions: Sequence[str]
) -> Inside:
    """``where`` is the condition for pledges of one summit, with ``p`` and ``f``."""
    moderation = await store.read(
        f"""SELECT CASE p.delivery WHEN 'withdrawn' THEN 'withdrawn' ELSE p.moderation END
               AS what, count(*) AS n
        {_FROM} WHERE p.guild_id = ? AND {where} GROUP BY 1 ORDER BY 1""",
        guild_id,
    )
    stuck = "p.guild_id = ? AND f.stuck = 1 AND p.delivery NOT IN"
    stuck += f" ('withdrawn', 'fulfilled', 'not_possible', 'superseded') AND {where}"
    rows = await store.read(
        f"""SELECT p.number, p.action, o.next_step, o.next_on,
               CASE WHEN o.user_id IS NULL THEN ifnull(o.name, '') ELSE ifnull(a.name, '') END
                   AS owner
        {_FROM}
        LEFT JOIN owner AS o ON o.subject = 'pledge' AND o.subject_id = p.id
        LEFT JOIN attendee AS a ON a.guild_id = o.guild_id AND a.user_id = o.user_id
        WHERE {stuck} ORDER BY p.number LIMIT ?""",
        guild_id,
        MOST_STUCK,
    )
    useful, change = await feedback_reads.day_remarks(store, guild_id=guild_id, edition=edition)
    remarks = {
        slug: tuple(
            sorted(
                one.words
                for one in await feedback_reads.remarks(store, guild_id=guild_id, session=slug)
            )
        )
        for slug in sessions
    }
    return Inside(
        moderation={row["what"]: row["n"] for row in moderation if row["what"] != "shown"},
        not_reached=await _count(store, _NOT_REACHED.format(where), guild_id),
        letters_lost=await _count(
            store,
            "SELECT count(*) AS n FROM letter WHERE guild_id = ? AND state = 'not_reached'",
            guild_id,
        ),
        stuck=tuple(
            Stuck(
                reference(row["number"]),
                row["action"],
                row["owner"],
                row["next_step"] or "",
                date.fromisoformat(row["next_on"]) if row["next_on"] else None,
            )
            for row in rows
        ),
        stuck_in_all=await _count(store, f"SELECT count(*) AS n {_FROM} WHERE {stuck}", guild_id),
        tasks=await _count(
            store,
            f"""SELECT count(*) AS n FROM task AS t JOIN pledge AS p ON p.id = t.pledge_id
            LEFT JOIN follow_up AS f ON f.pledge_id = p.id
            WHERE p.guild_id = ? AND t.state = 'open' AND {where}""",
            guild_id,
        ),
        remarks={slug: words for slug, words in remarks.items() if words},
        useful=tuple(sorted(one.words for one in useful)),
        change=tuple(sorted(one.words for one in change)),
    )


# As db/follow_up_status.py: the newest check-in of a pledge, where its letter reached nobody.
_NOT_REACHED = """SELECT count(*) AS n FROM check_in AS c
JOIN letter AS l ON l.id = c.letter_id AND l.state = 'not_reached'
JOIN pledge AS p ON p.id = c.pledge_id
LEFT JOIN follow_up AS f ON f.pledge_id = p.id
WHERE c.guild_id = ? AND c.state = 'asked' AND c.answered IS NULL AND {}
  AND NOT EXISTS (SELECT 1 FROM check_in AS n
                  WHERE n.pledge_id = c.pledge_id AND n.state = 'asked' AND n.id > c.id)"""


async def _count(store: OneMoment, sql: str, *values: object) -> int:
    row = await store.read_one(sql, *values)
    return row["n"] if row else 0
