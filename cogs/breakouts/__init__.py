"""Small groups of a workshop: split, run, call back."""

from bot.client import SummitBot
from cogs.breakouts.cog import Breakouts


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Breakouts(bot))
