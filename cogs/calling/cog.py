"""/callforhelp, its buttons, and the loop that raises again what nobody took."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import is_organiser, may_moderate
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.saying import Say
from bot.ui import Form
from cogs import buttons
from cogs.calling import cards, views
from cogs.control import leaders
from cogs.here import room_of
from db import call_reads, calls, said, sessions
from db.said import Said
from domain.calls import HelpCall, State
from domain.rooms import session_in
from domain.rules import RuleBroken
from domain.sessions import Session
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 5.0
_READ_AT_MOST = 100


class Calling(commands.Cog):
    """Calls for help, and who comes."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.turns.everywhere(TURN_SECONDS, self._turn, what="calls for help")
        bot.routes.press(buttons.CALL_FOR_HELP.route, self.ask, opens_form=True)
        bot.routes.press("callhelp.mine", self.mine)
        bot.routes.press("callhelp.withdraw", self.withdraw)
        bot.routes.press("callhelp.list", self.list_waiting)
        bot.routes.press("callhelp.see", self.see)
        bot.routes.press("callhelp.take", self.take)
        bot.routes.press("callhelp.back", self.give_back)
        bot.routes.press("callhelp.done", self.finish)
        bot.again.form("callhelp.form", self.save, self.form_again, final={"call.full"})
        bot.saying.draws("call", self._draw)
        bot.saying.draws("call again", self._draw_again)

    async def _turn(self, summit: Summit, now: datetime) -> None:
        """What nobody took goes on."""
        await calls.by_itself(self.bot.store, guild_id=summit.guild_id, now=now)

    # ------------------------------------------------------------ calling

    @app_commands.command(
        name="callforhelp",
        description="Call an organiser, and whoever leads the room you are in",
        extras={"opens_form": True},
    )
    @app_commands.guild_only()
    async def call_command(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.ask(Answer.of(interaction))

    async def ask(self, answer: Answer) -> None:
        """Open the form. Anybody may call, also who has not found out how to join."""
        assert answer.summit, "or it is said that there is none"
        await answer.ask(views.call_form(answer.interaction.id))

    async def form_again(self, answer: Answer, nonce: str, fields: dict[str, str]) -> Form:
        return views.call_form(whole_number(nonce)).filled(fields)

    async def save(self, answer: Answer, nonce: str, fields: dict[str, str]) -> None:
        summit = answer.summit
        answer.typed = fields.get("words", "")
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        room = room_of(answer)
        session = session_in(programme, room, answer.now) if room is not None else None
        await leaders.check(self.bot, summit, session.slug if session else None)
        call, new = await calls.call(
            self.bot.store,
            press_id=whole_number(nonce),
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            session=session.slug if session else None,
            words=answer.typed,
            tell_leads=partial(cards.to_lead, summit=summit, session=session),
            now=answer.now,
        )
        answer.saved = "Your call for help"
        await answer.send(cards.called(call, session, new=new))

    async def mine(self, answer: Answer, guild: str, call_id: str) -> None:
        call = await self._found(self._summit(answer, guild), call_id)
        if call.caller_id != answer.user_id:
            raise RuleBroken("call.not_yours")
        await answer.replace(cards.mine(call))

    async def withdraw(self, answer: Answer, guild: str, call_id: str) -> None:
        summit = self._summit(answer, guild)
        call = await calls.withdraw(
            self.bot.store,
            guild_id=summit.guild_id,
            call_id=whole_number(call_id),
            user_id=answer.user_id,
            now=answer.now,
        )
        answer.saved = "That you need no help any more"
        await answer.replace(cards.mine(call))

    # ------------------------------------------------------------ coming

    async def list_waiting(self, answer: Answer) -> None:
        """The calls that wait: all for organisers, else those of one's rooms."""
        summit = answer.summit
        organiser = await self._require_helper(answer, summit)
        found = await call_reads.waiting(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            organiser=organiser,
            most=_READ_AT_MOST,
        )
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        await answer.replace(cards.waiting(found, programme))

    async def see(self, answer: Answer, guild: str, call_id: str) -> None:
        summit = self._summit(answer, guild)
        organiser = await self._require_helper(answer, summit)
        call = await self._found(summit, call_id)
        may = await call_reads.may_handle(
            self.bot.store,
            guild_id=summit.guild_id,
            call_id=call.id,
            user_id=answer.user_id,
            organiser=organiser,
        )
        if not may:
            raise RuleBroken("call.not_for_you")
        session = await self._session(call)
        await answer.replace(cards.seen(call, session, helper=answer.user_id))

    async def take(self, answer: Answer, guild: str, call_id: str) -> None:
        summit = self._summit(answer, guild)
        call = await calls.handle(
            self.bot.store,
            guild_id=summit.guild_id,
            call_id=whole_number(call_id),
            step="take",
            user_id=answer.user_id,
            organiser=await self._require_helper(answer, summit),
            tell=partial(cards.to_caller, summit=summit),
            now=answer.now,
        )
        answer.saved = "That you take it"
        await self._tell(answer, call, "You take it. The caller is told that you come.")

    async def give_back(self, answer: Answer, guild: str, call_id: str) -> None:
        summit = self._summit(answer, guild)
        call = await calls.handle(
            self.bot.store,
            guild_id=summit.guild_id,
            call_id=whole_number(call_id),
            step="give back",
            user_id=answer.user_id,
            organiser=await self._require_helper(answer, summit),
            tell=partial(cards.to_caller, summit=summit),
            now=answer.now,
        )
        answer.saved = "That you cannot come"
        await self._tell(answer, call, "It waits for others again. The caller is told.")

    async def finish(self, answer: Answer, guild: str, call_id: str) -> None:
        summit = self._summit(answer, guild)
        call = await calls.handle(
            self.bot.store,
            guild_id=summit.guild_id,
            call_id=whole_number(call_id),
            step="finish",
            user_id=answer.user_id,
            organiser=await self._require_helper(answer, summit),
            tell=partial(cards.to_caller, summit=summit),
            now=answer.now,
        )
        answer.saved = "That it is done"
        await self._tell(answer, call, "It is done. The caller is told.")

    async def _tell(self, answer: Answer, call: HelpCall, what: str) -> None:
        session = await self._session(call)
        await answer.replace(cards.after(call, session, helper=answer.user_id, said=what))

    # ------------------------------------------------------------ who and where

    def _summit(self, answer: Answer, guild: str) -> Summit:
        """The summit of the server that a button names, which works in a direct message too."""
        guild_id = whole_number(guild)
        if answer.interaction.guild_id not in (None, guild_id):
            raise RuleBroken("call.unknown")
        answer.home = guild_id
        return self.bot.summit(guild_id)

    async def _require_helper(self, answer: Answer, summit: Summit) -> bool:
        """Whether the person is an organiser; else a facilitator.

        In a direct message Discord does not say which roles somebody has: it is asked. Raises
        RuleBroken ``access.facilitator``.
        """
        if answer.interaction.guild_id is not None:
            if not may_moderate(answer.interaction, summit):
                raise RuleBroken("access.facilitator")
            return is_organiser(answer.interaction, summit)
        try:
            member = await self.bot.http.get_member(summit.guild_id, answer.user_id)
        except discord.NotFound:
            await leaders.lost_role(self.bot, summit, answer.user_id)
            raise RuleBroken("access.facilitator") from None
        roles = {int(role) for role in member["roles"]}
        if not roles & {summit.places.organiser_role, summit.places.facilitator_role}:
            await leaders.lost_role(self.bot, summit, answer.user_id)
            raise RuleBroken("access.facilitator")
        return summit.places.organiser_role in roles

    async def _found(self, summit: Summit, call_id: str) -> HelpCall:
        call = await call_reads.get(
            self.bot.store, guild_id=summit.guild_id, call_id=whole_number(call_id)
        )
        if call is None:
            raise RuleBroken("call.unknown")
        return call

    async def _session(self, call: HelpCall) -> Session | None:
        if call.session is None:
            return None
        return await sessions.get(self.bot.store, guild_id=call.guild_id, slug=call.session)

    # ------------------------------------------------------------ in the organisers' channel

    async def _draw(self, summit: Summit, post: Said) -> Say | None:
        call = await call_reads.get(
            self.bot.store, guild_id=summit.guild_id, call_id=int(post.about.partition(":")[0])
        )
        if call is None or (post.message_id is None and not call.waits):
            return None
        places = summit.places
        reply = cards.post(call, await self._session(call), places.organiser_role)
        return Say(places.organisers_channel, reply, places.organiser_role)

    async def _draw_again(self, summit: Summit, post: Said) -> Say | None:
        about, _, _ = post.about.partition(":")
        call = await call_reads.get(self.bot.store, guild_id=summit.guild_id, call_id=int(about))
        if call is None or call.state is not State.OPEN:
            return None
        first = await said.get(self.bot.store, guild_id=summit.guild_id, what="call", about=about)
        link = ""
        if first is not None and first.message_id is not None:
            there = (summit.guild_id, first.channel_id, first.message_id)
            link = "https://discord.com/channels/{}/{}/{}".format(*there)
        places = summit.places
        return Say(
            places.organisers_channel,
            cards.again(call, places.organiser_role, link),
            places.organiser_role,
        )
