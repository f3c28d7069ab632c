"""Meeting others: cards, introductions that both want, and suggestions."""

from bot.client import SummitBot
from cogs.connect.cog import Connect


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Connect(bot))
