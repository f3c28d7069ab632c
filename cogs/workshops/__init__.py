"""Choosing workshops: one in each slot, with a waiting list, and the rooms that open to people."""

from bot.client import SummitBot
from cogs.workshops.cog import Workshops


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Workshops(bot))
