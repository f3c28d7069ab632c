"""/summit setup and its buttons."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import require_manager
from bot.answers import Answer
from bot.client import SummitBot
from bot.server import engine
from bot.server.engine import Preview
from cogs.setup import cards
from db import posted
from db.posted import Purpose
from domain.plan import Plan, PlanInvalid, parse_plan
from domain.rehearsals import as_rehearsal
from domain.rules import RuleBroken
from domain.summits import Summit

log = logging.getLogger(__name__)


class Setup(commands.Cog):
    """Setting a server up from the plan file: first shown, then done."""

    summit = app_commands.Group(
        name="summit",
        description="For organisers: the summit in this server",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._busy: set[int] = set()
        self._panels = asyncio.Lock()
        bot.routes.press("setup.look", self.show)
        bot.routes.press("setup.go", self.go)
        bot.routes.press("setup.all", self.put_back)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Panels that are missing: a set-up on the command line leaves them to the bot."""
        async with self._panels:  # Discord may say twice that it is ready
            for summit in self.bot.summits:
                standing = await posted.panels(self.bot.store, guild_id=summit.guild_id)
                there = {post.purpose for post in standing}
                for purpose, channel_id in _panels(summit).items():
                    if purpose not in there:
                        # Who keeps standing messages sends what was begun.
                        await posted.intend(
                            self.bot.store,
                            guild_id=summit.guild_id,
                            channel_id=channel_id,
                            purpose=purpose,
                            pledge_ids=(),
                            now=self.bot.now(),
                        )

    @summit.command(name="setup", description="Make the roles, channels and panels of the plan")
    async def set_up(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.show(Answer.of(interaction))

    async def show(self, answer: Answer) -> None:
        """What would be done; done at once where nothing in the server or programme changes."""
        seen = await self._look(answer)
        if seen.quiet:
            await self._apply(answer, seen, put_back=False)
        else:
            await answer.send(cards.previewed(seen))

    async def go(self, answer: Answer, sign: str) -> None:
        await self._if_as_shown(answer, sign, put_back=False)

    async def put_back(self, answer: Answer, sign: str) -> None:
        await self._if_as_shown(answer, sign, put_back=True)

    async def _if_as_shown(self, answer: Answer, sign: str, *, put_back: bool) -> None:
        """Nobody agrees to what they have not read."""
        seen = await self._look(answer)
        if seen.sign == sign:
            await self._apply(answer, seen, put_back=put_back)
        elif seen.quiet:
            await self._apply(answer, seen, put_back=False)
        else:
            await answer.replace(cards.previewed(seen, changed_since=True))

    async def _look(self, answer: Answer) -> Preview:
        guild_id = require_manager(answer)
        if self.bot.get_guild(guild_id) is None or self.bot.user is None:
            raise RuleBroken("access.server")
        plan = await self.read_plan()
        rehearsal = self.bot.rehearsal
        if rehearsal is not None:
            await rehearsal.may_set_up(guild_id)
        known = await engine.Known.of(self.bot.store, guild_id)
        return await engine.preview(
            self.bot.http,
            known,
            guild_id=guild_id,
            bot_id=self.bot.user.id,
            plan=plan,
            rehearsal=rehearsal is not None,
        )

    async def _apply(self, answer: Answer, seen: Preview, *, put_back: bool) -> None:
        guild_id = seen.there.guild_id
        async with self._alone(guild_id):
            try:
                built = await engine.apply(self.bot.http, self.bot.store, seen, put_back=put_back)
                summit, turned = await self.bot.set_up(
                    guild_id, seen.plan, built.places, built.rooms
                )
                answer.saved = "What was made so far"
                # The wall too: the plan may have other titles, or another channel for it.
                await posted.mark_panels(self.bot.store, guild_id=guild_id)
                await self._put_panels(summit)
                organiser = await self._make_organiser(answer, summit)
            except discord.Forbidden as error:
                raise RuleBroken("setup.lacks", permissions=error.text or "unknown") from error
        await answer.replace(
            cards.done(
                built,
                summit,
                organiser=organiser,
                turned=turned,
                left_over=seen.left_over,
                kept=seen.by_hand,
            )
        )

    @asynccontextmanager
    async def _alone(self, guild_id: int) -> AsyncGenerator[None]:
        """One set-up of a server at a time. Raises RuleBroken ``setup.busy``."""
        if guild_id in self._busy:
            raise RuleBroken("setup.busy")
        self._busy.add(guild_id)
        try:
            yield
        finally:
            self._busy.discard(guild_id)

    async def read_plan(self) -> Plan:
        """The plan file as it is now. Raises RuleBroken ``setup.*``."""
        path = self.bot.plan_file
        if path is None:
            raise RuleBroken("setup.no_plan")
        try:
            plan = parse_plan(await asyncio.to_thread(Path.read_text, path, "utf-8"))
            return as_rehearsal(plan) if self.bot.rehearsal else plan
        except PlanInvalid as error:
            problems = " ".join(f"({problem})" for problem in error.problems[:3])
            more = len(error.problems) - 3
            rest = f" And {more} more: see summit plan check." if more > 0 else ""
            raise RuleBroken("setup.plan", problems=problems[:1400] + rest) from error
        except (OSError, UnicodeDecodeError) as error:
            raise RuleBroken("setup.plan", problems=f"({path.name}: {error})") from error

    async def _put_panels(self, summit: Summit) -> None:
        """The three panels, each once; a second set-up draws them again."""
        for purpose, channel_id in _panels(summit).items():
            await self.bot.standing.keep(summit, purpose, channel_id)

    async def _make_organiser(self, answer: Answer, summit: Summit) -> bool:
        """Who sets the summit up is its first organiser, where the bot may give that role."""
        try:
            await self.bot.http.add_role(
                summit.guild_id,
                answer.user_id,
                summit.places.organiser_role,
                reason="Set the summit up",
            )
        except discord.Forbidden as error:
            log.warning("no organiser role for %d: %s", answer.user_id, error)
            return False
        return True


def _panels(summit: Summit) -> dict[Purpose, int]:
    """Each panel of a server, and the channel that it stands in."""
    places = summit.places
    return {
        "welcome_panel": places.welcome_channel,
        "wall_summary": places.wall_channel,
        "organiser_panel": places.organisers_channel,
    }
