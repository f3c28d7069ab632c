"""The menu “Keep as an output” on a message, /keep, and the answers of whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import is_organiser, require_facilitator
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Form
from cogs.here import room_of
from cogs.notes.forms import in_time
from cogs.quotes import cards, views
from db import facilitation, quotes, sessions
from domain import quotes as rules
from domain.facilitation import require_own
from domain.quotes import Says
from domain.rooms import session_in
from domain.rules import RuleBroken
from domain.sessions import Session
from domain.summits import Summit

MENU = "Keep as an output"
_WRITTEN = frozenset({discord.MessageType.default, discord.MessageType.reply})
# Refusals that opening the form again can't mend.
FINAL = frozenset(
    {
        *("quote.session", "quote.where", "quote.bot", "quote.gone", "quote.unseen"),
        *("quote.kept", "quote.refused", "note.foreign", "room.unknown", "access.facilitator"),
    }
)


class Quotes(commands.Cog):
    """Messages that are kept."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._menu = app_commands.ContextMenu(
            name=MENU, callback=self.from_menu, extras={"opens_form": True}
        )
        self._menu.guild_only = True
        bot.routes.press("quote.new", self.open_new, opens_form=True)
        bot.routes.press("quote.say", self.say)
        bot.again.form("quote.save", self.save, self.reopen, final=FINAL)
        bot.again.form("quote.link", self.save_link, self.reopen_link, final=FINAL)

    async def cog_load(self) -> None:
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    # ------------------------------------------------------------ the menu on a message

    async def from_menu(
        self, interaction: discord.Interaction[SummitBot], message: discord.Message
    ) -> None:
        """Discord sends the message along, so its words can be read here."""
        answer = Answer.of(interaction)
        summit = require_facilitator(answer)
        words = _text_of(message)
        session = await in_time(
            self._open(answer, summit, message.id, self.bot.in_summit(message.created_at))
        )
        route = f"quote.save:{interaction.id}:{message.channel.id}:{message.id}"
        planned = summit.plan.session(session.slug)
        theme = (planned.theme if planned else None) or ""
        await answer.ask(views.keep_form(route, summit, {"note": words, "theme": theme}))

    async def _open(self, answer: Answer, summit: Summit, message_id: int, at: datetime) -> Session:
        """The session of the message, where the form makes sense. The verb asks once more."""
        store, guild_id = self.bot.store, summit.guild_id
        programme = await sessions.every(store, guild_id=guild_id)
        room = room_of(answer)
        session = session_in(programme, room, at) if room is not None else None
        if session is None:
            raise RuleBroken("quote.where")
        kept = await facilitation.get(store, guild_id=guild_id, slug=session.slug)
        organiser = is_organiser(answer.interaction, summit)
        require_own(kept.facilitators, answer.user_id, organiser=organiser, slug=session.slug)
        there = await quotes.kept_as(store, guild_id=guild_id, message_id=message_id)
        if there is not None:
            raise RuleBroken("quote.kept", reference=there.reference)
        return session

    async def reopen(
        self,
        answer: Answer,
        form_id: str,
        channel_id: str,
        message_id: str,
        fields: Mapping[str, str],
    ) -> Form:
        route = f"quote.save:{form_id}:{channel_id}:{message_id}"
        return views.keep_form(route, require_facilitator(answer), fields)

    async def save(
        self,
        answer: Answer,
        form_id: str,
        channel_id: str,
        message_id: str,
        fields: Mapping[str, str],
    ) -> None:
        await self._keep(
            answer, form_id, whole_number(channel_id), whole_number(message_id), fields
        )

    # ------------------------------------------------------------ by a link

    @app_commands.command(
        name="keep",
        description="Keep what somebody wrote in your room as an output",
        extras={"opens_form": True},
    )
    @app_commands.describe(link="The link to the message: “Copy message link” in its menu")
    @app_commands.guild_only()
    async def keep(self, interaction: discord.Interaction[SummitBot], link: str = "") -> None:
        await self.open_new(Answer.of(interaction), link=link)

    async def open_new(self, answer: Answer, slug: str = "", *, link: str = "") -> None:
        """The form for a message by its link, for who cannot open a message's menu."""
        summit = require_facilitator(answer)
        planned = summit.plan.session(slug)
        theme = (planned.theme if planned else None) or ""
        route = f"quote.link:{answer.interaction.id}"
        await answer.ask(views.link_form(route, summit, {"link": link, "theme": theme}))

    async def reopen_link(self, answer: Answer, form_id: str, fields: Mapping[str, str]) -> Form:
        return views.link_form(f"quote.link:{form_id}", require_facilitator(answer), fields)

    async def save_link(self, answer: Answer, form_id: str, fields: Mapping[str, str]) -> None:
        summit = require_facilitator(answer)
        answer.typed = fields.get("note", "")
        channel_id, message_id = rules.parse_link(fields.get("link", ""), summit.guild_id)
        await self._keep(answer, form_id, channel_id, message_id, fields)

    # ------------------------------------------------------------ keeping

    async def _keep(
        self,
        answer: Answer,
        form_id: str,
        channel_id: int,
        message_id: int,
        fields: Mapping[str, str],
    ) -> None:
        """Who wrote it and where is asked of Discord, never of the form."""
        summit = require_facilitator(answer)
        answer.typed = fields.get("note", "")
        session, message = await self._found(summit, channel_id, message_id)
        words = answer.typed
        if not words.strip():
            words = message.content
            if not words:
                raise RuleBroken("quote.words")
        rules.check_text(words, bot=_by_bot(message), plain=message.type in _WRITTEN)
        theme = fields.get("theme", views.NO_THEME)
        output, new = await quotes.keep(
            self.bot.store,
            form_id=whole_number(form_id),
            guild_id=summit.guild_id,
            slug=session.slug,
            user_id=answer.user_id,
            organiser=is_organiser(answer.interaction, summit),
            message=quotes.Message(message_id, channel_id, message.author.id),
            kind=fields.get("kind", ""),
            theme="" if theme == views.NO_THEME else theme,
            words=words,
            themes=summit.themes,
            ask=partial(cards.asked, summit=summit, channel_id=channel_id, message_id=message_id),
            now=answer.now,
        )
        answer.saved = f"The message, as {output.reference},"
        yours = message.author.id == answer.user_id
        await answer.send(cards.kept(output, new=new, yours=yours))

    async def _found(
        self, summit: Summit, channel_id: int, message_id: int
    ) -> tuple[Session, discord.Message]:
        """The message, and the session whose room or thread it was written in."""
        guild = self.bot.get_guild(summit.guild_id)
        if guild is None:
            raise RuleBroken("quote.gone")
        try:
            place = guild.get_channel_or_thread(channel_id) or await guild.fetch_channel(channel_id)
            room = place.parent_id if isinstance(place, discord.Thread) else place.id
            programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
            written_at = self.bot.in_summit(discord.utils.snowflake_time(message_id))
            session = session_in(programme, room, written_at)
            if session is None or not isinstance(place, discord.abc.Messageable):
                raise RuleBroken("quote.where")
            return session, await place.fetch_message(message_id)
        except discord.NotFound:
            raise RuleBroken("quote.gone") from None
        except discord.InvalidData:  # of another server
            raise RuleBroken("quote.where") from None
        except discord.Forbidden:
            raise RuleBroken("quote.unseen") from None

    # ------------------------------------------------------------ whoever wrote it

    async def say(self, answer: Answer, guild: str, number: str, says: str) -> None:
        """May their name stand with it? Also from a letter; only who wrote it may answer."""
        guild_id = whole_number(guild)
        if answer.interaction.guild_id not in (None, guild_id):
            raise RuleBroken("quote.not_yours")
        answer.home = guild_id
        summit = self.bot.summit(guild_id)
        wanted: Says | None = views.SAID.get(says)
        if wanted is None:
            raise RuleBroken("form.old")
        try:
            output = await quotes.answer(
                self.bot.store,
                guild_id=summit.guild_id,
                number=whole_number(number),
                user_id=answer.user_id,
                says=wanted,
                now=answer.now,
            )
        except RuleBroken as error:
            if error.code == "join.first" and answer.interaction.guild_id is None:
                raise RuleBroken("quote.join") from None
            raise
        answer.saved = "Your answer"
        await answer.replace(cards.said(output, wanted))


def _by_bot(message: discord.Message) -> bool:
    return message.author.bot or message.webhook_id is not None


def _text_of(message: discord.Message) -> str:
    return rules.check_text(message.content, bot=_by_bot(message), plain=message.type in _WRITTEN)
