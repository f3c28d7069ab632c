"""/ask and /questions, and the buttons under a question."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import is_organiser, may_moderate
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Reply
from cogs.here import room_of
from cogs.questions import cards
from cogs.questions.forms import QuestionForms, likely
from cogs.questions.moderation import Moderation, led
from db import question_reads, questions, sessions
from domain.questions import (
    TAKES_QUESTIONS,
    Question,
    State,
    View,
    arranged,
    takes_questions,
)
from domain.rooms import session_meant
from domain.rules import RuleBroken
from domain.sessions import Session

MINE_A_PAGE = 5
OWN_WAITING = 3


class Questions(commands.Cog):
    """Asking, reading and upvoting questions."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.forms = QuestionForms(bot)
        self.moderation = Moderation(bot)
        bot.routes.press("questions", self.show_list)
        bot.routes.press("ask.open", self.open)
        bot.routes.press("ask.mine", self.show_mine)
        bot.routes.press("ask.vote", self.vote)
        bot.routes.press("ask.unvote", self.take_back)

    # ------------------------------------------------------------ commands

    @app_commands.command(
        name="ask",
        description="Ask the speakers or a workshop a question",
        extras={"opens_form": True},
    )
    @app_commands.guild_only()
    async def ask(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.forms.open_new(Answer.of(interaction))

    @app_commands.command(name="questions", description="Read and upvote the questions")
    @app_commands.guild_only()
    async def questions(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.show_list(Answer.of(interaction))

    # ------------------------------------------------------------ reading

    async def show_list(
        self, answer: Answer, slug: str = "", view: str = View.MIXED.value, page: str = "0"
    ) -> None:
        """A session's questions; without ``slug``, those of the session that people mean."""
        summit = answer.summit
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        open_to = [one for one in programme if one.kind in TAKES_QUESTIONS]
        if not open_to:
            raise RuleBroken("question.none_open")
        session = next((one for one in open_to if one.slug == slug), None)
        if slug and session is None:
            raise RuleBroken("question.session")
        mine = await self.forms.chosen(answer, summit)
        session = session or _meant(open_to, mine, answer)
        found = await question_reads.of_session(
            self.bot.store, guild_id=summit.guild_id, session=session.slug
        )
        own = await question_reads.of_asker(
            self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id, most=100
        )
        own = [one for one in own if one.session == session.slug and one.state is State.WAITING]
        order = _view(view)
        to_check = None
        if may_moderate(answer.interaction, summit):
            to_check = await question_reads.waiting(
                self.bot.store, guild_id=summit.guild_id, led_by=led(answer, summit)
            )
        reply = cards.listing(
            arranged(found, order),
            session,
            likely(_nearest(open_to, answer.now), room_of(answer), mine, answer.now, session.slug),
            view=order,
            page=min(whole_number(page), 1000),
            user_id=answer.user_id,
            own_waiting=own[:OWN_WAITING],
            open_now=takes_questions(session, answer.now),
            to_check=to_check,
        )
        await answer.replace(reply)

    async def open(self, answer: Answer, number: str) -> None:
        """One question in full. What somebody may not see and what is not there look the same."""
        summit = answer.summit
        moderator = may_moderate(answer.interaction, summit)
        question = await question_reads.get(
            self.bot.store, guild_id=summit.guild_id, number=whole_number(number)
        )
        if question is None or not (
            question.public or moderator or question.asker_id == answer.user_id
        ):
            raise RuleBroken("question.unknown")
        await answer.send(await self._card(answer, question, moderator=moderator))

    async def show_mine(self, answer: Answer, below: str = "") -> None:
        """Somebody's own questions, a page at a time."""
        summit = answer.summit
        found = await question_reads.of_asker(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            below=whole_number(below) if below else None,
            most=MINE_A_PAGE + 1,
        )
        programme = await sessions.every_with_archived(self.bot.store, guild_id=summit.guild_id)
        titles = {one.slug: one.title for one in programme}
        more = len(found) > MINE_A_PAGE
        await answer.send(cards.mine(found[:MINE_A_PAGE], titles, more=more))

    async def _card(self, answer: Answer, question: Question, *, moderator: bool) -> Reply:
        session = await sessions.get_with_archived(
            self.bot.store, guild_id=question.guild_id, slug=question.session
        )
        title = session.title if session else ""
        return cards.one(
            question,
            title,
            user_id=answer.user_id,
            moderator=moderator,
            organiser=is_organiser(answer.interaction, answer.summit),
        )

    # ------------------------------------------------------------ voting

    async def vote(self, answer: Answer, number: str) -> None:
        question, new = await questions.vote(
            self.bot.store,
            guild_id=answer.summit.guild_id,
            number=whole_number(number),
            user_id=answer.user_id,
            now=answer.now,
        )
        answer.saved = "Your vote"
        await answer.send(cards.voted(question, new=new))

    async def take_back(self, answer: Answer, number: str) -> None:
        question, there = await questions.take_back_vote(
            self.bot.store,
            guild_id=answer.summit.guild_id,
            number=whole_number(number),
            user_id=answer.user_id,
            now=answer.now,
        )
        answer.saved = "That you took it back"
        await answer.replace(cards.taken_back(question, there=there))


def _meant(open_to: list[Session], mine: Collection[str], answer: Answer) -> Session:
    """The room's; else what is on for them; else what can be asked next, or ended last."""
    meant = session_meant(open_to, room_of(answer), mine, answer.now)
    if meant is not None:
        return meant
    coming = [one for one in open_to if takes_questions(one, answer.now)]
    if coming:
        return min(coming, key=lambda one: (one.ends_at, one.position))
    return max(open_to, key=lambda one: one.ends_at)


def _nearest(open_to: list[Session], now: datetime) -> list[Session]:
    """What is on or comes next first, then what ended last."""
    coming = [one for one in open_to if not one.is_over(now)]
    past = [one for one in open_to if one.is_over(now)]
    coming.sort(key=lambda one: (one.ends_at, one.position))
    past.sort(key=lambda one: one.ends_at, reverse=True)
    return coming + past


def _view(text: str) -> View:
    try:
        return View(text)
    except ValueError:
        raise RuleBroken("form.old") from None
