"""Suggestions: for one person who asks for some, and for everybody, started by an organiser."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.access import require_organiser
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from cogs.connect import letters, suggested
from cogs.connect.people import own_card
from db import connections, introduction_reads, suggestions
from db.introduction_reads import Known
from db.introductions import Note
from db.suggestions import Suggested
from domain.connections import Card, Say, Standing
from domain.matching import MOST, Suggestion, match, match_one, why
from domain.summits import Summit


class Suggesting:
    """The part of the cog that suggests. Matching runs in a thread of its own."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press("connect.suggest", self.suggest)
        bot.routes.press("connect.round", self.preview)
        bot.routes.press("connect.round.send", self.send)

    # ------------------------------------------------------------ for one person

    async def suggest(self, answer: Answer) -> None:
        """At most three people who wait for a word from this one; new ones where there is room."""
        summit, store = answer.summit, self.bot.store
        guild_id, user_id = summit.guild_id, answer.user_id
        own = await own_card(store, guild_id=guild_id, user_id=user_id)
        known = await introduction_reads.of_person(store, guild_id=guild_id, user_id=user_id)
        full_up = sum(map(_waits, known)) >= MOST
        if not full_up:
            everybody = await connections.every(store, guild_id=guild_id)
            # First those to whom this person was suggested: the other half of one suggestion.
            wanted = [one.pair.other_id for one in known if _other_half(one)]
            found = await asyncio.to_thread(
                match_one,
                own,
                everybody,
                known=frozenset(await introduction_reads.pairs(store, guild_id=guild_id)),
                times=await introduction_reads.times_shown(store, guild_id=guild_id),
                seed=own.id,
            )
            await suggestions.keep(
                store,
                guild_id=guild_id,
                user_id=user_id,
                others=[*wanted, *(one.user_id for one in found)],
                now=answer.now,
            )
            answer.saved = "What was suggested"
            known = await introduction_reads.of_person(store, guild_id=guild_id, user_id=user_id)
        shown = [
            (one.pair, one.card, why(own, one.card))
            for one in known
            if one.card is not None and _waits(one)
        ]
        await answer.replace(suggested.suggested(shown[:MOST], summit, full_up=full_up))

    # ------------------------------------------------------------ for everybody

    async def preview(self, answer: Answer) -> None:
        """What a round would do, in counts."""
        summit = require_organiser(answer)
        store, guild_id = self.bot.store, summit.guild_id
        found = await self._match(summit)
        await answer.replace(
            suggested.preview(
                people=len(found),
                without=sum(not one for one in found.values()),
                pairs=sum(map(len, found.values())) // 2,
                rounds=await introduction_reads.rounds(store, guild_id=guild_id),
                introductions=await introduction_reads.made(store, guild_id=guild_id),
            )
        )

    async def send(self, answer: Answer, rounds_seen: str) -> None:
        summit = require_organiser(answer)
        found = await self._match(summit)

        def tell(card: Card, people: Sequence[Suggested]) -> Note:
            return letters.suggestions(card, people, summit)

        done = await suggestions.run_round(
            self.bot.store,
            guild_id=summit.guild_id,
            organiser_id=answer.user_id,
            rounds_seen=whole_number(rounds_seen),
            found=found,
            tell=tell,
            now=answer.now,
        )
        answer.saved = "The round of suggestions"
        await answer.replace(suggested.round_done(done))

    async def _match(self, summit: Summit) -> dict[int, tuple[Suggestion, ...]]:
        store, guild_id = self.bot.store, summit.guild_id
        everybody = await connections.every(store, guild_id=guild_id)
        known = frozenset(await introduction_reads.pairs(store, guild_id=guild_id))
        rounds = await introduction_reads.rounds(store, guild_id=guild_id)
        return await asyncio.to_thread(match, everybody, known=known, seed=guild_id + rounds)


def _waits(one: Known) -> bool:
    return one.card is not None and one.pair.standing is Standing.SUGGESTED


def _other_half(one: Known) -> bool:
    pair = one.pair
    return (
        one.card is not None
        and pair.standing is Standing.NOTHING
        and pair.shown_to_them
        and pair.theirs is Say.NOTHING
    )
