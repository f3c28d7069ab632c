"""Reminders before sessions, for those who want them, and letters when a workshop moves."""

from bot.client import SummitBot
from cogs.reminders.cog import Reminders


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Reminders(bot))
