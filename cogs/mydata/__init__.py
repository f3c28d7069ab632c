"""What is kept about somebody: see it, take it along, correct it, erase it."""

from bot.client import SummitBot
from cogs.mydata.cog import MyDataCog


async def setup(bot: SummitBot) -> None:
    await bot.add_cog(MyDataCog(bot))
