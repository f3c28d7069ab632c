"""/programme, its buttons, and the loop that keeps the server's events in step."""

from __future__ import annotations

import logging

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from cogs.programme import cards
from cogs.programme.events import EventKeeper
from db import choices, sessions
from db.errors import NotRead, NotSaved
from db.sessions import Changed
from domain.rules import RuleBroken
from domain.summits import Summit

log = logging.getLogger(__name__)


class Programme(commands.Cog):
    """What is on, what comes next, the whole day, and who speaks."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.events = EventKeeper(bot)
        bot.routes.press("programme", self.show)
        bot.routes.press("programme.speakers", self.show_speakers)

    @app_commands.command(
        name="programme", description="See what is on now, what comes next, and the whole day"
    )
    @app_commands.guild_only()
    async def programme(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.show(Answer.of(interaction))

    async def show(self, answer: Answer, side: str = "", number: str = "") -> None:
        """The programme from its start, or the page from or up to an entry."""
        summit = answer.summit
        first, last = _place(side, number)
        changed = [] if side else await self._look(answer, summit)
        day = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        guild = self.bot.get_guild(summit.guild_id)
        chosen, waiting = await self._chosen(summit, answer.user_id)
        reply = cards.programme(
            day,
            summit,
            now=answer.now,
            room=lambda session: cards.room(guild, summit, answer.interaction.user, session),
            changed=changed,
            chosen=chosen,
            waiting=waiting,
            first=first,
            last=last,
        )
        if side:
            await answer.replace(reply)
        else:
            await answer.send(reply)

    async def show_speakers(self, answer: Answer, side: str = "", number: str = "") -> None:
        """Who speaks, from the start or the page from or up to an entry."""
        summit = answer.summit
        first, last = _place(side, number)
        day = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        reply = cards.speakers(day, summit, first=first, last=last)
        if side:
            await answer.replace(reply)
        else:
            await answer.send(reply)

    async def _look(self, answer: Answer, summit: Summit) -> list[Changed]:
        """What changed since the person looked. The programme itself does not wait for that."""
        try:
            return await sessions.look(
                self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
            )
        except NotSaved as error:
            log.warning("what changed is told another time: %s", error)
            return []

    async def _chosen(self, summit: Summit, user_id: int) -> tuple[frozenset[str], frozenset[str]]:
        """The workshops in which somebody has a place, and those that they wait for.

        The programme does not wait for that.
        """
        try:
            mine = await choices.chosen_by(
                self.bot.store, guild_id=summit.guild_id, user_id=user_id
            )
        except NotRead as error:
            log.warning("the programme without what was chosen: %s", error)
            return frozenset(), frozenset()
        places = frozenset(choice.slug for choice in mine.values() if choice.has_place)
        return places, frozenset(choice.slug for choice in mine.values()) - places


def _place(side: str, number: str) -> tuple[int | None, int | None]:
    """The page that a button means. Raises RuleBroken ``form.old``."""
    if not side:
        return 0, None
    if side not in ("from", "to"):
        raise RuleBroken("form.old")
    place = whole_number(number)
    return (place, None) if side == "from" else (None, place)
