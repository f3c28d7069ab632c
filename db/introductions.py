"""Two people who may want to meet: ask, answer, take back, read. One transaction each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from db import attendees, letters
from db.connections import others_card, require_card
from db.introduction_reads import PAIR, to_pair
from db.rows import stamp
from db.store import Store, Transaction
from domain import connections as rules
from domain.connections import Card, Pair, Say
from domain.matching import pair_of
from domain.rules import RuleBroken


@dataclass(frozen=True, slots=True)
class Note:
    """What a letter says."""

    subject: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()


# What whoever is asked is told: by the asker's card, with the pair as the asked one sees it.
Tell = Callable[[Card, Pair], Note]


# ---------------------------------------------------------------------- verbs


async def ask(
    store: Store,
    *,
    guild_id: int,
    user_id: int,
    card_id: int,
    why: str,
    tell: Tell,
    now: datetime,
) -> tuple[Pair, bool]:
    """Ask for an introduction. Returns the pair, and whether that is new.

    The other gets a letter, once: not for a second asking, and not after a no. Where the other has
    asked already, both have said yes. Raises RuleBroken ``join.first``, ``text.*``, ``connect.*``.
    """

    def work(tx: Transaction) -> tuple[Pair, bool]:
        mine = require_card(tx, guild_id=guild_id, user_id=user_id)
        other = others_card(tx, guild_id=guild_id, card_id=card_id)
        if other.user_id == user_id:
            raise RuleBroken("connect.self")
        before = between(tx, guild_id=guild_id, user_id=user_id, other_id=other.user_id, now=now)
        open_requests = _open_requests(tx, guild_id, user_id)
        after = rules.ask(before, why=rules.check_why(why), open_requests=open_requests)
        save(tx, before, after, now)
        if not after.introduced and after.theirs is Say.NOTHING and not after.they_know:
            tx.execute(
                """UPDATE introduction SET low_told = max(low_told, low_id <> ?2),
                                           high_told = max(high_told, high_id <> ?2)
                WHERE id = ?1""",
                (after.id, user_id),
            )
            note = tell(mine, find(tx, guild_id, after.id, other.user_id))
            put(tx, guild_id=guild_id, user_id=other.user_id, note=note, now=now)
        return find(tx, guild_id, after.id, user_id), after != before

    return await store.write(work)


async def agree(
    store: Store, *, guild_id: int, user_id: int, introduction_id: int, now: datetime
) -> Pair:
    """Yes to somebody who asked. Raises RuleBroken ``join.first``, ``connect.*``."""
    return await _change(store, guild_id, user_id, introduction_id, rules.agree, now)


async def decline(
    store: Store, *, guild_id: int, user_id: int, introduction_id: int, now: datetime
) -> Pair:
    """No, silently. Raises RuleBroken ``join.first``, ``connect.*``."""
    return await _change(store, guild_id, user_id, introduction_id, rules.decline, now)


async def take_back(
    store: Store, *, guild_id: int, user_id: int, introduction_id: int, now: datetime
) -> Pair:
    """Take one's request back. Raises RuleBroken ``join.first``, ``connect.*``."""
    return await _change(store, guild_id, user_id, introduction_id, rules.take_back, now)


async def _change(
    store: Store,
    guild_id: int,
    user_id: int,
    introduction_id: int,
    change: Callable[[Pair], Pair],
    now: datetime,
) -> Pair:
    def work(tx: Transaction) -> Pair:
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        before = find(tx, guild_id, introduction_id, user_id)
        save(tx, before, change(before), now)
        return find(tx, guild_id, introduction_id, user_id)

    return await store.write(work)


# ---------------------------------------------------------------------- inside a transaction


def between(tx: Transaction, *, guild_id: int, user_id: int, other_id: int, now: datetime) -> Pair:
    """The row of two people, made where there is none."""
    low, high = pair_of(user_id, other_id)
    tx.execute(
        """INSERT INTO introduction (guild_id, low_id, high_id, changed_at) VALUES (?, ?, ?, ?)
        ON CONFLICT DO NOTHING""",
        (guild_id, low, high, stamp(now)),
    )
    row = tx.execute(
        PAIR + "WHERE i.guild_id = ? AND i.low_id = ? AND i.high_id = ?", (guild_id, low, high)
    ).fetchone()
    return to_pair(row, user_id)


def find(tx: Transaction, guild_id: int, introduction_id: int, user_id: int) -> Pair:
    """One pair for one of its two. Of others it is not said that there is one."""
    row = tx.execute(
        PAIR + "WHERE i.guild_id = ? AND i.id = ? AND ? IN (i.low_id, i.high_id)",
        (guild_id, introduction_id, user_id),
    ).fetchone()
    if row is None:
        raise RuleBroken("connect.unknown")
    return to_pair(row, user_id)


def save(tx: Transaction, before: Pair, after: Pair, now: datetime) -> None:
    """Keep what one of the two says."""
    if after == before:
        return
    me = "low" if after.user_id < after.other_id else "high"
    tx.execute(
        f"""UPDATE introduction SET {me}_says = ?, {me}_why = ?, thread = ?, changed_at = ?
        WHERE id = ?""",
        (after.mine.value, after.my_why, after.thread.value, stamp(now), after.id),
    )


def put(tx: Transaction, *, guild_id: int, user_id: int, note: Note, now: datetime) -> None:
    letters.put(
        tx,
        guild_id=guild_id,
        user_id=user_id,
        subject=note.subject,
        text=note.text,
        buttons=note.buttons,
        now=now,
    )


def _open_requests(tx: Transaction, guild_id: int, user_id: int) -> int:
    """How many requests of somebody have no yes; a no that they do not know of counts as none."""
    return tx.execute(
        """SELECT count(*) FROM introduction
        WHERE guild_id = ?1 AND (low_id = ?2 AND low_says = 'yes' AND high_says <> 'yes'
                                 OR high_id = ?2 AND high_says = 'yes' AND low_says <> 'yes')""",
        (guild_id, user_id),
    ).fetchone()[0]
