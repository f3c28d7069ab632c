"""Handing the record to organisers."""

from bot.client import SummitBot
from cogs.exporting.cog import Exporting


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Exporting(bot))
