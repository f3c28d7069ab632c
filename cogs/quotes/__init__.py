"""Keeping what somebody wrote in a room as an output, and asking them whether they mind."""

from bot.client import SummitBot
from cogs.quotes.cog import Quotes


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Quotes(bot))
