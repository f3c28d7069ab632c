"""Joining the summit: who somebody is here, and what may be published of it."""

from bot.client import SummitBot
from cogs.joining.cog import Joining


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Joining(bot))
