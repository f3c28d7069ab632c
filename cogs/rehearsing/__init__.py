"""Rehearsing on a real server. A bot that does not rehearse has nothing of this."""

from bot.client import SummitBot
from cogs.rehearsing.cog import Rehearsing


async def setup(bot: SummitBot) -> None:
    if bot.rehearsal is not None:
        await bot.add_cog(Rehearsing(bot, bot.rehearsal))
