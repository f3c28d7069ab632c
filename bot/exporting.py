"""Exports, put together: rows from the database into files, in a process of their own.

A million rows written in the bot's process would make everybody wait for their receipts; in a
child process they cost others next to nothing. The child is this module run as a program, so keep
what it imports small: no discord, no pydantic.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import gc
import json
import logging
import os
import secrets
import signal
import sqlite3
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import db.exports
from db.errors import CannotOpen
from db.opening import connect_reader
from exports.columns import PLEDGE_LOG, PLEDGES, Profile
from exports.folder import aside_in, finish, folder_name, remove, unfinished
from exports.tables import ExportedFile, write_table

log = logging.getLogger(__name__)

# Told how many rows are done, and how many there are in all.
OnProgress = Callable[[int, int], None]

_ROOT = Path(__file__).resolve().parent.parent
_TELL_EVERY_SECONDS = 0.1
_LINE_LIMIT = 1 << 20


class ExportFailed(Exception):
    """An export could not be made, and nothing of it is left; the message is a plain sentence."""


@dataclass(frozen=True, slots=True)
class ExportResult:
    """A whole export: its folder, and its files with their sizes in bytes and their rows."""

    folder: Path
    files: tuple[ExportedFile, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(self.folder / file.name for file in self.files)

    @property
    def size(self) -> int:
        """Bytes in all the files together."""
        return sum(file.size for file in self.files)


# ------------------------------------------------------------------- in this process


def export_summit(
    database: Path,
    guild_id: int,
    profile: Profile,
    out: Path,
    now: datetime,
    on_progress: OnProgress | None = None,
    *,
    token: str | None = None,
) -> ExportResult:
    """Write one summit's files into a new folder in ``out``, here and now.

    Works beside a running bot: it only reads, and all files show the same moment. ``now`` (aware)
    names the folder. Blocks until done; the bot uses :func:`export_in_child`. Raises ExportFailed.
    """
    public = profile is Profile.PUBLIC
    try:
        with closing(connect_reader(database)) as reader, db.exports.one_moment(reader):
            if not db.exports.has_summit(reader, guild_id=guild_id):
                raise ExportFailed(
                    f"There is no summit for the server {guild_id} in the database {database}."
                )
            steps = (
                (PLEDGES, db.exports.count_pledges, db.exports.pledges),
                (PLEDGE_LOG, db.exports.count_log, db.exports.pledge_log),
            )
            total = sum(count(reader, guild_id=guild_id, public=public) for _, count, _ in steps)
            told = _counter(total, on_progress)
            with unfinished(out, token or secrets.token_hex(8)) as aside:
                files: list[ExportedFile] = []
                for table, _, read in steps:
                    rows = read(reader, guild_id=guild_id, public=public)
                    expected = tuple(column.name for column in table.columns_of(profile))
                    if rows.names != expected:
                        raise RuntimeError(f"{table.stem}: read {rows.names}, not {expected}")
                    files += write_table(aside, table, profile, rows.batches, told)
                folder = finish(aside, folder_name(guild_id, profile, now))
    except CannotOpen as error:
        raise ExportFailed(str(error)) from error
    except sqlite3.Error as error:
        raise ExportFailed(
            f"The database {database} could not be read: {error}. Nothing was exported."
        ) from error
    except OSError as error:
        raise ExportFailed(_trouble_with(out, error)) from error
    return ExportResult(folder, tuple(files))


def zip_export(result: ExportResult) -> Path:
    """The export in one compressed file beside its folder; replaces an earlier one.

    Blocks for about a second per 40 MB: call it in a thread. Raises ExportFailed.
    """
    target = result.folder.with_name(f"{result.folder.name}.zip")
    aside = target.with_name(f".{target.name}.part")
    try:
        aside.touch(mode=0o600)
        with (
            aside.open("wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for path in result.paths:
                archive.write(path, f"{result.folder.name}/{path.name}")
        aside.replace(target)
    except OSError as error:
        raise ExportFailed(_trouble_with(target.parent, error)) from error
    finally:
        aside.unlink(missing_ok=True)
    return target


def _counter(total: int, on_progress: OnProgress | None) -> Callable[[int], None] | None:
    if on_progress is None:
        return None
    done = 0
    on_progress(0, total)

    def told(rows: int) -> None:
        nonlocal done
        done += rows
        on_progress(done, total)

    return told


def _trouble_with(folder: Path, error: OSError) -> str:
    """What an error of the file system means for whoever asked for an export."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return (
            f"The disk that holds {folder} is full. Nothing was exported; "
            "make some room there, or choose another folder."
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"The folder {folder} can't be written. Nothing was exported; choose another folder."
    if error.errno in {errno.ENOTDIR, errno.EEXIST}:
        return f"{folder} is not a folder. Nothing was exported; choose another folder."
    return (
        f"The files could not be written to {folder}: {error.strerror or error}. "
        "Nothing was exported."
    )


