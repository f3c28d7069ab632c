"""Rounds of small groups: begin, extend, end, and who comes late. Previews: breakout_previews."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from db.breakout_limits import find_removed, is_shut, none_runs, require_not_shut
from db.facilitation import require_own
from db.rows import stamp, unstamp
from db.store import Store, Transaction
from domain import breakouts, clocks
from domain import rounds as rules
from domain.attendees import Kind
from domain.breakouts import How, Present
from domain.clocks import Clock
from domain.rounds import Round, Stage
from domain.rules import RuleBroken

# ---------------------------------------------------------------------- reading


async def running(store: Store, *, guild_id: int, slug: str) -> Round | None:
    """The round that runs in a room or is in its grace, or None."""
    row = await store.read_one(
        "SELECT * FROM breakout_round WHERE guild_id = ? AND slug = ?"
        " AND stage IN ('running', 'grace')",
        guild_id,
        slug,
    )
    if row is None:
        return None
    return _to_round(row, await store.read(_MEMBERS, row["id"]))


async def get(store: Store, *, guild_id: int, round_id: int) -> Round | None:
    row = await store.read_one(
        "SELECT * FROM breakout_round WHERE guild_id = ? AND id = ?", guild_id, round_id
    )
    return _to_round(row, await store.read(_MEMBERS, row["id"])) if row else None


async def own(
    store: Store, *, guild_id: int, round_id: int, user_id: int, organiser: bool
) -> Round:
    """A round, for who may run it. Raises RuleBroken ``room.*``, ``breakout.*``."""
    return await _change(store, guild_id, round_id, user_id, organiser, rules.under_way)


_MEMBERS = "SELECT number, user_id FROM breakout_member WHERE round_id = ? ORDER BY number, user_id"


def load(tx: Transaction, *, guild_id: int, round_id: int) -> Round:
    """A round inside a transaction. Raises RuleBroken ``breakout.unknown``."""
    row = tx.execute(
        "SELECT * FROM breakout_round WHERE guild_id = ? AND id = ?", (guild_id, round_id)
    ).fetchone()
    if row is None:
        raise RuleBroken("breakout.unknown")
    return _to_round(row, tx.execute(_MEMBERS, (round_id,)).fetchall())


def _to_round(row: sqlite3.Row, members: Sequence[sqlite3.Row]) -> Round:
    count = max((member["number"] for member in members), default=0)
    groups: list[list[int]] = [[] for _ in range(count)]
    for member in members:
        number: int = member["number"]
        groups[number - 1].append(member["user_id"])
    clock = None
    if row["starts_at"] is not None:
        clock = Clock(
            f"Small groups, round {row['number']}",
            unstamp(row["starts_at"]),
            unstamp(row["ends_at"]),
            frozenset(json.loads(row["called"])),
        )
    return Round(
        id=row["id"],
        guild_id=row["guild_id"],
        slug=row["slug"],
        number=row["number"],
        how=How(row["how"]),
        minutes=row["minutes"],
        brief=row["brief"],
        stage=Stage(row["stage"]),
        groups=tuple(tuple(group) for group in groups),
        clock=clock,
        back_at=unstamp(row["back_at"]) if row["back_at"] else None,
    )


# ---------------------------------------------------------------------- running


def with_kinds(tx: Transaction, guild_id: int, people: Sequence[int]) -> list[Present]:
    """People as they joined; who has not joined counts as “other”."""
    known = {
        row["user_id"]: Kind(row["kind"])
        for row in tx.execute("SELECT user_id, kind FROM attendee WHERE guild_id = ?", (guild_id,))
    }
    return [Present(one, known.get(one, Kind.OTHER)) for one in dict.fromkeys(people)]


async def begin(
    store: Store, *, guild_id: int, round_id: int, user_id: int, organiser: bool, now: datetime
) -> Round:
    """From the preview to the groups, but for who was removed from the room meanwhile.

    Raises RuleBroken ``room.*``, ``breakout.*``.
    """

    def work(tx: Transaction) -> Round:
        before = _own(tx, guild_id, round_id, user_id, organiser)
        require_not_shut(tx, guild_id=guild_id, slug=before.slug)
        after = rules.begin(_without_removed(tx, before), now)
        none_runs(tx, guild_id, before.slug)
        for number in range(1, len(after.groups) + 1):
            tx.execute(
                "INSERT INTO breakout_group (round_id, number, guild_id) VALUES (?, ?, ?)",
                (round_id, number, guild_id),
            )
        return _save(tx, after)

    return await store.write(work)


def _without_removed(tx: Transaction, one: Round) -> Round:
    if one.stage is not Stage.PREVIEW:
        return one
    for user_id in find_removed(tx, guild_id=one.guild_id, slug=one.slug):
        tx.execute(
            "DELETE FROM breakout_member WHERE guild_id = ? AND round_id = ? AND user_id = ?",
            (one.guild_id, one.id, user_id),
        )
    left = load(tx, guild_id=one.guild_id, round_id=one.id)
    if not left.groups:
        raise RuleBroken("breakout.nobody")
    return left


async def extend(
    store: Store,
    *,
    guild_id: int,
    round_id: int,
    user_id: int,
    organiser: bool,
    minutes: int,
    now: datetime,
) -> Round:
    """More or less time for all groups.

    Raises RuleBroken ``room.*``, ``breakout.*``, ``clock.*``.
    """

    def work(tx: Transaction) -> Round:
        before = _own(tx, guild_id, round_id, user_id, organiser)
        after = rules.extend(before, minutes, now)
        require_not_shut(tx, guild_id=guild_id, slug=before.slug)
        return _save(tx, after)

    return await store.write(work)


async def end(
    store: Store, *, guild_id: int, round_id: int, user_id: int, organiser: bool, now: datetime
) -> Round:
    """Call everybody back, with a minute of grace. Raises RuleBroken ``room.*``, ``breakout.*``."""
    return await _change(
        store, guild_id, round_id, user_id, organiser, lambda before: rules.end(before, now)
    )


async def join_late(
    store: Store, *, guild_id: int, slug: str, user_id: int
) -> tuple[Round, int, bool]:
    """Put somebody who came late into the smallest group. Somebody who is in one stays there.

    Returns the round, the group's number, and whether this is new. Raises RuleBroken
    ``breakout.none``, ``breakout.removed``, ``breakout.over`` where its room is shut.
    """

    def work(tx: Transaction) -> tuple[Round, int, bool]:
        row = tx.execute(
            """SELECT id FROM breakout_round
            WHERE guild_id = ? AND slug = ? AND stage = 'running'""",
            (guild_id, slug),
        ).fetchone()
        if row is None:
            raise RuleBroken("breakout.none")
        if user_id in find_removed(tx, guild_id=guild_id, slug=slug):
            raise RuleBroken("breakout.removed")
        if is_shut(tx, guild_id=guild_id, slug=slug):
            raise RuleBroken("breakout.over")
        there = load(tx, guild_id=guild_id, round_id=row["id"])
        for number, group in enumerate(there.groups, start=1):
            if user_id in group:
                return there, number, False
        groups = [with_kinds(tx, guild_id, group) for group in there.groups]
        (late,) = with_kinds(tx, guild_id, [user_id])
        number = breakouts.place_late(late, groups) + 1
        tx.execute(
            "INSERT INTO breakout_member (round_id, user_id, guild_id, number) VALUES (?, ?, ?, ?)",
            (there.id, user_id, guild_id, number),
        )
        return load(tx, guild_id=guild_id, round_id=there.id), number, True

    return await store.write(work)


def end_unopened(tx: Transaction, *, guild_id: int, now: datetime) -> None:
    """The summit closes: rounds of rooms that were never opened end, with the minute of grace.

    Those of open rooms end when their room closes.
    """
    rows = tx.execute(
        """SELECT b.id FROM breakout_round AS b
        LEFT JOIN room AS r ON r.guild_id = b.guild_id AND r.slug = b.slug
        WHERE b.guild_id = ? AND b.stage = 'running'
          AND ifnull(r.door, 'quiet') NOT IN ('open', 'closing')""",
        (guild_id,),
    ).fetchall()
    for row in rows:
        _save(tx, rules.end(load(tx, guild_id=guild_id, round_id=row["id"]), now))


async def by_itself(
    store: Store, *, guild_id: int, now: datetime
) -> list[tuple[Round, int | None]]:
    """Every round under way as time has made it, each with the minutes to call out now, if any.

    Where the room was closed or its session cancelled, everybody is called back, with the minute
    of grace. What is to be called out counts as said from here on, so that a restart says nothing
    twice.
    """

    def work(tx: Transaction) -> list[tuple[Round, int | None]]:
        rows = tx.execute(
            """SELECT id FROM breakout_round
            WHERE guild_id = ? AND stage IN ('running', 'grace') ORDER BY id""",
            (guild_id,),
        ).fetchall()
        found: list[tuple[Round, int | None]] = []
        for row in rows:
            before = load(tx, guild_id=guild_id, round_id=row["id"])
            after = rules.by_itself(before, now)
            if after.stage is Stage.RUNNING and is_shut(tx, guild_id=guild_id, slug=after.slug):
                after = rules.end(after, now)
            call = clocks.due(after.clock, now) if after.clock is not None else None
            if call is not None and after.clock is not None:
                called = after.clock.called | {call}
                after = replace(after, clock=replace(after.clock, called=called))
            found.append((_save(tx, after) if after != before else after, call))
        return found

    return await store.write(work)


async def _change(
    store: Store,
    guild_id: int,
    round_id: int,
    user_id: int,
    organiser: bool,
    change: Callable[[Round], Round],
) -> Round:
    def work(tx: Transaction) -> Round:
        return _save(tx, change(_own(tx, guild_id, round_id, user_id, organiser)))

    return await store.write(work)


def _own(tx: Transaction, guild_id: int, round_id: int, user_id: int, organiser: bool) -> Round:
    there = load(tx, guild_id=guild_id, round_id=round_id)
    require_own(tx, guild_id=guild_id, slug=there.slug, user_id=user_id, organiser=organiser)
    return there


def _save(tx: Transaction, one: Round) -> Round:
    clock = one.clock
    tx.execute(
        """UPDATE breakout_round
        SET stage = ?, starts_at = ?, ends_at = ?, back_at = ?, called = ? WHERE id = ?""",
        (
            one.stage.value,
            stamp(clock.starts_at) if clock else None,
            stamp(clock.ends_at) if clock else None,
            stamp(one.back_at) if one.back_at else None,
            json.dumps(sorted(clock.called) if clock else []),
            one.id,
        ),
    )
    return one
