"""Recordings of sessions: asked for, and answered by organisers."""

from bot.client import SummitBot
from cogs.recordings.cog import Recordings


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Recordings(bot))
