"""/announce and its buttons: written, shown first, then sent once."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import require_organiser
from bot.answers import Answer
from bot.client import SummitBot
from bot.inert import inert, one_line
from bot.routes import whole_number
from bot.saying import Say
from bot.ui import Form, Reply
from cogs import buttons
from cogs.announcing import cards, views
from db import announcements, breakout_work, breakouts, sessions
from db.said import Said
from domain.announcements import IN_TIME, Announcement, Audience, To, read_to
from domain.rules import RuleBroken
from domain.sessions import Session, in_order
from domain.summits import Summit

log = logging.getLogger(__name__)

MOST_SHOWN = 10
_FINAL = frozenset({"announce.audience", "announce.everyone", "announce.unknown"})


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an announcement is posted, and which role it alerts."""

    channel: int
    role: int | None = None
    session: Session | None = None


class Announcing(commands.Cog):
    """What organisers tell everybody, a room, a kind of people, or a role."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press(buttons.ANNOUNCE.route, self.start)
        bot.routes.press("announce.to", self.ask_words, opens_form=True)
        bot.routes.press("announce.room", self.ask_words, opens_form=True)
        bot.routes.press("announce.role", self.ask_words_for_role, opens_form=True)
        bot.routes.press("announce.edit", self.edit, opens_form=True)
        bot.routes.press("announce.send", self.send)
        bot.routes.press("announce.drop", self.drop)
        bot.routes.press("announce.sent", self.sent_ones)
        bot.again.form("announce.form", self.save, self.form_again, final=_FINAL)
        bot.saying.draws("announcement", self._draw)

    @app_commands.command(
        name="announce",
        description="For organisers: tell everybody, a room, a kind of people or a role something",
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def announce(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.start(Answer.of(interaction))

    async def start(self, answer: Answer, page: str = "0") -> None:
        """To whom?"""
        summit = require_organiser(answer)
        day = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        rooms = [one for one in in_order(day) if one.text_channel is not None]
        await answer.replace(cards.to_whom(rooms, whole_number(page)))

    # ------------------------------------------------------------ writing it

    async def ask_words(self, answer: Answer, to: str) -> None:
        require_organiser(answer)
        await answer.ask(views.words_form(answer.interaction.id, read_to(to)))

    async def ask_words_for_role(self, answer: Answer, role: str) -> None:
        summit = require_organiser(answer)
        to = To(Audience.ROLE, str(whole_number(role)))
        self._role(summit, to)
        await answer.ask(views.words_form(answer.interaction.id, to))

    async def form_again(self, answer: Answer, nonce: str, to: str, fields: dict[str, str]) -> Form:
        require_organiser(answer)
        return views.words_form(
            whole_number(nonce),
            read_to(to),
            words=fields.get("words", ""),
            alert=fields.get("alert") == views.YES,
        )

    async def edit(self, answer: Answer, announcement_id: str) -> None:
        summit = require_organiser(answer)
        one = await self._draft(answer, summit, announcement_id)
        if one.is_sent:
            await answer.replace(cards.done(one, new=False))
            return
        await answer.ask(views.words_form(one.id, one.to, words=one.words, alert=one.alert))

    async def save(self, answer: Answer, nonce: str, to: str, fields: dict[str, str]) -> None:
        """Keep the draft and show it. A text that Discord would not take is given back."""
        summit = require_organiser(answer)
        answer.typed = fields.get("words", "")
        whom = read_to(to)
        await self._place(summit, whom)
        one = await announcements.keep(
            self.bot.store,
            press_id=whole_number(nonce),
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            to=whom,
            words=answer.typed,
            alert=fields.get("alert") == views.YES,
            now=answer.now,
        )
        if one.is_sent:
            await answer.send(cards.done(one, new=False))
            return
        reply = await self._preview(summit, one)
        answer.saved = "Your draft"
        await answer.send(reply)

    async def _preview(self, summit: Summit, one: Announcement) -> Reply:
        place = await self._place(summit, one.to)
        people = await announcements.readers(self.bot.store, guild_id=one.guild_id, to=one.to)
        if place is None:
            text = cards.note(one, summit).text
            return cards.preview(one, text, channel=None, people=people)
        role = self._alerted(one, place)
        self._check(summit, one, place)
        groups = await self._threads(summit, one.to)
        title = inert(one_line(place.session.title, 60)) if place.session else ""
        return cards.preview(
            one,
            cards.announced(one, summit, role=role),
            channel=place.channel,
            title=title,
            people=people if place.session else 0,
            groups=len(groups),
        )

    # ------------------------------------------------------------ sending it

    async def send(self, answer: Answer, announcement_id: str, version: str) -> None:
        summit = require_organiser(answer)
        one = await self._draft(answer, summit, announcement_id)
        if not one.is_sent:
            place = await self._place(summit, one.to)
            if place is not None:
                self._check(summit, one, place)
        done, new = await announcements.send(
            self.bot.store,
            guild_id=summit.guild_id,
            announcement_id=one.id,
            user_id=answer.user_id,
            version=whole_number(version),
            write=partial(cards.note, summit=summit),
            now=answer.now,
        )
        answer.saved = "Your announcement"
        await answer.replace(cards.done(done, new=new))

    async def drop(self, answer: Answer, announcement_id: str) -> None:
        summit = require_organiser(answer)
        there = await announcements.drop(
            self.bot.store,
            guild_id=summit.guild_id,
            announcement_id=whole_number(announcement_id),
            user_id=answer.user_id,
        )
        await answer.replace(cards.dropped(there=there))

    async def sent_ones(self, answer: Answer) -> None:
        """Who announced what, for organisers."""
        summit = require_organiser(answer)
        found = await announcements.sent_ones(
            self.bot.store, guild_id=summit.guild_id, most=MOST_SHOWN
        )
        day = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        await answer.replace(cards.sent_ones(found, {one.slug: one.title for one in day}))

    async def _draft(self, answer: Answer, summit: Summit, announcement_id: str) -> Announcement:
        """One's own. Raises RuleBroken ``announce.unknown``."""
        one = await announcements.get(
            self.bot.store,
            guild_id=summit.guild_id,
            announcement_id=whole_number(announcement_id),
        )
        if one is None or one.author_id != answer.user_id:
            raise RuleBroken("announce.unknown")
        return one

    # ------------------------------------------------------------ where

    async def _place(self, summit: Summit, to: To) -> _Place | None:
        """Where it is posted; None for a kind of people, who are written to.

        Raises RuleBroken ``announce.audience`` or ``announce.everyone``.
        """
        places = summit.places
        match to.audience:
            case Audience.KIND:
                return None
            case Audience.EVERYBODY:
                return _Place(places.welcome_channel, places.attendee_role)
            case Audience.ROLE:
                role = self._role(summit, to)
                inside = role.id == places.organiser_role
                channel = places.organisers_channel if inside else places.welcome_channel
                return _Place(channel, role.id)
            case Audience.ROOM:
                session = await sessions.get(
                    self.bot.store, guild_id=summit.guild_id, slug=to.about
                )
                if session is None or session.text_channel is None:
                    raise RuleBroken("announce.audience")
                everybody = places.attendee_role if session.kind != "workshop" else None
                return _Place(session.text_channel, everybody, session)

    def _role(self, summit: Summit, to: To) -> discord.Role:
        """Raises RuleBroken ``announce.audience`` or ``announce.everyone``."""
        guild = self.bot.get_guild(summit.guild_id)
        role = guild.get_role(int(to.about)) if guild else None
        if role is None:
            raise RuleBroken("announce.audience")
        if role.is_default():
            raise RuleBroken("announce.everyone")
        return role

    def _alerted(self, one: Announcement, place: _Place) -> int | None:
        """The role that is named in it: that it is for, or that it alerts."""
        return place.role if one.alert or one.to.audience is Audience.ROLE else None

    def _check(self, summit: Summit, one: Announcement, place: _Place) -> None:
        """Whether the bot may post it there. Raises RuleBroken ``announce.no_channel``,
        ``announce.may_not`` or ``announce.may_not_alert``.
        """
        guild = self.bot.get_guild(summit.guild_id)
        channel = guild.get_channel(place.channel) if guild else None
        if guild is None or channel is None:
            raise RuleBroken("announce.no_channel")
        may = channel.permissions_for(guild.me)
        if not (may.view_channel and may.send_messages):
            raise RuleBroken("announce.may_not", channel=channel.id)
        role = guild.get_role(place.role) if place.role is not None and one.alert else None
        if role is not None and not (role.mentionable or may.mention_everyone):
            raise RuleBroken("announce.may_not_alert", role=role.id, channel=channel.id)

    async def _threads(self, summit: Summit, to: To) -> dict[int, int]:
        """The threads of a room's small groups, while a round is under way."""
        if to.audience is not Audience.ROOM:
            return {}
        under_way = await breakouts.running(self.bot.store, guild_id=summit.guild_id, slug=to.about)
        if under_way is None:
            return {}
        return await breakout_work.threads(
            self.bot.store, guild_id=summit.guild_id, round_id=under_way.id
        )

    # ------------------------------------------------------------ what people read

    async def _draw(self, summit: Summit, post: Said) -> Say | None:
        number, _, thread = post.about.partition(":")
        one = await announcements.get(
            self.bot.store, guild_id=summit.guild_id, announcement_id=int(number)
        )
        if one is None:
            return None
        if post.message_id is None and self.bot.now() >= post.created_at + IN_TIME:
            log.warning("announcement %d of guild %d came too late", one.id, summit.guild_id)
            return None
        try:
            place = await self._place(summit, one.to)
        except RuleBroken:
            return None
        if place is None:
            return None
        if thread:
            return Say(int(thread), Reply(cards.announced(one, summit)))
        role = self._alerted(one, place)
        text = cards.announced(one, summit, role=role)
        return Say(place.channel, Reply(text), role if one.alert else None)
