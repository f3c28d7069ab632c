"""The panel in each session's room: what it is about, and what people can do there."""

from bot.client import SummitBot
from cogs.rooms.cog import Rooms


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Rooms(bot))
