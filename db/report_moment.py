"""A store that only reads, all of it as one connection's transaction sees it."""

from __future__ import annotations

import sqlite3
from collections.abc import Coroutine
from typing import Any, NoReturn, TypeVar

from db.errors import NotRead
from db.store import Store

T = TypeVar("T")


def at_once(reading: Coroutine[Any, Any, T]) -> T:
    """What verbs that were given a :class:`OneMoment` return: they never wait, so need no loop."""
    try:
        reading.send(None)
    except StopIteration as end:
        return end.value
    reading.close()
    raise RuntimeError("a verb that reads has waited for something")


class OneMoment(Store):
    """What verbs that read are given beside a running bot: nothing waits, nothing is written.

    The file's lock stays with the bot, and everything read is of one moment.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def read(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """All rows of one query. Raises NotRead."""
        cursor = self._connection.cursor()
        cursor.row_factory = sqlite3.Row
        try:
            return cursor.execute(sql, values).fetchall()
        except (sqlite3.Error, ValueError, OverflowError) as error:
            raise NotRead(f"{type(error).__name__}: {error}") from error

    async def write(self, work: Any) -> NoReturn:
        raise TypeError("a report writes nothing")
