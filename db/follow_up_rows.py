"""How following up stands in rows: what the verbs share inside their transactions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.rows import stamp, unstamp
from db.store import Transaction
from domain.follow_up import OVER, following, times
from domain.plan import FollowUp
from domain.plan.follow_up import read_follow_up
from domain.pledges import Delivery, Pledge
from domain.reports import Answer, Report, Said

REPORT = """SELECT number, id, guild_id, pledge_id, answer, words, link, help, at, taken_back
FROM report """


@dataclass(frozen=True, slots=True)
class Cadence:
    """What a summit's pledges are followed with, as it was kept."""

    entries: tuple[FollowUp, ...]
    zone: str
    version: int

    def times(self, made_at: datetime) -> tuple[datetime, ...]:
        return times(self.entries, made_at=made_at, zone=self.zone)


def as_json(entries: Sequence[FollowUp]) -> str:
    return json.dumps([str(one) for one in entries])


def to_cadence(row: sqlite3.Row) -> Cadence:
    entries = tuple(read_follow_up(one) for one in json.loads(row["cadence"]))
    return Cadence(entries, row["time_zone"], row["version"])


def cadences(tx: Transaction, guild_id: int) -> dict[str, Cadence]:
    """The cadence of each of the guild's summits, by edition."""
    rows = tx.execute("SELECT * FROM follow_up_plan WHERE guild_id = ?", (guild_id,))
    return {row["edition"]: to_cadence(row) for row in rows}


def to_report(row: sqlite3.Row) -> Report:
    said = Said(Answer(row["answer"]), row["words"], row["link"], row["help"])
    return Report(
        number=row["number"],
        id=row["id"],
        guild_id=row["guild_id"],
        pledge_id=row["pledge_id"],
        said=said,
        at=unstamp(row["at"]),
        taken_back=bool(row["taken_back"]),
    )


def reports(tx: Transaction, pledge_id: int) -> list[Report]:
    """What a maker said of a pledge, oldest first."""
    rows = tx.execute(f"{REPORT} WHERE pledge_id = ? ORDER BY number", (pledge_id,))
    return [to_report(row) for row in rows]


def refresh(tx: Transaction, pledge: Pledge, now: datetime) -> None:
    """Bring a pledge's row in step with what was asked and said.

    A pledge that is over is asked no more, but for its story, once; one that is open again is asked
    at the next time of its plan. A pledge that the loop has not seen yet has no row.
    """
    row = tx.execute("SELECT * FROM follow_up WHERE pledge_id = ?", (pledge.id,)).fetchone()
    if row is None:
        return
    last = tx.execute(
        """SELECT answer, at FROM report WHERE pledge_id = ? AND taken_back = 0
        ORDER BY number DESC LIMIT 1""",
        (pledge.id,),
    ).fetchone()
    due = row["due_at"]
    if pledge.delivery in OVER and not wants_story(tx, pledge):
        due = None
    elif due is None:
        cadence = cadences(tx, pledge.guild_id)[row["edition"]]
        next_one = following(cadence.times(pledge.made_at), now)
        due = stamp(next_one) if next_one else None
    tx.execute(
        """UPDATE follow_up SET due_at = ?, reported_at = ?, stuck = ?, waiting_since =
            (SELECT min(asked_at) FROM check_in
             WHERE pledge_id = ?4 AND state = 'asked' AND answered IS NULL)
        WHERE pledge_id = ?4""",
        (
            due,
            last["at"] if last else None,
            int(last is not None and last["answer"] == Answer.STUCK),
            pledge.id,
        ),
    )


def wants_story(tx: Transaction, pledge: Pledge) -> bool:
    """Whether the maker of a fulfilled pledge is still to be asked, once, if it may be told."""
    if pledge.delivery is not Delivery.FULFILLED:
        return False
    row = tx.execute(
        "SELECT 1 FROM story WHERE pledge_id = ? AND (asked = 1 OR consent <> '')", (pledge.id,)
    ).fetchone()
    return row is None
