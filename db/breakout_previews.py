"""Small groups as they would be: people are put into groups, and nobody is moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

from db import breakouts
from db.breakout_limits import find_removed, none_runs, require_not_shut
from db.facilitation import require_own
from db.rows import stamp
from db.store import Store, Transaction
from domain import breakouts as rules
from domain import clocks
from domain.breakouts import Group, How
from domain.rounds import Round, check_brief


async def rounds_over(store: Store, *, guild_id: int, slug: str) -> list[tuple[Group, ...]]:
    """The groups of the rounds that are over in a room, oldest first."""
    rows = await store.read(
        """SELECT id FROM breakout_round WHERE guild_id = ? AND slug = ? AND stage = 'over'
        ORDER BY number""",
        guild_id,
        slug,
    )
    found = [await breakouts.get(store, guild_id=guild_id, round_id=row["id"]) for row in rows]
    return [one.groups for one in found if one is not None]


async def preview(
    store: Store,
    *,
    guild_id: int,
    slug: str,
    user_id: int,
    organiser: bool,
    people: Sequence[int],
    how: How,
    groups: int | None,
    size: int | None,
    minutes: int,
    brief: str,
    dice: Random,
    now: datetime,
) -> Round:
    """Put people into groups without moving anybody. A preview that was there is replaced.

    ``people`` are snowflakes; who has not joined counts as “other”, who was removed from the room
    is left out. Raises RuleBroken ``room.*``, ``breakout.*``, ``clock.minutes``, ``text.*``.
    """

    def work(tx: Transaction) -> Round:
        require_own(tx, guild_id=guild_id, slug=slug, user_id=user_id, organiser=organiser)
        require_not_shut(tx, guild_id=guild_id, slug=slug)
        none_runs(tx, guild_id, slug)
        clocks.started("Small groups", minutes, now)  # the minutes are right, or refused now
        out = find_removed(tx, guild_id=guild_id, slug=slug)
        present = breakouts.with_kinds(tx, guild_id, [one for one in people if one not in out])
        count = rules.count_for(len(present), groups=groups, size=size)
        before = _rounds_before(tx, guild_id, slug)
        made = rules.split(present, count, how, before=before, dice=dice)
        tx.execute(
            "DELETE FROM breakout_round WHERE guild_id = ? AND slug = ? AND stage = 'preview'",
            (guild_id, slug),
        )
        number = tx.execute(
            "SELECT ifnull(max(number), 0) + 1 FROM breakout_round WHERE guild_id = ? AND slug = ?",
            (guild_id, slug),
        ).fetchone()[0]
        row = tx.execute(
            """INSERT INTO breakout_round (guild_id, slug, number, how, minutes, brief, stage,
                                           made_at)
            VALUES (?, ?, ?, ?, ?, ?, 'preview', ?) RETURNING id""",
            (guild_id, slug, number, how.value, minutes, check_brief(brief), stamp(now)),
        ).fetchone()
        for group, members in enumerate(made, start=1):
            for member in members:
                tx.execute(
                    """INSERT INTO breakout_member (round_id, user_id, guild_id, number)
                    VALUES (?, ?, ?, ?)""",
                    (row["id"], member, guild_id, group),
                )
        return breakouts.load(tx, guild_id=guild_id, round_id=row["id"])

    return await store.write(work)


def _rounds_before(tx: Transaction, guild_id: int, slug: str) -> list[tuple[Group, ...]]:
    rows = tx.execute(
        """SELECT id FROM breakout_round WHERE guild_id = ? AND slug = ? AND stage = 'over'
        ORDER BY number""",
        (guild_id, slug),
    ).fetchall()
    return [breakouts.load(tx, guild_id=guild_id, round_id=row["id"]).groups for row in rows]
