"""The programme: what is on, what comes next, and each session among the server's events."""

from bot.client import SummitBot
from cogs.programme.cog import Programme


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Programme(bot))
