"""Small facts that outlive a restart, by key."""

from __future__ import annotations

from db.store import Store, Transaction


async def get(store: Store, key: str) -> str | None:
    row = await store.read_one("SELECT value FROM kept WHERE key = ?", key)
    return row["value"] if row else None


async def put(store: Store, key: str, value: str) -> None:
    def work(tx: Transaction) -> None:
        tx.execute(
            "INSERT INTO kept VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    await store.write(work)
