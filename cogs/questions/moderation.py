"""What facilitators and organisers do with questions. Each handler asks who it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from bot.access import require_facilitator
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Reply
from cogs.questions import cards, letters, views
from db import question_reads, questions, sessions
from domain.questions import Question, State, left_over
from domain.rules import RuleBroken
from domain.summits import Summit


class Moderation:
    """The queue, and what can be done with a question that is shown."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press("ask.queue", self.next)
        bot.routes.press("ask.left", self.left)
        bot.routes.press("ask.show", self.show)
        bot.routes.press("ask.hide", self.ask_reason, opens_form=True)
        bot.routes.press("ask.pin", self.pin)
        bot.routes.press("ask.unpin", self.unpin)
        bot.routes.press("ask.live", self.asked_live)
        bot.routes.press("ask.answer", self.ask_answer, opens_form=True)
        bot.routes.press("ask.take", self.take)
        bot.routes.form("ask.hide", self.hide)
        bot.routes.form("ask.answer", self.answer)

    # ------------------------------------------------------------ the queue

    async def next(self, answer: Answer, after: str = "0") -> None:
        """The oldest question that waits, or the one after ``after``."""
        summit = require_facilitator(answer)
        await answer.replace(await self._next_card(summit, whole_number(after)))

    async def show(self, answer: Answer, number: str, seen: str) -> None:
        summit = require_facilitator(answer)
        question = await questions.show(
            self.bot.store,
            guild_id=summit.guild_id,
            number=whole_number(number),
            user_id=answer.user_id,
            seen=_state(seen),
            now=answer.now,
        )
        answer.saved = f"That {question.reference} is shown"
        said = f"**{question.reference} is shown.**"
        await answer.replace(await self._next_card(summit, question.number, said))

    async def ask_reason(self, answer: Answer, number: str) -> None:
        await answer.ask(views.hide_form(await self._found(answer, number)))

    async def hide(self, answer: Answer, number: str, fields: Mapping[str, str]) -> None:
        summit = require_facilitator(answer)
        answer.typed = fields.get("reason", "")
        question = await questions.hide(
            self.bot.store,
            guild_id=summit.guild_id,
            number=whole_number(number),
            user_id=answer.user_id,
            reason=answer.typed,
            tell=partial(letters.hidden, summit=summit),
            now=answer.now,
        )
        answer.saved = f"That {question.reference} is hidden"
        said = f"**{question.reference} is hidden.** Whoever asked is told your reason."
        await answer.send(await self._next_card(summit, question.number, said))

    async def left(self, answer: Answer, page: str = "0") -> None:
        """What nobody asked or answered, of sessions that are past, last year's too."""
        summit = require_facilitator(answer)
        programme = await sessions.every_with_archived(self.bot.store, guild_id=summit.guild_id)
        by_slug = {one.slug: one for one in programme}
        found = [
            one
            for one in await question_reads.unanswered(self.bot.store, guild_id=summit.guild_id)
            if one.session in by_slug and left_over(one, by_slug[one.session], answer.now)
        ]
        titles = {slug: one.title for slug, one in by_slug.items()}
        await answer.replace(cards.left_over(found, titles, min(whole_number(page), 1000)))

    async def _next_card(self, summit: Summit, after: int, said: str = "") -> Reply:
        left = await question_reads.waiting(self.bot.store, guild_id=summit.guild_id)
        question = await question_reads.next_waiting(
            self.bot.store, guild_id=summit.guild_id, after=after
        )
        if question is None:
            return cards.nothing_left(left=left, said=said)
        return cards.to_decide(question, await self._title(question), left=left, said=said)

    # ------------------------------------------------------------ what is shown

    async def pin(self, answer: Answer, number: str) -> None:
        summit = require_facilitator(answer)
        question = await questions.pin(
            self.bot.store,
            guild_id=summit.guild_id,
            number=whole_number(number),
            user_id=answer.user_id,
            now=answer.now,
        )
        await self._again(answer, question, "is pinned")

    async def unpin(self, answer: Answer, number: str) -> None:
        summit = require_facilitator(answer)
        question = await questions.unpin(
            self.bot.store,
            guild_id=summit.guild_id,
            number=whole_number(number),
            user_id=answer.user_id,
            now=answer.now,
        )
        await self._again(answer, question, "is no longer pinned")

    async def asked_live(self, answer: Answer, number: str) -> None:
        summit = require_facilitator(answer)
        question = await questions.asked_live(
            self.bot.store,
            guild_id=summit.guild_id,
            number=whole_number(number),
            user_id=answer.user_id,
            now=answer.now,
        )
        await self._again(answer, question, "is marked as asked live")

    async def take(self, answer: Answer, number: str, owner_seen: str) -> None:
        summit = require_facilitator(answer)
        question = await questions.take(
            self.bot.store,
            guild_id=summit.guild_id,
            number=whole_number(number),
            user_id=answer.user_id,
            owner_seen=whole_number(owner_seen) or None,
            now=answer.now,
        )
        await self._again(answer, question, "is yours to get answered")

    async def ask_answer(self, answer: Answer, number: str) -> None:
        await answer.ask(views.answer_form(await self._found(answer, number)))

    async def answer(self, answer: Answer, number: str, fields: Mapping[str, str]) -> None:
        summit = require_facilitator(answer)
        answer.typed = fields.get("answer", "")
        question = await questions.answer(
            self.bot.store,
            guild_id=summit.guild_id,
            number=whole_number(number),
            user_id=answer.user_id,
            text=answer.typed,
            tell=partial(letters.answered, summit=summit),
            now=answer.now,
        )
        await self._again(answer, question, "is answered, and whoever asked is told")

    async def _again(self, answer: Answer, question: Question, said: str) -> None:
        """The question as it is now, in the place of the card."""
        answer.saved = f"That {question.reference} {said}"
        await answer.replace(
            cards.one(
                question,
                await self._title(question),
                user_id=answer.user_id,
                moderator=True,
                said=f"**{question.reference} {said}.**",
            )
        )

    async def _found(self, answer: Answer, number: str) -> Question:
        summit = require_facilitator(answer)
        question = await question_reads.get(
            self.bot.store, guild_id=summit.guild_id, number=whole_number(number)
        )
        if question is None:
            raise RuleBroken("question.unknown")
        return question

    async def _title(self, question: Question) -> str:
        session = await sessions.get_with_archived(
            self.bot.store, guild_id=question.guild_id, slug=question.session
        )
        return session.title if session else ""


def _state(name: str) -> State:
    try:
        return State[name]
    except KeyError:
        raise RuleBroken("form.old") from None
