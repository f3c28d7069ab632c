"""What organisers do with recordings: see who waits, publish a link, say that there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.access import require_organiser
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Form, Reply
from cogs.joining.cog import FORM_SECONDS
from cogs.recordings import cards, views
from db import recordings, sessions
from db.errors import NotRead
from domain import recordings as rules
from domain.recordings import Recording, Requests
from domain.sessions import Session
from domain.summits import Summit

# What opening the form again can't mend.
GONE = {"recording.unknown", "recording.cancelled", "recording.not_recorded", "access.organiser"}


class Queue:
    """The organisers' part of recordings. Each handler asks who it is."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press("recordings", self.show)
        bot.routes.press("recordings.open", self.open)
        bot.routes.press("recordings.publish", self.ask_link, opens_form=True)
        bot.routes.press("recordings.none", self.ask_reason, opens_form=True)
        bot.again.form("recordings.publish", self.publish, self.reopen_link, final=GONE)
        bot.again.form("recordings.none", self.say_none, self.reopen_none, final=GONE)

    async def show(self, answer: Answer, page: str = "0") -> None:
        """Every session that can have a recording, those with most requests waiting first.

        Of past summits, those of which somebody asked for the recording.
        """
        summit = require_organiser(answer)
        programme = await sessions.every_with_archived(self.bot.store, guild_id=summit.guild_id)
        found = await self._answers(summit)
        requests = await recordings.requests(self.bot.store, guild_id=summit.guild_id)
        there = [
            one
            for one in programme
            if one.slug in requests
            or (
                rules.has_place(one)
                and not sessions.is_archived(one.slug)
                and ((one.recorded and not one.cancelled) or one.slug in found)
            )
        ]
        # Where as many wait, as in the programme, with past summits last.
        there.sort(key=lambda one: -requests.get(one.slug, Requests()).waiting)
        await answer.replace(cards.queue(there, found, requests, page=min(whole_number(page), 999)))

    async def open(self, answer: Answer, slug: str) -> None:
        """One session of the queue."""
        summit = require_organiser(answer)
        session = rules.known(
            await sessions.get_with_archived(self.bot.store, guild_id=summit.guild_id, slug=slug)
        )
        await answer.replace(await self._card(summit, session))

    async def _card(self, summit: Summit, session: Session, said: str = "") -> Reply:
        found = await self._answers(summit)
        requests = await recordings.requests(self.bot.store, guild_id=summit.guild_id)
        return cards.one(
            session, found.get(session.slug), requests.get(session.slug, Requests()), said
        )

    async def _answers(self, summit: Summit) -> dict[str, Recording]:
        return await recordings.answers(self.bot.store, guild_id=summit.guild_id)

    # ------------------------------------------------------------ a link

    async def ask_link(self, answer: Answer, slug: str, version: str) -> None:
        """The form for the link, filled in with what is kept."""
        summit = require_organiser(answer)
        kept = await self._soon(summit, slug)
        fields = {"link": kept.link, "note": kept.note} if kept else {}
        out = kept is not None and kept.answer is rules.Answer.OUT
        await answer.ask(views.link_form(slug, whole_number(version), fields, out=out))

    async def publish(
        self, answer: Answer, slug: str, version: str, fields: Mapping[str, str]
    ) -> None:
        summit = require_organiser(answer)
        session, _, told = await recordings.publish(
            self.bot.store,
            guild_id=summit.guild_id,
            organiser_id=answer.user_id,
            session=slug,
            link=fields.get("link", ""),
            note=fields.get("note", ""),
            version_seen=whole_number(version),
            tell_again=fields.get("again") == "yes",
            tell=cards.letter,
            now=answer.now,
        )
        answer.saved = "The link"
        await answer.send(await self._card(summit, session, cards.answered(told)))

    async def reopen_link(
        self, answer: Answer, slug: str, version: str, fields: Mapping[str, str]
    ) -> Form:
        """The organiser's own words, now knowing what somebody else said meanwhile."""
        kept = await self._soon(require_organiser(answer), slug)
        out = kept is not None and kept.answer is rules.Answer.OUT
        return views.link_form(slug, kept.version if kept else 0, fields, out=out)

    # ------------------------------------------------------------ none

    async def ask_reason(self, answer: Answer, slug: str, version: str) -> None:
        summit = require_organiser(answer)
        kept = await self._soon(summit, slug)
        fields = {"reason": kept.reason} if kept else {}
        await answer.ask(views.none_form(slug, whole_number(version), fields))

    async def say_none(
        self, answer: Answer, slug: str, version: str, fields: Mapping[str, str]
    ) -> None:
        summit = require_organiser(answer)
        session, _, told = await recordings.say_none(
            self.bot.store,
            guild_id=summit.guild_id,
            organiser_id=answer.user_id,
            session=slug,
            reason=fields.get("reason", ""),
            version_seen=whole_number(version),
            tell=cards.letter,
            now=answer.now,
        )
        answer.saved = "Your answer"
        await answer.send(await self._card(summit, session, cards.answered(told)))

    async def reopen_none(
        self, answer: Answer, slug: str, version: str, fields: Mapping[str, str]
    ) -> Form:
        kept = await self._soon(require_organiser(answer), slug)
        return views.none_form(slug, kept.version if kept else 0, fields)

    async def _soon(self, summit: Summit, slug: str) -> Recording | None:
        """What is kept of a recording, in time for a form to open. Raises NotRead."""
        try:
            async with asyncio.timeout(FORM_SECONDS):
                return (await self._answers(summit)).get(slug)
        except TimeoutError as error:
            raise NotRead("slow") from error
