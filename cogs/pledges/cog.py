"""/pledge make, mine, show and wall, and the buttons under a pledge."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import is_organiser
from bot.answers import Answer
from bot.client import SummitBot
from bot.inert import one_line
from bot.routes import whole_number
from bot.ui import Reply
from cogs.followup import cards as maker_cards
from cogs.followup import dossier
from cogs.followup.views import open_button
from cogs.pledges import cards, views
from cogs.pledges.forms import PledgeForms
from cogs.review.views import decide_buttons
from db import follow_up_status, pledge_reads, pledges
from db.errors import NotRead
from db.pledge_reads import EarlierWords
from domain.care import Kind, Subject
from domain.pledges import Pledge, may_see, parse_reference
from domain.rules import RuleBroken

log = logging.getLogger(__name__)

MINE_A_PAGE = 8
NEWEST = 3
AUTOCOMPLETE_SECONDS = 2.0


class Pledges(commands.Cog):
    """Making pledges, and looking after one's own."""

    pledge = app_commands.Group(
        name="pledge", description="Make a pledge, and see pledges", guild_only=True
    )

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.forms = PledgeForms(bot)
        bot.routes.press("pledge.mine", self.show_mine)
        bot.routes.press("pledge.open", self.open)
        bot.routes.press("pledge.wall", self.show_wall)
        bot.routes.press("pledge.withdraw", self.ask_withdraw)
        bot.routes.press("pledge.withdraw.yes", self.withdraw)

    # ------------------------------------------------------------ commands

    @pledge.command(
        name="make", description="Make a pledge; it takes a minute", extras={"opens_form": True}
    )
    async def make(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.forms.open_new(Answer.of(interaction))

    @pledge.command(name="mine", description="See and change your own pledges")
    async def mine(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.show_mine(Answer.of(interaction))

    @pledge.command(name="show", description="See one pledge")
    @app_commands.describe(reference="Its number, such as P-0012, or some of its words")
    async def show(self, interaction: discord.Interaction[SummitBot], reference: str) -> None:
        answer = Answer.of(interaction)
        summit = answer.summit
        found = await pledge_reads.by_number(
            self.bot.store, guild_id=summit.guild_id, number=parse_reference(reference)
        )
        await answer.send(await self.card(answer, found))

    @pledge.command(name="progress", description="Say how your pledge goes, at any time")
    @app_commands.describe(reference="Its number, such as P-0012; leave it out to choose")
    async def progress(
        self, interaction: discord.Interaction[SummitBot], reference: str = ""
    ) -> None:
        answer = Answer.of(interaction)
        number = str(parse_reference(reference)) if reference else ""
        await self.bot.routes.go(answer, f"progress:{number}" if number else "progress")

    @show.autocomplete("reference")
    async def suggest(
        self, interaction: discord.Interaction[SummitBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        try:
            summit = self.bot.summit(interaction.guild_id or 0)
            async with asyncio.timeout(AUTOCOMPLETE_SECONDS):
                found = await pledge_reads.search(
                    self.bot.store,
                    guild_id=summit.guild_id,
                    user_id=interaction.user.id,
                    organiser=is_organiser(interaction, summit),
                    text=typed,
                )
        except (RuleBroken, NotRead, TimeoutError) as error:
            # An empty list is the only way for a list of suggestions to say no.
            log.info("no suggestions: %s", error or "slow")
            return []
        return [
            app_commands.Choice(
                name=one_line(f"{pledge.reference} · {pledge.action}", 100), value=pledge.reference
            )
            for pledge in found
        ]

    @pledge.command(name="wall", description="See where the pledges stand, and the newest ones")
    async def wall(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.show_wall(Answer.of(interaction))

    # ------------------------------------------------------------ buttons

    async def show_wall(self, answer: Answer) -> None:
        """Where the pledges stand, how many there are, and the newest ones."""
        summit = answer.summit
        newest = await pledge_reads.newest_shown(
            self.bot.store, guild_id=summit.guild_id, most=NEWEST
        )
        counts = await pledge_reads.counts(self.bot.store, guild_id=summit.guild_id)
        await answer.send(cards.wall(newest, counts, summit))

    async def show_mine(self, answer: Answer, below: str = "") -> None:
        """Somebody's own pledges, a page at a time."""
        found = await pledge_reads.of_maker(
            self.bot.store,
            guild_id=answer.summit.guild_id,
            user_id=answer.user_id,
            below=whole_number(below) if below else None,
            most=MINE_A_PAGE + 1,
        )
        reply = cards.mine(found[:MINE_A_PAGE], more=len(found) > MINE_A_PAGE)
        await answer.send(reply)

    async def open(self, answer: Answer, pledge_id: str, *_: str) -> None:
        """One pledge, from the menu of one's own or back from a question."""
        summit, pledge = await self.forms.own(answer, pledge_id)
        standing = await follow_up_status.of_pledge(
            self.bot.store, guild_id=summit.guild_id, pledge_id=pledge.id
        )
        progress = maker_cards.progress_lines(pledge, standing) if standing.last else ()
        await answer.send(cards.own(pledge, summit, await self._earlier(pledge), progress))

    async def ask_withdraw(self, answer: Answer, pledge_id: str) -> None:
        _, pledge = await self.forms.own(answer, pledge_id)
        await answer.send(cards.withdraw_question(pledge))

    async def withdraw(self, answer: Answer, pledge_id: str) -> None:
        summit, pledge = await self.forms.own(answer, pledge_id)
        pledge = await pledges.withdraw(
            self.bot.store,
            guild_id=summit.guild_id,
            pledge_id=pledge.id,
            user_id=answer.user_id,
            now=answer.now,
        )
        answer.saved = f"That {pledge.reference} is withdrawn"
        await answer.replace(cards.withdrawn(pledge))

    # ------------------------------------------------------------ shared

    async def _earlier(self, pledge: Pledge) -> list[EarlierWords]:
        if pledge.version == 1:
            return []
        return await pledge_reads.earlier_words(self.bot.store, pledge_id=pledge.id)

    async def card(self, answer: Answer, pledge: Pledge | None) -> Reply:
        """A pledge as this person may see it. Raises RuleBroken ``pledge.unknown``.

        What somebody may not see and what does not exist are told apart by nobody.
        """
        summit = answer.summit
        organiser = is_organiser(answer.interaction, summit)
        if pledge is None or not may_see(pledge, user_id=answer.user_id, organiser=organiser):
            raise RuleBroken("pledge.unknown")
        earlier = await self._earlier(pledge)
        if pledge.maker_id != answer.user_id and not organiser:
            return cards.other(pledge, summit, earlier)
        standing = await follow_up_status.of_pledge(
            self.bot.store, guild_id=summit.guild_id, pledge_id=pledge.id
        )
        if pledge.maker_id == answer.user_id:
            progress = maker_cards.progress_lines(pledge, standing) if standing.last else ()
            return cards.own(pledge, summit, earlier, progress)
        lines = dossier.standing_lines(pledge, standing, answer.now)
        card = cards.for_organiser(pledge, summit, earlier, lines)
        support = (views.support_buttons(pledge),) if pledge.public else ()
        subject = Subject(Kind.PLEDGE, pledge.id)
        follow = (open_button(pledge.guild_id, subject, "Follow it up"),)
        return replace(card, rows=(*support, *decide_buttons(pledge), follow))
