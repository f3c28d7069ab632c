"""Changing the programme while the summit runs."""

from bot.client import SummitBot
from cogs.changes.cog import Changes


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Changes(bot))
