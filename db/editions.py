"""Putting a past summit's sessions away, and bringing them back; part of setting a summit up."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime

from db.rows import stamp
from db.store import Store, Transaction
from domain.editions import Turn, turn
from domain.plan import Plan


async def days(store: Store, *, guild_id: int, present: date) -> list[date]:
    """The days of the server's summits: the present one, then those put away, the newest first."""
    rows = await store.read(
        """SELECT DISTINCT substr(slug, instr(slug, '@') + 1) AS day FROM session
        WHERE guild_id = ? AND archived = 1 ORDER BY 1 DESC""",
        guild_id,
    )
    away = [date.fromisoformat(row["day"]) for row in rows]
    return [present, *(one for one in away if one != present)]


def turn_over(tx: Transaction, *, guild_id: int, plan: Plan, now: datetime) -> Turn | None:
    """Where the plan means another summit than the one kept, put that one's sessions away.

    Before the new plan is kept. Everything that refers to a session comes along: choices,
    questions and all else stay with it. Pledges refer to none, so they go on.
    """
    row = tx.execute("SELECT plan FROM summit WHERE guild_id = ?", (guild_id,)).fetchone()
    if row is None:
        return None
    kept = Plan.model_validate_json(row["plan"]).summit.date
    wanted = plan.summit.date
    done = turn(kept, wanted, over=_is_over(tx, guild_id, now), away=_away(tx, guild_id))
    if done is None:
        return None
    with _references_later(tx):
        _rename(tx, guild_id, "{0} || ?2", "instr({0}, '@') = 0", f"@{kept}")
        tx.execute(
            """UPDATE session SET archived = 1, text_channel_id = NULL, voice_channel_id = NULL,
                                  event_id = NULL, event_told = NULL, rooms_of = NULL
            WHERE guild_id = ? AND archived = 0""",
            (guild_id,),
        )
        if done.back:
            bare = "substr({0}, 1, instr({0}, '@') - 1)"
            _rename(tx, guild_id, bare, "{0} LIKE '%' || ?2", f"@{wanted}")
            tx.execute(
                """UPDATE session SET archived = 0
                WHERE guild_id = ? AND archived = 1 AND instr(slug, '@') = 0""",
                (guild_id,),
            )
    return done


def _is_over(tx: Transaction, guild_id: int, now: datetime) -> bool:
    """Whether the summit has taken place: its last session that was not cancelled has ended."""
    last = tx.execute(
        "SELECT max(ends_at) FROM session WHERE guild_id = ? AND archived = 0 AND cancelled = 0",
        (guild_id,),
    ).fetchone()[0]
    return last is not None and last <= stamp(now)


def _away(tx: Transaction, guild_id: int) -> set[date]:
    """The days of the summits that were put away."""
    rows = tx.execute(
        """SELECT DISTINCT substr(slug, instr(slug, '@') + 1) FROM session
        WHERE guild_id = ? AND archived = 1""",
        (guild_id,),
    )
    return {date.fromisoformat(row[0]) for row in rows}


@contextmanager
def _references_later(tx: Transaction) -> Generator[None]:
    """References are checked when all of them are changed, not one by one.

    Other verbs share this transaction: for them, everything is as it was.
    """
    tx.execute("PRAGMA defer_foreign_keys = ON")
    try:
        yield
    finally:
        tx.execute("PRAGMA defer_foreign_keys = OFF")


def _rename(tx: Transaction, guild_id: int, to: str, where: str, mark: str) -> None:
    """Change slugs in ``session`` and in whatever refers to it, at any remove."""
    for table, column, guild in _columns(tx):
        name = f'"{column}"'
        tx.execute(
            f'UPDATE "{table}" SET {name} = {to.format(name)}'
            f' WHERE "{guild}" = ?1 AND {where.format(name)}',
            (guild_id, mark),
        )


def _columns(tx: Transaction) -> list[tuple[str, str, str]]:
    """Every column that holds a session's slug: its table, its name, and the guild's beside it."""
    tables = [row[0] for row in tx.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    references = {table: _references(tx, table) for table in tables}
    found = [("session", "slug", "guild_id")]
    for there, column, _ in found:  # grows while it is walked
        for table in tables:
            for target, columns in references[table]:
                if target == there and column in columns and "guild_id" in columns:
                    one = (table, columns[column], columns["guild_id"])
                    if one not in found:
                        found.append(one)
    return found


def _references(tx: Transaction, table: str) -> list[tuple[str, dict[str, str]]]:
    """The foreign keys of a table: which table each is to, and its columns by theirs."""
    keys: dict[int, tuple[str, dict[str, str]]] = {}
    for row in tx.execute(f'PRAGMA foreign_key_list("{table}")'):
        keys.setdefault(row["id"], (row["table"], {}))[1][row["to"]] = row["from"]
    return list(keys.values())
