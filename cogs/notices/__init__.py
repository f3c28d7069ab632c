"""Telling people what happened to their pledge while they were not looking."""

from bot.client import SummitBot
from cogs.notices.cog import Notices


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Notices(bot))
