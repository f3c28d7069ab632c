"""Announcements of organisers."""

from bot.client import SummitBot
from cogs.announcing.cog import Announcing


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Announcing(bot))
