"""What people press and send about groups' reports; the cog of small groups has the commands."""

from __future__ import annotations

from collections.abc import Mapping

from bot.access import is_organiser, may_moderate, require_facilitator
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Form
from cogs.here import room_of
from cogs.notes.forms import in_time
from cogs.report_outs import cards, views
from cogs.report_outs.keeper import ReportKeeper
from db import attendees, choices, report_outs, sessions
from db.report_outs import Kept
from domain import report_outs as rules
from domain.rooms import session_meant
from domain.rounds import Round
from domain.rules import RuleBroken

# Refusals that opening the form again can't mend.
FINAL = frozenset(
    {"breakout.unknown", "breakout.not_in_it", "room.not_yours", "report.closed", "form.foreign"}
)


class Reports:
    """What small groups report back."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.keeper = ReportKeeper(bot)
        bot.routes.press("report.new", self.open_new, opens_form=True)
        bot.routes.press("report.mine", self.open_mine, opens_form=True)
        bot.routes.press("report.list", self.show_list)
        bot.routes.press("report.remind", self.remind)
        bot.routes.press("report.read", self.read)
        bot.again.form(
            "report.save",
            self.save,
            self.reopen,
            final=FINAL,
            after_joining="your group’s report is sent",
            join_label="Join and send our report",
        )

    # ------------------------------------------------------------ the form

    async def open_mine(self, answer: Answer, round_id: str = "") -> None:
        """The form of the group that somebody is in, in the round meant or the newest here."""
        one = await in_time(self._round_of(answer, round_id))
        for number, group in enumerate(one.groups, start=1):
            if answer.user_id in group:
                await self.open_new(answer, str(one.id), str(number))
                return
        raise RuleBroken("report.no_group")

    async def _round_of(self, answer: Answer, round_id: str) -> Round:
        store, guild_id = self.bot.store, answer.summit.guild_id
        if round_id:
            number = whole_number(round_id)
            one = await report_outs.begun(store, guild_id=guild_id, round_id=number)
        else:
            programme = await sessions.every(store, guild_id=guild_id)
            mine = await choices.chosen_by(store, guild_id=guild_id, user_id=answer.user_id)
            chosen = {choice.slug for choice in mine.values()}
            meant = session_meant(programme, room_of(answer), chosen, answer.now)
            slug = meant.slug if meant else ""
            one = await report_outs.latest(store, guild_id=guild_id, slug=slug)
        if one is None:
            raise RuleBroken("report.none")
        return one

    async def open_new(self, answer: Answer, round_id: str, number: str) -> None:
        """A group's form, filled in with what it has reported already."""
        kept = await in_time(self._get(answer, round_id, number))
        self._require(answer, kept)
        route = _route(str(answer.interaction.id), kept)
        await answer.ask(views.report_form(route, kept.number, self._filled(answer, kept)))

    async def reopen(
        self,
        answer: Answer,
        form_id: str,
        round_id: str,
        number: str,
        version: str,
        fields: Mapping[str, str],
    ) -> Form:
        """The words that could not be taken; with a colleague's, where they reported meanwhile."""
        kept = await in_time(self._get(answer, round_id, number))
        filled = dict(fields)
        if kept.version != whole_number(version):
            filled |= rules.together(rules.fields_of(kept.report), fields)
        return views.report_form(_route(form_id, kept), kept.number, filled)

    async def save(
        self,
        answer: Answer,
        form_id: str,
        round_id: str,
        number: str,
        version: str,
        fields: Mapping[str, str],
    ) -> None:
        summit = answer.summit
        kept, new = await report_outs.send(
            self.bot.store,
            guild_id=summit.guild_id,
            round_id=whole_number(round_id),
            number=whole_number(number),
            form_id=whole_number(form_id),
            user_id=answer.user_id,
            facilitator=may_moderate(answer.interaction, summit),
            organiser=is_organiser(answer.interaction, summit),
            fields=fields,
            named=fields.get("named") == "yes",
            version_seen=whole_number(version),
            time_zone=summit.plan.summit.time_zone,
            now=answer.now,
        )
        answer.saved = f"The report of group {kept.number}"
        await answer.send(cards.received(kept, new=new))
        if new:
            await self.keeper.receipt(kept)

    async def _get(self, answer: Answer, round_id: str, number: str) -> Kept:
        return await report_outs.get(
            self.bot.store,
            guild_id=answer.summit.guild_id,
            round_id=whole_number(round_id),
            number=whole_number(number),
        )

    def _require(self, answer: Answer, kept: Kept) -> None:
        """No form for who may not send it. The verb asks again, and for the facilitator's room."""
        groups = kept.round.groups
        inside = kept.number <= len(groups) and answer.user_id in groups[kept.number - 1]
        if not inside and not may_moderate(answer.interaction, answer.summit):
            raise RuleBroken("breakout.not_in_it")

    def _filled(self, answer: Answer, kept: Kept) -> dict[str, str]:
        fields = rules.fields_of(kept.report)
        own = [one for one in kept.outputs if one.author_id == answer.user_id]
        return fields | {"named": "yes" if own and all(one.named for one in own) else "no"}

    # ------------------------------------------------------------ for facilitators

    async def show_list(self, answer: Answer, slug: str) -> None:
        """Which groups of the newest round have reported."""
        summit = require_facilitator(answer)
        found = await report_outs.latest(self.bot.store, guild_id=summit.guild_id, slug=slug)
        if found is None:
            raise RuleBroken("report.none")
        one = await self._own(answer, found.id)
        versions = await report_outs.standing(
            self.bot.store, guild_id=summit.guild_id, round_id=one.id
        )
        await answer.send(cards.listing(one, versions))

    async def remind(self, answer: Answer, round_id: str) -> None:
        summit = require_facilitator(answer)
        one = await self._own(answer, whole_number(round_id))
        versions = await report_outs.standing(
            self.bot.store, guild_id=summit.guild_id, round_id=one.id
        )
        missing = [number for number, version in versions.items() if not version]
        if not missing:
            raise RuleBroken("report.all")
        await answer.replace(
            cards.listing(one, versions, "**The groups that have not reported are reminded.**")
        )
        await self.keeper.remind(one, missing)

    async def _own(self, answer: Answer, round_id: int) -> Round:
        return await report_outs.own(
            self.bot.store,
            guild_id=answer.summit.guild_id,
            round_id=round_id,
            user_id=answer.user_id,
            organiser=is_organiser(answer.interaction, answer.summit),
        )

    # ------------------------------------------------------------ for everybody

    async def read(self, answer: Answer, round_id: str, number: str) -> None:
        """A report in full, for those who joined."""
        summit = answer.summit
        if not may_moderate(answer.interaction, summit):
            joined = await attendees.get(
                self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
            )
            if joined is None:
                raise RuleBroken("join.first")
        for reply in cards.in_full(await self._get(answer, round_id, number)):
            await answer.send(reply)


def _route(form_id: str, kept: Kept) -> str:
    return f"report.save:{form_id}:{kept.round.id}:{kept.number}:{kept.version}"
