"""/feedback and its buttons: on the messages that ask for it, and in the private answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answer
from bot.client import SummitBot
from bot.ui import Form
from cogs import buttons
from cogs.feedback import cards, views
from cogs.feedback.asking import Asking
from cogs.feedback.results import Results
from cogs.here import room_of
from cogs.joining.cog import FORM_SECONDS
from db import attendees, feedback, feedback_reads, sessions
from db.errors import NotRead
from domain import feedback as rules
from domain.rules import RuleBroken
from domain.sessions import Session
from domain.summits import Summit

T = TypeVar("T")

# What opening a form of one session again can't mend.
GONE = {"feedback.unknown", "feedback.cancelled", "feedback.closed"}


class Feedback(commands.Cog):
    """Saying how it was."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.asking = Asking(bot)
        self.results = Results(bot)
        bot.routes.press(buttons.FEEDBACK.route, self.start)
        bot.routes.press("feedback.show", self.show)
        bot.routes.press("feedback.rate", self.rate)
        bot.routes.press("feedback.back", self.take_back)
        bot.routes.press("feedback.words", self.ask_words, opens_form=True)
        bot.routes.press("feedback.day", self.ask_day, opens_form=True)
        bot.routes.press("feedback.unday", self.take_back_day)
        bot.again.form("feedback.words", self.say, self.reopen_words, final=GONE)
        bot.again.form("feedback.day", self.rate_day, self.reopen_day, final={"feedback.day_off"})

    @app_commands.command(
        name="feedback",
        description="Say how a session or the day was",
        extras={"again": buttons.FEEDBACK.route},
    )
    @app_commands.guild_only()
    async def feedback(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.start(Answer.of(interaction))

    @app_commands.command(
        name="results", description="For organisers: what people said in their feedback"
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def show_results(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.results.overview(Answer.of(interaction))

    # ------------------------------------------------------------ one session

    async def start(self, answer: Answer) -> None:
        """What can be rated; in a room, its own session at once."""
        summit = answer.summit
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        open_ones = rules.rateable(programme, answer.now)
        day = rules.day_can_be_rated(programme, answer.now)
        if await self._is_new(answer, summit):
            raise RuleBroken("join.first")
        if not open_ones and not day:
            raise RuleBroken("feedback.nothing")
        here = rules.meant(open_ones, room_of(answer))
        if here is None and len(open_ones) == 1:
            here = open_ones[0]
        await answer.replace(await self._choose(answer, summit, programme, here))

    async def show(self, answer: Answer, edition: str, slug: str) -> None:
        """The five buttons of one session."""
        summit = _this_edition(answer, edition)
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        found = next((one for one in programme if one.slug == slug), None)
        session = rules.may_rate(found, answer.now)
        await answer.replace(await self._choose(answer, summit, programme, session))

    async def _choose(
        self, answer: Answer, summit: Summit, programme: list[Session], session: Session | None
    ) -> cards.Reply:
        mine = await feedback_reads.of_person(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
        )
        there = rules.rateable(programme, answer.now)
        here = rules.meant(there, room_of(answer))
        # A menu holds 25: the room's own session and the one that is shown are always in it.
        there.sort(key=lambda one: (one != here, one != session))
        return cards.choose(
            there,
            mine,
            session,
            summit.edition,
            day=rules.day_can_be_rated(programme, answer.now),
            day_mine=await self._day(answer, summit),
        )

    async def rate(self, answer: Answer, edition: str, slug: str, rating: str) -> None:
        """A press on a number: it counts at once."""
        summit = _this_edition(answer, edition)
        session, now, before = await feedback.rate(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            session=slug,
            rating=rules.check_rating(rating),
            now=answer.now,
        )
        answer.saved = "Your rating"
        await answer.replace(cards.rated(session, now, before, edition))

    async def take_back(self, answer: Answer, edition: str, slug: str) -> None:
        summit = _this_edition(answer, edition)
        session, there = await feedback.take_back(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            session=slug,
        )
        answer.saved = "That you took it back"
        await answer.replace(cards.taken_back(session, there=there, edition=edition))

    async def ask_words(self, answer: Answer, edition: str, slug: str) -> None:
        """The form for one more sentence, filled in with what is kept."""
        summit = _this_edition(answer, edition)
        own = await _soon(
            feedback_reads.of_person(
                self.bot.store,
                guild_id=summit.guild_id,
                user_id=answer.user_id,
            )
        )
        kept = own.get(slug)
        await answer.ask(views.words_form(edition, slug, views.word_fields(kept) if kept else {}))

    async def say(self, answer: Answer, edition: str, slug: str, fields: Mapping[str, str]) -> None:
        """Keep the sentence."""
        summit = _this_edition(answer, edition)
        session, kept = await feedback.say(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            session=slug,
            words=fields.get("words", ""),
            named=fields.get("named") == "yes",
            now=answer.now,
        )
        answer.saved = "Your sentence"
        await answer.send(cards.said(session, kept, edition))

    async def reopen_words(
        self, answer: Answer, edition: str, slug: str, fields: Mapping[str, str]
    ) -> Form:
        return views.words_form(edition, slug, fields)

    # ------------------------------------------------------------ the day

    async def ask_day(self, answer: Answer, edition: str) -> None:
        """The three questions, filled in with what is kept."""
        summit = _this_edition(answer, edition)
        programme = await _soon(
            sessions.every(self.bot.store, guild_id=summit.guild_id), FORM_SECONDS / 3
        )
        rules.may_rate_day(programme, answer.now)
        if await _soon(self._is_new(answer, summit), FORM_SECONDS / 3):
            raise RuleBroken("join.first")
        kept = await _soon(self._day(answer, summit), FORM_SECONDS / 3)
        await answer.ask(views.day_form(edition, views.day_fields(kept) if kept else {}))

    async def rate_day(self, answer: Answer, edition: str, fields: Mapping[str, str]) -> None:
        """Keep the answers about the day."""
        summit = _this_edition(answer, edition)
        kept, new = await feedback.rate_day(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            edition=edition,
            rating=rules.check_rating(fields.get("rating", "")),
            useful=fields.get("useful", ""),
            change=fields.get("change", ""),
            named=fields.get("named") == "yes",
            now=answer.now,
        )
        answer.saved = "What you said of the day"
        await answer.send(cards.day_said(kept, new=new, edition=edition))

    async def reopen_day(self, answer: Answer, edition: str, fields: Mapping[str, str]) -> Form:
        return views.day_form(edition, fields)

    async def take_back_day(self, answer: Answer, edition: str) -> None:
        summit = _this_edition(answer, edition)
        there = await feedback.take_back_day(
            self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id, edition=edition
        )
        answer.saved = "That you took it back"
        await answer.replace(cards.day_taken_back(there=there, edition=edition))

    # ------------------------------------------------------------ reading

    async def _day(self, answer: Answer, summit: Summit) -> rules.DayRating | None:
        return await feedback_reads.day_of_person(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            edition=summit.edition,
        )

    async def _is_new(self, answer: Answer, summit: Summit) -> bool:
        known = await attendees.get(
            self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
        )
        return known is None


def _this_edition(answer: Answer, edition: str) -> Summit:
    """The summit, for a button or form of its own. Raises RuleBroken ``form.old``."""
    summit = answer.summit
    if edition != summit.edition:
        raise RuleBroken("form.old")
    return summit


async def _soon(reading: Awaitable[T], seconds: float = FORM_SECONDS) -> T:
    """What is read, if it comes in time for a form to open. Raises NotRead where it does not."""
    try:
        async with asyncio.timeout(seconds):
            return await reading
    except TimeoutError as error:
        raise NotRead("slow") from error
