"""/help and its button."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.access import require_facilitator, require_organiser
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Reply
from cogs.helping import cards
from cogs.helping.told import Reader
from db import attendees, sessions
from domain.rules import RuleBroken
from domain.summits import Summit

log = logging.getLogger(__name__)

# Help does not wait longer for the commands' numbers: without them it names the commands plainly.
NUMBERS_SECONDS = 1.0
# After Discord did not tell them, when they are asked for again.
AGAIN = timedelta(minutes=5)


class Helping(commands.Cog):
    """What somebody can do here now."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        # The commands' numbers by name, asked for once: they stand in what can be pressed.
        self._numbers: dict[str, int] = {}
        self._asking: asyncio.Task[None] | None = None
        self._not_before: datetime | None = None
        bot.routes.press("help", self.show)
        bot.routes.press("help.back", self.back)
        bot.routes.press("help.page", self.everything)

    async def cog_unload(self) -> None:
        if self._asking is not None:
            self._asking.cancel()

    @app_commands.command(name="help", description="What you can do here now")
    @app_commands.guild_only()
    async def help(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.show(Answer.of(interaction))

    async def show(self, answer: Answer) -> None:
        """Help for who asks, as they are here and as the day stands."""
        await answer.send(await self._first(answer))

    async def back(self, answer: Answer) -> None:
        await answer.replace(await self._first(answer))

    async def everything(self, answer: Answer, reader: str, number: str = "0") -> None:
        """A page of everything, for those whom it is for."""
        wanted = _reader(reader)
        summit = answer.summit
        if wanted is Reader.FACILITATORS:
            summit = require_facilitator(answer)
        elif wanted is Reader.ORGANISERS:
            summit = require_organiser(answer)
        at = whole_number(number)
        await self._know_numbers()
        await answer.replace(cards.everything(summit, wanted, at, mention=self.mention))

    async def _first(self, answer: Answer) -> Reply:
        summit = answer.summit
        known = await attendees.get(
            self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
        )
        day = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        await self._know_numbers()
        who = _who(answer, summit, joined=known is not None)
        return cards.page(summit, day, who, now=answer.now, mention=self.mention)

    def mention(self, name: str) -> str:
        """A command as it can be pressed, plainly where its number is not known, or nothing."""
        first, *rest = name.split(" ")
        command = self.bot.tree.get_command(first)
        for part in rest:
            command = command.get_command(part) if isinstance(command, app_commands.Group) else None
        if command is None or isinstance(command, app_commands.Group):
            return ""
        number = self._numbers.get(first)
        return f"</{name}:{number}>" if number else f"/{name}"

    async def _know_numbers(self) -> None:
        """Ask Discord once for the commands' numbers; never for longer than a moment."""
        if self._numbers or (self._not_before and self.bot.now() < self._not_before):
            return
        if self._asking is None or self._asking.done():
            self._asking = asyncio.get_running_loop().create_task(self._ask())
        await asyncio.wait({self._asking}, timeout=NUMBERS_SECONDS)

    async def _ask(self) -> None:
        try:
            self._numbers = {
                command.name: command.id for command in await self.bot.tree.fetch_commands()
            }
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            self._not_before = self.bot.now() + AGAIN
            log.warning("help names the commands plainly: %s", error)


def _reader(text: str) -> Reader:
    try:
        return Reader(text)
    except ValueError:
        raise RuleBroken("form.old") from None


def _who(answer: Answer, summit: Summit, *, joined: bool) -> cards.Who:
    user = answer.interaction.user
    roles = {role.id for role in user.roles} if isinstance(user, discord.Member) else set[int]()
    places = summit.places
    return cards.Who(
        joined=joined,
        attendee_role=places.attendee_role in roles,
        facilitator=places.facilitator_role in roles,
        organiser=places.organiser_role in roles,
    )
