"""Opening a summit's file: what it must be, how its connections are set, and its migrations."""

from __future__ import annotations

import logging
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from db.errors import CannotOpen

log = logging.getLogger(__name__)

# "SMMT": marks the file as ours for `file(1)` and refuses anybody else's database.
APPLICATION_ID = 0x534D4D54

_MIGRATION = re.compile(r"(\d{4})_\w+\.sql\Z")


def migrations() -> list[tuple[int, str]]:
    """The numbered migrations in order, each with its SQL."""
    found: list[tuple[int, str]] = []
    for entry in resources.files("db").joinpath("migrations").iterdir():
        match = _MIGRATION.match(entry.name)
        if match:
            found.append((int(match[1]), entry.read_text(encoding="utf-8")))
    return sorted(found)


def connect_writer(path: Path) -> sqlite3.Connection:
    """The one connection that writes. Raises CannotOpen with a plain sentence.

    ``busy_timeout`` is 0 because statements run on the event loop's thread: the writer waits for a
    foreign lock by trying again, never inside SQLite.
    """
    if path.exists() and not os.access(path, os.W_OK):
        # SQLite would open it all the same, and every write would fail later.
        raise CannotOpen(f"The database {path} cannot be written. Change who may write it.")
    try:
        connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, cached_statements=256, timeout=5
        )
    except sqlite3.Error as error:
        raise CannotOpen(f"The database {path} cannot be opened: {error}.") from error
    try:
        check_is_ours(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        # Without it, a REPLACE passes by the trigger that keeps rows of the log from going.
        connection.execute("PRAGMA recursive_triggers = ON")
        connection.execute("PRAGMA journal_size_limit = 67108864")
        connection.execute("PRAGMA cache_size = -32768")
        connection.execute("PRAGMA temp_store = MEMORY")
        migrate(connection, path)
        connection.execute("PRAGMA busy_timeout = 0")
    except (sqlite3.Error, OSError) as error:  # OSError: the backup before a migration
        connection.close()
        raise CannotOpen(f"The database {path} cannot be used: {error}.") from error
    except BaseException:
        connection.close()
        raise
    connection.row_factory = sqlite3.Row
    return connection


def reader_uri(path: Path) -> str:
    """The address under which the file is opened for reading only."""
    return f"{path.resolve().as_uri()}?mode=ro"


def connect_reader(path: Path) -> sqlite3.Connection:
    """A read-only connection for one thread, for exports beside a running bot.

    Raises CannotOpen where the file is missing, not ours, or of another version.
    """
    if not path.exists():
        raise CannotOpen(f"There is no database at {path}.")
    try:
        connection = sqlite3.connect(reader_uri(path), uri=True, timeout=5, isolation_level=None)
    except sqlite3.Error as error:
        raise CannotOpen(f"The database {path} cannot be opened: {error}.") from error
    try:
        version = check_is_ours(connection, path)
        newest = migrations()[-1][0]
        if version != newest:
            raise CannotOpen(
                f"The database {path} has version {version}; this program needs {newest}. "
                "Start the bot once (summit run) to bring it up to date."
            )
        connection.execute("PRAGMA query_only = ON")
    except sqlite3.Error as error:
        connection.close()
        raise CannotOpen(f"The database {path} cannot be read: {error}.") from error
    except BaseException:
        connection.close()
        raise
    return connection


sqlite_error = sqlite3.Error
"""What reading a damaged file raises; named here because SQL stands only in db."""


def faults(reader: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with the file; none where it is whole. Raises sqlite3.Error."""
    said = [str(row[0]) for row in reader.execute("PRAGMA quick_check(5)")]
    return [] if said == ["ok"] else said


def check_is_ours(connection: sqlite3.Connection, path: Path) -> int:
    """The version of a file. Raises CannotOpen where it is another program's, or newer than us."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    tables = int(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
    if tables and application != APPLICATION_ID:
        raise CannotOpen(
            f"{path} is a database of another program. Choose another path in SUMMIT_DATABASE."
        )
    newest = migrations()[-1][0]
    if version > newest:
        raise CannotOpen(
            f"The database {path} was made by a newer version of this program "
            f"(version {version}, this one knows {newest}). Update the program."
        )
    return version


def migrate(connection: sqlite3.Connection, path: Path, *, copy_first: bool = True) -> None:
    """Bring the file to the newest version, each step in one transaction.

    A file that already holds something is copied first (``summit.sqlite3.before-0002``): a step
    that turns out wrong can be undone by hand. What is restored from a backup needs no copy.
    """
    held = int(connection.execute("PRAGMA user_version").fetchone()[0])
    for number, sql in migrations():
        if number <= held:
            continue
        if held and copy_first:
            _back_up(connection, path.with_name(f"{path.name}.before-{number:04d}"))
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in statements(sql):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        log.info("database %s brought to version %d", path.name, number)


def statements(sql: str) -> Iterator[str]:
    """The statements of a script one by one, so that they can share our transaction.

    (``executescript`` commits before it starts.)
    """
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    # What is left may be notes; a statement without its semicolon must not get lost.
    if any(line.strip() and not line.lstrip().startswith("--") for line in statement.splitlines()):
        raise ValueError(f"unfinished statement in a migration: {statement.strip()[:80]}")


def _back_up(connection: sqlite3.Connection, target: Path) -> None:
    """A copy without deleted remains; written aside, synced, checked, then renamed."""
    if target.exists():
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        target = target.with_name(f"{target.name}.{stamp}")
    aside = target.with_name(target.name + ".part")
    aside.unlink(missing_ok=True)
    connection.execute("VACUUM INTO ?", (str(aside),))
    with aside.open("rb+") as file:
        os.fsync(file.fileno())
    with closing(sqlite3.connect(aside)) as copy:
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise CannotOpen(f"The backup before the update failed its check: {verdict}.")
    aside.rename(target)
    log.info("database copied to %s before its update", target.name)


def verdict(path: Path) -> str:
    """What SQLite says of the whole file: ``ok``, or what is wrong. Raises CannotOpen."""
    with closing(connect_reader(path)) as reader:
        found = [row[0] for row in reader.execute("PRAGMA integrity_check")]
        found += [f"foreign key: {row[0]}" for row in reader.execute("PRAGMA foreign_key_check")]
    return "; ".join(str(line) for line in found if line != "ok") or "ok"
