"""Asking for an introduction, answering, taking back. Works in the server and in letters."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import discord

from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.standing import UNKNOWN_CHANNEL
from bot.ui import Form
from cogs.connect import cards, letters, views
from cogs.connect.people import own_card
from cogs.joining.cog import FORM_SECONDS
from db import connections, introduction_reads, introduction_threads, introductions
from db.errors import NotRead
from db.introduction_reads import Known
from db.introductions import Note
from domain.connections import Card, Pair, Standing, Thread
from domain.rules import RuleBroken
from domain.summits import Summit

# What stands first in one's list; what is not here is not listed.
_ORDER = (
    Standing.FOR_YOU,
    Standing.SUGGESTED,
    Standing.ASKED,
    Standing.INTRODUCED,
    Standing.DECLINED,
)


def summit_of(answer: Answer, guild: str) -> Summit:
    """The summit of the server that a button names: this one, or any from a letter.

    Whoever presses must have joined it: the verbs see to that.
    """
    guild_id = whole_number(guild)
    if answer.interaction.guild_id not in (None, guild_id):
        raise RuleBroken("connect.unknown")
    answer.home = guild_id
    return answer.bot.summit(guild_id)


class Asking:
    """The part of the cog that introduces people."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press("connect.ask", self.open_form, opens_form=True)
        bot.again.form(
            "connect.ask",
            self.ask,
            self.reopen,
            final={"connect.unknown", "connect.self", "connect.introduced"},
            after_joining="you can ask",
            join_label="Join and ask",
        )
        bot.routes.press("connect.yes", self.agree)
        bot.routes.press("connect.no", self.decline)
        bot.routes.press("connect.back", self.take_back)
        bot.routes.press("connect.mine", self.mine)
        bot.routes.press("connect.pair", self.open)
        bot.routes.press("connect.thread", self.find_thread)

    # ------------------------------------------------------------ asking

    async def open_form(self, answer: Answer, guild: str, card_id: str) -> None:
        summit_of(answer, guild)
        await answer.ask(await self.reopen(answer, guild, card_id, {}))

    async def reopen(
        self, answer: Answer, guild: str, card_id: str, fields: Mapping[str, str]
    ) -> Form:
        """The form, with the words that could not be taken. Reads are timed: it comes first."""
        summit = summit_of(answer, guild)
        store, guild_id = self.bot.store, summit.guild_id
        try:
            async with asyncio.timeout(FORM_SECONDS):
                await own_card(store, guild_id=guild_id, user_id=answer.user_id)
                card = await connections.card(
                    store, guild_id=guild_id, card_id=whole_number(card_id)
                )
        except TimeoutError as error:
            raise NotRead("slow") from error
        if card is None:
            raise RuleBroken("connect.unknown")
        return views.ask_form(guild_id, card.id, card.name, fields.get("why", ""))

    async def ask(
        self, answer: Answer, guild: str, card_id: str, fields: Mapping[str, str]
    ) -> None:
        summit = summit_of(answer, guild)
        answer.typed = fields.get("why", "")

        def tell(asker: Card, pair: Pair) -> Note:
            return letters.request(asker, pair, summit)

        pair, new = await introductions.ask(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            card_id=whole_number(card_id),
            why=answer.typed,
            tell=tell,
            now=answer.now,
        )
        answer.saved = "Your request"
        await answer.send(cards.asked(await self._known(answer, summit, pair.id), new=new))

    # ------------------------------------------------------------ answering

    async def agree(self, answer: Answer, guild: str, introduction_id: str) -> None:
        summit = summit_of(answer, guild)
        pair = await introductions.agree(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            introduction_id=whole_number(introduction_id),
            now=answer.now,
        )
        answer.saved = "Your yes"
        await answer.replace(cards.introduced(await self._known(answer, summit, pair.id)))

    async def decline(self, answer: Answer, guild: str, introduction_id: str) -> None:
        summit = summit_of(answer, guild)
        pair = await introductions.decline(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            introduction_id=whole_number(introduction_id),
            now=answer.now,
        )
        answer.saved = "Your no"
        await answer.replace(cards.declined(await self._known(answer, summit, pair.id)))

    async def take_back(self, answer: Answer, guild: str, introduction_id: str) -> None:
        summit = summit_of(answer, guild)
        pair = await introductions.take_back(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            introduction_id=whole_number(introduction_id),
            now=answer.now,
        )
        answer.saved = "That you took it back"
        await answer.replace(cards.taken_back(await self._known(answer, summit, pair.id)))

    # ------------------------------------------------------------ one's own

    async def mine(self, answer: Answer, page: str = "0") -> None:
        """Everybody with whom one has to do."""
        summit = answer.summit
        await own_card(self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id)
        known = await introduction_reads.of_person(
            self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
        )
        # Who takes no part any more is there only with those who know them.
        listed = [
            one
            for one in known
            if one.pair.standing in _ORDER and (one.card is not None or one.pair.introduced)
        ]
        listed.sort(key=lambda one: _ORDER.index(one.pair.standing))
        await answer.replace(cards.mine(listed, min(whole_number(page), 1000)))

    async def open(self, answer: Answer, introduction_id: str) -> None:
        summit = answer.summit
        await own_card(self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id)
        known = await self._known(answer, summit, whole_number(introduction_id))
        await answer.send(cards.pair(known, summit))

    async def _known(self, answer: Answer, summit: Summit, introduction_id: int) -> Known:
        known = await introduction_reads.get(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            introduction_id=introduction_id,
        )
        if known is None:
            raise RuleBroken("connect.unknown")
        return known

    # ------------------------------------------------------------ the thread

    async def find_thread(self, answer: Answer, guild: str, introduction_id: str) -> None:
        """Lead somebody back into the thread, or make another where it was deleted."""
        summit = summit_of(answer, guild)
        known = await self._known(answer, summit, whole_number(introduction_id))
        pair = known.pair
        if pair.thread is Thread.MADE and await self._lead_back(pair):
            await answer.replace(cards.introduced(known))
            return
        await introduction_threads.wanted_again(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            introduction_id=pair.id,
            lost=pair.thread_id,
            now=answer.now,
        )
        answer.saved = "That you want the thread"
        await answer.replace(cards.introduced(await self._known(answer, summit, pair.id)))

    async def _lead_back(self, pair: Pair) -> bool:
        """Whether the thread is there; whoever left it is added again."""
        assert pair.thread_id is not None, "a thread that is made has an id"
        try:
            thread = await self.bot.fetch_channel(pair.thread_id)
            if isinstance(thread, discord.Thread) and thread.archived:
                await thread.edit(archived=False)
            await self.bot.http.add_user_to_thread(pair.thread_id, pair.user_id)
        except discord.NotFound as error:
            if error.code != UNKNOWN_CHANNEL:
                raise
            return False
        return True
