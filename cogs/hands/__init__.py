"""Raising hands: one's place in the queue, and whose turn it is."""

from bot.client import SummitBot
from cogs.hands.cog import Hands


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Hands(bot))
