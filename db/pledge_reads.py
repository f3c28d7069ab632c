"""Pledges, read: one, mine, a search, what waits for a look, and the counts."""

from __future__ import annotations

from dataclasses import dataclass

from db.rows import PLEDGE, to_pledge
from db.store import Store
from domain.pledges import Moderation, Pledge


@dataclass(frozen=True, slots=True)
class Count:
    """How many pledges, not withdrawn, have this state, theme and kind of maker."""

    moderation: Moderation
    theme: str
    kind: str
    n: int


@dataclass(frozen=True, slots=True)
class EarlierWords:
    """A wording that was replaced after somebody stood by it."""

    version: int
    action: str


async def by_id(store: Store, *, guild_id: int, pledge_id: int) -> Pledge | None:
    row = await store.read_one(f"{PLEDGE} WHERE p.id = ? AND p.guild_id = ?", pledge_id, guild_id)
    return to_pledge(row) if row else None


async def by_number(store: Store, *, guild_id: int, number: int) -> Pledge | None:
    row = await store.read_one(f"{PLEDGE} WHERE p.guild_id = ? AND p.number = ?", guild_id, number)
    return to_pledge(row) if row else None


async def guild_of(store: Store, *, pledge_id: int, maker_id: int) -> int | None:
    """The guild of somebody's own pledge, for a button pressed in a direct message."""
    row = await store.read_one(
        "SELECT guild_id FROM pledge WHERE id = ? AND maker_id = ?", pledge_id, maker_id
    )
    return row["guild_id"] if row else None


async def of_maker(
    store: Store, *, guild_id: int, user_id: int, below: int | None = None, most: int = 10
) -> list[Pledge]:
    """Somebody's own pledges, newest first; ``below`` is the number to go on from."""
    rows = await store.read(
        f"""{PLEDGE} WHERE p.maker_id = ? AND p.guild_id = ? AND p.number < ?
        ORDER BY p.number DESC LIMIT ?""",
        user_id,
        guild_id,
        below if below is not None else 1 << 62,
        most,
    )
    return [to_pledge(row) for row in rows]


async def search(
    store: Store, *, guild_id: int, user_id: int, organiser: bool, text: str, most: int = 25
) -> list[Pledge]:
    """Pledges that somebody may see and whose number or words hold ``text``, newest first."""
    text = text.strip()
    digits = text.upper().removeprefix("P").removeprefix("-").lstrip("0")
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = await store.read(
        f"""{PLEDGE} WHERE p.guild_id = ?
            AND (? OR p.maker_id = ? OR (p.moderation = 'shown' AND p.delivery <> 'withdrawn'))
            AND (? = '' OR (? <> '' AND CAST(p.number AS TEXT) LIKE ?)
                 OR p.action LIKE ? ESCAPE '\\')
        ORDER BY p.number DESC LIMIT ?""",
        guild_id,
        organiser,
        user_id,
        text,
        digits if digits.isdecimal() else "",
        f"{digits}%",
        f"%{escaped}%",
        most,
    )
    return [to_pledge(row) for row in rows]


async def newest_shown(store: Store, *, guild_id: int, most: int) -> list[Pledge]:
    """The newest pledges that everybody may read."""
    rows = await store.read(
        f"""{PLEDGE} WHERE p.guild_id = ? AND p.moderation = 'shown' AND p.delivery <> 'withdrawn'
        ORDER BY p.number DESC LIMIT ?""",
        guild_id,
        most,
    )
    return [to_pledge(row) for row in rows]


async def next_to_check(store: Store, *, guild_id: int, after: int = 0) -> Pledge | None:
    """The oldest pledge after ``after`` (an id) that no organiser has looked at yet."""
    row = await store.read_one(
        f"""{PLEDGE} WHERE p.guild_id = ? AND p.id > ? AND p.checked = 0
            AND p.delivery <> 'withdrawn' ORDER BY p.id LIMIT 1""",
        guild_id,
        after,
    )
    return to_pledge(row) if row else None


async def to_check(store: Store, *, guild_id: int) -> int:
    """How many pledges no organiser has looked at yet."""
    row = await store.read_one(
        """SELECT count(*) AS n FROM pledge
        WHERE guild_id = ? AND checked = 0 AND delivery <> 'withdrawn'""",
        guild_id,
    )
    return row["n"] if row else 0


async def counts(store: Store, *, guild_id: int) -> list[Count]:
    """Every count of the guild above zero."""
    rows = await store.read(
        """SELECT moderation, theme, kind, n FROM pledge_count
        WHERE guild_id = ? AND n > 0 ORDER BY theme, kind""",
        guild_id,
    )
    return [
        Count(Moderation(row["moderation"]), row["theme"], row["kind"], row["n"]) for row in rows
    ]


async def earlier_words(store: Store, *, pledge_id: int) -> list[EarlierWords]:
    """The wordings that this pledge had while others stood by it, oldest first."""
    rows = await store.read(
        "SELECT version, action FROM pledge_version WHERE pledge_id = ? ORDER BY version", pledge_id
    )
    return [EarlierWords(row["version"], row["action"]) for row in rows]
