"""Bringing an older file up to date: a checked copy first, then all of a step or nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db.errors import CannotOpen
from db.opening import APPLICATION_ID, migrations, statements
from db.store import Store
from domain.plan import Plan
from tests.db.given import GUILD, MAYA, join, keep, look, make, set_up, whole_file

REAL = migrations()
VERSION = REAL[-1][0]
NEXT = VERSION + 1
AT = "2026-03-20T12:00:00Z"
# Purpose, state, dirty and Discord's number of each.
POSTED = (
    ("welcome_panel", "posted", 0, 501),
    ("wall_summary", "posted", 1, 502),
    ("wall", "posted", 1, 503),
    ("wall", "sending", 0, None),
)

GOOD = """
-- A note; with a semicolon.
CREATE TABLE later (a TEXT NOT NULL) STRICT;
INSERT INTO later VALUES ('one; two');
CREATE TRIGGER later_no_delete BEFORE DELETE ON later
BEGIN
    SELECT RAISE(ABORT, 'no');
    SELECT 1;
END;
-- The end.
"""
BAD = """
CREATE TABLE half (a TEXT) STRICT;
UPDATE pledge SET action = '';
INSERT INTO nowhere VALUES (1);
"""


def steps(monkeypatch: pytest.MonkeyPatch, *later: str) -> None:
    """The program knows these steps, besides those that it has."""
    known = [*REAL, *((NEXT + n, sql) for n, sql in enumerate(later))]
    monkeypatch.setattr("db.opening.migrations", lambda: known)


@pytest.fixture
async def older(path: Path, plan: Plan) -> Path:
    """A file of today's version with a pledge in it, closed."""
    async with Store.open(path) as store:
        await set_up(store, plan)
        await join(store, MAYA)
        await make(store)
    return path


def copies(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.parent.iterdir() if ".before-" in entry.name)


def test_the_steps_are_numbered_from_one_without_gaps() -> None:
    assert [number for number, _ in REAL] == list(range(1, VERSION + 1))


async def test_a_new_file_needs_no_copy(path: Path) -> None:
    async with Store.open(path):
        pass
    assert look(path, "PRAGMA user_version") == [(VERSION,)]
    assert copies(path) == []


async def test_a_file_that_is_up_to_date_is_not_copied(older: Path) -> None:
    async with Store.open(older):
        pass
    assert copies(older) == []


