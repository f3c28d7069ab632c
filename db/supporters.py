"""Standing by another's pledge: add, take back."""

from __future__ import annotations

from datetime import datetime

from db import offers
from db.attendees import require_joined
from db.pledge_rows import load, log
from db.posted import mark_wall
from db.rows import stamp
from db.store import Store, Transaction
from domain.pledges import Event, Pledge, Support, may_support

_COUNTER = {Support.TOO: "too_count", Support.HELP: "help_count"}


async def add(
    store: Store, *, guild_id: int, pledge_id: int, user_id: int, support: Support, now: datetime
) -> tuple[Pledge, bool]:
    """Stand by a pledge. Returns it, and whether this is new: a second press changes nothing.

    Raises RuleBroken ``join.first``, ``pledge.unknown`` or ``support.*``, and NotSaved.
    """

    def work(tx: Transaction) -> tuple[Pledge, bool]:
        pledge = load(tx, guild_id=guild_id, pledge_id=pledge_id)
        may_support(pledge, user_id=user_id)
        require_joined(tx, guild_id=guild_id, user_id=user_id)
        added = tx.execute(
            """INSERT INTO supporter (pledge_id, user_id, support, guild_id, at)
            VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
            (pledge_id, user_id, support.value, guild_id, stamp(now)),
        ).rowcount
        if not added:
            return pledge, False
        if support is Support.HELP:
            offers.offered(tx, pledge=pledge, user_id=user_id, now=now)
        return _moved(tx, pledge, user_id, support, 1, Event.SUPPORTED, now), True

    return await store.write(work)


async def take_back(
    store: Store, *, guild_id: int, pledge_id: int, user_id: int, support: Support, now: datetime
) -> tuple[Pledge, bool]:
    """No longer stand by a pledge. Returns it, and whether there was anything to take back."""

    def work(tx: Transaction) -> tuple[Pledge, bool]:
        pledge = load(tx, guild_id=guild_id, pledge_id=pledge_id)
        taken = tx.execute(
            "DELETE FROM supporter WHERE pledge_id = ? AND user_id = ? AND support = ?",
            (pledge_id, user_id, support.value),
        ).rowcount
        if not taken:
            return pledge, False
        if support is Support.HELP:
            offers.taken_back(tx, pledge=pledge, user_id=user_id)
        return _moved(tx, pledge, user_id, support, -1, Event.SUPPORT_TAKEN_BACK, now), True

    return await store.write(work)


def _moved(
    tx: Transaction,
    pledge: Pledge,
    user_id: int,
    support: Support,
    by: int,
    event: Event,
    now: datetime,
) -> Pledge:
    counter = _COUNTER[support]
    tx.execute(f"UPDATE pledge SET {counter} = {counter} + ? WHERE id = ?", (by, pledge.id))
    log(tx, pledge, event, actor="supporter", actor_id=user_id, now=now, note=support.value)
    mark_wall(tx, pledge)
    return load(tx, guild_id=pledge.guild_id, pledge_id=pledge.id)
