"""How following up stands: counts, lists, one pledge, who was not reached. For organisers."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from db.follow_up_rows import REPORT, to_report
from db.rows import PLEDGE, stamp, to_pledge, unstamp
from db.store import Store
from domain.follow_up import ANSWER_WITHIN, OVER, Freshness, freshness
from domain.pledges import Delivery, Pledge
from domain.reports import Report, newest

# Overdue first; silence next; then what is on its way.
ORDER: tuple[Freshness, ...] = (
    Freshness.OVERDUE,
    Freshness.NO_REPLY,
    Freshness.DUE,
    Freshness.CURRENT,
)

_OVER = ", ".join(f"'{one.value}'" for one in sorted(OVER))
# domain.follow_up.freshness, said to SQLite: a test holds the two to each other. ?1 is the moment
# until which an answer was due.
_RANK = f"""CASE WHEN p.delivery IN ({_OVER}) OR f.waiting_since IS NULL THEN 3
     WHEN f.waiting_since > ?1 THEN 2 WHEN f.reported_at IS NULL THEN 1 ELSE 0 END"""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many pledges stand so. ``edition`` is empty for one that the loop has not seen yet."""

    edition: str
    theme: str
    kind: str
    delivery: Delivery
    freshness: Freshness
    n: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One pledge of a list. ``owner`` is a partner's name, ``owner_id`` somebody's on Discord."""

    pledge: Pledge
    freshness: Freshness
    reported_at: datetime | None
    waiting_since: datetime | None
    stuck: bool
    owner: str
    owner_id: int | None

    @property
    def mark(self) -> str:
        """Where a list goes on after this one."""
        return f"{ORDER.index(self.freshness)}-{self.pledge.number}"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one pledge stands: the reports that were not taken back, oldest first."""

    reports: tuple[Report, ...]
    due_at: datetime | None
    waiting_since: datetime | None

    @property
    def last(self) -> Report | None:
        return newest(self.reports)

    def freshness(self, delivery: Delivery, now: datetime) -> Freshness:
        last = self.last
        return freshness(
            delivery,
            waiting_since=self.waiting_since,
            reported_at=last.at if last else None,
            now=now,
        )


@dataclass(frozen=True, slots=True)
class NotReached:
    number: int
    maker: str
    asked_at: datetime


def _limit(now: datetime) -> str:
    return stamp(now - ANSWER_WITHIN)


async def tallies(store: Store, *, guild_id: int, now: datetime) -> list[Tally]:
    """Every pledge that is not hidden, counted by edition, theme, kind and both axes."""
    rows = await store.read(
        f"""SELECT ifnull(f.edition, '') AS edition, p.theme, p.kind, p.delivery, {_RANK} AS rank,
               count(*) AS n
        FROM pledge AS p LEFT JOIN follow_up AS f ON f.pledge_id = p.id
        WHERE p.guild_id = ?2 AND p.moderation <> 'hidden' GROUP BY 1, 2, 3, 4, 5""",
        _limit(now),
        guild_id,
    )
    return [
        Tally(
            row["edition"],
            row["theme"],
            row["kind"],
            Delivery(row["delivery"]),
            ORDER[int(row["rank"])],
            row["n"],
        )
        for row in rows
    ]


async def past_due(
    store: Store, *, guild_id: int, today: date
) -> Mapping[str, tuple[int, int, int]]:
    """By edition: of pledges whose own date has come, how many there are, how many their makers
    say are done, and of how many nothing was ever said.
    """
    rows = await store.read(
        """SELECT ifnull(f.edition, '') AS edition, count(*) AS n,
               sum(p.delivery = 'fulfilled') AS done,
               sum(f.reported_at IS NULL AND p.delivery = 'planned') AS silent
        FROM pledge AS p LEFT JOIN follow_up AS f ON f.pledge_id = p.id
        WHERE p.guild_id = ? AND p.due <= ? AND p.moderation <> 'hidden'
          AND p.delivery <> 'withdrawn' GROUP BY 1""",
        guild_id,
        today.isoformat(),
    )
    return {row["edition"]: (row["n"], row["done"], row["silent"]) for row in rows}


# Which pledges a list shows, by what stands before the dash of its filter.
_FILTERS = {
    "all": "?3 = ?3",
    "fresh": f"({_RANK}) = CAST(?3 AS INTEGER)",
    "delivery": "p.delivery = ?3",
    "kind": "p.kind = ?3",
    "theme": "p.theme = ?3",
}


