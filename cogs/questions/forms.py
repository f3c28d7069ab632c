"""The form of a question: opened, taken, and given back with its words when it can't be taken."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Form
from cogs import buttons
from cogs.here import room_of
from cogs.joining.cog import FORM_SECONDS, sent_to_join
from cogs.questions import cards, views
from db import choices, questions, sessions
from db.errors import NotRead
from domain.questions import takes_questions
from domain.rooms import session_in, session_meant
from domain.rules import RuleBroken
from domain.sessions import Session
from domain.summits import Summit


class QuestionForms:
    """The part of the cog that deals with what people ask."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press("ask.new", self.open_new, opens_form=True)
        bot.again.form(
            "ask.new",
            self.save_new,
            self.reopen,
            makes=True,
            final={"question.foreign"},
            after_joining="your question is asked",
            join_label="Join and ask my question",
        )

    # ------------------------------------------------------------ opening

    async def open_new(self, answer: Answer) -> None:
        """A new question; somebody who has not joined is taken through joining first.

        Where the store is too slow to say who they are, the form opens all the same: what they
        type is kept, and joining is asked for when it is sent.
        """
        summit = answer.summit
        open_ones, chosen = await self._open_sessions(answer, summit, "")
        if await sent_to_join(answer, summit, buttons.ASK.route, FORM_SECONDS / 2):
            return
        route = f"ask.new:{answer.interaction.id}"
        await answer.ask(views.question_form(open_ones, route, {}, chosen))

    async def reopen(self, answer: Answer, form_id: str, fields: Mapping[str, str]) -> Form:
        """The form with the words that could not be taken."""
        wanted = fields.get("session", "")
        open_ones, chosen = await self._open_sessions(answer, answer.summit, wanted)
        return views.question_form(open_ones, f"ask.new:{form_id}", fields, chosen)

    async def _open_sessions(
        self, answer: Answer, summit: Summit, wanted: str
    ) -> tuple[list[Session], str]:
        """What can be asked something now, and the slug that is meant or empty.

        The room's own session is first, then what is on for this person, then the next to end.
        Raises RuleBroken.
        """
        try:
            async with asyncio.timeout(FORM_SECONDS):
                programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
                mine = await self.chosen(answer, summit)
        except TimeoutError as error:
            raise NotRead("slow") from error
        found = [one for one in programme if takes_questions(one, answer.now)]
        if not found:
            raise RuleBroken("question.none_open")
        room = room_of(answer)
        chosen = wanted
        if wanted not in {one.slug for one in found}:
            meant = session_meant(found, room, mine, answer.now)
            chosen = meant.slug if meant else ""
        found.sort(key=lambda one: (one.ends_at, one.position))
        return likely(found, room, mine, answer.now, chosen), chosen

    async def chosen(self, answer: Answer, summit: Summit) -> set[str]:
        """The slugs of the workshops that this person chose."""
        mine = await choices.chosen_by(
            self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
        )
        return {choice.slug for choice in mine.values()}

    # ------------------------------------------------------------ taking

    async def save_new(self, answer: Answer, form_id: str, fields: Mapping[str, str]) -> None:
        """Keep a new question. The form's id makes a second sending find the first."""
        summit = answer.summit
        question_id = whole_number(form_id)
        answer.typed = fields.get("question", "")
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
        answer.saved = f"Your question {question.reference}"
        session = await sessions.get(
            self.bot.store, guild_id=summit.guild_id, slug=question.session
        )
        await answer.send(cards.asked(question, session.title if session else "", new=new))


def likely(
    found: Iterable[Session],
    room: int | None,
    mine: Collection[str],
    now: datetime,
    shown: str = "",
) -> list[Session]:
    """The room's session first, then the one shown, then what is on for somebody, then the rest.

    A menu holds 25, and the first three are always among them; the rest keep their order.
    """
    every = list(found)
    here = session_in(every, room, now) if room is not None else None

    def far(one: Session) -> tuple[bool, bool, bool]:
        return one != here, one.slug != shown, not (one.slug in mine and one.is_on(now))

    return sorted(every, key=far)
