"""Reading notes. Nothing here says who noted without a name but ``author_id``."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from db.rows import unstamp
from db.store import Store
from domain.outputs import Entry, Event, Kind, Output, State

# Without a name, the author's name is not even read; who has not joined has none. A withdrawn
# pledge counts no more.
OUTPUT = """
SELECT o.id, o.guild_id, o.number, o.session, o.author_id,
       CASE WHEN o.named THEN ifnull(a.name, '') ELSE '' END AS author_name,
       o.named AND a.user_id IS NOT NULL AS named, o.kind, o.words, o.owner, o.theme,
       o.state, o.hidden_reason, o.version, o.noted_at, ifnull(g.number, 0) AS of_group,
       (SELECT m.number FROM output AS m WHERE m.id = o.merged_into) AS merged_into,
       (SELECT count(*) FROM output_pledge AS l JOIN pledge AS p ON p.id = l.pledge_id
        WHERE l.output_id = o.id AND p.delivery <> 'withdrawn') AS pledges
FROM output AS o
LEFT JOIN attendee AS a ON a.guild_id = o.guild_id AND a.user_id = o.author_id
LEFT JOIN group_report_part AS g ON g.output_id = o.id
"""


@dataclass(frozen=True, slots=True)
class Record:
    """A note with its history and the numbers of the pledges that came from it."""

    output: Output
    history: tuple[Entry, ...]
    pledges: tuple[int, ...]


def to_output(row: sqlite3.Row) -> Output:
    return Output(
        id=row["id"],
        guild_id=row["guild_id"],
        number=row["number"],
        session=row["session"],
        author_id=row["author_id"],
        author_name=row["author_name"],
        named=bool(row["named"]),
        kind=Kind(row["kind"]),
        words=row["words"],
        theme=row["theme"],
        state=State(row["state"]),
        hidden_reason=row["hidden_reason"],
        version=row["version"],
        merged_into=row["merged_into"],
        pledges=row["pledges"],
        noted_at=unstamp(row["noted_at"]),
        owner=row["owner"],
        group=row["of_group"],
    )


def _to_entry(row: sqlite3.Row) -> Entry:
    return Entry(
        at=unstamp(row["at"]),
        event=Event(row["event"]),
        moderator_id=row["moderator_id"],
        earlier_kind=row["earlier_kind"],
        earlier_words=row["earlier_words"],
        detail=row["detail"],
    )


async def get(store: Store, *, guild_id: int, number: int) -> Output | None:
    row = await store.read_one(OUTPUT + "WHERE o.guild_id = ? AND o.number = ?", guild_id, number)
    return to_output(row) if row else None


async def of_session(
    store: Store, *, guild_id: int, session: str, hidden: bool = False
) -> list[Output]:
    """What everybody sees of a session, as it was noted; with ``hidden``, the hidden ones too.

    What became part of another note does not stand for itself any more.
    """
    rows = await store.read(
        OUTPUT + "WHERE o.guild_id = ? AND o.session = ? AND o.merged_into IS NULL"
        " AND (o.state = 'shown' OR ?) ORDER BY o.number",
        guild_id,
        session,
        int(hidden),
    )
    return [to_output(row) for row in rows]


async def of_author(
    store: Store, *, guild_id: int, user_id: int, most: int, below: int | None = None
) -> list[Output]:
    """Somebody's own notes, newest first, those with a number under ``below``."""
    rows = await store.read(
        OUTPUT + "WHERE o.guild_id = ? AND o.author_id = ? AND o.number < ?"
        " ORDER BY o.number DESC LIMIT ?",
        guild_id,
        user_id,
        below if below is not None else 1 << 62,
        most,
    )
    return [to_output(row) for row in rows]


async def parts(store: Store, *, guild_id: int, number: int) -> list[Output]:
    """The notes that became part of this one, as they were noted; without the hidden ones."""
    rows = await store.read(
        OUTPUT + "JOIN output AS w ON w.id = o.merged_into WHERE w.guild_id = ? AND w.number = ?"
        " AND o.state = 'shown' ORDER BY o.number",
        guild_id,
        number,
    )
    return [to_output(row) for row in rows]


async def history(store: Store, *, guild_id: int, number: int) -> list[Entry]:
    """What happened to a note, oldest first."""
    rows = await store.read(
        """SELECT l.* FROM output_log AS l JOIN output AS o ON o.id = l.output_id
        WHERE o.guild_id = ? AND o.number = ? ORDER BY l.id""",
        guild_id,
        number,
    )
    return [_to_entry(row) for row in rows]


async def everything(store: Store, *, guild_id: int, session: str) -> list[Record]:
    """All that a session has, for its report: hidden and merged notes too, as they were noted."""
    outputs = await store.read(
        OUTPUT + "WHERE o.guild_id = ? AND o.session = ? ORDER BY o.number", guild_id, session
    )
    entries = await store.read(
        """SELECT l.* FROM output_log AS l JOIN output AS o ON o.id = l.output_id
        WHERE o.guild_id = ? AND o.session = ? ORDER BY l.id""",
        guild_id,
        session,
    )
    links = await store.read(
        """SELECT l.output_id, p.number FROM output_pledge AS l
        JOIN output AS o ON o.id = l.output_id JOIN pledge AS p ON p.id = l.pledge_id
        WHERE o.guild_id = ? AND o.session = ? AND p.delivery <> 'withdrawn' ORDER BY p.number""",
        guild_id,
        session,
    )
    logged: Mapping[int, list[Entry]] = {row["id"]: [] for row in outputs}
    numbers: Mapping[int, list[int]] = {row["id"]: [] for row in outputs}
    for row in entries:
        if row["output_id"] in logged:  # what came between two reads waits for the next report
            logged[row["output_id"]].append(_to_entry(row))
    for row in links:
        if row["output_id"] in numbers:
            numbers[row["output_id"]].append(row["number"])
    return [
        Record(to_output(row), tuple(logged[row["id"]]), tuple(numbers[row["id"]]))
        for row in outputs
    ]
