"""Following up: check-ins, progress, who looks after what, tasks, offers of help, the status."""

from bot.client import SummitBot
from cogs.followup.cog import FollowUps


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(FollowUps(bot))
