"""/mydata, its buttons, and the loop that ends what an erasure began."""

from __future__ import annotations

import io

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answer
from bot.client import SummitBot
from cogs import buttons
from cogs.mydata import cards
from cogs.mydata.keeper import ErasureKeeper
from cogs.workshops.cards import note
from db import erasure, my_data
from domain.my_data import MyData
from exports.my_data import HTML_NAME, JSON_NAME, as_html, as_json


class MyDataCog(commands.Cog, name="MyData"):
    """What is kept about somebody. Everybody reaches their own, and nobody else's."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.keeper = ErasureKeeper(bot)
        bot.routes.press(buttons.MY_DATA.route, self.show)
        bot.routes.press(cards.FILE.route, self.hand_over)
        bot.routes.press(cards.ERASE.route, self.ask)
        bot.routes.press(cards.YES.route, self.erase)

    @app_commands.command(
        name="mydata", description="See, take along, correct or erase what is kept about you"
    )
    @app_commands.guild_only()
    async def mydata(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.show(Answer.of(interaction))

    async def show(self, answer: Answer) -> None:
        """What is kept, a line for each part."""
        await answer.send(cards.overview(await self._read(answer), answer.summit))

    async def hand_over(self, answer: Answer) -> None:
        """All of it as two files, privately."""
        data = await self._read(answer)
        summit = answer.summit.plan.summit.name
        made = [
            discord.File(io.BytesIO(held), filename=name)
            for name, held in (
                (HTML_NAME, as_html(data, summit=summit)),
                (JSON_NAME, as_json(data, summit=summit)),
            )
        ]
        await answer.send(cards.files(data), files=made)

    async def ask(self, answer: Answer) -> None:
        """What erasing would do; nothing is done yet."""
        await answer.send(cards.sure(await self._read(answer), answer.summit))

    async def erase(self, answer: Answer) -> None:
        """Erase it. A second press finds nothing left."""
        summit = answer.summit
        told = await erasure.erase(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            now=answer.now,
            tell=note,
        )
        answer.saved = "That everything about you is erased"
        await answer.replace(cards.erased(told, summit))

    async def _read(self, answer: Answer) -> MyData:
        return await my_data.read(
            self.bot.store,
            guild_id=answer.summit.guild_id,
            user_id=answer.user_id,
            now=answer.now,
        )
