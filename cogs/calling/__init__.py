"""Calls for help: one place for them, who comes, and what happens when nobody does."""

from bot.client import SummitBot
from cogs.calling.cog import Calling


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Calling(bot))
