"""The buttons on the wall, and the loop that keeps the wall up to date."""

from __future__ import annotations

from discord.ext import commands

from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Reply
from cogs.joining.cog import Joining
from cogs.joining.views import join_and
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
        joining = bot.get_cog("Joining")
        assert isinstance(joining, Joining), "cogs.joining is loaded first"
        joining.afterwards["support"] = self.after_joining

    async def cog_load(self) -> None:
        self.keeper.start()

    async def cog_unload(self) -> None:
        self.keeper.stop()

    async def too(self, answer: Answer, pledge_id: str) -> None:
        await self._stand_by(answer, whole_number(pledge_id), Support.TOO)

    async def help(self, answer: Answer, pledge_id: str) -> None:
        await self._stand_by(answer, whole_number(pledge_id), Support.HELP)

    async def after_joining(self, answer: Answer, then: str) -> None:
        """What somebody pressed before they had joined: ``support-too-123``."""
        support, _, pledge_id = then.removeprefix("support-").partition("-")
        await self._stand_by(answer, whole_number(pledge_id), _support(support))

    async def _stand_by(self, answer: Answer, pledge_id: int, support: Support) -> None:
        try:
            pledge, new = await supporters.add(
                self.bot.store,
                guild_id=answer.summit.guild_id,
                pledge_id=pledge_id,
                user_id=answer.user_id,
                support=support,
                now=answer.now,
            )
        except RuleBroken as error:
            if error.code != "join.first":
                raise
            await answer.send(
                Reply(
                    "**One more step: join the summit.** Then this is counted.",
                    ((join_and(f"support-{support.value}-{pledge_id}"),),),
                )
            )
            return
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
