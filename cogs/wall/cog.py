"""The buttons on the wall, and the loop that keeps the wall up to date."""

from __future__ import annotations

from discord.ext import commands

from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from cogs.wall import cards
from cogs.wall.keeper import WallKeeper
from db import supporters
from domain.pledges import Support
from domain.rules import RuleBroken


class Wall(commands.Cog):
    """Standing by others' pledges."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.keeper = WallKeeper(bot)
        bot.routes.press("wall.too", self.too)
        bot.routes.press("wall.help", self.help)
        bot.routes.press("wall.back", self.take_back)

    async def too(self, answer: Answer, pledge_id: str) -> None:
        await self._stand_by(answer, whole_number(pledge_id), Support.TOO)

    async def help(self, answer: Answer, pledge_id: str) -> None:
        await self._stand_by(answer, whole_number(pledge_id), Support.HELP)

    async def _stand_by(self, answer: Answer, pledge_id: int, support: Support) -> None:
        pledge, new = await supporters.add(
            self.bot.store,
            guild_id=answer.summit.guild_id,
            pledge_id=pledge_id,
            user_id=answer.user_id,
            support=support,
            now=answer.now,
        )
        answer.saved = "That you stand by it"
        await answer.send(cards.thanks(pledge, support, new=new))

    async def take_back(self, answer: Answer, pledge_id: str, support: str) -> None:
        pledge, there = await supporters.take_back(
            self.bot.store,
            guild_id=answer.summit.guild_id,
            pledge_id=whole_number(pledge_id),
            user_id=answer.user_id,
            support=_support(support),
            now=answer.now,
        )
        answer.saved = "That you took it back"
        await answer.replace(cards.taken_back(pledge, there=there))


def _support(text: str) -> Support:
    try:
        return Support(text)
    except ValueError:
        raise RuleBroken("form.old") from None
