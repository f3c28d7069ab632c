"""/pledging and the buttons of the pledging session."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import is_organiser, require_facilitator
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.saying import Say
from cogs.closing import cards
from cogs.closing.keeper import ClosingKeeper
from db import pledging, sessions
from db.said import Said
from domain.pace import MINUTES, takes_moments
from domain.rules import RuleBroken
from domain.sessions import Session
from domain.summits import Summit


class Closing(commands.Cog):
    """The pledging session: pledges of the moment at a pace, and the totals."""

    pledging = app_commands.Group(
        name="pledging",
        description="For organisers: “pledge of the moment” in the pledging session",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.keeper = ClosingKeeper(bot)
        bot.routes.press("moment", self.show)
        bot.routes.press("moment.start", self.start)
        bot.routes.press("moment.stop", self.stop)
        bot.routes.press("moment.totals", self.ask_totals)
        bot.routes.press("moment.totals.yes", self.tell_totals)
        bot.saying.draws("moment", self._draw_moment)
        bot.saying.draws("none left", self._draw_none_left)
        bot.saying.draws("totals", self._draw_totals)

    # ------------------------------------------------------------ commands

    @pledging.command(name="start", description="Post a pledge of the moment every few minutes")
    @app_commands.describe(minutes="One pledge every so many minutes")
    async def start_command(
        self,
        interaction: discord.Interaction[SummitBot],
        minutes: app_commands.Range[int, *MINUTES],
    ) -> None:
        answer = Answer.of(interaction)
        await self.start(answer, (await self._session(answer)).slug, str(minutes))

    @pledging.command(name="pace", description="Change how often a pledge of the moment is posted")
    @app_commands.describe(minutes="One pledge every so many minutes")
    async def pace_command(
        self,
        interaction: discord.Interaction[SummitBot],
        minutes: app_commands.Range[int, *MINUTES],
    ) -> None:
        answer = Answer.of(interaction)
        await self.start(answer, (await self._session(answer)).slug, str(minutes))

    @pledging.command(name="stop", description="Post no more pledges of the moment")
    async def stop_command(self, interaction: discord.Interaction[SummitBot]) -> None:
        answer = Answer.of(interaction)
        await self.stop(answer, (await self._session(answer)).slug)

    async def _session(self, answer: Answer, slug: str = "") -> Session:
        """The session in a button, else the one that is meant. Raises ``moment.none``."""
        summit = require_facilitator(answer)
        if slug:
            found = await sessions.get(self.bot.store, guild_id=summit.guild_id, slug=slug)
        else:
            found = await self.keeper.session(summit, answer.now)
        if found is None or found.kind != "pledging":
            raise RuleBroken("moment.none")
        return found

    # ------------------------------------------------------------ the pace

    async def show(self, answer: Answer, slug: str = "") -> None:
        """How it stands. Who may change it is checked when they do."""
        session = takes_moments(await self._session(answer, slug), answer.now)
        pace = await pledging.get(self.bot.store, guild_id=session.guild_id, slug=session.slug)
        await answer.replace(cards.desk(pace, session))

    async def start(self, answer: Answer, slug: str, minutes: str) -> None:
        session = await self._session(answer, slug)
        pace = await pledging.start(
            self.bot.store,
            guild_id=session.guild_id,
            slug=slug,
            user_id=answer.user_id,
            organiser=is_organiser(answer.interaction, answer.summit),
            minutes=whole_number(minutes),
            now=answer.now,
        )
        answer.saved = "This pace"
        await answer.replace(cards.desk(pace, session, said="This pace is set."))

    async def stop(self, answer: Answer, slug: str) -> None:
        session = await self._session(answer, slug)
        pace, there = await pledging.stop(
            self.bot.store,
            guild_id=session.guild_id,
            slug=slug,
            user_id=answer.user_id,
            organiser=is_organiser(answer.interaction, answer.summit),
        )
        answer.saved = "That it is stopped"
        said = "It is stopped." if there else "It was stopped before."
        await answer.replace(cards.desk(pace, session, said=said))

    # ------------------------------------------------------------ the totals

    async def ask_totals(self, answer: Answer, slug: str) -> None:
        session = await self._session(answer, slug)
        summit = answer.summit
        totals = await pledging.totals(
            self.bot.store, session=session, themes=tuple(summit.plan.theme_titles)
        )
        await answer.replace(cards.ask_totals(totals, summit, session))

    async def tell_totals(self, answer: Answer, slug: str) -> None:
        session = await self._session(answer, slug)
        new = await pledging.tell_totals(
            self.bot.store,
            guild_id=session.guild_id,
            slug=slug,
            edition=answer.summit.edition,
            user_id=answer.user_id,
            organiser=is_organiser(answer.interaction, answer.summit),
            now=answer.now,
        )
        answer.saved = "That the totals are posted"
        await answer.replace(cards.totals_posted(new=new))

    # ------------------------------------------------------------ what people read

    async def _draw_moment(self, summit: Summit, post: Said) -> Say | None:
        """A pledge as it may be seen now: one that was hidden or withdrawn meanwhile goes."""
        pledge = await pledging.pledge_of(
            self.bot.store, guild_id=summit.guild_id, pledge_id=int(post.about)
        )
        if pledge is None:
            return None
        channel_id = post.channel_id
        if post.message_id is None:
            channel_id = await self._room(summit)
        return Say(channel_id, cards.moment(pledge, summit)) if channel_id else None

    async def _draw_none_left(self, summit: Summit, post: Said) -> Say | None:
        channel_id = await self._room(summit)
        return Say(channel_id, cards.none_left()) if channel_id else None

    async def _room(self, summit: Summit) -> int | None:
        """Where pledges are posted now; nowhere once the session is over."""
        session = await self.keeper.session(summit, self.bot.now())
        try:
            return takes_moments(session, self.bot.now()).text_channel if session else None
        except RuleBroken:
            return None

    async def _draw_totals(self, summit: Summit, post: Said) -> Say | None:
        edition, _, slug = post.about.partition(":")
        session = await sessions.get(self.bot.store, guild_id=summit.guild_id, slug=slug)
        if edition != summit.edition or session is None or session.text_channel is None:
            return None
        totals = await pledging.totals(
            self.bot.store, session=session, themes=tuple(summit.plan.theme_titles)
        )
        return Say(session.text_channel, cards.closing(totals, summit))
