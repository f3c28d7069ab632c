"""The store: one SQLite file, one writer, a few readers.

Verbs run one after the other inside the same ``BEGIN IMMEDIATE … COMMIT``, each in a savepoint of
its own, and every caller is released only after COMMIT (group commit). Statements run on the event
loop's thread, where they take microseconds, and COMMIT, which waits for the disk, runs in a worker
thread: measured, this is faster than any form that hops to a thread for each statement.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar, cast

import aiosqlite
from filelock import FileLock, Timeout

from db.errors import CannotOpen, InUse, NotRead, NotSaved, reason_of
from db.opening import connect_reader, connect_writer, reader_uri

log = logging.getLogger(__name__)

T = TypeVar("T")
Transaction = sqlite3.Connection
Work = Callable[[Transaction], T]

# How many verbs share one COMMIT, and for how long they may hold the loop before others get a turn.
BATCH = 256
SLICE_SECONDS = 0.004
# For how many turns of the loop in which nothing came, and how long at most, a transaction stays
# open for others. A form takes three turns from the socket to the store. Measured: fewer, larger
# commits, and no delay for who is alone.
GATHER_TURNS = 4
GATHER_SECONDS = 0.005
# How long a write waits for another program's lock before its caller is told "not saved".
BUSY_SECONDS = 10.0
READ_SECONDS = 5.0


@dataclass(slots=True, eq=False)
class _Job:
    work: Work[Any]
    done: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = field(default=None)

    def release(self) -> None:
        if self.done.done():  # the caller went away; what it asked for is done all the same
            return
        if self.error is not None:
            self.done.set_exception(self.error)
        else:
            self.done.set_result(self.result)


class Store:
    """One summit file, open. Use ``async with Store.open(path) as store``."""

    def __init__(self, path: Path, writer: sqlite3.Connection) -> None:
        self.path = path
        self._writer = writer
        self._queue: deque[_Job] = deque()
        self._compacting: deque[asyncio.Future[bool]] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._committer = ThreadPoolExecutor(1, thread_name_prefix="summit-commit")
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, *, readers: int = 2) -> AsyncGenerator[Store]:
        """Open, migrate and own the file. Raises CannotOpen with a plain sentence.

        A lock file beside it refuses a second process; it goes when this process ends, however.
        """
        async with contextlib.AsyncExitStack() as stack:
            stack.callback(lock_file(path).release)
            yield await cls._opened(stack, path, readers)

    @classmethod
    @asynccontextmanager
    async def beside(cls, path: Path) -> AsyncGenerator[Store]:
        """The same file while the bot has it: both write, each waits for the other's COMMIT.

        Raises CannotOpen where the file is missing, not ours, or of another version.
        """
        connect_reader(path).close()
        async with contextlib.AsyncExitStack() as stack:
            yield await cls._opened(stack, path, 1)

    @classmethod
    async def _opened(cls, stack: contextlib.AsyncExitStack, path: Path, readers: int) -> Store:
        store = cls(path, connect_writer(path))
        stack.callback(store._close_writer)
        for _ in range(readers):
            reader = await aiosqlite.connect(reader_uri(path), uri=True, isolation_level=None)
            stack.push_async_callback(reader.close)
            reader.row_factory = sqlite3.Row
            await reader.execute("PRAGMA query_only = ON")
            store._readers.put_nowait(reader)
        writing = asyncio.create_task(store._write_for_ever(), name="store-writer")
        stack.push_async_callback(store._end, writing)
        return store

    async def _end(self, writing: asyncio.Task[None]) -> None:
        self._closing = True
        self._wake.set()
        await _ended(writing)

    def _close_writer(self) -> None:
        self._committer.shutdown(wait=True)
        self._writer.close()

    # ---------------------------------------------------------------- writing

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in the next transaction; returns its result after COMMIT.

        ``work`` is given the connection, must not wait for anything, and may raise: then its own
        changes alone are undone and the error comes out here. Raises NotSaved where the file could
        not take it. A caller that is cancelled does not stop the write.
        """
        if self._closing:
            raise NotSaved("closed")
        job: _Job = _Job(work, asyncio.get_running_loop().create_future())
        self._queue.append(job)
        self._wake.set()
        return cast(T, await job.done)

    async def _write_for_ever(self) -> None:
        while True:
            while not self._queue:
                if self._compacting:
                    await self._compact(self._compacting.popleft())
                    continue
                if self._closing:
                    return
                self._wake.clear()
                await self._wake.wait()
            jobs: list[_Job] = []
            try:
                await self._one_transaction(jobs)
            except BaseException as error:
                if not isinstance(error, sqlite3.Error):
                    log.exception("the writer failed")
                else:
                    log.error("a transaction failed: %s", error)
                self._undo()
                failure = NotSaved(reason_of(error), str(error))
                for job in jobs or self._take_waiting():
                    job.error, job.result = failure, None
                    job.release()
                if not isinstance(error, Exception):
                    raise
            else:
                for job in jobs:
                    job.release()

    def _take_waiting(self) -> list[_Job]:
        waiting = list(self._queue)
        self._queue.clear()
        return waiting

    async def _one_transaction(self, jobs: list[_Job]) -> None:
        await self._begin()
        first = began = perf_counter()
        quiet = 0
        while len(jobs) < BATCH:
            if self._queue:
                job = self._queue.popleft()
                jobs.append(job)
                self._run(job)
                quiet = 0
                if perf_counter() - began > SLICE_SECONDS:
                    await asyncio.sleep(0)
                    began = perf_counter()
            elif quiet < GATHER_TURNS and perf_counter() - first < GATHER_SECONDS:
                # What has arrived already and is on its way here shares this COMMIT.
                quiet += 1
                await asyncio.sleep(0)
            else:
                break
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._committer, self._writer.execute, "COMMIT")

    async def _begin(self) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + BUSY_SECONDS
        while True:
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if reason_of(error) != "busy" or loop.time() > deadline:
                    raise
            await asyncio.sleep(0.02)

    def _run(self, job: _Job) -> None:
        writer = self._writer
        writer.execute("SAVEPOINT verb")
        try:
            job.result = job.work(writer)
        except Exception as error:
            if not writer.in_transaction:
                # Disk full and I/O errors roll the whole transaction back before we hear of them.
                raise
            writer.execute("ROLLBACK TO verb")
            job.error = (
                NotSaved(reason_of(error), str(error))
                if isinstance(error, sqlite3.OperationalError)
                else error
            )
        writer.execute("RELEASE verb")

    def _undo(self) -> None:
        if self._writer.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                self._writer.execute("ROLLBACK")

    # ---------------------------------------------------------------- forgetting

    async def forget(self) -> bool:
        """Write the file anew, so that nothing of what was deleted is left in it or beside it.

        ``secure_delete`` is not enough: rows that SQLite moved from page to page leave copies
        behind. Writes wait meanwhile: milliseconds for a summit, seconds for a million pledges.
        Returns False where a reader or another program is in the way: then ask again later.
        Raises NotSaved.
        """
        if self._closing:
            raise NotSaved("closed")
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._compacting.append(done)
        self._wake.set()
        return await done

    async def _compact(self, done: asyncio.Future[bool]) -> None:
        loop = asyncio.get_running_loop()
        try:
            result = await loop.run_in_executor(self._committer, self._vacuum)
        except sqlite3.Error as error:
            if not done.done():
                done.set_exception(NotSaved(reason_of(error), str(error)))
        else:
            if not done.done():
                done.set_result(result)

    def _vacuum(self) -> bool:
        try:
            self._writer.execute("VACUUM")
            row = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            if reason_of(error) != "busy":
                raise
            return False
        return not row[0]

    # ---------------------------------------------------------------- reading

    async def read(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """All rows of one query, from a read-only connection. Raises NotRead."""
        try:
            async with asyncio.timeout(READ_SECONDS), self._reader() as reader:
                return list(await reader.execute_fetchall(sql, cast(Iterable[Any], values)))
        except (sqlite3.Error, TimeoutError, ValueError, OverflowError) as error:
            raise NotRead(f"{type(error).__name__}: {error}") from error

    async def read_one(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row of one query, or None. Raises NotRead."""
        rows: Sequence[sqlite3.Row] = await self.read(sql, *values)
        return rows[0] if rows else None

    @asynccontextmanager
    async def _reader(self) -> AsyncGenerator[aiosqlite.Connection]:
        reader = await self._readers.get()
        try:
            yield reader
        except asyncio.CancelledError:
            # Cancelling does not stop the statement: tell SQLite, or the next reader waits for it.
            await reader.interrupt()
            raise
        finally:
            self._readers.put_nowait(reader)


def lock_file(path: Path) -> FileLock:
    """Take the lock that says who has a database. Raises CannotOpen; InUse where it is taken."""
    if not path.parent.is_dir():
        raise CannotOpen(f"There is no folder {path.parent} for the database.")
    lock = FileLock(path.with_name(path.name + ".lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise InUse(
            f"The database {path} is in use by another summit process. Stop that one first."
        ) from error
    except OSError as error:
        raise CannotOpen(f"The folder {path.parent} cannot be written: {error}.") from error
    return lock


async def _ended(task: asyncio.Task[None]) -> None:
    """Wait for a task to its end, however often we are cancelled meanwhile.

    Awaiting it would hand our cancellation on, in the middle of a COMMIT.
    """
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
    task.result()
