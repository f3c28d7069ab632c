"""What somebody typed that could not be taken yet: keep, read. Making the pledge removes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from db.rows import stamp
from db.store import Store, Transaction


@dataclass(frozen=True, slots=True)
class Draft:
    """A form's raw fields, as they were typed. ``id`` is the form's own id."""

    id: int
    guild_id: int
    form: str
    fields: Mapping[str, str]


async def keep(
    store: Store,
    *,
    draft_id: int,
    guild_id: int,
    user_id: int,
    form: str,
    fields: Mapping[str, str],
    now: datetime,
) -> None:
    """Keep what was typed; the same form again replaces it, somebody else's form never."""

    def work(tx: Transaction) -> None:
        tx.execute(
            """INSERT INTO draft (id, guild_id, user_id, form, fields, created_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET fields = excluded.fields, form = excluded.form
                WHERE user_id = excluded.user_id AND guild_id = excluded.guild_id""",
            (draft_id, guild_id, user_id, form, json.dumps(dict(fields)), stamp(now)),
        )

    await store.write(work)


async def get(store: Store, *, draft_id: int, guild_id: int | None, user_id: int) -> Draft | None:
    """Somebody's own draft, or None. ``guild_id`` is None in a direct message."""
    row = await store.read_one(
        """SELECT id, guild_id, form, fields FROM draft
        WHERE id = ? AND user_id = ? AND guild_id = ifnull(?, guild_id)""",
        draft_id,
        user_id,
        guild_id,
    )
    if row is None:
        return None
    return Draft(row["id"], row["guild_id"], row["form"], json.loads(row["fields"]))
