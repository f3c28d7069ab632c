"""What set-ups made in a server, and how they left it."""

from __future__ import annotations

import json
import sqlite3

from db.store import Store, Transaction
from domain.server import Made, State


async def every(store: Store, *, guild_id: int) -> dict[str, Made]:
    """Everything that set-ups made in this server, by its key."""
    rows = await store.read("SELECT key, discord_id, state FROM made WHERE guild_id = ?", guild_id)
    return {
        row["key"]: Made(row["discord_id"], State.unpacked(json.loads(row["state"])))
        for row in rows
    }


def in_file(reader: sqlite3.Connection, guild_id: int) -> dict[str, Made]:
    """The same from a file that another process may have open."""
    rows = reader.execute("SELECT key, discord_id, state FROM made WHERE guild_id = ?", (guild_id,))
    return {key: Made(at, State.unpacked(json.loads(state))) for key, at, state in rows}


async def put(store: Store, *, guild_id: int, key: str, made: Made) -> None:
    """Keep that a thing was made, or changed, and how it was left."""

    def work(tx: Transaction) -> None:
        tx.execute(
            """INSERT INTO made (guild_id, key, discord_id, state) VALUES (?, ?, ?, ?)
            ON CONFLICT (guild_id, key) DO UPDATE SET
                discord_id = excluded.discord_id, state = excluded.state""",
            (guild_id, key, made.id, json.dumps(made.state.packed(), ensure_ascii=False)),
        )

    await store.write(work)
