"""The end of the time for which a summit keeps personal data: told, put off, carried out.

Erasing everybody is an erasure of each (db/erasure.py), one transaction each, so that the bot goes
on meanwhile; a restart goes on where it was. Numbers stay.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import date, datetime

from db import erasure_marks, keeping_posts, ledger
from db.erasure import erase_in
from db.erasure_people import people
from db.rows import stamp, unstamp
from db.store import Store, Transaction
from domain.choices import Tell
from domain.plan import Plan
from domain.retention import Retention, Step, check_may_change, last_day, longer, next_step
from domain.rules import RuleBroken


@dataclass(frozen=True, slots=True)
class Kept:
    """A summit's time, and of how many people anything is kept now."""

    retention: Retention | None
    people: int


def _plan(tx: Transaction, guild_id: int) -> Plan:
    row = tx.execute("SELECT plan FROM summit WHERE guild_id = ?", (guild_id,)).fetchone()
    if row is None:
        raise RuleBroken("summit.none")
    return Plan.model_validate_json(row["plan"])


def _moment(text: str | None) -> datetime | None:
    return unstamp(text) if text else None


def _state(row: sqlite3.Row | None, planned: date) -> Retention:
    if row is None:
        return Retention(planned=planned, ends_on=planned)
    return Retention(
        planned=planned,
        ends_on=date.fromisoformat(row["ends_on"]),
        first_told=_moment(row["first_told"]),
        second_told=_moment(row["second_told"]),
        confirmed=bool(row["confirmed"]),
        begun_at=_moment(row["begun_at"]),
        done_at=_moment(row["done_at"]),
    )


def _read(tx: Transaction, guild_id: int, planned: date) -> Retention:
    row = tx.execute(
        "SELECT * FROM retention WHERE guild_id = ? AND planned = ?",
        (guild_id, planned.isoformat()),
    ).fetchone()
    return _state(row, planned)


def _keep(tx: Transaction, guild_id: int, state: Retention) -> None:
    moments = (state.first_told, state.second_told, state.begun_at, state.done_at)
    first, second, begun, done = (stamp(one) if one else None for one in moments)
    tx.execute(
        """INSERT INTO retention (guild_id, planned, ends_on, first_told, second_told, confirmed,
            begun_at, done_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (guild_id, planned) DO UPDATE SET ends_on = excluded.ends_on,
            first_told = excluded.first_told, second_told = excluded.second_told,
            confirmed = excluded.confirmed, begun_at = excluded.begun_at,
            done_at = excluded.done_at""",
        (
            guild_id,
            state.planned.isoformat(),
            state.ends_on.isoformat(),
            first,
            second,
            int(state.confirmed),
            begun,
            done,
        ),
    )


def _log(
    tx: Transaction, guild_id: int, event: str, ends_on: date, now: datetime, actor: int | None
) -> None:
    tx.execute(
        "INSERT INTO retention_log (guild_id, at, event, actor_id, ends_on) VALUES (?, ?, ?, ?, ?)",
        (guild_id, stamp(now), event, actor, ends_on.isoformat()),
    )


async def get(store: Store, *, guild_id: int, plan: Plan) -> Kept:
    """How far a summit is, by its plan as it is now."""
    planned = last_day(plan)
    count = await store.read_one("SELECT count(*) AS n FROM attendee WHERE guild_id = ?", guild_id)
    n = count["n"] if count else 0
    if planned is None:
        return Kept(None, n)
    row = await store.read_one(
        "SELECT * FROM retention WHERE guild_id = ? AND planned = ?", guild_id, planned.isoformat()
    )
    return Kept(_state(row, planned), n)


async def take_step(store: Store, *, guild_id: int, now: datetime) -> Step | None:
    """Do what is due, and say what it was. For ERASE it is begun only: see :func:`erase_next`.

    What is due is looked at in the same transaction, by the plan as it is kept there.
    """

    def work(tx: Transaction) -> Step | None:
        plan = _plan(tx, guild_id)
        planned = last_day(plan)
        if planned is None:
            return None
        state = _read(tx, guild_id, planned)
        step = next_step(state, plan.summit.time_zone, now)
        if step is None or (step is Step.ERASE and state.begun_at is not None):
            return step
        _begin_step(tx, guild_id, state, step, now)
        return step

    return await store.write(work)


