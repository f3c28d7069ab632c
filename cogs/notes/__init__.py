"""Notes of a session: ideas, barriers, insights and actions, and pledges that come from them."""

from bot.client import SummitBot
from cogs.notes.cog import Notes


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Notes(bot))
