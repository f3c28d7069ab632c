"""Each erasure is noted twice: in its own transaction, and then in the list beside the file."""

from __future__ import annotations

import asyncio
import logging
import secrets
from datetime import datetime

from db import ledger
from db.errors import StoreError
from db.ledger import Line
from db.rows import stamp
from db.store import Store, Transaction

log = logging.getLogger(__name__)


def secret_of(tx: Transaction) -> bytes:
    """The key of this database and of all its backups."""
    return bytes(tx.execute("SELECT secret FROM erasure_key").fetchone()[0])


def put(tx: Transaction, *, guild_id: int, user_id: int, now: datetime) -> None:
    """Note an erasure, inside its transaction. ``user_id`` may be ledger.EVERYBODY."""
    erasure = secrets.token_hex(8)
    tx.execute(
        "INSERT INTO erasure_mark (id, guild_id, at, digest) VALUES (?, ?, ?, ?)",
        (
            erasure,
            guild_id,
            stamp(now),
            ledger.digest(secret_of(tx), guild_id=guild_id, user_id=user_id, erasure=erasure),
        ),
    )


async def list_them(store: Store) -> int:
    """Bring to the list what is not in it yet, and make the list where there is none.

    It goes to the disk first and is forgotten here second: a crash between the two repeats a line,
    which counts once. Returns how many were brought. Raises OSError, StoreError.
    """
    row = await store.read_one("SELECT secret FROM erasure_key")
    assert row is not None
    key = ledger.fingerprint(bytes(row["secret"]))
    rows = await store.read("SELECT * FROM erasure_mark WHERE digest <> '' ORDER BY at LIMIT 500")
    lines = [Line(one["at"], one["guild_id"], one["id"], one["digest"], key) for one in rows]
    path = ledger.beside(store.path)
    if not lines and await asyncio.to_thread(path.exists):
        return 0
    await asyncio.to_thread(ledger.add, path, lines, key=key)

    def work(tx: Transaction) -> None:
        for line in lines:
            tx.execute("UPDATE erasure_mark SET digest = '' WHERE id = ?", (line.id,))

    if lines:
        await store.write(work)
    return len(lines)


async def try_to_list(store: Store) -> None:
    """The same right after an erasure; what does not work now, a loop does later."""
    try:
        await list_them(store)
    except (OSError, StoreError) as error:
        log.warning("an erasure is not in the list beside the database yet: %s", error)
