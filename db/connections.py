"""Cards of those who want to meet others: keep, leave, read, browse."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import datetime

from db import attendees
from db.rows import stamp
from db.store import Store, Transaction
from domain.attendees import Kind
from domain.connections import Card, Wanted
from domain.rules import RuleBroken

CARD = """
SELECT c.id, c.guild_id, c.user_id, a.name, a.kind, c.organisation, c.offers, c.needs, c.themes
FROM connect_card AS c
JOIN attendee AS a ON a.guild_id = c.guild_id AND a.user_id = c.user_id
"""

# Whether a card is among those that are looked for.
Fits = Callable[[Card], bool]

# How many rows are looked through at a time where a page is being filled.
_AT_ONCE = 100


def to_card(row: sqlite3.Row) -> Card:
    return Card(
        id=row["id"],
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        name=row["name"],
        kind=Kind(row["kind"]),
        organisation=row["organisation"],
        offers=row["offers"],
        needs=row["needs"],
        themes=tuple(json.loads(row["themes"])),
    )


# ---------------------------------------------------------------------- verbs


async def keep_card(
    store: Store, *, card_id: int, guild_id: int, user_id: int, wanted: Wanted, now: datetime
) -> tuple[Card, bool]:
    """Take part, or change one's card. Returns it, and whether it is new.

    ``card_id`` is the snowflake of the interaction that opened the form. Raises RuleBroken
    ``join.first``, ``form.old`` and NotSaved.
    """

    def work(tx: Transaction) -> tuple[Card, bool]:
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        new = _own(tx, guild_id, user_id) is None
        # The id of somebody else's card comes from a form that nobody was given.
        if new and tx.execute("SELECT 1 FROM connect_card WHERE id = ?", (card_id,)).fetchone():
            raise RuleBroken("form.old")
        tx.execute(
            """INSERT INTO connect_card (id, guild_id, user_id, organisation, offers, needs,
                                         themes, made_at, changed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (guild_id, user_id) DO UPDATE SET
                organisation = excluded.organisation, offers = excluded.offers,
                needs = excluded.needs, themes = excluded.themes,
                changed_at = excluded.changed_at""",
            (
                card_id if new else None,
                guild_id,
                user_id,
                wanted.organisation,
                wanted.offers,
                wanted.needs,
                json.dumps(wanted.themes),
                stamp(now),
                stamp(now),
            ),
        )
        tx.execute(
            "DELETE FROM draft WHERE id = ? AND guild_id = ? AND user_id = ?",
            (card_id, guild_id, user_id),
        )
        return require_card(tx, guild_id=guild_id, user_id=user_id), new

    return await store.write(work)


async def leave(store: Store, *, guild_id: int, user_id: int, now: datetime) -> bool:
    """Delete one's card and what is open between one and others. Returns whether there was one.

    A no stays, and so does that somebody has had a letter or a suggestion: who comes back does not
    start from nothing with those who did not want it. Threads that are made stay too.
    """

    def work(tx: Transaction) -> bool:
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        there = tx.execute(
            "DELETE FROM connect_card WHERE guild_id = ? AND user_id = ?", (guild_id, user_id)
        ).rowcount
        tx.execute(
            """UPDATE introduction SET
                low_says = iif(low_says = 'yes', '', low_says),
                high_says = iif(high_says = 'yes', '', high_says),
                low_why = '', high_why = '', thread = 'none', changed_at = ?3
            WHERE guild_id = ?1 AND ?2 IN (low_id, high_id)
              AND NOT (low_says = 'yes' AND high_says = 'yes' AND thread_begun_at IS NOT NULL)""",
            (guild_id, user_id, stamp(now)),
        )
        tx.execute(
            """UPDATE introduction SET low_why = iif(low_id = ?2, '', low_why),
                                       high_why = iif(high_id = ?2, '', high_why)
            WHERE guild_id = ?1 AND ?2 IN (low_id, high_id)""",
            (guild_id, user_id),
        )
        return bool(there)

    return await store.write(work)


# ---------------------------------------------------------------------- reading


async def card_of(store: Store, *, guild_id: int, user_id: int) -> Card | None:
    """Somebody's own card, or None."""
    row = await store.read_one(CARD + "WHERE c.guild_id = ? AND c.user_id = ?", guild_id, user_id)
    return to_card(row) if row else None


async def card(store: Store, *, guild_id: int, card_id: int) -> Card | None:
    row = await store.read_one(CARD + "WHERE c.guild_id = ? AND c.id = ?", guild_id, card_id)
    return to_card(row) if row else None


async def every(store: Store, *, guild_id: int) -> list[Card]:
    """All cards of a server, the oldest first: for matching."""
    rows = await store.read(CARD + "WHERE c.guild_id = ? ORDER BY c.id", guild_id)
    return [to_card(row) for row in rows]


async def count(store: Store, *, guild_id: int) -> int:
    """How many people want to meet others."""
    row = await store.read_one(
        "SELECT count(*) AS n FROM connect_card WHERE guild_id = ?", guild_id
    )
    return row["n"] if row else 0


async def browse(
    store: Store,
    *,
    guild_id: int,
    user_id: int,
    below: int | None,
    most: int,
    fits: Fits,
) -> list[Card]:
    """Others' cards that fit, newest first, those with an id under ``below``.

    Whom the person declined is left out. Who declined the person is not: that would tell.
    """
    found: list[Card] = []
    last = below if below is not None else 1 << 62
    while len(found) < most:
        rows = await store.read(
            CARD
            + """WHERE c.guild_id = ?1 AND c.id < ?2 AND c.user_id <> ?3
              AND NOT EXISTS (SELECT 1 FROM introduction AS i WHERE i.guild_id = ?1
                              AND i.low_id = ?3 AND i.high_id = c.user_id AND i.low_says = 'no')
              AND NOT EXISTS (SELECT 1 FROM introduction AS i WHERE i.guild_id = ?1
                              AND i.high_id = ?3 AND i.low_id = c.user_id AND i.high_says = 'no')
            ORDER BY c.id DESC LIMIT ?4""",
            guild_id,
            last,
            user_id,
            _AT_ONCE,
        )
        found += [one for one in map(to_card, rows) if fits(one)]
        if len(rows) < _AT_ONCE:
            break
        last = rows[-1]["id"]
    return found[:most]


# ---------------------------------------------------------------------- inside a transaction


def _own(tx: Transaction, guild_id: int, user_id: int) -> Card | None:
    row = tx.execute(
        CARD + "WHERE c.guild_id = ? AND c.user_id = ?", (guild_id, user_id)
    ).fetchone()
    return to_card(row) if row else None


def require_card(tx: Transaction, *, guild_id: int, user_id: int) -> Card:
    """Somebody's own card. Raises RuleBroken ``join.first`` or ``connect.first``."""
    attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
    own = _own(tx, guild_id, user_id)
    if own is None:
        raise RuleBroken("connect.first")
    return own


def others_card(tx: Transaction, *, guild_id: int, card_id: int) -> Card:
    """Raises RuleBroken ``connect.unknown``."""
    row = tx.execute(CARD + "WHERE c.guild_id = ? AND c.id = ?", (guild_id, card_id)).fetchone()
    if row is None:
        raise RuleBroken("connect.unknown")
    return to_card(row)
