"""Questions to the speakers and workshops: asked, voted on, moderated, answered."""

from bot.client import SummitBot
from cogs.questions.cog import Questions


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Questions(bot))
