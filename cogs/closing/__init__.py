"""The pledging session: a live count, pledges of the moment, and thanks at the end."""

from bot.client import SummitBot
from cogs.closing.cog import Closing


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Closing(bot))
