"""The running bot's own backups: made in time, rotated, and trouble told once.

Also brings erasures to the list beside the database that could not be brought there at once.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.turns import Turns
from db import backup, erasure_marks, keeping_posts
from db.backup import BackupFailed
from db.errors import StoreError
from db.store import Store
from domain.rotation import DEFAULT, due, to_delete

log = logging.getLogger(__name__)

TURN_SECONDS = 30.0
# After a failure it is tried again so much later, and not told of again.
AGAIN = timedelta(minutes=10)
# A backup that would leave less than this could stop the bot itself from saving.
LEAST_FREE_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class BackupState:
    """What ``summit check`` says of backups. ``trouble`` is a plain sentence, or empty."""

    newest: datetime | None
    count: int
    trouble: str = ""


def state(database: Path, folder: Path, *, hours: int, now: datetime) -> BackupState:
    """How backups stand. Only looks; also without a folder, a database or a bot."""
    try:
        there = backup.scheduled(database, folder)
        lacks = _lacks_room(database, folder) if database.exists() else ""
    except OSError as error:
        says = error.strerror or type(error).__name__
        return BackupState(None, 0, f"{error.filename or folder} cannot be read: {says.lower()}.")
    newest = max((one for one in there if one <= now), default=None)
    trouble = ""
    if not hours:
        trouble = "The bot makes no backups, because SUMMIT_BACKUP_HOURS is 0."
    elif newest is not None and now - newest > timedelta(hours=2 * hours + 1):
        trouble = f"The newest backup is of {newest:%d %B %Y, %H:%M} UTC."
    else:
        trouble = lacks
    return BackupState(newest, len(there), trouble)


def _lacks_room(database: Path, folder: Path) -> str:
    place = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    wanted = database.stat().st_size + LEAST_FREE_BYTES
    free = shutil.disk_usage(place).free
    if free >= wanted:
        return ""
    return (
        f"There is not enough room for a backup in {folder}: {free // 2**20:,} MiB are free, and"
        f" {wanted // 2**20:,} MiB are needed, so that the bot can go on saving."
    )


class Backups:
    """Makes them while the bot runs, with Discord or without it."""

    def __init__(
        self, store: Store, folder: Path, *, hours: int, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._folder = folder
        self._every = timedelta(hours=hours)
        self._now = now
        self._rests: datetime | None = None
        self._logged = ""
        self._list_logged = False
        self._turns = Turns(_at_once)
        self._turns.every(TURN_SECONDS, self.turn)

    def start(self) -> None:
        self._turns.start()

    def stop(self) -> None:
        self._turns.stop()

    async def turn(self) -> None:
        await self._list()
        now = self._now()
        if not self._every or (self._rests is not None and now < self._rests):
            return
        database, folder = self._store.path, self._folder
        try:
            there = await asyncio.to_thread(backup.scheduled, database, folder)
            if not due(there, now, self._every):
                return
            if lacks := await asyncio.to_thread(_lacks_room, database, folder):
                raise BackupFailed(lacks, reason="full")
            made = await asyncio.to_thread(backup.make, database, folder, now=now, scheduled=True)
        except (BackupFailed, OSError) as error:
            await self._failed(str(error), now)
            return
        log.info("backup made: %s, %d bytes", made.path.name, made.size)
        self._rests, self._logged = None, ""
        await asyncio.to_thread(rotate, database, folder, now)
        await keeping_posts.tell_of_backups(self._store, failing=False, now=now)

    async def _failed(self, says: str, now: datetime) -> None:
        """Say it once: in the log, and to organisers as soon as the store can keep that."""
        self._rests = now + AGAIN
        if says != self._logged:
            self._logged = says
            log.error("no backup was made: %s", says)
        try:
            await keeping_posts.tell_of_backups(self._store, failing=True, now=now)
        except StoreError as error:
            log.warning("organisers cannot be told of it yet: %s", error)

    async def _list(self) -> None:
        try:
            await erasure_marks.list_them(self._store)
        except (OSError, StoreError) as error:
            if not self._list_logged:
                self._list_logged = True
                log.error("the list of erasures cannot be written: %s", error)
        else:
            self._list_logged = False


def rotate(database: Path, folder: Path, now: datetime) -> list[Path]:
    """Delete what is not needed any more of what the bot made of this very database."""
    deleted: list[Path] = []
    try:
        key = backup.key_of(database)
        there = {
            made: path
            for made, path in backup.scheduled(database, folder).items()
            if backup.key_of(path) == key
        }
        for made in sorted(to_delete(there, now, DEFAULT)):
            there[made].unlink(missing_ok=True)
            deleted.append(there[made])
        backup.sweep(database, folder, now=now)
    except OSError as error:
        log.warning("old backups cannot be deleted: %s", error)
    if deleted:
        log.info("old backups deleted: %s", ", ".join(one.name for one in deleted))
    return deleted


async def _at_once() -> None:
    """Backups do not wait for Discord."""
