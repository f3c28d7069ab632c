"""The pledge wall: where shown pledges stand, and others stand by them."""

from bot.client import SummitBot
from cogs.wall.cog import Wall


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Wall(bot))
