"""/workshops and its buttons, and the loop that lets people move up and into their rooms."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Reply
from cogs import buttons
from cogs.programme.cards import link_or_name
from cogs.workshops import cards
from cogs.workshops.rooms import Rooms
from db import attendees, choices, sessions
from domain.choices import slot_of, slots
from domain.editions import check_mark
from domain.rules import RuleBroken
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 2.0


class Workshops(commands.Cog):
    """Choosing workshops."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.rooms = Rooms(bot)
        bot.turns.everywhere(TURN_SECONDS, self._turn, what="workshops")
        bot.routes.press(buttons.WORKSHOPS.route, self.show)
        bot.routes.press("workshop.choose", self.choose)
        bot.routes.press("workshop.pick", self.pick)
        bot.routes.press("workshop.wait", self.wait)
        bot.routes.press("workshop.leave", self.leave)

    # ------------------------------------------------------------ seeing

    @app_commands.command(
        name="workshops",
        description="Choose your workshops, or change them",
        extras={"again": buttons.WORKSHOPS.route},
    )
    @app_commands.guild_only()
    async def workshops(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.show(Answer.of(interaction))

    async def show(self, answer: Answer, guild: str = "", slot: str = "") -> None:
        """What there is to choose, and what the person has chosen."""
        summit = self._summit(answer, guild)
        joined = await attendees.get(
            self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
        )
        if joined is None:
            raise RuleBroken("join.first")
        reply = await self._board(answer, summit, slot)
        if guild:  # a page of this answer, turned
            await answer.replace(reply)
        else:
            await answer.send(reply)

    async def _board(self, answer: Answer, summit: Summit, slot: str = "", said: str = "") -> Reply:
        guild_id = summit.guild_id
        programme = await sessions.every(self.bot.store, guild_id=guild_id)
        board = cards.Board(
            guild_id,
            slots(programme, answer.now),
            await choices.chosen_by(self.bot.store, guild_id=guild_id, user_id=answer.user_id),
            await choices.taken(self.bot.store, guild_id=guild_id),
            partial(link_or_name, self.bot.get_guild(guild_id), summit),
        )
        return cards.board(board, slot, said)

    def _summit(self, answer: Answer, guild: str) -> Summit:
        """The summit of the server that a button names: this one, or any from a letter.

        Whoever presses must have joined it: the verbs see to that.
        """
        if not guild:
            return answer.summit
        guild_id = whole_number(guild)
        if answer.interaction.guild_id not in (None, guild_id):
            raise RuleBroken("choice.unknown")
        return self.bot.summit(guild_id)

    # ------------------------------------------------------------ choosing

    async def choose(self, answer: Answer, guild: str, slug: str, day: str = "") -> None:
        await self._choose(answer, await self._meant(answer, guild, slug, day), slug)

    async def pick(self, answer: Answer, guild: str, slot: str, *day_and_slug: str) -> None:
        """From a menu, whose slot is in its route only to tell two menus apart."""
        if len(day_and_slug) not in (1, 2):
            raise RuleBroken("form.old")
        slug, day = day_and_slug[-1], day_and_slug[0] if len(day_and_slug) == 2 else ""
        await self._choose(answer, await self._meant(answer, guild, slug, day), slug)

    async def wait(self, answer: Answer, guild: str, slug: str, day: str = "") -> None:
        """Give up a place for a waiting number, after having been asked."""
        summit = await self._meant(answer, guild, slug, day)
        await self._choose(answer, summit, slug, give_up=True)

    async def _meant(self, answer: Answer, guild: str, slug: str, day: str) -> Summit:
        """The summit of a button, which means the workshop of this year's."""
        summit = self._summit(answer, guild)
        if day:
            found = await sessions.get(self.bot.store, guild_id=summit.guild_id, slug=slug)
            if found is None or not found.is_over(answer.now):  # else that is said, which is more
                check_mark(found, day)
        return summit

    async def _choose(
        self, answer: Answer, summit: Summit, slug: str, *, give_up: bool = False
    ) -> None:
        try:
            done = await choices.choose(
                self.bot.store,
                guild_id=summit.guild_id,
                user_id=answer.user_id,
                slug=slug,
                now=answer.now,
                tell=cards.note,
                give_up=give_up,
            )
        except RuleBroken as error:
            if error.code == "choice.full":
                await self._ask_to_wait(answer, summit, slug)
                return
            raise
        answer.saved = "Your choice"
        key = slot_of(done.session)
        await answer.replace(await self._board(answer, summit, key, cards.chosen(done)))

    async def _ask_to_wait(self, answer: Answer, summit: Summit, slug: str) -> None:
        guild_id = summit.guild_id
        wanted = await sessions.get(self.bot.store, guild_id=guild_id, slug=slug)
        mine = await choices.chosen_by(self.bot.store, guild_id=guild_id, user_id=answer.user_id)
        assert wanted is not None, "it was found a moment ago, and sessions are never deleted"
        choice = mine.get(slot_of(wanted))
        kept = (
            await sessions.get(self.bot.store, guild_id=guild_id, slug=choice.slug)
            if choice
            else None
        )
        if kept is None:  # left in another window meanwhile: nothing to lose any more
            await self._choose(answer, summit, slug, give_up=True)
            return
        await answer.replace(cards.full(wanted, kept))

    async def leave(self, answer: Answer, guild: str, slug: str, day: str = "") -> None:
        summit = await self._meant(answer, guild, slug, day)
        session, there = await choices.leave(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            slug=slug,
            now=answer.now,
            tell=cards.note,
        )
        answer.saved = "That you left it"
        said = cards.left(session, there=there)
        await answer.replace(await self._board(answer, summit, slot_of(session), said))

    # ------------------------------------------------------------ the loop

    async def _turn(self, summit: Summit, now: datetime) -> None:
        """Who waits moves up, and rooms open and close, a few at a time."""
        await choices.fill_up(self.bot.store, guild_id=summit.guild_id, now=now, tell=cards.note)
        await self.rooms.turn(summit)
