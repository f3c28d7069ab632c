"""Making pledges, and looking after one's own."""

from bot.client import SummitBot
from cogs.pledges.cog import Pledges


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Pledges(bot))
