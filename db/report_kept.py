"""What the report of a summit still has to tell once the time for personal data is over."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from db.report_moment import OneMoment
from db.rows import unstamp
from domain.pledges import Delivery
from domain.summit_report import About, Left


async def left(store: OneMoment, guild_id: int, about: About) -> Left | None:
    """What an erasure of everybody after this summit left; None where there was none yet.

    Numbers are kept for all summits of a server together.
    """
    rows = await store.read(
        "SELECT begun_at, done_at FROM retention WHERE guild_id = ? AND begun_at IS NOT NULL",
        guild_id,
    )
    zone = ZoneInfo(about.time_zone)
    ends = [
        (unstamp(row["done_at"] or row["begun_at"]).astimezone(zone).date(), bool(row["done_at"]))
        for row in rows
    ]
    ends = [one for one in ends if about.day is None or one[0] > about.day]
    if not ends:
        return None
    on, done = max(ends)
    numbers = await store.read(
        "SELECT theme, kind, n FROM erased WHERE guild_id = ? AND what = 'pledge delivery'"
        " ORDER BY theme, kind",
        guild_id,
    )
    others = await store.read_one(
        "SELECT 1 AS n FROM session WHERE guild_id = ? AND archived = 1", guild_id
    )
    return Left(
        on=on,
        done=done,
        pledges={(row["theme"], Delivery(row["kind"])): row["n"] for row in numbers},
        of_all_summits=others is not None,
    )
