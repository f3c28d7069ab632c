"""/connect, /introductions and their buttons: taking part, and leaving."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Form, Reply
from cogs import buttons
from cogs.connect import cards, views
from cogs.connect.asking import Asking
from cogs.connect.people import People
from cogs.connect.suggesting import Suggesting
from cogs.connect.threads import TURN_SECONDS, Threads
from cogs.joining.cog import FORM_SECONDS, known_soon, open_joining
from db import attendees, connections, introduction_reads
from db.errors import NotRead
from domain.connections import Card, Standing, check_card
from domain.rules import RuleBroken
from domain.summits import Summit


class Connect(commands.Cog):
    """Meeting others at the summit."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.people = People(bot)
        self.asking = Asking(bot)
        self.suggesting = Suggesting(bot)
        self.threads = Threads(bot)
        bot.turns.everywhere(TURN_SECONDS, self.threads.turn, what="introductions")
        bot.routes.press(buttons.MEET.route, self.show)
        bot.routes.press("connect.card", self.open_card, opens_form=True)
        bot.routes.press("connect.leave", self.ask_to_leave)
        bot.routes.press("connect.leave.yes", self.leave)
        bot.again.form(
            "connect.card",
            self.save_card,
            self.reopen_card,
            makes=True,
            after_joining="your card is made",
            join_label="Join and make my card",
        )

    # ------------------------------------------------------------ commands

    @app_commands.command(
        name="connect",
        description="Meet people: who offers what you need, and who needs what you offer",
        extras={"again": buttons.MEET.route},
    )
    @app_commands.guild_only()
    async def connect(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.show(Answer.of(interaction))

    @app_commands.command(
        name="introductions", description="For organisers: suggest people to meet to everybody"
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def introductions(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.suggesting.preview(Answer.of(interaction))

    # ------------------------------------------------------------ taking part

    async def show(self, answer: Answer) -> None:
        """One's own card and the ways on, or what this is."""
        summit = answer.summit
        joined = await attendees.get(
            self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
        )
        if joined is None:
            raise RuleBroken("join.first")
        own = await connections.card_of(
            self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
        )
        if own is None:
            await answer.replace(cards.invitation())
            return
        await answer.replace(await self._home(summit, own))

    async def _home(self, summit: Summit, own: Card, said: str = "") -> Reply:
        store, guild_id = self.bot.store, summit.guild_id
        known = await introduction_reads.of_person(store, guild_id=guild_id, user_id=own.user_id)
        waiting = sum(one.pair.standing is Standing.FOR_YOU for one in known)
        others = await connections.count(store, guild_id=guild_id) - 1
        return cards.home(own, summit, others=max(others, 0), waiting=waiting, said=said)

    async def open_card(self, answer: Answer) -> None:
        """The form of one's card, with what is kept, or with the organisation of joining."""
        summit = answer.summit
        joined = await known_soon(answer, summit, FORM_SECONDS / 2)
        if joined is None:
            await open_joining(answer, "connect.card")
            return
        try:
            async with asyncio.timeout(FORM_SECONDS / 2):
                own = await connections.card_of(
                    self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
                )
        except TimeoutError as error:
            raise NotRead("slow") from error
        fields = _fields(own) if own else {"organisation": joined.organisation}
        await answer.ask(_form(summit, str(answer.interaction.id), fields))

    async def reopen_card(self, answer: Answer, card_id: str, fields: Mapping[str, str]) -> Form:
        """The form with the words that could not be taken."""
        return _form(answer.summit, card_id, fields)

    async def save_card(self, answer: Answer, card_id: str, fields: Mapping[str, str]) -> None:
        summit = answer.summit
        number = whole_number(card_id)
        answer.typed = "\n".join(
            fields[name] for name in ("offers", "needs", "organisation") if fields.get(name)
        )
        wanted = check_card(
            organisation=fields.get("organisation", ""),
            offers=fields.get("offers", ""),
            needs=fields.get("needs", ""),
            themes=[slug for slug in fields.get("themes", "").split(",") if slug],
            known=summit.themes,
        )
        own, new = await connections.keep_card(
            self.bot.store,
            card_id=number,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            wanted=wanted,
            now=answer.now,
        )
        answer.saved = "Your card"
        said = "**You take part.** Your card is saved." if new else "**Your card is saved.**"
        await answer.send(await self._home(summit, own, said))

    # ------------------------------------------------------------ leaving

    async def ask_to_leave(self, answer: Answer) -> None:
        assert answer.summit
        await answer.replace(cards.really_leave())

    async def leave(self, answer: Answer) -> None:
        there = await connections.leave(
            self.bot.store,
            guild_id=answer.summit.guild_id,
            user_id=answer.user_id,
            now=answer.now,
        )
        answer.saved = "That your card is deleted"
        await answer.replace(cards.left(there=there))


def _form(summit: Summit, card_id: str, fields: Mapping[str, str]) -> Form:
    return views.card_form(card_id, fields, summit.plan.pledges.themes)


def _fields(own: Card) -> dict[str, str]:
    return {
        "offers": own.offers,
        "needs": own.needs,
        "themes": ",".join(own.themes),
        "organisation": own.organisation,
    }
