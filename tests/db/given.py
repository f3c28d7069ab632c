"""What the tests of the store stand on: two servers, some people, and short ways to act."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from db import attendees, pledges, summits
from db.opening import reader_uri
from db.store import Store
from domain.attendees import Attendee, Details, Kind
from domain.plan import Plan
from domain.pledge_forms import Detail, Wording
from domain.pledges import Pledge
from domain.summits import Places

GUILD = 903_000_000_000_000_001
OTHER_GUILD = 903_000_000_000_000_002
MAYA, SAM, OLA, ROB = 11, 12, 13, 14
ORGANISER, SECOND_ORGANISER = 91, 92
NOW = datetime(2021, 12, 10, 14, 0, tzinfo=UTC)

PLACES = Places(
    attendee_role=1,
    facilitator_role=2,
    organiser_role=3,
    welcome_channel=4,
    wall_channel=5,
    organisers_channel=6,
)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def words(action: str = "Cook a warm supper every Friday", **other: Any) -> Wording:
    values: dict[str, Any] = {
        "theme": "healthcare",
        "as_organisation": False,
        "organisation": "",
        "first_step": "",
    }
    return Wording(action=action, **(values | other))


def details(name: str = "Maya", **other: Any) -> Details:
    values: dict[str, Any] = {
        "kind": Kind.RESIDENT,
        "organisation": "",
        "publish_name": True,
        "access_needs": "",
    }
    return Details(name=name, **(values | other))


def more(**other: Any) -> Detail:
    values: dict[str, Any] = {
        "who_benefits": "",
        "measure": "",
        "due": None,
        "help_needed": "",
        "backup_contact": "",
    }
    return Detail(**(values | other))


async def set_up(store: Store, plan: Plan, guild_id: int = GUILD) -> None:
    await summits.set_up(store, guild_id=guild_id, plan=plan, places=PLACES, now=NOW)


async def join(
    store: Store, user_id: int, name: str = "Maya", guild_id: int = GUILD, **other: Any
) -> Attendee:
    attendee, _ = await attendees.join(
        store, guild_id=guild_id, user_id=user_id, details=details(name, **other), now=NOW
    )
    return attendee


async def make(
    store: Store,
    pledge_id: int = 1001,
    user_id: int = MAYA,
    wording: Wording | None = None,
    *,
    guild_id: int = GUILD,
    check_first: bool = False,
    now: datetime = NOW,
) -> Pledge:
    pledge, _ = await pledges.make(
        store,
        pledge_id=pledge_id,
        guild_id=guild_id,
        user_id=user_id,
        wording=wording or words(),
        check_first=check_first,
        now=now,
    )
    return pledge


async def keep(store: Store, key: str, value: str = "kept") -> None:
    """One plain write, for tests of the store itself."""
    await store.write(lambda tx: tx.execute("INSERT INTO kept VALUES (?, ?)", (key, value)))


async def traced(store: Store) -> list[str]:
    """Every statement that the writer runs from now on, as SQLite tells it."""
    seen: list[str] = []
    await store.write(lambda tx: tx.set_trace_callback(seen.append))
    seen.clear()
    return seen


def look(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """What stands in the file for anybody else: read through a connection of one's own."""
    with closing(sqlite3.connect(reader_uri(path), uri=True)) as connection:
        return connection.execute(sql, values).fetchall()


def whole_file(path: Path) -> list[str]:
    """Everything in the file, as SQL, in an order of its own."""
    with closing(sqlite3.connect(reader_uri(path), uri=True)) as connection:
        return sorted(connection.iterdump())
