"""/groups and the buttons of small groups."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import is_organiser, require_facilitator
from bot.answers import Answer
from bot.client import SummitBot
from bot.inert import inert
from bot.routes import whole_number
from bot.ui import Form, Reply
from cogs.breakouts import cards, views
from cogs.breakouts.keeper import GroupKeeper
from cogs.breakouts.previews import Previews
from cogs.calling import cards as call_cards
from cogs.control import leaders
from cogs.here import room_run_by
from cogs.report_outs.desk import Reports
from db import (
    attendees,
    breakout_work,
    breakouts,
    calls,
    facilitation,
)
from domain.rounds import Round
from domain.rules import RuleBroken

log = logging.getLogger(__name__)


class Breakouts(commands.Cog):
    """Small groups of a workshop."""

    groups = app_commands.Group(
        name="groups",
        description="Small groups in your workshop",
        guild_only=True,
    )

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.keeper = GroupKeeper(bot)
        self.previews = Previews(bot)
        self.reports = Reports(bot)
        bot.routes.press("breakout.begin", self.begin)
        bot.routes.press("breakout.extend", self.extend)
        bot.routes.press("breakout.end", self.end)
        bot.routes.press("breakout.message", self.ask_message, opens_form=True)
        bot.routes.press("breakout.join", self.join)
        bot.routes.press("breakout.call", self.call)
        bot.again.form(
            "breakout.message", self.send_message, self.message_again, final={"room.not_yours"}
        )

    # ------------------------------------------------------------ commands

    @groups.command(
        name="make",
        description="Split the people of this room into small groups",
        extras={"opens_form": True},
    )
    async def make_command(self, interaction: discord.Interaction[SummitBot]) -> None:
        answer = Answer.of(interaction)
        await self.previews.ask_new(answer, (await room_run_by(answer, self.bot.store)).slug)

    @groups.command(name="more", description="Give all groups of this room five minutes more")
    async def more_command(self, interaction: discord.Interaction[SummitBot]) -> None:
        answer = Answer.of(interaction)
        await self.extend(answer, str((await self._running(answer)).id), str(cards.MORE))

    @groups.command(name="back", description="Call all groups of this room back")
    async def back_command(self, interaction: discord.Interaction[SummitBot]) -> None:
        answer = Answer.of(interaction)
        await self.end(answer, str((await self._running(answer)).id))

    @groups.command(
        name="report",
        description="Report back what your small group found",
        extras={"opens_form": True},
    )
    async def report_command(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.reports.open_mine(Answer.of(interaction))

    @groups.command(name="reports", description="See which groups of this room have reported")
    async def reports_command(self, interaction: discord.Interaction[SummitBot]) -> None:
        answer = Answer.of(interaction)
        await self.reports.show_list(answer, (await room_run_by(answer, self.bot.store)).slug)

    @groups.command(name="remind", description="Remind the groups that have not reported yet")
    async def remind_command(self, interaction: discord.Interaction[SummitBot]) -> None:
        answer = Answer.of(interaction)
        await self.reports.remind(answer, str((await self._running(answer)).id))

    @groups.command(
        name="message",
        description="Write to all groups of this room at once",
        extras={"opens_form": True},
    )
    async def message_command(self, interaction: discord.Interaction[SummitBot]) -> None:
        answer = Answer.of(interaction)
        await self.ask_message(answer, str((await self._running(answer)).id))

    async def _running(self, answer: Answer) -> Round:
        session = await room_run_by(answer, self.bot.store)
        found = await breakouts.running(
            self.bot.store, guild_id=session.guild_id, slug=session.slug
        )
        if found is None:
            raise RuleBroken("breakout.none")
        return found

    # ------------------------------------------------------------ running

    async def begin(self, answer: Answer, round_id: str) -> None:
        summit = require_facilitator(answer)
        one = await breakouts.begin(
            self.bot.store,
            guild_id=summit.guild_id,
            round_id=whole_number(round_id),
            user_id=answer.user_id,
            organiser=is_organiser(answer.interaction, summit),
            now=answer.now,
        )
        answer.saved = "That the groups have begun"
        await answer.replace(
            cards.running(one, "**The groups begin.** Their rooms are being made.")
        )

    async def extend(self, answer: Answer, round_id: str, minutes: str) -> None:
        summit = require_facilitator(answer)
        if minutes != str(cards.MORE):
            raise RuleBroken("form.old")
        one = await breakouts.extend(
            self.bot.store,
            guild_id=summit.guild_id,
            round_id=whole_number(round_id),
            user_id=answer.user_id,
            organiser=is_organiser(answer.interaction, summit),
            minutes=cards.MORE,
            now=answer.now,
        )
        answer.saved = "The new time"
        await answer.replace(cards.running(one, "**All groups have five minutes more.**"))
        await self.keeper.say_to_all(one, cards.more_time(one))

    async def end(self, answer: Answer, round_id: str) -> None:
        summit = require_facilitator(answer)
        one = await breakouts.end(
            self.bot.store,
            guild_id=summit.guild_id,
            round_id=whole_number(round_id),
            user_id=answer.user_id,
            organiser=is_organiser(answer.interaction, summit),
            now=answer.now,
        )
        answer.saved = "That the groups end"
        await answer.replace(cards.running(one, "**Everybody is called back.**"))

    # ------------------------------------------------------------ messages and calls

    async def ask_message(self, answer: Answer, round_id: str) -> None:
        require_facilitator(answer)
        await answer.ask(views.message_form(whole_number(round_id)))

    async def message_again(self, answer: Answer, round_id: str, fields: dict[str, str]) -> Form:
        return views.message_form(whole_number(round_id), fields.get("text", ""))

    async def send_message(self, answer: Answer, round_id: str, fields: dict[str, str]) -> None:
        summit = require_facilitator(answer)
        answer.typed = fields.get("text", "")
        one = await breakouts.own(
            self.bot.store,
            guild_id=summit.guild_id,
            round_id=whole_number(round_id),
            user_id=answer.user_id,
            organiser=is_organiser(answer.interaction, summit),
        )
        await answer.send(cards.told_all(len(one.groups)))
        await self.keeper.say_to_all(
            one, f"**From the facilitator:** {inert(answer.typed.strip())}"
        )

    async def join(self, answer: Answer, slug: str) -> None:
        """Somebody who came late, or who asks where their group is."""
        summit = answer.summit
        if (
            await attendees.get(self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id)
            is None
        ):
            raise RuleBroken("join.first")
        one, number, new = await breakouts.join_late(
            self.bot.store, guild_id=summit.guild_id, slug=slug, user_id=answer.user_id
        )
        threads = await breakout_work.threads(
            self.bot.store, guild_id=summit.guild_id, round_id=one.id
        )
        answer.saved = "Your group"
        await answer.send(cards.joined(one, number, threads.get(number), new=new))

    async def call(self, answer: Answer, round_id: str, number: str) -> None:
        """A group calls its facilitators into its thread."""
        summit = answer.summit
        one = await breakouts.get(
            self.bot.store, guild_id=summit.guild_id, round_id=whole_number(round_id)
        )
        group = whole_number(number)
        if one is None or not 1 <= group <= len(one.groups):
            raise RuleBroken("breakout.unknown")
        if answer.user_id not in one.groups[group - 1]:
            raise RuleBroken("breakout.not_in_it")
        await leaders.check(self.bot, summit, one.slug)
        kept = await facilitation.get(self.bot.store, guild_id=summit.guild_id, slug=one.slug)
        threads = await breakout_work.threads(
            self.bot.store, guild_id=summit.guild_id, round_id=one.id
        )
        people = [discord.Object(user_id) for user_id in kept.facilitators]
        thread_id = threads.get(group)
        help_call, new = await calls.call(
            self.bot.store,
            press_id=answer.interaction.id,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            session=one.slug,
            words="",
            tell_leads=partial(call_cards.to_lead, summit=summit, session=kept.session),
            group=group,
            leads_first=bool(people) and thread_id is not None,
            now=answer.now,
        )
        answer.saved = "Your call for help"
        if new and people and thread_id is not None:
            await self._into_group(thread_id, people, call_cards.to_group(help_call, people))
        reply: Reply = cards.called(len(people))
        await answer.send(reply)

    async def _into_group(
        self, thread_id: int, people: Sequence[discord.Object], called: Reply
    ) -> None:
        """Name the facilitators in the group's thread. Where that fails, organisers are next."""
        view = called.view()
        assert view is not None, "it has buttons"
        try:
            for person in people:
                await self.bot.http.add_user_to_thread(thread_id, person.id)
            await self.bot.get_partial_messageable(thread_id).send(
                called.text, view=view, allowed_mentions=discord.AllowedMentions(users=people)
            )
        except discord.HTTPException as error:
            log.warning("thread %d: its facilitators are not called: %s", thread_id, error)
