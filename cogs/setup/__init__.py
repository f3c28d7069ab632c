"""Setting a server up from the plan file."""

from bot.client import SummitBot
from cogs.setup.cog import Setup


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Setup(bot))
