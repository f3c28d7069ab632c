"""How many there ever were of what a summit counts: with those who were erased since."""

from __future__ import annotations

from db.store import Store

_EVER = """SELECT what, sum(n) AS n FROM (
        SELECT 'people' AS what, count(*) AS n FROM attendee WHERE guild_id = ?1
        UNION ALL SELECT 'pledges about ' || theme, count(*) FROM pledge
            WHERE guild_id = ?1 AND delivery <> 'withdrawn' GROUP BY theme
        UNION ALL SELECT 'questions', count(*) FROM question WHERE guild_id = ?1
        UNION ALL SELECT CASE what WHEN 'attendee' THEN 'people' WHEN 'question' THEN 'questions'
                ELSE 'pledges about ' || theme END, n
            FROM erased WHERE guild_id = ?1 AND what IN ('attendee', 'pledge', 'question'))
    GROUP BY what HAVING sum(n) > 0 ORDER BY what"""


async def ever(store: Store, *, guild_id: int) -> dict[str, int]:
    """Numbers by what they count, such as "people" or "pledges about healthcare"; no noughts."""
    return {row["what"]: row["n"] for row in await store.read(_EVER, guild_id)}
