"""Attendance: who was in a session's voice room, and for how long."""

from bot.client import SummitBot
from cogs.attendance.cog import Attendance


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Attendance(bot))
