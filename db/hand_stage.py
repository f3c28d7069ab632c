"""What Discord shows of hands: requests on a stage, who speaks there, the post that names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from db import hands, sessions
from db.breakout_limits import is_shut
from db.notices import Where, take_back
from db.store import Store, Transaction
from domain import hands as rules
from domain.hands import Hand, Stage, Way
from domain.sessions import Session


@dataclass(frozen=True, slots=True)
class Task:
    """Somebody who is to be let speak on a stage, or to go back to its audience."""

    hand: Hand
    voice_channel: int


async def requests(
    store: Store,
    *,
    guild_id: int,
    session: Session,
    asking: Mapping[int, datetime],
    now: datetime,
) -> frozenset[int]:
    """Make the queue agree with who asks to speak on the stage, and since when.

    Returns who asks and cannot be in the queue: who has not joined, or has no place there. A
    request that was dealt with, here or by a button, is not taken a second time.
    """
    if not asking and not await store.read(_BY_STAGE + " LIMIT 1", guild_id, session.slug):
        return frozenset()

    def work(tx: Transaction) -> frozenset[int]:
        there = sessions.find(tx, guild_id=guild_id, slug=session.slug)
        if there is None or not rules.takes_hands(there, now):
            return frozenset()
        if is_shut(tx, guild_id=guild_id, slug=there.slug):
            return frozenset()  # its hands are down
        for row in tx.execute(_BY_STAGE, (guild_id, there.slug)).fetchall():
            if row["user_id"] not in asking:
                hands.put_down(
                    tx, guild_id=guild_id, user_id=row["user_id"], session=there.slug, now=now
                )
        return frozenset(
            user_id
            for user_id, since in sorted(asking.items(), key=lambda one: (one[1], one[0]))
            if not _taken(tx, there, user_id, since, now)
        )

    return await store.write(work)


_BY_STAGE = """SELECT user_id FROM hand
WHERE guild_id = ? AND session = ? AND state = 'up' AND way = 'stage'"""


def _taken(tx: Transaction, session: Session, user_id: int, since: datetime, now: datetime) -> bool:
    """Whether this request stands in the queue, or was dealt with."""
    guild_id = session.guild_id
    hand_id = rules.request_id(guild_id, session.slug, user_id, since)
    if tx.execute(
        """SELECT 1 FROM hand WHERE guild_id = ? AND user_id = ? AND session = ?
        AND (state = 'up' OR id = ?)""",
        (guild_id, user_id, session.slug, hand_id),
    ).fetchone():
        return True
    joined = tx.execute(
        "SELECT 1 FROM attendee WHERE guild_id = ? AND user_id = ?", (guild_id, user_id)
    ).fetchone()
    if joined is None or not rules.is_open_to(session, hands.places_of(tx, guild_id, user_id)):
        return False
    hands.put_up(tx, session, hand_id, user_id, Way.STAGE, now)
    return True


async def tasks(store: Store, *, guild_id: int) -> list[Task]:
    """What Discord is still to be told of people on the stages of a server."""
    rows = await store.read(
        """SELECT h.*, s.voice_channel_id FROM hand AS h
        JOIN session AS s ON s.guild_id = h.guild_id AND s.slug = h.session
        WHERE h.guild_id = ? AND h.stage IN ('invite', 'down') AND s.voice_channel_id IS NOT NULL
        ORDER BY h.stage, h.id""",
        guild_id,
    )
    return [Task(hands.to_hand(row), row["voice_channel_id"]) for row in rows]


async def settled(store: Store, *, guild_id: int, hand_id: int, stage: Stage, told: bool) -> None:
    """Discord was told of a task, or (``told`` is false) there was nothing to tell.

    ``stage`` is what the task was. Whom Discord let speak while their turn was ended goes back
    next.
    """

    def work(tx: Transaction) -> None:
        if told and stage is Stage.INVITE:
            tx.execute(
                """UPDATE hand SET stage = CASE turn WHEN 'on' THEN 'up' ELSE 'down' END
                WHERE guild_id = ? AND id = ?""",
                (guild_id, hand_id),
            )
        else:
            tx.execute(
                "UPDATE hand SET stage = '' WHERE guild_id = ? AND id = ? AND stage = ?",
                (guild_id, hand_id, stage.value),
            )

    await store.write(work)


async def posted(
    store: Store, *, guild_id: int, hand_id: int, channel_id: int, message_id: int
) -> None:
    """Where the post stands that says whose turn it is. It goes at once where that is over."""

    def work(tx: Transaction) -> None:
        kept = tx.execute(
            """UPDATE hand SET post_channel_id = ?, post_id = ?
            WHERE guild_id = ? AND id = ? AND turn = 'on'""",
            (channel_id, message_id, guild_id, hand_id),
        ).rowcount
        if not kept:
            take_back(tx, Where(guild_id, channel_id, message_id, thread=False))

    await store.write(work)
