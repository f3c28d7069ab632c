"""/export pledges and its buttons."""

from __future__ import annotations

import asyncio
import logging
import shutil
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import require_organiser
from bot.answers import Answer
from bot.client import SummitBot
from bot.export_files import ExportFailed, ExportResult, zip_export
from bot.exporting import export_in_child
from cogs.exporting import cards
from domain.rules import RuleBroken
from exports.columns import Profile

log = logging.getLogger(__name__)

# Pledges compress about six times; what is larger than this is not worth the minutes of trying.
MOST_SQUEEZE = 15


class Exporting(commands.Cog):
    """Handing the record to organisers, privately."""

    export = app_commands.Group(
        name="export",
        description="For organisers: files with the summit’s record",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press("export.pledges", self.hand_over)

    @export.command(name="pledges", description="The pledges and their log as files")
    @app_commands.describe(profile="For organisers (everything) or for the public")
    async def pledges(
        self,
        interaction: discord.Interaction[SummitBot],
        profile: Literal["internal", "public"] = "internal",
    ) -> None:
        await self.hand_over(Answer.of(interaction), profile)

    async def hand_over(self, answer: Answer, profile: str) -> None:
        """Make the files in a process of their own and give them privately."""
        summit = require_organiser(answer)
        try:
            wanted = Profile(profile)
        except ValueError:
            raise RuleBroken("form.old") from None
        async with _folder() as folder:
            try:
                result = await export_in_child(
                    self.bot.store.path,
                    summit.guild_id,
                    wanted,
                    folder,
                    answer.now,
                )
            except ExportFailed as error:
                raise RuleBroken("export.failed", says=str(error)) from error
            await self._send(answer, result, wanted)

    async def _send(self, answer: Answer, result: ExportResult, profile: Profile) -> None:
        limit = answer.interaction.filesize_limit
        paths = list(result.paths)
        zipped = result.size > limit
        if result.size > limit * MOST_SQUEEZE:
            raise RuleBroken("export.too_large", guild_id=answer.guild_id)
        if zipped:
            archive = await asyncio.to_thread(zip_export, result)
            if archive.stat().st_size > limit:
                raise RuleBroken("export.too_large", guild_id=answer.guild_id)
            paths = [archive]
        files = [discord.File(path) for path in paths]
        try:
            await answer.send(cards.handed_over(result, profile, zipped=zipped), files=files)
        finally:
            for file in files:
                file.close()


@asynccontextmanager
async def _folder() -> AsyncGenerator[Path]:
    """A folder for one export. Large files take the disk a while to forget: not on the loop."""
    folder = await asyncio.to_thread(tempfile.mkdtemp, prefix="summit-export-")
    try:
        yield Path(folder)
    finally:
        await asyncio.shield(asyncio.to_thread(_remove, folder))


def _remove(folder: str) -> None:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        log.warning("an export’s folder stays behind: %s", error)