async def test_an_older_file_is_copied_then_brought_up_to_date(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = whole_file(older)
    steps(monkeypatch, GOOD)
    async with Store.open(older) as store:
        assert look(older, "SELECT a FROM later") == [("one; two",)]
        assert look(older, "SELECT id FROM pledge") == [(1001,)]
        with pytest.raises(sqlite3.IntegrityError):
            await store.write(lambda tx: tx.execute("DELETE FROM later"))
    assert look(older, "PRAGMA user_version") == [(NEXT,)]
    assert look(older, "PRAGMA application_id") == [(APPLICATION_ID,)]

    assert copies(older) == [f"{older.name}.before-{NEXT:04d}"]
    copy = older.with_name(f"{older.name}.before-{NEXT:04d}")
    assert whole_file(copy) == before
    assert look(copy, "PRAGMA user_version") == [(VERSION,)]
    assert look(copy, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert look(copy, "PRAGMA integrity_check") == [("ok",)]


async def test_the_copy_opens_as_a_summit_of_its_version(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        steps(newer, GOOD)
        async with Store.open(older):
            pass
    async with Store.open(older.with_name(f"{older.name}.before-{NEXT:04d}")) as store:
        assert (await make(store, 1002)).number == 2


async def test_each_step_has_a_copy_of_its_own(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps(monkeypatch, GOOD, "INSERT INTO later VALUES ('three');")
    async with Store.open(older):
        pass
    assert look(older, "SELECT a FROM later") == [("one; two",), ("three",)]
    assert look(older, "PRAGMA user_version") == [(NEXT + 1,)]
    assert copies(older) == [f"{older.name}.before-{NEXT + n:04d}" for n in range(2)]
    second = older.with_name(f"{older.name}.before-{NEXT + 1:04d}")
    assert look(second, "SELECT a FROM later") == [("one; two",)]


async def test_making_the_table_of_posted_messages_anew_loses_none_and_no_pledge_its_place(
    path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Step 6, on a file of version 5 with a wall in it."""
    with monkeypatch.context() as before:
        before.setattr("db.opening.migrations", lambda: REAL[:5])
        async with Store.open(path):
            pass
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(
            "INSERT INTO summit (guild_id, plan, attendee_role_id, facilitator_role_id,"
            " organiser_role_id, welcome_channel_id, wall_channel_id, organisers_channel_id,"
            " set_up_at, updated_at) VALUES (?, ?, 1, 2, 3, 4, 5, 6, ?, ?)",
            (GUILD, plan.model_dump_json(), AT, AT),
        )
        connection.execute(
            "INSERT INTO attendee VALUES (?, ?, 'Maya', 'resident', '', 1, '', 1, ?, ?)",
            (GUILD, MAYA, AT, AT),
        )
        for number, (purpose, state, dirty, message) in enumerate(POSTED, 1):
            connection.execute(
                "INSERT INTO posted_message VALUES (?, ?, 5, ?, ?, ?, ?, ?)",
                (number * 10, GUILD, message, purpose, state, dirty, AT),
            )
        for number, wall in ((1, 30), (2, 40), (3, None)):
            connection.execute(
                "INSERT INTO pledge (id, guild_id, number, maker_id, kind, theme, action,"
                " as_organisation, organisation, first_step, moderation, wall_id, made_at)"
                " VALUES (?, ?, ?, ?, 'resident', 'food', 'Cook', 0, '', '', 'shown', ?, ?)",
                (number, GUILD, number, MAYA, wall, AT),
            )
        connection.commit()
    columns = "id, guild_id, channel_id, message_id, purpose, state, dirty, created_at"
    messages = look(path, f"SELECT {columns} FROM posted_message ORDER BY id")
    assert len(messages) == len(POSTED)
    async with Store.open(path):
        assert look(path, f"SELECT {columns} FROM posted_message ORDER BY id") == messages
        assert look(path, "SELECT id, wall_id FROM pledge ORDER BY id") == [
            (1, 30),
            (2, 40),
            (3, None),
        ]
        assert look(path, "PRAGMA foreign_key_check") == []
        assert look(path, "SELECT 1 FROM sqlite_schema WHERE name = 'posted_before'") == []
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("UPDATE pledge SET wall_id = 99 WHERE id = 1")
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            connection.execute(
                "INSERT INTO posted_message (guild_id, channel_id, purpose, state, created_at)"
                " VALUES (?, 5, 'wall_summary', 'posted', ?)",
                (GUILD, AT),
            )


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(BAD, id="a statement fails after others worked"),
        pytest.param("CREATE TABLE half (a TEXT) STRICT;\nINSERT INTO later", id="cut off"),
        pytest.param(
            "CREATE TABLE half (a TEXT) STRICT;\n-- note\nDROP TABLE pledge_log", id="no semicolon"
        ),
    ],
)
async def test_a_step_that_fails_changes_nothing(
    older: Path, monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    before = whole_file(older)
    steps(monkeypatch, bad)
    with pytest.raises((CannotOpen, ValueError)):
        async with Store.open(older):
            pass
    assert whole_file(older) == before
    assert look(older, "PRAGMA user_version") == [(VERSION,)]


async def test_after_a_step_that_failed_the_mended_one_runs_and_both_copies_are_kept(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps(monkeypatch, BAD)
    with pytest.raises(CannotOpen, match="cannot be used"):
        async with Store.open(older):
            pass
    first = older.with_name(f"{older.name}.before-{NEXT:04d}")
    kept = first.read_bytes()
    steps(monkeypatch, GOOD)
    async with Store.open(older) as store:
        await keep(store, "works")
    assert first.read_bytes() == kept
    assert len(copies(older)) == 2
    assert [name for name in copies(older) if name.endswith(".part")] == []


async def test_without_a_copy_the_step_does_not_run(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = whole_file(older)
    in_the_way = older.with_name(f"{older.name}.before-{NEXT:04d}.part")
    in_the_way.mkdir()
    steps(monkeypatch, GOOD)
    with pytest.raises(CannotOpen):
        async with Store.open(older):
            pass
    assert whole_file(older) == before


async def test_a_copy_that_is_not_sound_stops_the_step(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody edited the file by hand, so that a row is not what its table allows."""
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE pledge SET moderation = 'nonsense'")
        connection.commit()
    steps(monkeypatch, GOOD)
    with pytest.raises(CannotOpen, match="backup"):
        async with Store.open(older):
            pass
    assert look(older, "PRAGMA user_version") == [(VERSION,)]
    assert look(older, "SELECT 1 FROM sqlite_schema WHERE name = 'later'") == []


@pytest.mark.parametrize(
    ("script", "parts"),
    [
        ("", []),
        ("-- only a note\n-- and another; one\n", []),
        ("CREATE TABLE a (b);\n\nDROP TABLE a;\n", 2),
        ("CREATE TABLE a (b);\n-- the end\n", 1),
        ("INSERT INTO a VALUES ('x;\ny');\nSELECT 1;\n", 2),
        ("CREATE TABLE a ( -- one; two\n  b TEXT\n);\n", 1),
        (
            "CREATE TRIGGER t BEFORE DELETE ON a\nBEGIN\n  SELECT 1;\n  SELECT 2;\nEND;\nSELECT 3;",
            2,
        ),
    ],
)
def test_a_script_is_cut_into_its_statements(script: str, parts: int | list[str]) -> None:
    found = list(statements(script))
    assert len(found) == (len(parts) if isinstance(parts, list) else parts)
    assert all(sqlite3.complete_statement(statement) for statement in found)


@pytest.mark.parametrize(
    "script",
    ["CREATE TABLE a (b)", "SELECT 1;\n-- note\nDROP TABLE a", "SELECT 'open;\n"],
)
def test_a_statement_without_its_end_is_not_passed_over(script: str) -> None:
    with pytest.raises(ValueError, match="unfinished"):
        list(statements(script))
