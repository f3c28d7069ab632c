"""/review and its buttons."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import require_organiser
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Reply
from cogs.review import cards, views
from db import notices, pledge_reads, pledges, question_reads, recordings, tasks
from db.posted import Posted
from domain.rules import RuleBroken
from domain.summits import Summit

log = logging.getLogger(__name__)

# How often the panel's numbers are drawn again where they changed. A channel of its own.
PANEL_SECONDS = 5.0


class Review(commands.Cog):
    """Looking at pledges before or after they are shown."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._panels: dict[int, str] = {}
        bot.turns.everywhere(PANEL_SECONDS, self._refresh_panel, what="organisers’ panel")
        bot.routes.press("review.next", self.next)
        bot.routes.press("review.show", self.show)
        bot.routes.press("review.hide", self.ask_reason, opens_form=True)
        bot.routes.form("review.hide", self.hide)
        bot.standing.draws("organiser_panel", self._draw_panel)

    @app_commands.command(name="review", description="For organisers: look at waiting pledges")
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def review(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.next(Answer.of(interaction))

    async def next(self, answer: Answer, after: str = "0") -> None:
        """The oldest pledge that nobody has looked at, or the one after ``after``."""
        summit = require_organiser(answer)
        await answer.replace(await self._next_card(summit, whole_number(after)))

    async def show(self, answer: Answer, pledge_id: str, version_seen: str) -> None:
        summit = require_organiser(answer)
        number = whole_number(pledge_id)
        try:
            pledge = await pledges.show(
                self.bot.store,
                guild_id=summit.guild_id,
                pledge_id=number,
                user_id=answer.user_id,
                version_seen=version_seen,
                now=answer.now,
            )
        except RuleBroken as error:
            if error.code != "review.changed":
                raise
            await answer.replace(await self._again(summit, number))
            return
        answer.saved = f"That {pledge.reference} is shown"
        await answer.replace(await self._next_card(summit, number, cards.shown(pledge)))

    async def ask_reason(self, answer: Answer, pledge_id: str) -> None:
        summit = require_organiser(answer)
        pledge = await pledge_reads.by_id(
            self.bot.store, guild_id=summit.guild_id, pledge_id=whole_number(pledge_id)
        )
        if pledge is None:
            raise RuleBroken("pledge.unknown")
        await answer.ask(views.hide_form(pledge))

    async def hide(self, answer: Answer, pledge_id: str, fields: Mapping[str, str]) -> None:
        summit = require_organiser(answer)
        number = whole_number(pledge_id)
        answer.typed = fields.get("reason", "")
        pledge = await pledges.hide(
            self.bot.store,
            guild_id=summit.guild_id,
            pledge_id=number,
            user_id=answer.user_id,
            reason=answer.typed,
            now=answer.now,
        )
        answer.saved = f"That {pledge.reference} is hidden"
        await answer.send(await self._next_card(summit, number, cards.hidden(pledge)))

    async def _next_card(self, summit: Summit, after: int, said: str = "") -> Reply:
        left = await pledge_reads.to_check(self.bot.store, guild_id=summit.guild_id)
        pledge = await pledge_reads.next_to_check(
            self.bot.store, guild_id=summit.guild_id, after=after
        )
        if pledge is None:
            return cards.nothing_left(left=left, said=said)
        return cards.to_decide(pledge, summit, left=left, said=said)

    async def _again(self, summit: Summit, pledge_id: int) -> Reply:
        """The same pledge with the words it has now."""
        pledge = await pledge_reads.by_id(
            self.bot.store, guild_id=summit.guild_id, pledge_id=pledge_id
        )
        if pledge is None:
            raise RuleBroken("pledge.unknown")
        left = await pledge_reads.to_check(self.bot.store, guild_id=summit.guild_id)
        said = (
            f"**{pledge.reference} was changed while you were reading.** These are its words now."
        )
        return cards.to_decide(pledge, summit, left=left, said=said)

    # ------------------------------------------------------------ the panel

    async def _refresh_panel(self, summit: Summit, now: datetime) -> None:
        text = views.panel_text(*await self._numbers(summit))
        if self._panels.get(summit.guild_id) == text:
            return
        place = summit.places.organisers_channel
        try:
            await self.bot.standing.keep(summit, "organiser_panel", place)
        except discord.HTTPException as error:
            log.warning("organisers’ panel of guild %d: %s", summit.guild_id, error)
        self._panels[summit.guild_id] = text

    async def _numbers(self, summit: Summit) -> tuple[int, list[int], int, int, int]:
        return (
            await pledge_reads.to_check(self.bot.store, guild_id=summit.guild_id),
            await notices.not_reached(self.bot.store, guild_id=summit.guild_id),
            await question_reads.waiting(self.bot.store, guild_id=summit.guild_id),
            await recordings.waiting(self.bot.store, guild_id=summit.guild_id),
            await tasks.count_open(self.bot.store, guild_id=summit.guild_id),
        )

    async def _draw_panel(self, summit: Summit, post: Posted) -> discord.ui.LayoutView:
        return views.panel(*await self._numbers(summit))
