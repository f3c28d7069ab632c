"""What moderators do to a message or a person, by menu, button or command."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from cogs.joining.cog import FORM_SECONDS
from cogs.moderation import acts, cards, people, views
from cogs.moderation.acts import Acts
from cogs.moderation.doer import Doer
from cogs.moderation.files import log_files
from cogs.moderation.keeper import ModerationKeeper
from cogs.moderation.reports import Reports
from db import moderation_reads, moderation_reports, room_locks, sessions
from db.errors import NotSaved
from db.moderation_reports import Sight
from domain import moderation as rules
from domain.moderation import Kind, Person
from domain.rules import RuleBroken
from domain.summits import Summit


class ModerationCog(commands.Cog, name="Moderation"):
    """Hide, warn, time out, remove. Each handler asks who it is, and so does each transaction."""

    moderate = app_commands.Group(
        name="moderate",
        description="For facilitators and organisers: keep a room safe",
        guild_only=True,
    )

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.keeper = ModerationKeeper(bot, Doer(bot))
        self.acts = Acts(bot, self.keeper)
        self.reports = Reports(bot, self.keeper)
        self._menus = (
            app_commands.ContextMenu(
                name="Hide this message",
                callback=self._hide_menu,
                extras={"opens_form": True},
            ),
            app_commands.ContextMenu(
                name="Report this message",
                callback=self._report_message_menu,
                extras={"opens_form": True},
            ),
            app_commands.ContextMenu(name="Moderate this person", callback=self._person_menu),
            app_commands.ContextMenu(
                name="Report this person",
                callback=self._report_person_menu,
                extras={"opens_form": True},
            ),
        )
        for menu in self._menus:
            menu.guild_only = True
        bot.routes.press(views.MODERATE.route, self.pick)
        bot.routes.press("mod.picked", self.picked)
        bot.routes.press("mod.person", self.person)
        bot.routes.press(views.LOG.route, self.show_log)

    async def cog_load(self) -> None:
        for menu in self._menus:
            self.bot.tree.add_command(menu)

    async def cog_unload(self) -> None:
        for menu in self._menus:
            self.bot.tree.remove_command(menu.name, type=menu.type)

    # ------------------------------------------------------------ commands and menus

    @moderate.command(name="person", description="Warn, time out or remove somebody")
    @app_commands.describe(person="Whom it is about")
    async def person_command(
        self, interaction: discord.Interaction[SummitBot], person: discord.User
    ) -> None:
        await self._show_person(Answer.of(interaction), person.id)

    @moderate.command(name="log", description="For organisers: everything that moderators did")
    async def log_command(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.show_log(Answer.of(interaction))

    @app_commands.command(
        name="report",
        description="Tell facilitators and organisers about a problem, without your name",
        extras={"opens_form": True},
    )
    @app_commands.guild_only()
    @app_commands.describe(person="Whom it is about, if it is about one person")
    async def report_command(
        self, interaction: discord.Interaction[SummitBot], person: discord.User | None = None
    ) -> None:
        await self.reports.ask(Answer.of(interaction), person)

    async def _person_menu(
        self, interaction: discord.Interaction[SummitBot], person: discord.User
    ) -> None:
        await self._show_person(Answer.of(interaction), person.id)

    async def _report_person_menu(
        self, interaction: discord.Interaction[SummitBot], person: discord.User
    ) -> None:
        await self.reports.ask(Answer.of(interaction), person)

    async def _report_message_menu(
        self, interaction: discord.Interaction[SummitBot], message: discord.Message
    ) -> None:
        answer = Answer.of(interaction)
        sight = _seen(answer, message)
        await self._keep(answer, sight)
        await self.reports.ask_about_message(answer, sight)

    async def _hide_menu(
        self, interaction: discord.Interaction[SummitBot], message: discord.Message
    ) -> None:
        answer = Answer.of(interaction)
        summit = answer.summit
        actor = people.require_moderator(await people.presser(answer, summit))
        sight = _seen(answer, message)
        if sight.is_bot:
            raise RuleBroken("moderation.bot")
        if sight.author_id == actor.user_id:
            raise RuleBroken("moderation.self")
        async with _soon():
            slug = await people.room(answer, summit, actor)
        await self._keep(answer, sight)
        await answer.ask(views.hide_form(sight.id, slug))

    async def _keep(self, answer: Answer, sight: Sight) -> None:
        async with _soon():
            await moderation_reports.see(self.bot.store, sight=sight, now=answer.now)

    # ------------------------------------------------------------ whom

    async def pick(self, answer: Answer) -> None:
        """Choose a person in the room whose panel this is."""
        summit = answer.summit
        actor = people.require_moderator(await people.presser(answer, summit))
        slug = await people.room(answer, summit, actor)
        kept_out = await moderation_reads.removed(
            self.bot.store, guild_id=summit.guild_id, slug=slug
        )
        room = await self._title(summit, slug)
        await answer.send(cards.choose_person(slug, room, kept_out, organiser=actor.organiser))

    async def picked(self, answer: Answer, slug: str, user_id: str) -> None:
        await self.person(answer, user_id, slug)

    async def person(self, answer: Answer, user_id: str, slug: str) -> None:
        """What can be done about one person, in the room that a button names."""
        summit = answer.summit
        actor = people.require_moderator(await people.presser(answer, summit))
        await self._card(answer, summit, actor, whole_number(user_id), acts.slug_of(slug))

    async def _show_person(self, answer: Answer, user_id: int) -> None:
        summit = answer.summit
        actor = people.require_moderator(await people.presser(answer, summit))
        slug = await people.room(answer, summit, actor)
        await self._card(answer, summit, actor, user_id, slug)

    async def _card(
        self, answer: Answer, summit: Summit, actor: Person, user_id: int, slug: str
    ) -> None:
        store, guild_id = self.bot.store, summit.guild_id
        await moderation_reads.may(
            store,
            guild_id=guild_id,
            slug=slug,
            user_id=actor.user_id,
            organiser=actor.organiser,
        )
        target = await people.find(self.bot, summit, user_id)
        if target.here:  # of who left, what holds can still be taken back
            rules.check_target(actor, target, Kind.WARN)
        acts = await moderation_reads.of_person(
            store, guild_id=guild_id, user_id=user_id, slug="" if actor.organiser else slug
        )
        room = await self._title(summit, slug)
        locks = await room_locks.of_person(
            store, guild_id=guild_id, user_id=user_id, slug="" if actor.organiser else slug
        )
        await answer.send(cards.person(user_id, slug, room, acts, answer.now, locks=locks))

    async def _title(self, summit: Summit, slug: str) -> str:
        session = await sessions.get(self.bot.store, guild_id=summit.guild_id, slug=slug)
        return session.title if session else ""

    # ------------------------------------------------------------ the log

    async def show_log(self, answer: Answer) -> None:
        """The whole log as files, for organisers."""
        summit = answer.summit
        if not (await people.presser(answer, summit)).organiser:
            raise RuleBroken("access.organiser")
        rows, files = await log_files(
            self.bot.store.path, summit.guild_id, answer.interaction.filesize_limit, answer.now
        )
        await answer.send(cards.the_log(rows, summit.plan.summit.name), files=files)


def _seen(answer: Answer, message: discord.Message) -> Sight:
    """A message as the menu shows it: Discord gives its text here and nowhere else."""
    words = message.content
    names = [one.filename for one in message.attachments]
    names += [one.name for one in message.stickers]
    if names:
        words = f"{words}\n[{', '.join(names)}]".strip()
    return Sight(
        id=answer.interaction.id,
        guild_id=answer.guild_id,
        seen_by=answer.user_id,
        author_id=message.author.id,
        is_bot=message.author.bot or message.webhook_id is not None,
        channel_id=message.channel.id,
        message_id=message.id,
        words=words[:4000],
    )


@asynccontextmanager
async def _soon() -> AsyncGenerator[None]:
    """A form has to open in time. Raises NotSaved ``busy`` where the store is slower."""
    try:
        async with asyncio.timeout(FORM_SECONDS / 2):
            yield
    except TimeoutError:
        raise NotSaved("busy") from None
