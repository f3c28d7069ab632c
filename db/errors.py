"""What can go wrong with the store, in terms of what it means for what a person wrote."""

from __future__ import annotations

import sqlite3
from typing import Literal

Reason = Literal["busy", "full", "broken", "closed"]


class StoreError(Exception):
    """The store could not do what was asked."""


class NotSaved(StoreError):
    """A write failed as a whole: nothing of it is in the file.

    ``reason``: ``busy`` (another program holds the file), ``full`` (no disk space), ``broken``
    (anything else that SQLite says), ``closed`` (the store is shutting down).
    """

    def __init__(self, reason: Reason, says: str = "") -> None:
        super().__init__(f"not saved ({reason}): {says}" if says else f"not saved ({reason})")
        self.reason: Reason = reason


class NotRead(StoreError):
    """A read failed or took too long. Nothing was changed."""


class CannotOpen(StoreError):
    """The file can't be opened as a summit's store; the message is a plain sentence."""


class InUse(CannotOpen):
    """Another process of this program has the file: the bot runs."""


def reason_of(error: BaseException) -> Reason:
    """Which kind of trouble a SQLite error is."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        primary = code & 0xFF
        if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return "busy"
        if primary == sqlite3.SQLITE_FULL:
            return "full"
    return "broken"
