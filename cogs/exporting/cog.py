"""/export record and /export report, with their buttons."""

from __future__ import annotations

import asyncio
import io
import logging
import shutil
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import require_organiser
from bot.answers import Answer
from bot.client import SummitBot
from bot.export_files import ExportFailed, ExportResult, zip_export
from bot.export_record import workbook_name
from bot.exporting import export_in_child
from bot.reporting import make_report
from bot.wording import day
from cogs.exporting import cards
from db import editions
from db.errors import StoreError
from domain.rules import RuleBroken
from domain.summits import Summit
from exports.columns import Profile

log = logging.getLogger(__name__)

# A record compresses about six times; what is larger than this is not worth the minutes of trying.
MOST_SQUEEZE = 15
# Each export is a process of its own: more at once would take the processor from everybody else.
AT_ONCE = 2


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
        self._at_once = asyncio.Semaphore(AT_ONCE)
        bot.routes.press("export.record", self.hand_over)
        bot.routes.press("export.report", self.hand_over_report)
        # On panels from before, which stand for good.
        bot.routes.press("export.pledges", self.hand_over)

    @export.command(name="record", description="The whole record: a workbook, and all its files")
    @app_commands.describe(profile="For organisers (everything) or for the public")
    async def record(
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
        async with self._at_once, _folder() as folder:
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

    @export.command(name="report", description="One page to read, print or publish")
    @app_commands.describe(
        profile="For the public, or for organisers (tells more)",
        summit="A summit that is past; leave it out for the present one",
    )
    async def report(
        self,
        interaction: discord.Interaction[SummitBot],
        profile: Literal["public", "internal"] = "public",
        summit: str = "",
    ) -> None:
        await self.hand_over_report(Answer.of(interaction), profile, summit)

    @report.autocomplete("summit")
    async def _summits(
        self, interaction: discord.Interaction[SummitBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        """The days of the server's summits, by what was typed of them; for organisers alone."""
        try:
            found = await self._days(require_organiser(Answer.of(interaction)))
        except (RuleBroken, StoreError):
            return []
        return [
            app_commands.Choice(name=day(one), value=str(one))
            for one in found
            if typed.strip().casefold() in f"{day(one)} {one}".casefold()
        ][: cards.MOST_CHOICES]

    async def _days(self, summit: Summit) -> list[date]:
        return await editions.days(
            self.bot.store, guild_id=summit.guild_id, present=summit.plan.summit.date
        )

    async def hand_over_report(self, answer: Answer, profile: str, of_day: str = "") -> None:
        """Make the report and give it privately. ``of_day``: of the summit that was then."""
        summit = require_organiser(answer)
        try:
            wanted = Profile(profile)
        except ValueError:
            raise RuleBroken("form.old") from None
        found = await self._days(summit)
        shown = next((one for one in found if str(one) == (of_day or str(found[0]))), None)
        if shown is None:
            raise RuleBroken("export.no_summit")
        async with self._at_once:
            try:
                made = await asyncio.to_thread(
                    make_report, self.bot.store.path, summit.guild_id, wanted, answer.now, shown
                )
            except ExportFailed as error:
                raise RuleBroken("export.failed", says=str(error)) from error
        if len(made.content) > answer.interaction.filesize_limit:
            raise RuleBroken("export.report_too_large", guild_id=answer.guild_id)
        with io.BytesIO(made.content) as held:
            files = [discord.File(held, made.name)]
            await answer.send(cards.report(wanted, made.pledges, shown, found), files=files)

    async def _send(self, answer: Answer, result: ExportResult, profile: Profile) -> None:
        """The workbook to look at and a ZIP of everything, or the ZIP alone if that is too much."""
        limit = answer.interaction.filesize_limit
        if result.size > limit * MOST_SQUEEZE:
            raise RuleBroken("export.too_large", guild_id=answer.guild_id)
        archive = await _zipped(result)
        size = archive.stat().st_size
        if size > limit:
            raise RuleBroken("export.too_large", guild_id=answer.guild_id)
        book = result.folder / workbook_name(profile)
        paths = [archive]
        if size + book.stat().st_size <= limit:
            paths.insert(0, book)
        files = [discord.File(path) for path in paths]
        try:
            await answer.send(cards.handed_over(result, profile, len(paths) > 1), files=files)
        finally:
            for file in files:
                file.close()


async def _zipped(result: ExportResult) -> Path:
    try:
        return await asyncio.to_thread(zip_export, result)
    except ExportFailed as error:
        raise RuleBroken("export.failed", says=str(error)) from error


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
