"""Reports from anybody who joined, and appeals from those to whom something was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord

from bot.access import may_moderate
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Form
from cogs import buttons
from cogs.control import leaders
from cogs.moderation import cards, letters, people, views
from db import moderation_appeals, moderation_reads, moderation_reports
from db.moderation_reports import Sight
from domain.moderation import Report, Undo
from domain.rules import RuleBroken

if TYPE_CHECKING:
    from cogs.moderation.keeper import ModerationKeeper

_FINAL = {"moderation.self", "moderation.many", "moderation.sight"}


class Reports:
    """Nothing here shows who reported."""

    def __init__(self, bot: SummitBot, keeper: ModerationKeeper) -> None:
        self.bot = bot
        self.keeper = keeper
        bot.routes.press(buttons.REPORT.route, self.ask_anything, opens_form=True)
        bot.routes.press("mod.dealt", self.deal_with)
        bot.routes.press("mod.appeal", self.ask_why, opens_form=True)
        bot.routes.press("mod.decide", self.decide)
        bot.routes.press("mod.show", self.show_again)
        bot.again.form(
            "mod.report", self.report, self._form, final=_FINAL, after_joining="your report is sent"
        )
        bot.again.form(
            "mod.seen",
            self.report_message,
            self._message_form,
            final=_FINAL,
            after_joining="your report is sent",
        )
        bot.again.form("mod.appeal", self.appeal, self._appeal_form)

    # ------------------------------------------------------------ reporting

    async def ask_anything(self, answer: Answer) -> None:
        """The form of the room's panel."""
        await self.ask(answer)

    async def ask(self, answer: Answer, person: discord.abc.User | None = None) -> None:
        """The form, about one person or about nobody by name."""
        if person is not None and person.id == answer.user_id:
            raise RuleBroken("moderation.self")
        if person is not None and answer.bot.user and person.id == answer.bot.user.id:
            raise RuleBroken("moderation.bot")
        assert answer.summit, "there is one, or it was raised"
        await answer.ask(_form(person.id if person else 0))

    async def ask_about_message(self, answer: Answer, sight: Sight) -> None:
        if sight.author_id == answer.user_id:
            raise RuleBroken("moderation.self")
        await answer.ask(_message_form(sight.id))

    async def _form(self, answer: Answer, user_id: str, fields: dict[str, str]) -> Form:
        return _form(whole_number(user_id)).filled(fields)

    async def _message_form(self, answer: Answer, sight_id: str, fields: dict[str, str]) -> Form:
        return _message_form(whole_number(sight_id)).filled(fields)

    async def report(self, answer: Answer, user_id: str, fields: Mapping[str, str]) -> None:
        await self._report(answer, whole_number(user_id), fields, None)

    async def report_message(
        self, answer: Answer, sight_id: str, fields: Mapping[str, str]
    ) -> None:
        sight = await moderation_reports.sight(
            self.bot.store,
            guild_id=answer.guild_id,
            sight_id=whole_number(sight_id),
            user_id=answer.user_id,
        )
        await self._report(answer, sight.author_id, fields, sight)

    async def _report(
        self, answer: Answer, target_id: int, fields: Mapping[str, str], sight: Sight | None
    ) -> None:
        summit = answer.summit
        answer.typed = fields.get("problem", "")
        wanted = Report(
            id=answer.interaction.id,
            guild_id=summit.guild_id,
            slug=await people.room_of_report(answer, summit),
            reporter_id=answer.user_id,
            target_id=target_id,
            channel_id=sight.channel_id if sight else answer.interaction.channel_id or 0,
            message_id=sight.message_id if sight else None,
            reported_at=answer.now,
        )
        await leaders.check(self.bot, summit, wanted.slug)
        _, new = await moderation_reports.report(
            self.bot.store,
            wanted=wanted,
            text=answer.typed,
            message=sight.words if sight else "",
            moderator=may_moderate(answer.interaction, summit),
            tell=letters.to_leads(summit),
            now=answer.now,
        )
        answer.saved = "Your report"
        await answer.send(cards.reported(new=new))

    async def deal_with(self, answer: Answer, guild: str, report_id: str) -> None:
        """A report is dealt with, say the room's facilitators or organisers."""
        summit = people.home(answer, guild)
        actor = people.require_moderator(await people.presser(answer, summit))
        found, new = await moderation_reports.deal_with(
            self.bot.store,
            guild_id=summit.guild_id,
            report_id=whole_number(report_id),
            actor=actor,
            tell=letters.to_reporter(summit),
            now=answer.now,
        )
        answer.saved = "That it is dealt with"
        await answer.send(cards.dealt(found, new=new))

    # ------------------------------------------------------------ appeals

    async def ask_why(self, answer: Answer, guild: str, act_id: str) -> None:
        summit = people.home(answer, guild)
        await answer.ask(views.appeal_form(summit.guild_id, whole_number(act_id)))

    async def _appeal_form(
        self, answer: Answer, guild: str, act_id: str, fields: dict[str, str]
    ) -> Form:
        return views.appeal_form(whole_number(guild), whole_number(act_id)).filled(fields)

    async def appeal(
        self, answer: Answer, guild: str, act_id: str, fields: Mapping[str, str]
    ) -> None:
        summit = people.home(answer, guild)
        answer.typed = fields.get("appeal", "")
        told = await moderation_appeals.appeal(
            self.bot.store,
            guild_id=summit.guild_id,
            act_id=whole_number(act_id),
            user_id=answer.user_id,
            text=answer.typed,
            now=answer.now,
        )
        answer.saved = "Your appeal"
        await answer.send(cards.appealed(told))

    async def decide(self, answer: Answer, act_id: str, how: str) -> None:
        """An organiser decides an appeal."""
        summit = answer.summit
        if how not in ("uphold", "back"):
            raise RuleBroken("form.old")
        told = await moderation_appeals.decide(
            self.bot.store,
            guild_id=summit.guild_id,
            act_id=whole_number(act_id),
            actor=await people.presser(answer, summit),
            take_back=how == "back",
            tell=letters.decided(summit),
            now=answer.now,
        )
        answer.saved = "Your decision"
        if told.act.undo is Undo.ASKED:
            await self.keeper.undo(told.act, letters.of_act(summit))
        await answer.send(cards.decided(told))

    async def show_again(self, answer: Answer, guild: str, act_id: str) -> None:
        """The author of a message that was hidden wrongly has it posted again."""
        summit = people.home(answer, guild)
        told = await moderation_appeals.show_again(
            self.bot.store,
            guild_id=summit.guild_id,
            act_id=whole_number(act_id),
            user_id=answer.user_id,
            now=answer.now,
        )
        answer.saved = "That you want it shown"
        await self.keeper.undo(told.act, letters.of_act(summit))
        found = await moderation_reads.act(
            self.bot.store, guild_id=summit.guild_id, act_id=told.act.id
        )
        assert found is not None, "acts stay"
        await answer.send(cards.consented(found))


def _form(user_id: int) -> Form:
    title = "Report this person" if user_id else "Report a problem"
    return views.report_form(f"mod.report:{user_id}", title)


def _message_form(sight_id: int) -> Form:
    return views.report_form(f"mod.seen:{sight_id}", "Report this message")
