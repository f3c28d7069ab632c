"""Which database a rehearsal uses, and what becomes of one that is over."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import datetime
from pathlib import Path

from db import exports, rehearsals
from db.errors import CannotOpen
from db.opening import connect_reader, sqlite_error
from db.store import Store

_ENDS = "-rehearsal"


def database(real: Path) -> Path:
    """The file beside the real one; the same where the settings name a rehearsal's own."""
    if real.stem.endswith(_ENDS):
        return real
    return real.with_name(f"{real.stem}{_ENDS}{real.suffix}")


def real_servers(real: Path) -> frozenset[int]:
    """The servers with a real summit, as far as its database says; it may be open elsewhere."""
    if not real.exists() or database(real) == real:
        return frozenset()
    try:
        with closing(connect_reader(real)) as reader:
            if exports.is_rehearsal(reader):
                return frozenset()
            return frozenset(guild_id for guild_id, _ in exports.summits(reader))
    except (CannotOpen, sqlite_error):
        return frozenset()


async def put_away_if_over(path: Path) -> None:
    """A rehearsal whose traces are removed makes room for the next one. Nothing is deleted.

    Raises CannotOpen.
    """
    if not await asyncio.to_thread(path.exists):
        return
    async with Store.open(path) as store:
        over = await rehearsals.is_over(store)
    if over:
        await asyncio.to_thread(_put_away, path)


def _put_away(path: Path) -> None:
    ended = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    path.rename(path.with_name(f"{path.stem}-{ended:%Y%m%d-%H%M%S}{path.suffix}"))