# ---------------------------------------------------------------- in a child process


async def export_in_child(
    database: Path,
    guild_id: int,
    profile: Profile,
    out: Path,
    now: datetime,
    on_progress: OnProgress | None = None,
) -> ExportResult:
    """:func:`export_summit` in a child process of low priority, with nothing blocked here.

    A caller that is cancelled ends the child. Raises ExportFailed; then, and after a cancel,
    nothing is left of the export.
    """
    out, database = await asyncio.to_thread(lambda: (out.resolve(), database.resolve()))
    token = secrets.token_hex(8)
    process = await _start(
        f"--database={database}",
        f"--guild={guild_id}",
        f"--profile={profile.value}",
        f"--out={out}",
        f"--now={now.isoformat()}",
        f"--token={token}",
    )
    whole = False
    try:
        result = await _listen(process, out, on_progress)
        whole = True
        return result
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await asyncio.shield(process.wait())
        if not whole:
            remove(aside_in(out, token))


async def _start(*arguments: str) -> asyncio.subprocess.Process:
    # The settings hold the bot's token, which an export has no use for.
    environment = {k: v for k, v in os.environ.items() if not k.upper().startswith("SUMMIT_")}
    try:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.exporting",
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=_ROOT,
            env=environment,
            limit=_LINE_LIMIT,
        )
    except OSError as error:
        raise ExportFailed(
            f"The export could not be started: {error.strerror or error}. Nothing was exported."
        ) from error


async def _listen(
    process: asyncio.subprocess.Process, out: Path, on_progress: OnProgress | None
) -> ExportResult:
    assert process.stdout is not None
    assert process.stderr is not None
    complaints = asyncio.create_task(process.stderr.read())
    try:
        said: dict[str, Any] = {}
        async for line in process.stdout:
            said = json.loads(line)
            if "done" in said and on_progress:
                on_progress(said["done"], said["total"])
        code = await process.wait()
        if "folder" in said and code == 0:
            files = tuple(ExportedFile(*file) for file in said["files"])
            return ExportResult(out / said["folder"], files)
        if "failed" in said:
            raise ExportFailed(said["failed"])
        told = (await complaints).decode(errors="replace").strip()
        log.error("the export's process ended with %d: %s", code, told or "(said nothing)")
        raise ExportFailed("The export stopped before it was done. Nothing was exported.")
    finally:
        complaints.cancel()


# ------------------------------------------------------------------------ the child


def main(arguments: Sequence[str] | None = None) -> int:
    """The child: writes one export; says how it goes as lines of JSON on standard output."""
    parser = argparse.ArgumentParser(prog="bot.exporting", description=main.__doc__)
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--guild", type=int, required=True)
    parser.add_argument("--profile", type=Profile, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--now", type=datetime.fromisoformat, required=True)
    parser.add_argument("--token", type=_token, required=True)
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    if hasattr(os, "nice"):
        os.nice(10)
    gc.disable()  # rows make no cycles, and looking for some takes a tenth of the time
    try:
        result = export_summit(
            asked.database,
            asked.guild,
            asked.profile,
            asked.out,
            asked.now,
            _tell_now_and_then(),
            token=asked.token,
        )
    except ExportFailed as error:
        _say(failed=str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    _say(folder=result.folder.name, files=result.files)
    return 0


def _token(text: str) -> str:
    if len(text) != 16 or not set(text) <= set("0123456789abcdef"):
        raise ValueError("not a token")
    return text


def _stop(*_: object) -> NoReturn:
    raise SystemExit(143)


def _say(**facts: object) -> None:
    try:
        print(json.dumps(facts), flush=True)
    except BrokenPipeError:
        # Nobody listens any more. (What is left in the buffer must not complain at the exit.)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None


def _tell_now_and_then() -> OnProgress:
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if done == total or time.monotonic() - last >= _TELL_EVERY_SECONDS:
            last = time.monotonic()
            _say(done=done, total=total)

    return tell


if __name__ == "__main__":
    sys.exit(main())
