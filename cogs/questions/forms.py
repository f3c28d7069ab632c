"""The form of a question: opened, taken, and given back with its words when it can't be taken."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from bot import wording
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Reply
from cogs import buttons
from cogs.joining.cog import FORM_SECONDS, Joining
from cogs.joining.views import join_and, join_form
from cogs.pledges.cards import quote
from cogs.questions import cards, views
from db import attendees, drafts, questions, sessions
from db.errors import NotRead
from domain.attendees import NAME_LENGTH
from domain.questions import suggested, takes_questions
from domain.rules import RuleBroken
from domain.sessions import Session
from domain.summits import Summit

log = logging.getLogger(__name__)


class QuestionForms:
    """The part of the cog that deals with what people ask."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press("ask.new", self.open_new, opens_form=True)
        bot.routes.press("ask.again", self.open_again, opens_form=True)
        bot.routes.form("ask.new", self.save_new)
        joining = bot.get_cog("Joining")
        assert isinstance(joining, Joining), "cogs.joining is loaded first"
        joining.afterwards["ask"] = self.joined
        joining.afterwards["question"] = self.save_draft

    # ------------------------------------------------------------ opening

    async def open_new(self, answer: Answer) -> None:
        """A new question; somebody who has not joined is taken through joining first.

        Where the store is too slow to say who they are, the form opens all the same: what they
        type is kept, and joining is asked for when it is sent.
        """
        summit = answer.summit
        open_ones = await self._open_sessions(answer, summit)
        try:
            async with asyncio.timeout(FORM_SECONDS / 2):
                attendee = await attendees.get(
                    self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
                )
        except (TimeoutError, NotRead) as error:
            log.warning("a question's form opened without what is kept: %s", error or "slow")
        else:
            if attendee is None:
                name = answer.interaction.user.display_name
                await answer.ask(join_form(None, suggested_name=name[:NAME_LENGTH], then="ask"))
                return
        route = f"ask.new:{answer.interaction.id}"
        chosen = suggested(open_ones, answer.now)
        await answer.ask(views.question_form(open_ones, route, {}, chosen))

    async def joined(self, answer: Answer, then: str) -> None:
        """A form can't follow a form: whoever joined in order to ask gets the button once more."""
        await answer.send(
            Reply(
                "**You have joined.** Now press “Ask a question” once more.",
                ((buttons.ASK, buttons.QUESTIONS),),
            )
        )

    async def open_again(self, answer: Answer, draft_id: str) -> None:
        """A form that could not be taken, with the words in it."""
        summit = answer.summit
        draft = await drafts.get(
            self.bot.store,
            draft_id=whole_number(draft_id),
            guild_id=summit.guild_id,
            user_id=answer.user_id,
        )
        if draft is None or not draft.form.startswith("ask.new:"):
            raise RuleBroken("form.old")
        answer.typed = draft.fields.get("question", "")
        open_ones = await self._open_sessions(answer, summit)
        slugs = {one.slug for one in open_ones}
        chosen = draft.fields.get("session", "")
        if chosen not in slugs:
            chosen = suggested(open_ones, answer.now)
        await answer.ask(views.question_form(open_ones, draft.form, draft.fields, chosen))

    async def _open_sessions(self, answer: Answer, summit: Summit) -> list[Session]:
        """What can be asked something now, the next to end first. Raises RuleBroken."""
        try:
            async with asyncio.timeout(FORM_SECONDS):
                programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        except TimeoutError as error:
            raise NotRead("slow") from error
        found = [one for one in programme if takes_questions(one, answer.now)]
        if not found:
            raise RuleBroken("question.none_open")
        return sorted(found, key=lambda one: (one.ends_at, one.position))

    # ------------------------------------------------------------ taking

    async def save_new(self, answer: Answer, form_id: str, fields: Mapping[str, str]) -> None:
        """Keep a new question. The form's id makes a second sending find the first."""
        summit = answer.summit
        question_id = whole_number(form_id)
        answer.typed = fields.get("question", "")
        try:
            question, new = await questions.ask(
                self.bot.store,
                question_id=question_id,
                guild_id=summit.guild_id,
                user_id=answer.user_id,
                session=fields.get("session", ""),
                words=answer.typed,
                named=fields.get("named") == "yes",
                now=answer.now,
            )
        except RuleBroken as error:
            await self._give_back(answer, summit, question_id, fields, error)
            return
        answer.saved = f"Your question {question.reference}"
        session = await sessions.get(
            self.bot.store, guild_id=summit.guild_id, slug=question.session
        )
        await answer.send(cards.asked(question, session.title if session else "", new=new))

    async def save_draft(self, answer: Answer, then: str) -> None:
        """Keep the question of somebody who had to join first: ``question-123``."""
        summit = answer.summit
        draft_id = whole_number(then.removeprefix("question-"))
        draft = await drafts.get(
            self.bot.store, draft_id=draft_id, guild_id=summit.guild_id, user_id=answer.user_id
        )
        if draft is None or not draft.form.startswith("ask.new:"):
            raise RuleBroken("form.old")
        answer.saved = ""
        await self.save_new(answer, str(draft_id), draft.fields)

    async def _give_back(
        self,
        answer: Answer,
        summit: Summit,
        draft_id: int,
        fields: Mapping[str, str],
        error: RuleBroken,
    ) -> None:
        """Nobody types anything twice: keep the words, say why, and offer the way on."""
        if error.code == "question.foreign":
            raise error
        await drafts.keep(
            self.bot.store,
            draft_id=draft_id,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            form=f"ask.new:{draft_id}",
            fields=fields,
            now=answer.now,
        )
        answer.saved = "What you typed"
        if error.code == "join.first":
            await answer.send(
                Reply(
                    "**One more step: join the summit.** Your words are kept, and your question is"
                    f" asked as soon as you have joined.\n{quote(answer.typed)}",
                    ((join_and(f"question-{draft_id}", "Join and ask my question"),),),
                )
            )
            return
        await answer.send(cards.given_back(wording.refusal(error), answer.typed, draft_id))
