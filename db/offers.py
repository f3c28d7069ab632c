"""Offers of help: kept with "I can help", put to the maker by name, and settled by both.

Who offers has said yes with the press; the maker says yes or not now. A no is never told.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.check_ins import put
from db.introductions import Note, between
from db.pledge_reads import by_id
from db.pledge_rows import load
from db.rows import stamp
from db.store import Store, Transaction
from domain.care import OfferState, answer_offer
from domain.pledges import Delivery, Pledge
from domain.rules import RuleBroken

# A slip can be taken back before the maker hears of it.
PAUSE = timedelta(minutes=10)
# A maker gets one letter about offers in this time, with as many in it as a message has rows.
AGAIN = timedelta(hours=20)
MOST_IN_A_LETTER = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody offers help with a pledge. ``helper`` is the name they joined with."""

    id: int
    guild_id: int
    pledge_id: int
    helper_id: int
    helper: str
    state: OfferState
    introduction_id: int | None


_OFFER = """SELECT o.id, o.guild_id, o.pledge_id, o.helper_id, a.name AS helper, o.state,
       o.introduction_id
FROM offer AS o JOIN attendee AS a ON a.guild_id = o.guild_id AND a.user_id = o.helper_id """


def _to_offer(row: sqlite3.Row) -> Offer:
    return Offer(
        row["id"],
        row["guild_id"],
        row["pledge_id"],
        row["helper_id"],
        row["helper"],
        OfferState(row["state"]),
        row["introduction_id"],
    )


# What the maker is told of those who offer, and the helper of a yes.
TellMaker = Callable[[Sequence[tuple[Offer, Pledge]]], Note]
TellHelper = Callable[[Offer, Pledge], Note]


# ---------------------------------------------------------------------- with the support


def offered(tx: Transaction, *, pledge: Pledge, user_id: int, now: datetime) -> None:
    """Somebody pressed "I can help". After a no, or while the maker is asked, nothing changes."""
    tx.execute(
        """INSERT INTO offer (guild_id, pledge_id, helper_id, state, offered_at)
        VALUES (?, ?, ?, 'waiting', ?)
        ON CONFLICT (pledge_id, helper_id) DO UPDATE
            SET state = iif(asked_at IS NULL, 'waiting', 'asked'), offered_at = excluded.offered_at
            WHERE state = 'taken_back'""",
        (pledge.guild_id, pledge.id, user_id, stamp(now)),
    )


def taken_back(tx: Transaction, *, pledge: Pledge, user_id: int) -> None:
    """They can't help after all. What both said yes to stays."""
    tx.execute(
        """UPDATE offer SET state = 'taken_back'
        WHERE pledge_id = ? AND helper_id = ? AND state IN ('waiting', 'asked')""",
        (pledge.id, user_id),
    )


# ---------------------------------------------------------------------- verbs


async def ask(store: Store, *, guild_id: int, most: int, tell: TellMaker, now: datetime) -> int:
    """Write to at most ``most`` makers about those who offer help. Returns how many letters."""
    if not await store.read(
        "SELECT 1 FROM offer WHERE guild_id = ? AND state = 'waiting' AND offered_at <= ? LIMIT 1",
        guild_id,
        stamp(now - PAUSE),
    ):
        return 0

    def work(tx: Transaction) -> int:
        makers = tx.execute(
            """SELECT p.maker_id FROM offer AS o JOIN pledge AS p ON p.id = o.pledge_id
            WHERE o.guild_id = ?1 AND o.state = 'waiting' AND o.offered_at <= ?2
              AND p.delivery <> 'withdrawn' AND p.moderation = 'shown'
              AND NOT EXISTS (SELECT 1 FROM pledge AS q JOIN offer AS b ON b.pledge_id = q.id
                              WHERE q.maker_id = p.maker_id AND b.guild_id = ?1
                                AND b.asked_at > ?3)
            GROUP BY p.maker_id ORDER BY min(o.offered_at) LIMIT ?4""",
            (guild_id, stamp(now - PAUSE), stamp(now - AGAIN), most),
        ).fetchall()
        for row in makers:
            _ask_one(tx, guild_id, row["maker_id"], tell, now)
        return len(makers)

    return await store.write(work)


def _ask_one(tx: Transaction, guild_id: int, maker_id: int, tell: TellMaker, now: datetime) -> None:
    rows = tx.execute(
        f"""{_OFFER} JOIN pledge AS p ON p.id = o.pledge_id
        WHERE p.maker_id = ? AND o.guild_id = ? AND o.state = 'waiting' AND o.offered_at <= ?
          AND p.delivery <> 'withdrawn' AND p.moderation = 'shown'
        ORDER BY o.id LIMIT ?""",
        (maker_id, guild_id, stamp(now - PAUSE), MOST_IN_A_LETTER),
    ).fetchall()
    found = [_to_offer(row) for row in rows]
    tx.executemany(
        "UPDATE offer SET state = 'asked', asked_at = ? WHERE id = ?",
        [(stamp(now), one.id) for one in found],
    )
    told = [(one, load(tx, guild_id=guild_id, pledge_id=one.pledge_id)) for one in found]
    put(tx, guild_id=guild_id, user_id=maker_id, note=tell(told), now=now)


