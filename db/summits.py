"""A guild's summit: set up, read."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from db.editions import turn_over
from db.rows import stamp
from db.sessions import keep_plan
from db.store import Store, Transaction
from domain.editions import Turn
from domain.plan import Plan
from domain.sessions import Rooms
from domain.summits import Places, Summit

_COLUMNS = """guild_id, plan, attendee_role_id, facilitator_role_id, organiser_role_id,
       welcome_channel_id, wall_channel_id, organisers_channel_id"""


def _to_summit(row: sqlite3.Row) -> Summit:
    return Summit(
        guild_id=row["guild_id"],
        plan=Plan.model_validate_json(row["plan"]),
        places=Places(
            attendee_role=row["attendee_role_id"],
            facilitator_role=row["facilitator_role_id"],
            organiser_role=row["organiser_role_id"],
            welcome_channel=row["welcome_channel_id"],
            wall_channel=row["wall_channel_id"],
            organisers_channel=row["organisers_channel_id"],
        ),
    )


async def every(store: Store) -> list[Summit]:
    """All summits in the file, for a process that has just started."""
    rows = await store.read(f"SELECT {_COLUMNS} FROM summit ORDER BY guild_id")
    return [_to_summit(row) for row in rows]


async def plan_of(store: Store, *, guild_id: int) -> Plan | None:
    """The plan that a guild's summit was set up from last; None where there is no summit."""
    row = await store.read_one("SELECT plan FROM summit WHERE guild_id = ?", guild_id)
    return Plan.model_validate_json(row["plan"]) if row else None


def plan_in_file(reader: sqlite3.Connection, guild_id: int) -> Plan | None:
    """The same from a file that another process may have open."""
    row = reader.execute("SELECT plan FROM summit WHERE guild_id = ?", (guild_id,)).fetchone()
    return Plan.model_validate_json(row[0]) if row else None


async def set_up(
    store: Store,
    *,
    guild_id: int,
    plan: Plan,
    places: Places,
    rooms: Mapping[str, Rooms] | None = None,
    now: datetime,
) -> tuple[Summit, Turn | None]:
    """Keep the plan and the places of a guild's summit; a second time replaces both.

    ``rooms`` are the channels of its sessions, by slug. A plan that means another summit than the
    one kept puts that one's sessions away (:func:`domain.editions.turn`), which is returned too.
    """

    def work(tx: Transaction) -> Turn | None:
        turned = turn_over(tx, guild_id=guild_id, plan=plan, now=now)
        # With another attendee role, everybody who joined waits for it again.
        tx.execute(
            """UPDATE attendee SET role_given = 0 WHERE guild_id = ? AND NOT EXISTS
                (SELECT 1 FROM summit WHERE guild_id = ? AND attendee_role_id = ?)""",
            (guild_id, guild_id, places.attendee_role),
        )
        tx.execute(
            f"""INSERT INTO summit ({_COLUMNS}, set_up_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (guild_id) DO UPDATE SET
                plan = excluded.plan,
                attendee_role_id = excluded.attendee_role_id,
                facilitator_role_id = excluded.facilitator_role_id,
                organiser_role_id = excluded.organiser_role_id,
                welcome_channel_id = excluded.welcome_channel_id,
                wall_channel_id = excluded.wall_channel_id,
                organisers_channel_id = excluded.organisers_channel_id,
                updated_at = excluded.updated_at""",
            (
                guild_id,
                plan.model_dump_json(),
                places.attendee_role,
                places.facilitator_role,
                places.organiser_role,
                places.welcome_channel,
                places.wall_channel,
                places.organisers_channel,
                stamp(now),
                stamp(now),
            ),
        )

        keep_plan(tx, guild_id=guild_id, plan=plan, rooms=rooms or {}, now=now)
        return turned

    turned = await store.write(work)
    return Summit(guild_id=guild_id, plan=plan, places=places), turned