def _begin_step(
    tx: Transaction, guild_id: int, state: Retention, step: Step, now: datetime
) -> None:
    who = tx.execute("SELECT count(*) FROM attendee WHERE guild_id = ?", (guild_id,)).fetchone()[0]
    match step:
        case Step.TELL:
            _keep(tx, guild_id, replace(state, first_told=now))
            _log(tx, guild_id, "told", state.ends_on, now, None)
            keeping_posts.put(
                tx, guild_id=guild_id, what="month", ends_on=state.ends_on, people=who, now=now
            )
        case Step.TELL_AGAIN:
            _keep(tx, guild_id, replace(state, second_told=now))
            _log(tx, guild_id, "told again", state.ends_on, now, None)
            keeping_posts.put(
                tx, guild_id=guild_id, what="week", ends_on=state.ends_on, people=who, now=now
            )
        case Step.ERASE:
            _keep(tx, guild_id, replace(state, begun_at=now))
            _log(tx, guild_id, "begun", state.ends_on, now, None)
            _count_deliveries(tx, guild_id)
            erasure_marks.put(tx, guild_id=guild_id, user_id=ledger.EVERYBODY, now=now)
            keeping_posts.put(
                tx, guild_id=guild_id, what="done", ends_on=state.ends_on, people=who, now=now
            )


def _count_deliveries(tx: Transaction, guild_id: int) -> None:
    """How pledges ended, by theme, is a number worth keeping; an erasure of one leaves it out.

    Only of those that everybody could read, so that the report tells the same as before.
    """
    tx.execute(
        """INSERT INTO erased (guild_id, what, theme, kind, n)
        SELECT guild_id, 'pledge delivery', theme, delivery, count(*) FROM pledge
        WHERE guild_id = ? AND moderation = 'shown' GROUP BY theme, delivery
        ON CONFLICT DO UPDATE SET n = n + excluded.n""",
        (guild_id,),
    )


async def erase_next(store: Store, *, guild_id: int, now: datetime, tell: Tell) -> bool:
    """Erase one of those who are left, where it has begun; the last time, it is done.

    Returns whether there is more to do.
    """

    def work(tx: Transaction) -> bool:
        row = tx.execute(
            """SELECT * FROM retention
            WHERE guild_id = ? AND begun_at IS NOT NULL AND done_at IS NULL""",
            (guild_id,),
        ).fetchone()
        if row is None:
            return False
        left = people(tx, guild_id=guild_id)
        if left:
            erase_in(tx, guild_id=guild_id, user_id=left[0], now=now, tell=tell)
            return True
        tx.execute(
            "UPDATE retention SET done_at = ? WHERE guild_id = ? AND planned = ?",
            (stamp(now), guild_id, row["planned"]),
        )
        _log(tx, guild_id, "done", date.fromisoformat(row["ends_on"]), now, None)
        return False

    return await store.write(work)


async def put_off(
    store: Store, *, guild_id: int, actor_id: int, months: int, seen: date, now: datetime
) -> Retention:
    """Keep it longer, as an organiser decided who saw ``seen``. Raises RuleBroken."""

    def work(tx: Transaction) -> Retention:
        plan, state = _current(tx, guild_id)
        changed = longer(state, months, seen=seen, zone=plan.summit.time_zone, now=now)
        _keep(tx, guild_id, changed)
        _log(tx, guild_id, "kept longer", changed.ends_on, now, actor_id)
        return changed

    return await store.write(work)


async def confirm(
    store: Store, *, guild_id: int, actor_id: int, seen: date, now: datetime
) -> Retention:
    """An organiser says that the day is right. A second time changes nothing. Raises RuleBroken."""

    def work(tx: Transaction) -> Retention:
        _, state = _current(tx, guild_id)
        check_may_change(state)
        if seen != state.ends_on:
            raise RuleBroken("keeping.changed")
        if state.confirmed:
            return state
        confirmed = replace(state, confirmed=True)
        _keep(tx, guild_id, confirmed)
        _log(tx, guild_id, "confirmed", state.ends_on, now, actor_id)
        return confirmed

    return await store.write(work)


def _current(tx: Transaction, guild_id: int) -> tuple[Plan, Retention]:
    plan = _plan(tx, guild_id)
    planned = last_day(plan)
    if planned is None:
        raise RuleBroken("keeping.none")
    return plan, _read(tx, guild_id, planned)


def ended(tx: Transaction, *, guild_id: int, now: datetime) -> None:
    """After a restore: everybody was erased again, so the plan's time is over and done with."""
    try:
        _, state = _current(tx, guild_id)
    except RuleBroken:
        return
    if state.done_at is None and state.ends_on <= now.date():
        done = replace(state, begun_at=now, done_at=now)
        _keep(tx, guild_id, done)
        _log(tx, guild_id, "done", state.ends_on, now, None)
