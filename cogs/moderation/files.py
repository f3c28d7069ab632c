"""The moderation log as files to hand over."""

from __future__ import annotations

import asyncio
import io
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import discord

from db import export_query
from db.export_moderation import MODERATION_LOG
from db.opening import connect_reader
from domain.rules import RuleBroken
from exports.moderation import write_log


async def log_files(
    database: Path, guild_id: int, limit: int, now: datetime
) -> tuple[int, list[discord.File]]:
    """How many rows the log has, and its files. Raises RuleBroken ``export.too_large``."""
    made = await asyncio.to_thread(_write, database, guild_id, now)
    if sum(len(held) for _, held, _ in made) > limit:
        raise RuleBroken("export.too_large", guild_id=guild_id)
    files = [discord.File(io.BytesIO(held), filename=name) for name, held, _ in made]
    return made[0][2], files


def _write(database: Path, guild_id: int, now: datetime) -> list[tuple[str, bytes, int]]:
    """Written aside and read back: the log of one summit is small."""
    with (
        tempfile.TemporaryDirectory(prefix="summit-log-") as name,
        closing(connect_reader(database)) as reader,
    ):
        folder = Path(name)
        log = export_query.rows(reader, MODERATION_LOG, guild_id=guild_id, public=False, now=now)
        made = write_log(folder, log.batches)
        return [(one.name, (folder / one.name).read_bytes(), one.rows or 0) for one in made]
