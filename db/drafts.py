"""What somebody typed that could not be taken yet: keep, read, forget once it was taken.

What is made under the draft's own id removes the draft in its own transaction.
"""

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


async def follow(store: Store, *, draft_id: int, guild_id: int, user_id: int, form: str) -> None:
    """Keep under which route a draft's form was opened again, if the draft is there still."""

    def work(tx: Transaction) -> None:
        tx.execute(
            "UPDATE draft SET form = ? WHERE id = ? AND guild_id = ? AND user_id = ?",
            (form, draft_id, guild_id, user_id),
        )

    await store.write(work)


async def forget(store: Store, *, guild_id: int, user_id: int, form: str) -> None:
    """Delete somebody's drafts of a form that was taken. Writes only where there are any."""
    there = await store.read_one(
        "SELECT 1 FROM draft WHERE guild_id = ? AND user_id = ? AND form = ?",
        guild_id,
        user_id,
        form,
    )
    if there is None:
        return

    def work(tx: Transaction) -> None:
        tx.execute(
            "DELETE FROM draft WHERE guild_id = ? AND user_id = ? AND form = ?",
            (guild_id, user_id, form),
        )

    await store.write(work)


async def was_sent(store: Store, *, draft_id: int, guild_id: int | None, user_id: int) -> bool:
    """Whether something of somebody's own was made from the draft. ``guild_id`` as for `get`."""
    row = await store.read_one(
        """SELECT 1 FROM (
            SELECT guild_id, maker_id AS user_id FROM pledge WHERE id = ?1
            UNION ALL SELECT guild_id, asker_id FROM question WHERE id = ?1
            UNION ALL SELECT guild_id, author_id FROM output WHERE id = ?1
            UNION ALL SELECT guild_id, user_id FROM connect_card WHERE id = ?1
            UNION ALL SELECT r.guild_id, p.maker_id FROM report AS r
                JOIN pledge AS p ON p.id = r.pledge_id WHERE r.id = ?1
        ) WHERE user_id = ?2 AND guild_id = ifnull(?3, guild_id)""",
        draft_id,
        user_id,
        guild_id,
    )
    return row is not None
