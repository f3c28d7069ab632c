"""Help: what somebody can do here now, and everything one press further."""

from bot.client import SummitBot
from cogs.helping.cog import Helping


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Helping(bot))
