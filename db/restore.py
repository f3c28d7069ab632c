"""Putting a backup in an empty place, without bringing back anybody who was erased since."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db import erasure_marks, ledger, retention
from db.backup import check_whole, connect_copy, move_to_new
from db.erasure import erase_in
from db.erasure_people import people
from db.errors import CannotOpen, reason_of
from db.ledger import Line
from db.opening import check_is_ours, migrate
from db.store import lock_file
from domain.choices import Tell


class RestoreFailed(Exception):
    """Nothing was restored, and nothing that was there was changed; the message is plain."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands in the new place. ``listed``: a list of this database's erasures was found.

    ``erased``: people who had been erased since and were erased again. ``ended``: servers in which
    the time for which data is kept had run out since.
    """

    path: Path
    from_version: int
    version: int
    people: int
    pledges: int
    summits: int
    listed: bool
    erased: int
    ended: int


def restore(
    backup: Path, target: Path, *, lists: Iterable[Path] = (), now: datetime, tell: Tell
) -> Restored:
    """Raises RestoreFailed. ``lists`` are further lists of erasures besides those found by it."""
    if not backup.is_file():
        raise RestoreFailed(f"There is no file {backup}.")
    try:
        lock = lock_file(target)
    except CannotOpen as error:
        raise RestoreFailed(str(error)) from error
    try:
        _must_be_empty(target)
        lines, keys = _lines(backup, target, lists)
        aside = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
        try:
            return _restore(backup, target, aside, lines, keys, now, tell)
        finally:
            for end in ("", "-wal", "-shm", "-journal"):
                with contextlib.suppress(OSError):
                    aside.with_name(aside.name + end).unlink(missing_ok=True)
    except CannotOpen as error:
        raise RestoreFailed(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise _failed(error, target) from error
    finally:
        lock.release()


def _must_be_empty(target: Path) -> None:
    beside = [target.with_name(target.name + end) for end in ("", "-wal", "-shm", "-journal")]
    there = [str(one) for one in beside if one.exists() or one.is_symlink()]
    if there:
        raise RestoreFailed(
            f"{there[0]} is there already, and a restore never overwrites anything."
            f" Move {_listed(there)} away, or choose another place with --to."
        )


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _failed(error: OSError | sqlite3.Error, target: Path) -> RestoreFailed:
    full = isinstance(error, OSError) and error.errno in {errno.EFBIG, errno.ENOSPC}
    if full or (isinstance(error, sqlite3.Error) and reason_of(error) == "full"):
        return RestoreFailed(
            f"There is not enough room in {target.absolute().parent}. Nothing was restored."
        )
    says = (error.strerror or "").lower() if isinstance(error, OSError) else str(error)
    return RestoreFailed(f"The backup could not be put at {target}: {says}. Nothing was restored.")


def _lines(
    backup: Path, target: Path, lists: Iterable[Path]
) -> tuple[dict[str, Line], frozenset[str]]:
    """What every list knows that was named, or stands beside the backup or the new place."""
    named = list(lists)
    for path in named:
        if not path.is_file():
            raise RestoreFailed(f"There is no file {path}.")
    found: dict[str, Line] = {}
    keys: set[str] = set()
    near = [*backup.absolute().parent.glob(f"*{ledger.ENDS}"), ledger.beside(target)]
    for path in [*named, *sorted(near)]:
        if (there := ledger.read(path)) is not None:
            keys |= there.keys
            found.update({line.id: line for line in there.lines})
    return found, frozenset(keys)


def _restore(
    backup: Path,
    target: Path,
    aside: Path,
    lines: dict[str, Line],
    keys: frozenset[str],
    now: datetime,
    tell: Tell,
) -> Restored:
    os.close(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(connect_copy(backup)) as source:
        check_whole(source, backup)
        from_version = check_is_ours(source, backup)
        has_key = source.execute(
            "SELECT count(*) FROM sqlite_schema WHERE name = 'erasure_key'"
        ).fetchone()[0]
        source.execute("VACUUM INTO ?", (str(aside),))
    with closing(sqlite3.connect(aside, isolation_level=None)) as copy:
        copy.execute("PRAGMA foreign_keys = ON")
        copy.execute("PRAGMA secure_delete = ON")
        copy.execute("PRAGMA recursive_triggers = ON")
        migrate(copy, aside, copy_first=False)
        copy.row_factory = sqlite3.Row
        copy.execute("BEGIN IMMEDIATE")
        secret = erasure_marks.secret_of(copy)
        key = ledger.fingerprint(secret)
        mine = [line for line in lines.values() if line.key == key]
        erased, ended = _erase_again(copy, mine, secret, now, tell)
        copy.execute("COMMIT")
        copy.execute("VACUUM")
        check_whole(copy, aside)
        restored = Restored(
            path=target,
            from_version=from_version,
            version=int(copy.execute("PRAGMA user_version").fetchone()[0]),
            people=copy.execute("SELECT count(*) FROM attendee").fetchone()[0],
            pledges=copy.execute("SELECT count(*) FROM pledge").fetchone()[0],
            summits=copy.execute("SELECT count(*) FROM summit").fetchone()[0],
            listed=bool(has_key) and key in keys,
            erased=erased,
            ended=ended,
        )
    with aside.open("rb+") as file:
        os.fsync(file.fileno())
    if restored.listed:
        ledger.add(ledger.beside(target), mine, key=key)
    if not move_to_new(aside, target):
        raise RestoreFailed(f"{target} has appeared meanwhile. Nothing was restored.")
    ledger.sync_folder(target.absolute().parent)
    return restored


def _erase_again(
    tx: sqlite3.Connection, lines: list[Line], secret: bytes, now: datetime, tell: Tell
) -> tuple[int, int]:
    """Erase who was erased after the backup was made: what the backup itself knows was before."""
    known = {row[0] for row in tx.execute("SELECT id FROM erasure_mark")}
    new = [line for line in lines if line.id not in known]
    there: dict[int, list[int]] = {}
    again: set[tuple[int, int]] = set()
    ended: set[int] = set()
    for line in new:
        if line.guild_id not in there:
            there[line.guild_id] = people(tx, guild_id=line.guild_id)
        if line.means(secret, ledger.EVERYBODY):
            ended.add(line.guild_id)
            again |= {(line.guild_id, user_id) for user_id in there[line.guild_id]}
        again |= {
            (line.guild_id, user_id)
            for user_id in there[line.guild_id]
            if line.means(secret, user_id)
        }
    for guild_id, user_id in sorted(again):
        erase_in(tx, guild_id=guild_id, user_id=user_id, now=now, tell=tell)
    for guild_id in sorted(ended):
        retention.ended(tx, guild_id=guild_id, now=now)
    for line in new:  # so that they are known from here on, and stand in the list already
        tx.execute(
            "INSERT INTO erasure_mark (id, guild_id, at, digest) VALUES (?, ?, ?, '')",
            (line.id, line.guild_id, line.at),
        )
    return len({one for one in again if one[0] not in ended}), len(ended)