async def listed(
    store: Store,
    *,
    guild_id: int,
    by: str,
    value: str,
    after: tuple[int, int],
    most: int,
    now: datetime,
) -> list[Listed]:
    """Pledges overdue first, then by number; ``after`` is the rank and number to go on from.

    ``by`` is one of all, fresh, delivery, kind and theme. Withdrawn ones are listed only where they
    are asked for.
    """
    withdrawn = "" if by == "delivery" else "AND p.delivery <> 'withdrawn'"
    fields = PLEDGE.replace(
        "SELECT p.id",
        f"""SELECT {_RANK} AS rank, f.reported_at, f.waiting_since, ifnull(f.stuck, 0) AS stuck,
            ifnull(o.name, '') AS owner, o.user_id AS owner_id, p.id""",
    )
    rows = await store.read(
        f"""{fields} LEFT JOIN follow_up AS f ON f.pledge_id = p.id
        LEFT JOIN owner AS o ON o.subject = 'pledge' AND o.subject_id = p.id
        WHERE p.guild_id = ?2 AND p.moderation <> 'hidden' {withdrawn} AND {_FILTERS[by]}
          AND (({_RANK}), p.number) > (?4, ?5)
        ORDER BY rank, p.number LIMIT ?6""",
        _limit(now),
        guild_id,
        value,
        *after,
        most,
    )
    return [_to_listed(row) for row in rows]


def _to_listed(row: sqlite3.Row) -> Listed:
    return Listed(
        pledge=to_pledge(row),
        freshness=ORDER[int(row["rank"])],
        reported_at=unstamp(row["reported_at"]) if row["reported_at"] else None,
        waiting_since=unstamp(row["waiting_since"]) if row["waiting_since"] else None,
        stuck=bool(row["stuck"]),
        owner=row["owner"],
        owner_id=row["owner_id"],
    )


async def of_pledge(store: Store, *, guild_id: int, pledge_id: int) -> Standing:
    """What was said of one pledge, and what it waits for."""
    found = await store.read(
        f"{REPORT} WHERE pledge_id = ? AND guild_id = ? AND taken_back = 0 ORDER BY number",
        pledge_id,
        guild_id,
    )
    row = await store.read_one(
        "SELECT due_at, waiting_since FROM follow_up WHERE pledge_id = ? AND guild_id = ?",
        pledge_id,
        guild_id,
    )
    return Standing(
        tuple(map(to_report, found)),
        unstamp(row["due_at"]) if row and row["due_at"] else None,
        unstamp(row["waiting_since"]) if row and row["waiting_since"] else None,
    )


async def report(store: Store, *, guild_id: int, report_id: int) -> Report | None:
    """One report by the id of what it was said with, taken back or not."""
    row = await store.read_one(f"{REPORT} WHERE id = ? AND guild_id = ?", report_id, guild_id)
    return to_report(row) if row else None


async def unanswered(store: Store, *, guild_id: int, user_id: int, most: int = 25) -> list[Pledge]:
    """Somebody's own pledges that they were asked about and have not answered, by number."""
    rows = await store.read(
        f"""{PLEDGE} JOIN follow_up AS f ON f.pledge_id = p.id
        WHERE p.maker_id = ? AND p.guild_id = ? AND f.waiting_since IS NOT NULL
          AND p.delivery NOT IN ({_OVER})
        ORDER BY p.number LIMIT ?""",
        user_id,
        guild_id,
        most,
    )
    return [to_pledge(row) for row in rows]


async def not_reached(
    store: Store, *, guild_id: int, after: int = 0, most: int = 15
) -> list[NotReached]:
    """Pledges whose newest check-in reached nobody, by number above ``after``."""
    rows = await store.read(
        """SELECT p.number, a.name, c.asked_at FROM check_in AS c
        JOIN letter AS l ON l.id = c.letter_id AND l.state = 'not_reached'
        JOIN pledge AS p ON p.id = c.pledge_id
        JOIN attendee AS a ON a.guild_id = p.guild_id AND a.user_id = p.maker_id
        WHERE c.guild_id = ? AND c.state = 'asked' AND p.number > ? AND c.answered IS NULL
          AND NOT EXISTS (SELECT 1 FROM check_in AS n
                          WHERE n.pledge_id = c.pledge_id AND n.state = 'asked' AND n.id > c.id)
        ORDER BY p.number LIMIT ?""",
        guild_id,
        after,
        most,
    )
    return [NotReached(row["number"], row["name"], unstamp(row["asked_at"])) for row in rows]
