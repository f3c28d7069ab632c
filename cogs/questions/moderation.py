"""What facilitators and organisers do with questions. Each handler asks who it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.access import is_organiser, require_facilitator
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Reply
from cogs.moderating import act_on
from cogs.questions import cards, letters, views
from db import facilitation, question_moderation, question_reads, sessions
from domain import facilitation as rooms
from domain.questions import Question, State, left_over
from domain.rules import RuleBroken
from domain.sessions import Session
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
        bot.routes.press("ask.give", self.ask_whom)
        bot.routes.press("ask.given", self.hand_over)
        bot.routes.press("ask.decline", self.decline)
        bot.routes.form("ask.hide", self.hide)
        bot.routes.form("ask.answer", self.answer)

    # ------------------------------------------------------------ the queue

    async def next(self, answer: Answer, after: str = "0") -> None:
        """The oldest question that waits, or the one after ``after``."""
        summit = require_facilitator(answer)
        await answer.replace(await self._next_card(answer, summit, whole_number(after)))

    async def show(self, answer: Answer, number: str, seen: str) -> None:
        summit = require_facilitator(answer)
        question = await question_moderation.show(
            self.bot.store,
            **act_on(answer, number),
            seen=_state(seen),
        )
        answer.saved = f"That {question.reference} is shown"
        said = f"**{question.reference} is shown.**"
        await answer.replace(await self._next_card(answer, summit, question.number, said))

    async def ask_reason(self, answer: Answer, number: str) -> None:
        await answer.ask(views.hide_form(await self._own(answer, number)))

    async def hide(self, answer: Answer, number: str, fields: Mapping[str, str]) -> None:
        summit = require_facilitator(answer)
        answer.typed = fields.get("reason", "")
        question = await question_moderation.hide(
            self.bot.store,
            **act_on(answer, number),
            reason=answer.typed,
            tell=partial(letters.hidden, summit=summit),
        )
        answer.saved = f"That {question.reference} is hidden"
        said = f"**{question.reference} is hidden.** Whoever asked is told your reason."
        await answer.send(await self._next_card(answer, summit, question.number, said))

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

    async def _next_card(self, answer: Answer, summit: Summit, after: int, said: str = "") -> Reply:
        """The next question of the rooms that this person leads; of all, for an organiser."""
        store, guild_id = self.bot.store, summit.guild_id
        led_by = led(answer, summit)
        left = await question_reads.waiting(store, guild_id=guild_id, led_by=led_by)
        question = await question_reads.next_waiting(
            store, guild_id=guild_id, led_by=led_by, after=after
        )
        if question is not None:
            return cards.to_decide(question, await self._title(question), left=left, said=said)
        elsewhere: list[Session] = []
        if led_by is not None:
            slugs = await question_reads.waiting_elsewhere(store, guild_id=guild_id, user_id=led_by)
            programme = await sessions.every(store, guild_id=guild_id)
            elsewhere = [one for one in programme if one.slug in slugs]
        return cards.nothing_left(left=left, said=said, elsewhere=elsewhere)

    # ------------------------------------------------------------ what is shown

    async def pin(self, answer: Answer, number: str) -> None:
        question = await question_moderation.pin(self.bot.store, **act_on(answer, number))
        await self._again(answer, question, "is pinned")

    async def unpin(self, answer: Answer, number: str) -> None:
        question = await question_moderation.unpin(self.bot.store, **act_on(answer, number))
        await self._again(answer, question, "is no longer pinned")

    async def asked_live(self, answer: Answer, number: str) -> None:
        question = await question_moderation.asked_live(self.bot.store, **act_on(answer, number))
        await self._again(answer, question, "is marked as asked live")

    async def take(self, answer: Answer, number: str, owner_seen: str) -> None:
        question = await question_moderation.take(
            self.bot.store,
            **act_on(answer, number),
            owner_seen=whole_number(owner_seen) or None,
        )
        await self._again(answer, question, "is yours to get answered")

    async def ask_answer(self, answer: Answer, number: str) -> None:
        await answer.ask(views.answer_form(await self._own(answer, number)))

    async def answer(self, answer: Answer, number: str, fields: Mapping[str, str]) -> None:
        summit = require_facilitator(answer)
        answer.typed = fields.get("answer", "")
        question = await question_moderation.answer(
            self.bot.store,
            **act_on(answer, number),
            text=answer.typed,
            tell=partial(letters.answered, summit=summit),
        )
        await self._again(answer, question, "is answered, and whoever asked is told")

    # ------------------------------------------------------------ handing over

    async def ask_whom(self, answer: Answer, number: str) -> None:
        """Whom to hand a question to that one has taken."""
        await answer.send(cards.whom(await self._found(answer, number)))

    async def hand_over(self, answer: Answer, number: str, chosen: str) -> None:
        """The question is the colleague's from now on, who is told."""
        summit = require_facilitator(answer)
        to = whole_number(chosen)
        if not _has_role(answer, summit, to):
            raise RuleBroken("question.colleague")
        question = await question_moderation.hand_over(
            self.bot.store,
            **act_on(answer, number),
            to=to,
            tell=partial(letters.handed_over, summit=summit),
        )
        await self._again(answer, question, "is handed over, and your colleague is told")

    async def decline(self, answer: Answer, guild: str, number: str) -> None:
        """From a letter: whom it was handed to gives it back."""
        answer.home = whole_number(guild)
        if answer.interaction.guild_id not in (None, answer.home):
            raise RuleBroken("question.unknown")
        summit = answer.summit
        question = await question_moderation.decline(
            self.bot.store,
            guild_id=summit.guild_id,
            number=whole_number(number),
            user_id=answer.user_id,
            tell=partial(letters.declined, summit=summit),
            now=answer.now,
        )
        answer.saved = f"That {question.reference} is not yours"
        await answer.send(cards.given_back(question))

    # ------------------------------------------------------------ shared

    async def _again(self, answer: Answer, question: Question, said: str) -> None:
        """The question as it is now, in the place of the card."""
        answer.saved = f"That {question.reference} {said}"
        await answer.replace(
            cards.one(
                question,
                await self._title(question),
                user_id=answer.user_id,
                moderator=True,
                organiser=is_organiser(answer.interaction, answer.summit),
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

    async def _own(self, answer: Answer, number: str) -> Question:
        """As :meth:`_found`, where a form about it would be taken: before anything is typed."""
        question = await self._found(answer, number)
        if question.owner_id != answer.user_id and not sessions.is_archived(question.session):
            kept = await facilitation.get(
                self.bot.store, guild_id=question.guild_id, slug=question.session
            )
            rooms.require_own(
                kept.facilitators,
                answer.user_id,
                organiser=is_organiser(answer.interaction, answer.summit),
                slug=question.session,
            )
        return question

    async def _title(self, question: Question) -> str:
        session = await sessions.get_with_archived(
            self.bot.store, guild_id=question.guild_id, slug=question.session
        )
        return session.title if session else ""


def led(answer: Answer, summit: Summit) -> int | None:
    """Whose rooms count: a facilitator's own; None for an organiser, whose are all."""
    return None if is_organiser(answer.interaction, summit) else answer.user_id


def _has_role(answer: Answer, summit: Summit, user_id: int) -> bool:
    """Whether who was chosen is a facilitator or an organiser, as Discord sent them along."""
    data: Any = answer.interaction.data
    member = data.get("resolved", {}).get("members", {}).get(str(user_id), {})
    wanted = {summit.places.facilitator_role, summit.places.organiser_role}
    return any(int(role) in wanted for role in member.get("roles", ()))


def _state(name: str) -> State:
    try:
        return State[name]
    except KeyError:
        raise RuleBroken("form.old") from None