async def agree(
    store: Store, *, guild_id: int, offer_id: int, user_id: int, tell: TellHelper, now: datetime
) -> tuple[Offer, Pledge]:
    """The maker wants to be put in touch: both have said yes, so a thread is made for them.

    The helper gets a letter, once. Raises RuleBroken ``offer.*``.
    """

    def work(tx: Transaction) -> tuple[Offer, Pledge]:
        offer, pledge = _theirs(tx, guild_id, offer_id, user_id)
        answer_offer(offer.state, OfferState.YES)
        if offer.state is OfferState.YES:
            return offer, pledge
        pair = between(tx, guild_id=guild_id, user_id=user_id, other_id=offer.helper_id, now=now)
        tx.execute(
            """UPDATE introduction SET low_says = 'yes', high_says = 'yes', changed_at = ?,
                thread = iif(thread = 'made', 'made', 'wanted'),
                thread_begun_at = iif(thread IN ('made', 'wanted'), thread_begun_at, NULL),
                thread_id = iif(thread IN ('made', 'wanted'), thread_id, NULL)
            WHERE id = ?""",
            (stamp(now), pair.id),
        )
        tx.execute(
            "UPDATE offer SET state = 'yes', answered_at = ?, introduction_id = ? WHERE id = ?",
            (stamp(now), pair.id, offer_id),
        )
        after, _ = _theirs(tx, guild_id, offer_id, user_id)
        put(tx, guild_id=guild_id, user_id=offer.helper_id, note=tell(after, pledge), now=now)
        return after, pledge

    return await store.write(work)


async def decline(
    store: Store, *, guild_id: int, offer_id: int, user_id: int, now: datetime
) -> tuple[Offer, Pledge]:
    """Not now: nobody is told, and the button for yes goes on working. Raises ``offer.*``."""

    def work(tx: Transaction) -> tuple[Offer, Pledge]:
        offer, pledge = _theirs(tx, guild_id, offer_id, user_id)
        answer_offer(offer.state, OfferState.NO)
        tx.execute(
            "UPDATE offer SET state = 'no', answered_at = ? WHERE id = ?", (stamp(now), offer_id)
        )
        return offer, pledge

    return await store.write(work)


def _theirs(tx: Transaction, guild_id: int, offer_id: int, user_id: int) -> tuple[Offer, Pledge]:
    """An offer for the maker of its pledge. Of others it is not said that there is one."""
    row = tx.execute(f"{_OFFER} WHERE o.id = ? AND o.guild_id = ?", (offer_id, guild_id)).fetchone()
    if row is None:
        raise RuleBroken("offer.unknown")
    pledge = load(tx, guild_id=guild_id, pledge_id=row["pledge_id"])
    if pledge.maker_id != user_id:
        raise RuleBroken("offer.unknown")
    if pledge.delivery is Delivery.WITHDRAWN:
        raise RuleBroken("offer.gone")
    return _to_offer(row), pledge


# ---------------------------------------------------------------------- reading


async def get(store: Store, *, guild_id: int, offer_id: int, user_id: int) -> tuple[Offer, Pledge]:
    """An offer for the maker of its pledge. Raises RuleBroken ``offer.unknown``, ``offer.gone``."""
    row = await store.read_one(f"{_OFFER} WHERE o.id = ? AND o.guild_id = ?", offer_id, guild_id)
    pledge = await by_id(store, guild_id=guild_id, pledge_id=row["pledge_id"]) if row else None
    if row is None or pledge is None or pledge.maker_id != user_id:
        raise RuleBroken("offer.unknown")
    if row["state"] == OfferState.TAKEN_BACK or pledge.delivery is Delivery.WITHDRAWN:
        raise RuleBroken("offer.gone")
    return _to_offer(row), pledge


# ---------------------------------------------------------------------- for an erasure


def letters_about(tx: Transaction, *, guild_id: int, user_id: int) -> list[int]:
    """The ids of letters to others that tell of somebody's pledge, or name them as a helper.

    They are known by their buttons: each carries the guild and the pledge, or the offer.
    """
    rows = tx.execute(
        """SELECT l.id FROM letter AS l WHERE l.guild_id = ?1 AND l.user_id <> ?2 AND EXISTS
            (SELECT 1 FROM json_each(l.buttons) AS b
             JOIN (SELECT ':' || guild_id || ':' || id AS tail FROM pledge
                   WHERE guild_id = ?1 AND maker_id = ?2
                   UNION ALL SELECT ':' || guild_id || ':pledge:' || id FROM pledge
                   WHERE guild_id = ?1 AND maker_id = ?2
                   UNION ALL SELECT ':' || guild_id || ':output:' || id FROM output
                   WHERE guild_id = ?1 AND author_id = ?2
                   UNION ALL SELECT 'offer.yes:' || guild_id || ':' || id FROM offer
                   WHERE guild_id = ?1 AND helper_id = ?2
                   UNION ALL SELECT 'offer.open:' || guild_id || ':' || id FROM offer
                   WHERE guild_id = ?1 AND helper_id = ?2) AS mine
             WHERE instr(json_extract(b.value, '$[1]') || ':', mine.tail || ':') > 0)
        ORDER BY l.id""",
        (guild_id, user_id),
    )
    return [row["id"] for row in rows]
