"""Backups: a whole copy of the database, made while the bot runs, checked before it has its name.

``VACUUM INTO`` copies one moment of the file and nothing of what was deleted. It does not wait for
the disk, so that is done here. Until everything is checked the copy is called ``….part``.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import secrets
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db import ledger
from db.errors import CannotOpen, reason_of
from db.opening import APPLICATION_ID, check_is_ours, reader_uri

log = logging.getLogger(__name__)

_TIME = "%Y%m%dT%H%M%SZ"
# What a crash left half made is swept away once it cannot be under way any more.
PART_LIVES = timedelta(hours=6)
BUSY_SECONDS = 30.0


class BackupFailed(Exception):
    """No backup was made, and nothing was left behind; the message is a plain sentence.

    ``says_where`` is the same without a place on this computer, for people who do not host it.
    """

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and checked. ``rows``: how many each table holds."""

    path: Path
    made_at: datetime
    size: int
    version: int
    rows: Mapping[str, int]


def name_of(database: Path, made_at: datetime, *, scheduled: bool, number: int = 1) -> str:
    """``summit-20261122T213642Z.sqlite3``; what the bot makes by itself has ``-auto`` in it."""
    again = f"-{number}" if number > 1 else ""
    auto = "-auto" if scheduled else ""
    return f"{database.stem}{auto}-{made_at.astimezone(UTC):{_TIME}}{again}.sqlite3"


