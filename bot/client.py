"""The bot itself: what it connects with, and what holds its cogs together."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
import orjson
from discord import app_commands
from discord.ext import commands

from bot import errors
from bot.again import Again
from bot.answers import Answer
from bot.rehearsing import Rehearsal
from bot.routes import Routes
from bot.saying import Saying
from bot.standing import Standing
from bot.turns import ServerTurns
from db import kept, summits
from db.store import Store
from domain.editions import Turn
from domain.plan import Plan
from domain.rules import RuleBroken
from domain.sessions import Rooms
from domain.summits import Places, Summit

log = logging.getLogger(__name__)

EXTENSIONS = (
    "cogs.setup",
    "cogs.joining",
    "cogs.workshops",
    "cogs.pledges",
    "cogs.wall",
    "cogs.review",
    "cogs.notices",
    "cogs.exporting",
    "cogs.programme",
    "cogs.helping",
    "cogs.questions",
    "cogs.notes",
    "cogs.rooms",
    "cogs.control",
    "cogs.breakouts",
    "cogs.quotes",
    "cogs.attendance",
    "cogs.records",
    "cogs.moderation",
    "cogs.hands",
    "cogs.reminders",
    "cogs.feedback",
    "cogs.recordings",
    "cogs.connect",
    "cogs.mydata",
    "cogs.followup",
    "cogs.stories",
    "cogs.keeping",
    "cogs.calling",
    "cogs.running",
    "cogs.closing",
    "cogs.changes",
    "cogs.announcing",
    "cogs.rehearsing",
)

# How long the gateway may be away before the process ends so that its supervisor starts it anew:
# in Discord's outage of 1 September 2026 discord.py tried a dead resume host for ever.
SILENCE_SECONDS = 300.0


class SummitTree(app_commands.CommandTree["SummitBot"]):
    """Slash commands, each with its answer's clock started and its errors at the one door."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        if interaction.client.stopping:
            return False
        if interaction.type is discord.InteractionType.application_command:
            command = interaction.command
            if command is None or not command.extras.get("opens_form"):
                Answer.of(interaction).start_clock()
        return True

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        if interaction.type is discord.InteractionType.autocomplete:
            log.warning("autocomplete failed: %s", error)
            return
        await errors.tell(Answer.of(interaction), error)


def _utc_now() -> datetime:
    return discord.utils.utcnow().astimezone(UTC)


class SummitBot(commands.Bot):
    """Runs the summits of the servers it is in. The opener of ``store`` closes it."""

    def __init__(
        self,
        store: Store,
        *,
        plan_file: Path | None = None,
        now: Callable[[], datetime] = _utc_now,
        follow_ups_a_minute: int = 20,
        rehearsal: Rehearsal | None = None,
    ) -> None:
        """``now`` is the time; in a ``rehearsal``, the summit's time is that one's."""
        intents = discord.Intents.none()
        # Neither is privileged. Voice states tell who is in a workshop's voice room.
        intents.guilds = True
        intents.voice_states = True
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents,
            tree_cls=SummitTree,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.5,
        )
        self.store = store
        self.plan_file = plan_file
        self.rehearsal = rehearsal
        self.now = rehearsal.now if rehearsal else now
        self.real_now = rehearsal.real if rehearsal else now
        self.follow_ups_a_minute = follow_ups_a_minute
        self.routes = Routes()
        self.again = Again(self)
        self.turns = ServerTurns(self)
        self.standing = Standing(self)
        self.saying = Saying(self)
        self.fell_silent = False
        self.stopping = False
        self._summits: dict[int, Summit] = {}
        self._away_since: float | None = None

    # ------------------------------------------------------------------ summits

    def summit(self, guild_id: int) -> Summit:
        """A server's summit. Raises RuleBroken ``summit.none``."""
        try:
            return self._summits[guild_id]
        except KeyError:
            raise RuleBroken("summit.none") from None

    @property
    def summits(self) -> list[Summit]:
        """The summits of the servers that the bot is in now."""
        return [summit for summit in self._summits.values() if self.get_guild(summit.guild_id)]

    async def set_up(
        self, guild_id: int, plan: Plan, places: Places, rooms: Mapping[str, Rooms]
    ) -> tuple[Summit, Turn | None]:
        """Keep a server's summit, in the store and here; as :func:`db.summits.set_up`."""
        summit, turned = await summits.set_up(
            self.store,
            guild_id=guild_id,
            plan=plan,
            places=places,
            rooms=rooms,
            now=self.now(),
        )
        self._summits[guild_id] = summit
        return summit, turned

    def forget(self, guild_id: int) -> None:
        """From now on there is no summit in this server."""
        self._summits.pop(guild_id, None)

    def at_discord(self, moment: datetime) -> datetime:
        """Discord's time at a moment of the summit: the same, but in a rehearsal."""
        return self.rehearsal.at_discord(moment) if self.rehearsal else moment

    def in_summit(self, real: datetime) -> datetime:
        """The summit's time at a time of Discord's: the same, but in a rehearsal."""
        return self.rehearsal.clock.at(real) if self.rehearsal else real

    # ------------------------------------------------------------------ life

    async def setup_hook(self) -> None:
        for summit in await summits.every(self.store):
            self._summits[summit.guild_id] = summit
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        await self._sync_if_changed()
        self.turns.start()

    async def _sync_if_changed(self) -> None:
        """Tell Discord of the commands only when they are not the ones it was last told of."""
        commands_now = [
            command.to_dict(self.tree) for command in self.tree.get_commands(guild=None)
        ]
        fingerprint = hashlib.sha256(
            orjson.dumps([self.application_id, commands_now], option=orjson.OPT_SORT_KEYS)
        ).hexdigest()
        if await kept.get(self.store, "commands") == fingerprint:
            return
        await self.tree.sync()
        await kept.put(self.store, "commands", fingerprint)
        log.info("%d commands synced", len(commands_now))

    async def on_ready(self) -> None:
        self._away_since = None
        log.info("ready as %s; servers: %d", self.user, len(self.guilds))

    async def on_resumed(self) -> None:
        self._away_since = None
        log.info("resumed")

    async def on_disconnect(self) -> None:
        if self._away_since is None:
            self._away_since = asyncio.get_running_loop().time()

    async def watch_for_silence(self) -> None:
        """Ends the bot when Discord was away for SILENCE_SECONDS. Runs beside it."""
        loop = asyncio.get_running_loop()
        while not self.is_closed():
            away = self._away_since
            if away is not None and loop.time() - away > SILENCE_SECONDS:
                log.error("no word from Discord for %d seconds: ending", SILENCE_SECONDS)
                self.fell_silent = True
                await self.close()
                return
            await asyncio.sleep(5)

    async def stop(self, grace: float) -> None:
        """End cleanly: no new interactions, answers under way get ``grace`` seconds, then close."""
        self.stopping = True
        if self.ws is not None:  # pyright: ignore[reportUnnecessaryComparison]  # None before login
            await self.change_presence(status=discord.Status.invisible)
        try:
            async with asyncio.timeout(grace):
                await self.routes.idle.wait()
        except TimeoutError:
            log.warning("%d answers were still under way", self.routes.under_way)
        await self.close()

    async def close(self) -> None:
        self.turns.stop()
        await super().close()

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        if self.stopping:
            # Not taken, so nothing of it is lost: Discord says that the bot did not answer.
            return
        if interaction.type in (
            discord.InteractionType.component,
            discord.InteractionType.modal_submit,
        ):
            await self.routes.run(interaction)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        log.exception("%s in %s", errors.new_reference(), event_method)
