"""What makers say: taps in letters and in the server, the form, corrections; offers of help."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Form
from cogs.followup import cards, letters, views
from cogs.followup.places import summit_of
from cogs.joining.cog import FORM_SECONDS
from db import follow_up, follow_up_status, offers, pledge_reads, stories
from db.errors import NotRead
from db.introductions import Note
from db.offers import Offer
from domain import reports as rules
from domain.pledges import Pledge
from domain.reports import Report, Said
from domain.rules import RuleBroken
from domain.stories import Consent
from domain.summits import Summit

_FINAL = {"form.foreign", "pledge.unknown", "pledge.not_yours", "pledge.withdrawn"}


class Progress:
    """The part of the cog that makers meet. Every press is checked against the row."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press("progress", self.start)
        bot.routes.press("progress.tap", self.tap)
        bot.routes.press("progress.undo", self.undo)
        bot.routes.press("progress.open", self.open)
        bot.routes.press("progress.pick", self.pick)
        bot.routes.press("progress.next", self.next)
        bot.routes.press("progress.form", self.open_form, opens_form=True)
        bot.again.form("progress.say", self.say, self.reopen, makes=True, final=_FINAL)
        bot.routes.press("offer.open", self.open_offer)
        bot.routes.press("offer.yes", self.agree)
        bot.routes.press("offer.no", self.decline)

    # ------------------------------------------------------------ taps

    async def tap(self, answer: Answer, guild: str, pledge_id: str, said: str) -> None:
        """One of the answers in a letter, new or old."""
        summit = summit_of(answer, guild)
        pledge, report, new = await follow_up.tap(
            self.bot.store,
            guild_id=summit.guild_id,
            pledge_id=whole_number(pledge_id),
            user_id=answer.user_id,
            report_id=answer.interaction.id,
            answer=rules.read_answer(said),
            tell=_tell(summit),
            now=answer.now,
        )
        await self._kept(answer, summit, pledge, report, new=new)

    async def _kept(
        self, answer: Answer, summit: Summit, pledge: Pledge, report: Report, *, new: bool
    ) -> None:
        answer.saved = f"What you said of {pledge.reference}"
        left = await follow_up_status.unanswered(
            self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
        )
        kept = await stories.get(self.bot.store, guild_id=summit.guild_id, pledge_id=pledge.id)
        undecided = kept is None or kept.story.consent is Consent.UNDECIDED
        await answer.send(
            cards.kept(pledge, report, new=new, others=len(left), ask_story=undecided)
        )

    async def undo(self, answer: Answer, guild: str, pledge_id: str, report_id: str) -> None:
        """A slip: as if it had not been said."""
        summit = summit_of(answer, guild)
        pledge = await follow_up.take_back(
            self.bot.store,
            guild_id=summit.guild_id,
            pledge_id=whole_number(pledge_id),
            user_id=answer.user_id,
            report_id=whole_number(report_id),
            tell=_tell(summit),
            now=answer.now,
        )
        answer.saved = "That you took it back"
        await answer.replace(cards.taken_back(pledge))

    async def next(self, answer: Answer, guild: str) -> None:
        """The next of one's pledges that waits for an answer."""
        summit = summit_of(answer, guild)
        left = await follow_up_status.unanswered(
            self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id, most=1
        )
        if not left:
            await answer.send(cards.nothing_open())
            return
        await self._show(answer, left[0])

    # ------------------------------------------------------------ at any time

    async def start(self, answer: Answer, reference: str = "") -> None:
        """/pledge progress: the pledge that is meant, or the menu of one's own."""
        summit = answer.summit
        if reference:
            pledge = await pledge_reads.by_number(
                self.bot.store, guild_id=summit.guild_id, number=whole_number(reference)
            )
            await self._show(answer, _own(pledge, answer.user_id))
            return
        found = await pledge_reads.of_maker(
            self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id, most=25
        )
        found = [one for one in found if one.delivery is not one.delivery.WITHDRAWN]
        if len(found) == 1:
            await self._show(answer, found[0])
            return
        if not found:
            raise RuleBroken("progress.none")
        await answer.send(cards.choose(found))

    async def pick(self, answer: Answer, chosen: str) -> None:
        guild, _, pledge_id = chosen.partition(":")
        await self.open(answer, guild, pledge_id)

    async def open(self, answer: Answer, guild: str, pledge_id: str) -> None:
        """The question of one pledge, and what is kept of it."""
        pledge = await self._read(answer, guild, pledge_id)
        await self._show(answer, pledge)

    async def _show(self, answer: Answer, pledge: Pledge) -> None:
        rules.may_report(pledge, user_id=answer.user_id)
        standing = await follow_up_status.of_pledge(
            self.bot.store, guild_id=pledge.guild_id, pledge_id=pledge.id
        )
        await answer.send(cards.how(pledge, standing))

    async def _read(self, answer: Answer, guild: str, pledge_id: str) -> Pledge:
        summit = summit_of(answer, guild)
        return _own(
            await pledge_reads.by_id(
                self.bot.store, guild_id=summit.guild_id, pledge_id=whole_number(pledge_id)
            ),
            answer.user_id,
        )

    # ------------------------------------------------------------ the form

    async def open_form(
        self, answer: Answer, guild: str, pledge_id: str, report_id: str = ""
    ) -> None:
        """Say more: about what a tap said, or from the start."""
        number = whole_number(report_id) if report_id else answer.interaction.id
        await answer.ask(await self._form(answer, guild, pledge_id, number))

    async def reopen(
        self, answer: Answer, report_id: str, guild: str, pledge_id: str, fields: Mapping[str, str]
    ) -> Form:
        form = await self._form(answer, guild, pledge_id, whole_number(report_id))
        return form.filled(fields)

    async def _form(self, answer: Answer, guild: str, pledge_id: str, report_id: int) -> Form:
        """The form with what is kept. Reads are timed: it comes first."""
        try:
            async with asyncio.timeout(FORM_SECONDS):
                pledge = await self._read(answer, guild, pledge_id)
                known = await follow_up_status.report(
                    self.bot.store, guild_id=pledge.guild_id, report_id=report_id
                )
        except TimeoutError as error:
            raise NotRead("slow") from error
        rules.may_report(pledge, user_id=answer.user_id)
        if known is not None and known.pledge_id != pledge.id:
            raise RuleBroken("form.foreign")
        return views.say_form(pledge, report_id, known)

    async def say(
        self, answer: Answer, report_id: str, guild: str, pledge_id: str, fields: Mapping[str, str]
    ) -> None:
        summit = summit_of(answer, guild)
        said = rules.check_said(
            answer=fields.get("answer", ""),
            words=fields.get("words", ""),
            link=fields.get("link", ""),
            help=fields.get("help", ""),
        )
        pledge, report, new = await follow_up.say(
            self.bot.store,
            guild_id=summit.guild_id,
            pledge_id=whole_number(pledge_id),
            user_id=answer.user_id,
            report_id=whole_number(report_id),
            said=said,
            tell=_tell(summit),
            now=answer.now,
        )
        await self._kept(answer, summit, pledge, report, new=new)

    # ------------------------------------------------------------ offers of help

    async def open_offer(self, answer: Answer, guild: str, offer_id: str) -> None:
        summit = summit_of(answer, guild)
        one, pledge = await offers.get(
            self.bot.store,
            guild_id=summit.guild_id,
            offer_id=whole_number(offer_id),
            user_id=answer.user_id,
        )
        await answer.send(cards.offer(one, pledge))

    async def agree(self, answer: Answer, guild: str, offer_id: str) -> None:
        summit = summit_of(answer, guild)

        def tell(one: Offer, pledge: Pledge) -> Note:
            return letters.accepted(one, pledge, summit)

        one, pledge = await offers.agree(
            self.bot.store,
            guild_id=summit.guild_id,
            offer_id=whole_number(offer_id),
            user_id=answer.user_id,
            tell=tell,
            now=answer.now,
        )
        answer.saved = "Your yes"
        await answer.replace(cards.agreed(one, pledge))

    async def decline(self, answer: Answer, guild: str, offer_id: str) -> None:
        summit = summit_of(answer, guild)
        one, _ = await offers.decline(
            self.bot.store,
            guild_id=summit.guild_id,
            offer_id=whole_number(offer_id),
            user_id=answer.user_id,
            now=answer.now,
        )
        answer.saved = "Your answer"
        await answer.replace(cards.declined(one))


def _own(pledge: Pledge | None, user_id: int) -> Pledge:
    """Raises RuleBroken ``pledge.unknown``, ``pledge.not_yours``."""
    if pledge is None:
        raise RuleBroken("pledge.unknown")
    if pledge.maker_id != user_id:
        raise RuleBroken("pledge.not_yours", reference=pledge.reference)
    return pledge


def _tell(summit: Summit) -> follow_up.TellOwner:
    def tell(pledge: Pledge, said: Said) -> Note:
        return letters.needs_somebody(pledge, said, summit)

    return tell
