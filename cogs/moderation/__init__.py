"""Moderation: hide, warn, time out, remove, report, appeal."""

from bot.client import SummitBot
from cogs.moderation.cog import ModerationCog


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(ModerationCog(bot))
