"""Tasks: what organisers have to see to, raised by what makers say, taken and finished."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

from db import letters
from db.introductions import Note
from db.pledge_rows import load
from db.rows import PLEDGE, stamp, to_pledge, unstamp
from db.store import Store, Transaction
from domain import care as rules
from domain.care import Task, TaskState
from domain.follow_up import OVER
from domain.pledges import Pledge
from domain.reports import Answer, Report, Said, needs_somebody
from domain.rules import RuleBroken

_COLUMNS = """t.id AS task_id, t.pledge_id AS of_pledge, t.kind AS task_kind, t.words, t.state,
    t.taken_by, t.opened_at"""


def _to_task(row: sqlite3.Row, guild_id: int) -> Task:
    return Task(
        id=row["task_id"],
        guild_id=guild_id,
        pledge_id=row["of_pledge"],
        kind=row["task_kind"],
        words=row["words"],
        state=TaskState(row["state"]),
        taken_by=row["taken_by"],
        opened_at=unstamp(row["opened_at"]),
    )


# ---------------------------------------------------------------------- raised by others


def follow(
    tx: Transaction,
    pledge: Pledge,
    last: Report | None,
    *,
    tell: Callable[[Pledge, Said], Note],
    now: datetime,
) -> None:
    """Raise a task where the maker needs somebody; drop one that nobody took and nobody needs.

    Whoever looks after the pledge is told of a new one.
    """
    said = last.said if last else None
    if said is not None and needs_somebody(said):
        kind = "stuck" if said.answer is Answer.STUCK else "help"
        words = said.help or said.words
        if _raise(tx, pledge, kind, words, now):
            _tell_owner(tx, pledge, tell(pledge, said), now)
        return
    over = pledge.delivery in OVER
    tx.execute(
        """UPDATE task SET state = 'dropped', done_at = ?
        WHERE pledge_id = ? AND state = 'open' AND taken_by IS NULL AND (? OR kind = 'stuck')""",
        (stamp(now), pledge.id, int(over)),
    )


def raise_help(tx: Transaction, pledge: Pledge, now: datetime) -> None:
    """The maker wrote in the detail what help is needed."""
    _raise(tx, pledge, "help", pledge.help_needed, now)


def _raise(tx: Transaction, pledge: Pledge, kind: str, words: str, now: datetime) -> bool:
    """Open a task, or bring the open one up to date. Returns whether it is new."""
    open_one = tx.execute(
        "SELECT id FROM task WHERE pledge_id = ? AND state = 'open'", (pledge.id,)
    ).fetchone()
    if open_one is not None:
        tx.execute(
            "UPDATE task SET kind = ?, words = iif(?2 = '', words, ?2) WHERE id = ?",
            (kind, words, open_one["id"]),
        )
        return False
    tx.execute(
        "INSERT INTO task (guild_id, pledge_id, kind, words, opened_at) VALUES (?, ?, ?, ?, ?)",
        (pledge.guild_id, pledge.id, kind, words, stamp(now)),
    )
    return True


def _tell_owner(tx: Transaction, pledge: Pledge, note: Note, now: datetime) -> None:
    row = tx.execute(
        "SELECT user_id FROM owner WHERE subject = 'pledge' AND subject_id = ? AND guild_id = ?",
        (pledge.id, pledge.guild_id),
    ).fetchone()
    if row is not None and row["user_id"] is not None:
        _put(tx, pledge.guild_id, row["user_id"], note, now)


def _put(tx: Transaction, guild_id: int, user_id: int, note: Note, now: datetime) -> None:
    letters.put(
        tx,
        guild_id=guild_id,
        user_id=user_id,
        subject=note.subject,
        text=note.text,
        buttons=note.buttons,
        now=now,
    )


# ---------------------------------------------------------------------- verbs


async def take(store: Store, *, guild_id: int, task_id: int, user_id: int) -> Task:
    """An organiser sees to it. Raises RuleBroken ``task.*``."""

    def work(tx: Transaction) -> Task:
        after = rules.take(_find(tx, guild_id, task_id), user_id=user_id)
        _save(tx, after)
        return after

    return await store.write(work)


async def give_back(store: Store, *, guild_id: int, task_id: int) -> Task:
    """Somebody else is to see to it. Raises RuleBroken ``task.*``."""

    def work(tx: Transaction) -> Task:
        after = rules.give_back(_find(tx, guild_id, task_id))
        _save(tx, after)
        return after

    return await store.write(work)


async def finish(
    store: Store,
    *,
    guild_id: int,
    task_id: int,
    user_id: int,
    said: str,
    tell: Callable[[Pledge, str], Note],
    now: datetime,
) -> Task:
    """It is seen to, and the maker hears of it, with how it goes now as the question.

    Raises RuleBroken ``task.*``, ``text.*``.
    """
    words = rules.check_said(said)

    def work(tx: Transaction) -> Task:
        after = rules.finish(_find(tx, guild_id, task_id))
        tx.execute(
            "UPDATE task SET state = 'done', done_by = ?, done_at = ?, said = ? WHERE id = ?",
            (user_id, stamp(now), words, task_id),
        )
        pledge = load(tx, guild_id=guild_id, pledge_id=after.pledge_id)
        if pledge.delivery not in OVER:
            _put(tx, guild_id, pledge.maker_id, tell(pledge, words), now)
        return after

    return await store.write(work)


def _find(tx: Transaction, guild_id: int, task_id: int) -> Task:
    row = tx.execute(
        f"SELECT {_COLUMNS} FROM task AS t WHERE t.id = ? AND t.guild_id = ?", (task_id, guild_id)
    ).fetchone()
    if row is None:
        raise RuleBroken("task.unknown")
    return _to_task(row, guild_id)


def _save(tx: Transaction, task: Task) -> None:
    tx.execute("UPDATE task SET taken_by = ? WHERE id = ?", (task.taken_by, task.id))


# ---------------------------------------------------------------------- reading

_WITH_PLEDGE = PLEDGE.replace("SELECT p.id", f"SELECT {_COLUMNS}, p.id") + (
    "JOIN task AS t ON t.pledge_id = p.id "
)


async def get(store: Store, *, guild_id: int, task_id: int) -> tuple[Task, Pledge] | None:
    """A task and its pledge, or None."""
    row = await store.read_one(
        f"{_WITH_PLEDGE} WHERE t.id = ? AND t.guild_id = ?", task_id, guild_id
    )
    return (_to_task(row, guild_id), to_pledge(row)) if row else None


async def open_ones(
    store: Store, *, guild_id: int, after: int = 0, most: int = 10
) -> list[tuple[Task, Pledge]]:
    """Open tasks, the oldest first, with ids above ``after``."""
    rows = await store.read(
        f"""{_WITH_PLEDGE} WHERE t.guild_id = ? AND t.state = 'open' AND t.id > ?
            AND p.delivery <> 'withdrawn' ORDER BY t.id LIMIT ?""",
        guild_id,
        after,
        most,
    )
    return [(_to_task(row, guild_id), to_pledge(row)) for row in rows]


async def of_pledge(store: Store, *, guild_id: int, pledge_id: int) -> Task | None:
    """A pledge's open task, if there is one."""
    row = await store.read_one(
        f"""SELECT {_COLUMNS} FROM task AS t
        WHERE t.pledge_id = ? AND t.guild_id = ? AND t.state = 'open'""",
        pledge_id,
        guild_id,
    )
    return _to_task(row, guild_id) if row else None


async def count_open(store: Store, *, guild_id: int) -> int:
    """How many tasks are open."""
    row = await store.read_one(
        """SELECT count(*) AS n FROM task AS t JOIN pledge AS p ON p.id = t.pledge_id
        WHERE t.guild_id = ? AND t.state = 'open' AND p.delivery <> 'withdrawn'""",
        guild_id,
    )
    return row["n"] if row else 0
