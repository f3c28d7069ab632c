"""What a session's room leaves behind: its summary, confirmed at the end, and its record."""

from bot.client import SummitBot
from cogs.records.cog import Records


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Records(bot))
