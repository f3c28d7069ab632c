"""Exports in a process of their own.

A million rows written in the bot's process would make everybody wait for their receipts; in a
child process they cost others next to nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import secrets
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.export_files import ExportFailed, ExportResult, OnProgress
from exports.columns import Profile
from exports.folder import aside_in, remove
from exports.tables import ExportedFile

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parent.parent
_LINE_LIMIT = 1 << 20


async def export_in_child(
    database: Path,
    guild_id: int,
    profile: Profile,
    out: Path,
    now: datetime,
    on_progress: OnProgress | None = None,
    *,
    workbook: bool = True,
) -> ExportResult:
    """``export_summit`` in a child process of low priority, with nothing blocked here.

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
        *([] if workbook else ["--no-workbook"]),
    )
    whole = False
    try:
        result = await _listen(process, out, now, on_progress)
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
            "bot.export_child",
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
    process: asyncio.subprocess.Process,
    out: Path,
    now: datetime,
    on_progress: OnProgress | None,
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
            return ExportResult(out / said["folder"], files, now)
        if "failed" in said:
            raise ExportFailed(said["failed"])
        told = (await complaints).decode(errors="replace").strip()
        log.error("the export's process ended with %d: %s", code, told or "(said nothing)")
        raise ExportFailed("The export stopped before it was done. Nothing was exported.")
    finally:
        complaints.cancel()
