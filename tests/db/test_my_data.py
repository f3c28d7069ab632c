"""Reading everything about one person: all of it, and nothing of anybody else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db import attendees, my_data
from db.erasure_tables import TABLES
from db.my_data import QUERIES
from db.opening import reader_uri
from db.store import Store
from domain.my_data import PARTS, MyData
from domain.plan import Plan
from exports.my_data import as_html, as_json
from tests.db.full import HER, WORDS, fill
from tests.db.given import GUILD, NOW, OTHER_GUILD, ROB, join, look, set_up

# Tables with ids of people of which nothing is read, and why.
NOT_READ = {
    "erasing": "empty but inside one transaction",
    "reminder": "the id is where one message ends and the next begins",
}


@pytest.fixture
async def full(summit: Store) -> Store:
    await fill(summit)
    return summit


async def read(store: Store, user_id: int = HER, guild_id: int = GUILD) -> MyData:
    return await my_data.read(store, guild_id=guild_id, user_id=user_id, now=NOW)


def test_every_part_is_read_and_described() -> None:
    assert QUERIES.keys() == PARTS.keys()


async def test_every_table_that_names_people_is_read(full: Store, path: Path) -> None:
    seen: set[str] = set()

    def note(action: int, table: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and table:
            seen.add(table)
        return sqlite3.SQLITE_OK

    with closing(sqlite3.connect(reader_uri(path), uri=True)) as connection:
        connection.set_authorizer(note)
        for sql in QUERIES.values():
            connection.execute(f"EXPLAIN {sql}", (1, 2))
    for table, said in TABLES.items():
        if said.people and table not in NOT_READ:
            assert table in seen, f"db/my_data.py tells people nothing of {table}"


async def test_she_gets_every_part_and_all_her_words(full: Store) -> None:
    data = await read(full)
    there = {part.name for part in data.parts}
    assert there == PARTS.keys() - {"still to do"}
    with_words = {part.name for part in data.parts if WORDS in str(part.rows)}
    assert with_words == {
        "details",
        "questions",
        "pledges",
        "earlier words",
        "pledge history",
        "notes",
        "progress",
        "feedback",
        "feedback on the day",
        "connections",
        "introductions",
        "group reports",
        "moderation",
        "reports",
        "calls",
        "acts",
        "drafts",
        "messages",
    }


async def test_nothing_names_anybody_else(full: Store) -> None:
    data = await read(full)
    for held in (as_json(data, summit="S"), as_html(data, summit="S")):
        text = held.decode()
        for others in ("Sam", "Lend a van", "More buses", "A walking bus"):
            assert others not in text, others


async def test_another_server_and_a_stranger_have_nothing(full: Store, plan: Plan) -> None:
    await set_up(full, plan, OTHER_GUILD)
    assert (await read(full, guild_id=OTHER_GUILD)).parts == ()
    assert (await read(full, ROB)).parts == ()
    assert not (await read(full, ROB)).joined
    await join(full, HER, "Elsewhere", OTHER_GUILD)
    (details,) = (await read(full, guild_id=OTHER_GUILD)).parts
    assert details.rows[0]["name"] == "Elsewhere"


async def test_a_lost_role_is_to_be_given_again_in_its_own_server_only(
    full: Store, path: Path, plan: Plan
) -> None:
    await set_up(full, plan, OTHER_GUILD)
    await join(full, HER, "Elsewhere", OTHER_GUILD)
    await attendees.role_given(full, guild_id=OTHER_GUILD, user_id=HER)
    sql = "SELECT guild_id, role_given FROM attendee WHERE user_id = ? ORDER BY guild_id"
    assert await attendees.role_lost(full, guild_id=GUILD, user_id=HER)
    assert look(path, sql, HER) == [(GUILD, 0), (OTHER_GUILD, 1)]
    assert look(path, "SELECT channel_id FROM room_access WHERE user_id = ?", HER) == [(70,)]
    # Given again already, or never joined: there is nothing to do.
    assert not await attendees.role_lost(full, guild_id=GUILD, user_id=HER)
    assert not await attendees.role_lost(full, guild_id=GUILD, user_id=ROB)
