"""Running the day: the summit is opened and closed, and organisers see how it goes."""

from bot.client import SummitBot
from cogs.running.cog import RunningTheDay


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(RunningTheDay(bot))
