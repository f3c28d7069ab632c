"""The organisers' queue: every pledge is looked at, before or after it is shown."""

from bot.client import SummitBot
from cogs.review.cog import Review


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Review(bot))
