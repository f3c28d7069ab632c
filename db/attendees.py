"""Who joined: join (or change the details), read."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.posted import mark_wall_of_maker
from db.rows import stamp, to_attendee
from db.store import Store, Transaction
from domain.attendees import Attendee, Details, Kind
from domain.rules import RuleBroken


async def get(store: Store, *, guild_id: int, user_id: int) -> Attendee | None:
    """Somebody who joined this guild's summit, or None."""
    row = await store.read_one(
        "SELECT * FROM attendee WHERE guild_id = ? AND user_id = ?", guild_id, user_id
    )
    return to_attendee(row) if row else None


def require_joined(tx: Transaction, *, guild_id: int, user_id: int) -> None:
    """Inside another verb's transaction. Raises RuleBroken ``join.first``."""
    joined = tx.execute(
        "SELECT 1 FROM attendee WHERE guild_id = ? AND user_id = ?", (guild_id, user_id)
    ).fetchone()
    if joined is None:
        raise RuleBroken("join.first")


async def join(
    store: Store, *, guild_id: int, user_id: int, details: Details, now: datetime
) -> tuple[Attendee, bool]:
    """Keep somebody's details. Returns them, and whether they are new here.

    Their pledges on the wall follow a changed name or consent.
    """

    def work(tx: Transaction) -> tuple[Attendee, bool]:
        known = tx.execute(
            "SELECT 1 FROM attendee WHERE guild_id = ? AND user_id = ?", (guild_id, user_id)
        ).fetchone()
        row = tx.execute(
            """INSERT INTO attendee (guild_id, user_id, name, kind, organisation, publish_name,
                                     access_needs, joined_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (guild_id, user_id) DO UPDATE SET
                name = excluded.name, kind = excluded.kind, organisation = excluded.organisation,
                publish_name = excluded.publish_name, access_needs = excluded.access_needs,
                updated_at = excluded.updated_at
            RETURNING *""",
            (
                guild_id,
                user_id,
                details.name,
                details.kind.value,
                details.organisation,
                int(details.publish_name),
                details.access_needs,
                stamp(now),
                stamp(now),
            ),
        ).fetchone()
        if known:
            mark_wall_of_maker(tx, guild_id=guild_id, user_id=user_id)
        return to_attendee(row), known is None

    return await store.write(work)


async def role_given(store: Store, *, guild_id: int, user_id: int) -> None:
    """Discord has given the attendee role (or never will: the person is gone)."""

    def work(tx: Transaction) -> None:
        tx.execute(
            "UPDATE attendee SET role_given = 1 WHERE guild_id = ? AND user_id = ?",
            (guild_id, user_id),
        )

    await store.write(work)


async def role_lost(store: Store, *, guild_id: int, user_id: int) -> bool:
    """Somebody is here without the role that they were given: they left and came back.

    Returns whether they had joined and are to have it again; rooms that could not be opened while
    they were away are tried again too.
    """
    # Read first: whoever never joined writes nothing, however often they press.
    known = await store.read_one(
        "SELECT 1 FROM attendee WHERE guild_id = ? AND user_id = ? AND role_given = 1",
        guild_id,
        user_id,
    )
    if known is None:
        return False

    def work(tx: Transaction) -> bool:
        lost = tx.execute(
            """UPDATE attendee SET role_given = 0
            WHERE guild_id = ? AND user_id = ? AND role_given = 1""",
            (guild_id, user_id),
        ).rowcount
        tx.execute(
            "DELETE FROM room_access WHERE guild_id = ? AND user_id = ? AND state = 'failed'",
            (guild_id, user_id),
        )
        return lost > 0

    return await store.write(work)


async def without_role(store: Store, *, guild_id: int, now: datetime, most: int = 10) -> list[int]:
    """Who joined more than half a minute ago and still waits for the role."""
    rows = await store.read(
        """SELECT user_id FROM attendee
        WHERE guild_id = ? AND role_given = 0 AND updated_at < ? ORDER BY updated_at LIMIT ?""",
        guild_id,
        stamp(now - timedelta(seconds=30)),
        most,
    )
    return [row["user_id"] for row in rows]


async def kinds(store: Store, *, guild_id: int) -> dict[int, Kind]:
    """What everybody who joined is here as, by who they are."""
    rows = await store.read("SELECT user_id, kind FROM attendee WHERE guild_id = ?", guild_id)
    return {row["user_id"]: Kind(row["kind"]) for row in rows}


async def count(store: Store, *, guild_id: int) -> int:
    """How many people have joined this guild's summit."""
    row = await store.read_one("SELECT count(*) AS n FROM attendee WHERE guild_id = ?", guild_id)
    return row["n"] if row else 0
