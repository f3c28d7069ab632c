"""Running a session's room: open and close it, lead it, and count time down."""

from bot import subcommands
from bot.client import SummitBot
from cogs.control import typed
from cogs.control.cog import Control


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(Control(bot))
    subcommands.add(bot, "room", typed.COMMANDS)
