"""The rehearsal's panel: the clock, the cast, the crowd, and the end."""

from __future__ import annotations

import logging

import discord
from discord.ext import commands

from bot.answers import Answer
from bot.client import SummitBot
from bot.rehearsing import Rehearsal
from bot.routes import whole_number
from bot.server.removing import Removed, Tell, remove
from bot.ui import Reply
from cogs.rehearsing import being, cards, crowd
from cogs.rehearsing.keeper import Keeper
from db import made, rehearsals
from domain.rehearsals import jumps, part_of
from domain.rules import RuleBroken
from domain.server.wanted import TEAM
from domain.summits import Summit

log = logging.getLogger(__name__)

_MAY = (TEAM, "role:organiser")


class Rehearsing(commands.Cog):
    """For whoever rehearses: the team, organisers, and who may manage the server."""

    def __init__(self, bot: SummitBot, rehearsal: Rehearsal) -> None:
        self.bot = bot
        self.rehearsal = rehearsal
        self.keeper = Keeper(bot, rehearsal)
        self._removing: set[int] = set()
        bot.routes.press("rehearsal.show", self.show)
        bot.routes.press("rehearsal.speed", self.speed)
        bot.routes.press("rehearsal.jump", self.ask_jump)
        bot.routes.press("rehearsal.to", self.jump)
        bot.routes.press("rehearsal.be", self.ask_who)
        bot.routes.press("rehearsal.among", self.among)
        bot.routes.press("rehearsal.is", self.be)
        bot.routes.press("rehearsal.crowd", self.crowd)
        bot.routes.press("rehearsal.remove", self.ask_remove)
        bot.routes.press("rehearsal.remove.yes", self.remove)

    async def cog_load(self) -> None:
        """Servers whose traces are being removed, or were, have no summit any more."""
        for guild_id in await rehearsals.removals(self.bot.store):
            self.bot.forget(guild_id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """A removal that was stopped in the middle goes on."""
        for guild_id, state in (await rehearsals.removals(self.bot.store)).items():
            if state == "under way" and self.bot.get_guild(guild_id) is not None:
                try:
                    await self._remove(guild_id)
                except (discord.HTTPException, RuleBroken) as error:
                    log.warning("removing from guild %d waits: %s", guild_id, error)

    async def _allowed(self, answer: Answer) -> int:
        """The server's id, for whoever may rehearse. Raises RuleBroken ``access.rehearsal``."""
        guild_id = answer.guild_id
        if answer.interaction.permissions.manage_guild:
            return guild_id
        known = await made.every(self.bot.store, guild_id=guild_id)
        may = {known[key].id for key in _MAY if key in known}
        user = answer.interaction.user
        if isinstance(user, discord.Member) and any(role.id in may for role in user.roles):
            return guild_id
        raise RuleBroken("access.rehearsal")

    async def _summit(self, answer: Answer) -> Summit:
        return self.bot.summit(await self._allowed(answer))

    # ------------------------------------------------------------ the clock

    async def show(self, answer: Answer) -> None:
        summit = await self._summit(answer)
        people = await rehearsals.crowd(self.bot.store, guild_id=summit.guild_id)
        speed = self.rehearsal.clock.speed
        await answer.send(
            Reply(cards.panel(summit, answer.now, speed, len(people)), cards.rows(speed))
        )

    async def speed(self, answer: Answer, times: str) -> None:
        summit = await self._summit(answer)
        await self.rehearsal.go_at(whole_number(times))
        await self._told_of_clock(answer, summit)

    async def ask_jump(self, answer: Answer) -> None:
        summit = await self._summit(answer)
        await answer.send(cards.where_to(summit, answer.now))

    async def jump(self, answer: Answer, key: str) -> None:
        summit = await self._summit(answer)
        to = next((one for one in jumps(summit.plan) if one.key == key), None)
        if to is None:
            raise RuleBroken("rehearsal.moment")
        await self.rehearsal.put_forward(to.at)
        await self._told_of_clock(answer, summit)

    async def _told_of_clock(self, answer: Answer, summit: Summit) -> None:
        answer.saved = "The clock"
        await answer.replace(cards.clock_set(summit, answer.now, self.rehearsal.clock.speed))
        await self.keeper.turn(summit, answer.now)

    # ------------------------------------------------------------ people

    async def ask_who(self, answer: Answer) -> None:
        await answer.send(cards.who_to_be(await self._summit(answer)))

    async def among(self, answer: Answer, _menu: str, key: str) -> None:
        await self.be(answer, key)

    async def be(self, answer: Answer, key: str) -> None:
        summit = await self._summit(answer)
        part = part_of(summit.plan, key)
        if part is None:
            raise RuleBroken("rehearsal.nobody")
        await being.become(self.bot, answer, summit, part)
        answer.saved = "Who you are"
        sees_all = answer.interaction.permissions.manage_guild
        await answer.replace(cards.you_are(part, sees_all=sees_all))

    async def crowd(self, answer: Answer, key: str) -> None:
        summit = await self._summit(answer)
        if key == "join":
            count = await crowd.join(self.bot, summit)
        elif key == "choose":
            count = await crowd.choose(self.bot, summit)
        elif key == "pledge":
            count = await crowd.pledge(self.bot, summit, answer.interaction.id)
        else:
            raise RuleBroken("form.old")
        answer.saved = "What the crowd did"
        await answer.replace(cards.crowd_did(key, count))

    # ------------------------------------------------------------ the end

    async def ask_remove(self, answer: Answer) -> None:
        guild_id = await self._allowed(answer)
        found = await rehearsals.traces(self.bot.store, guild_id=guild_id)
        guild = self.bot.get_guild(guild_id)
        await answer.send(cards.sure(len(found), guild.name if guild else "this server"))

    async def remove(self, answer: Answer) -> None:
        guild_id = await self._allowed(answer)

        async def tell(told: Removed) -> None:
            answer.saved = "What was removed so far"
            await answer.replace(cards.removed(told))

        await self._remove(guild_id, tell)

    async def _remove(self, guild_id: int, tell: Tell | None = None) -> None:
        if guild_id in self._removing:
            raise RuleBroken("rehearsal.removing")
        self._removing.add(guild_id)
        try:
            await rehearsals.begin_removal(self.bot.store, guild_id=guild_id)
            self.bot.forget(guild_id)
            self.keeper.forget(guild_id)
            assert self.bot.application_id is not None, "it is logged in"
            await remove(
                self.bot.http, self.bot.store, guild_id, self.bot.application_id, tell=tell
            )
        finally:
            self._removing.discard(guild_id)
