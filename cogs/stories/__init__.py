"""Success stories: kept pledges, told as far as their makers agree."""

from bot.client import SummitBot
from cogs.stories.cog import Stories


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Stories(bot))
