"""How long personal data is kept: shown, announced, put off, and ended."""

from bot.client import SummitBot
from cogs.keeping.cog import Keeping


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Keeping(bot))
