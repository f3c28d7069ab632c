"""Introductions that were suggested: to one person, or to everybody in a round."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.connections import CARD, require_card, to_card
from db.introductions import Note, between, put
from db.rows import stamp
from db.store import Store, Transaction
from domain.connections import Card, Standing
from domain.matching import MOST, Suggestion, pair_of
from domain.rules import RuleBroken

# Somebody who is suggested, and why.
Suggested = tuple[Card, Suggestion]
# What somebody is told of a round, by their card and who is suggested to them.
Tell = Callable[[Card, Sequence[Suggested]], Note]


@dataclass(frozen=True, slots=True)
class Round:
    """What came of a round: how many have a letter, how many of them with nobody in it."""

    people: int
    pairs: int
    without: int


async def keep(
    store: Store, *, guild_id: int, user_id: int, others: Sequence[int], now: datetime
) -> list[int]:
    """Keep who is suggested to one person; returns those who really are.

    Never more than three that wait, and nobody who is known to them already. Raises RuleBroken
    ``join.first``, ``connect.first``.
    """

    def work(tx: Transaction) -> list[int]:
        require_card(tx, guild_id=guild_id, user_id=user_id)
        there = _cards(tx, guild_id)
        room = MOST - _waiting(tx, guild_id, user_id, there)
        kept: list[int] = []
        for other_id in others:
            if len(kept) >= room or other_id not in there or other_id == user_id:
                continue
            pair = between(tx, guild_id=guild_id, user_id=user_id, other_id=other_id, now=now)
            if pair.standing is not Standing.NOTHING or pair.theirs.value:
                continue
            me = "low" if user_id < other_id else "high"
            tx.execute(f"UPDATE introduction SET {me}_shown = 1 WHERE id = ?", (pair.id,))
            kept.append(other_id)
        return kept

    return await store.write(work)


async def run_round(
    store: Store,
    *,
    guild_id: int,
    organiser_id: int,
    rounds_seen: int,
    found: Mapping[int, Sequence[Suggestion]],
    tell: Tell,
    now: datetime,
) -> Round:
    """Suggest to everybody in ``found``, each by letter, also those for whom there is nobody.

    Who took part when it was worked out and does not now is left out, and so are pairs that have
    met each other meanwhile. Raises RuleBroken ``connect.round_done`` where there was another round
    since the organiser looked.
    """

    def work(tx: Transaction) -> Round:
        before = tx.execute(
            "SELECT count(*) FROM connect_round WHERE guild_id = ?", (guild_id,)
        ).fetchone()[0]
        if before != rounds_seen:
            raise RuleBroken("connect.round_done")
        there = _cards(tx, guild_id)
        pairs = {
            pair_of(one, suggestion.user_id)
            for one, suggestions in found.items()
            for suggestion in suggestions
            if one in there and suggestion.user_id in there
        }
        new = {pair for pair in sorted(pairs) if _insert(tx, guild_id, pair, now)}
        told = without = 0
        for user_id, suggestions in found.items():
            if user_id not in there:
                continue
            mine = [
                (there[one.user_id], one)
                for one in suggestions
                if pair_of(user_id, one.user_id) in new
            ]
            note = tell(there[user_id], mine)
            put(tx, guild_id=guild_id, user_id=user_id, note=note, now=now)
            told += 1
            without += not mine
        tx.execute(
            """INSERT INTO connect_round (guild_id, number, organiser_id, at, people, pairs)
            VALUES (?, ?, ?, ?, ?, ?)""",
            (guild_id, before + 1, organiser_id, stamp(now), told, len(new)),
        )
        return Round(told, len(new), without)

    return await store.write(work)


def _insert(tx: Transaction, guild_id: int, pair: tuple[int, int], now: datetime) -> bool:
    return bool(
        tx.execute(
            """INSERT INTO introduction (guild_id, low_id, high_id, low_shown, high_shown,
                                         changed_at)
            VALUES (?, ?, ?, 1, 1, ?) ON CONFLICT DO NOTHING""",
            (guild_id, *pair, stamp(now)),
        ).rowcount
    )


def _cards(tx: Transaction, guild_id: int) -> dict[int, Card]:
    rows = tx.execute(CARD + "WHERE c.guild_id = ?", (guild_id,))
    return {row["user_id"]: to_card(row) for row in rows}


def _waiting(tx: Transaction, guild_id: int, user_id: int, there: Mapping[int, Card]) -> int:
    """How many who are suggested to somebody wait for a word from them."""
    rows = tx.execute(
        """SELECT high_id AS other FROM introduction
        WHERE guild_id = ?1 AND low_id = ?2 AND low_shown = 1 AND low_says = ''
          AND high_says <> 'yes'
        UNION ALL
        SELECT low_id FROM introduction
        WHERE guild_id = ?1 AND high_id = ?2 AND high_shown = 1 AND high_says = ''
          AND low_says <> 'yes'""",
        (guild_id, user_id),
    )
    return sum(row["other"] in there for row in rows)
