"""Feedback on each session and on the day; what organisers read of it."""

from bot.client import SummitBot
from cogs.feedback.cog import Feedback


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Feedback(bot))