def make(database: Path, folder: Path, *, now: datetime, scheduled: bool = False) -> Backup:
    """Make one in ``folder``, which is made where it is missing. Raises BackupFailed.

    The list of erasures is copied beside it, so that the folder alone is enough for a restore.
    """
    if not database.exists():
        raise BackupFailed(f"There is no database at {database}.", reason="missing")
    _make_folder(folder)
    aside = folder / f"{name_of(database, now, scheduled=scheduled)}.{secrets.token_hex(4)}.part"
    try:
        os.close(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        version, counted = _copy(database, aside)
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        rows = _look_at(aside, version)
        if counted is not None and counted != rows:
            wrong = sorted(
                name for name in counted.keys() | rows if counted.get(name) != rows.get(name)
            )
            raise BackupFailed(
                f"The backup does not hold what the database holds ({', '.join(wrong)}).",
                reason="differs",
            )
        size = aside.stat().st_size
        path = _give_name(aside, database, folder, now, scheduled=scheduled)
        ledger.sync_folder(folder)
    except CannotOpen as error:
        raise BackupFailed(str(error), reason="not ours") from error
    except (OSError, sqlite3.Error) as error:
        raise _failed(error, folder) from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
            aside.with_name(aside.name + "-journal").unlink(missing_ok=True)
    _copy_list(database, folder)
    return Backup(path, now, size, version, rows)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        raise BackupFailed(
            f"There is no folder {folder.parent} to make {folder.name} in.", reason="folder"
        ) from None
    except FileExistsError:
        raise BackupFailed(f"{folder} is not a folder.", reason="folder") from None
    except OSError as error:
        raise BackupFailed(
            f"The folder {folder} cannot be made: {_why(error)}.", reason="folder"
        ) from error


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _failed(error: OSError | sqlite3.Error, folder: Path) -> BackupFailed:
    full = isinstance(error, OSError) and error.errno in {27, 28, 122}  # too large, full, quota
    if full or (isinstance(error, sqlite3.Error) and reason_of(error) == "full"):
        return BackupFailed(
            f"There is not enough room for a backup in {folder}. Nothing was left behind.",
            reason="full",
        )
    if isinstance(error, PermissionError):
        return BackupFailed(
            f"The folder {folder} cannot be written. Let this user write there,"
            " or choose another folder.",
            reason="folder",
        )
    if isinstance(error, sqlite3.Error) and reason_of(error) == "busy":
        return BackupFailed("The database is busy. Try again in a minute.", reason="busy")
    says = _why(error) if isinstance(error, OSError) else str(error)
    return BackupFailed(
        f"The backup could not be made in {folder}: {says}. Nothing was left behind.",
        reason="broken",
    )


def _copy(database: Path, aside: Path) -> tuple[int, Mapping[str, int] | None]:
    """Copy it; returns its version, and what each table held, where nobody wrote meanwhile."""
    uri = reader_uri(database)
    with closing(
        sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    ) as source:
        try:
            version = check_is_ours(source, database)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_NOTADB:
                raise CannotOpen(f"{database} is not a database.") from error
            raise
        if not version:
            raise CannotOpen(f"{database} holds nothing yet.")
        before = _changes(source), counts(source)
        source.execute("VACUUM INTO ?", (str(aside),))
        return version, before[1] if _changes(source) == before[0] else None


def _changes(source: sqlite3.Connection) -> int:
    """It is another number once somebody else has written."""
    return int(source.execute("PRAGMA data_version").fetchone()[0])


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table holds, at one moment."""
    connection.execute("BEGIN")
    try:
        names = [
            str(row[0])
            for row in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        return {
            name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])
            for name in names
        }
    finally:
        connection.execute("COMMIT")


def connect_copy(path: Path) -> sqlite3.Connection:
    """A copy that nobody writes, opened so that nothing appears beside it."""
    # Of a file that is in use, or was not closed, the newest part stands beside it.
    open_files = [path.with_name(path.name + end) for end in ("-wal", "-journal")]
    mode = "" if any(one.exists() for one in open_files) else "&immutable=1"
    return sqlite3.connect(reader_uri(path) + mode, uri=True, isolation_level=None)


def _look_at(copy: Path, version: int) -> Mapping[str, int]:
    """What stands in a copy, once it is found whole. Raises CannotOpen."""
    with closing(connect_copy(copy)) as connection:
        check_whole(connection, copy)
        if check_is_ours(connection, copy) != version:
            raise CannotOpen("The backup has another version than the database.")
        return counts(connection)


def check_whole(connection: sqlite3.Connection, path: Path) -> None:
    """Raises CannotOpen where a file is no database of ours, or is damaged."""
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
        found += [f"rows of {row[0]}" for row in connection.execute("PRAGMA foreign_key_check")][:3]
        application = connection.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_NOTADB:
            raise CannotOpen(f"{path} is not a database.") from error
        raise CannotOpen(f"{path} is damaged: {error}.") from error
    wrong = [line for line in found if line != "ok"]
    if wrong:
        raise CannotOpen(f"{path} is damaged: {'; '.join(wrong)}.")
    if application != APPLICATION_ID:
        raise CannotOpen(f"{path} is not a database of this program.")


def _give_name(
    aside: Path, database: Path, folder: Path, now: datetime, *, scheduled: bool
) -> Path:
    for number in range(1, 100):
        path = folder / name_of(database, now, scheduled=scheduled, number=number)
        if move_to_new(aside, path):
            return path
    raise FileExistsError(17, "there are too many backups of this second", str(folder))


def move_to_new(aside: Path, path: Path) -> bool:
    """Give a file its name, never one that is taken: then False, and it keeps the old one."""
    try:
        os.link(aside, path)
    except FileExistsError:
        return False
    except OSError:  # a disk that knows no links
        if path.exists():
            return False
        aside.rename(path)
    else:
        aside.unlink()
    return True


def _copy_list(database: Path, folder: Path) -> None:
    """Copy the list of erasures into the folder. It is only ever added to there too."""
    try:
        there = ledger.read(ledger.beside(database))
        if there is None:
            return
        for key in sorted(there.keys):
            mine = [line for line in there.lines if line.key == key]
            ledger.add(folder / ledger.beside(database).name, mine, key=key)
    except OSError as error:
        log.warning("the list of erasures could not be copied to %s: %s", folder, error)


# -------------------------------------------------- what the bot made by itself


def scheduled(database: Path, folder: Path) -> dict[datetime, Path]:
    """The backups that the bot made of this database by itself, by their time. Raises OSError."""
    pattern = re.compile(re.escape(database.stem) + r"-auto-(\d{8}T\d{6}Z)\.sqlite3")
    found: dict[datetime, Path] = {}
    for one in folder.iterdir() if folder.is_dir() else ():
        match = pattern.fullmatch(one.name)
        if match and one.is_file() and not one.is_symlink():
            with contextlib.suppress(ValueError):
                found[datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)] = one
    return found


def key_of(path: Path) -> bytes | None:
    """The key that a database and its backups share; None where it is no file of ours."""
    try:
        with closing(connect_copy(path)) as connection:
            row = connection.execute("SELECT secret FROM erasure_key").fetchone()
    except sqlite3.Error:
        return None
    return bytes(row[0]) if row else None


def sweep(database: Path, folder: Path, *, now: datetime) -> None:
    """Take away what a crash left half made. Raises OSError."""
    pattern = re.compile(
        re.escape(database.stem) + r"(-auto)?-\d{8}T\d{6}Z\.sqlite3\.[0-9a-f]{8}\.part(-journal)?"
    )
    for one in folder.iterdir() if folder.is_dir() else ():
        if pattern.fullmatch(one.name) and one.is_file() and not one.is_symlink():
            touched = datetime.fromtimestamp(one.stat().st_mtime, UTC)
            if now - touched > PART_LIVES:
                one.unlink()
