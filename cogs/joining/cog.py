"""/join and its button."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.again import then as afterwards
from bot.again import wanted_of
from bot.answers import Answer
from bot.client import SummitBot
from bot.errors import new_reference
from cogs import buttons
from cogs.joining import cards, views
from cogs.running.cards import panel_line
from db import attendees, running
from db.errors import NotRead, StoreError
from db.posted import Posted
from domain.attendees import NAME_LENGTH, Attendee, check_details
from domain.rehearsals import is_invented
from domain.rules import RuleBroken
from domain.summits import Summit

log = logging.getLogger(__name__)

UNKNOWN_MEMBER = 10007

# A form must open within 3 seconds: what it is filled in with may take this long to read.
FORM_SECONDS = 1.5
# How often somebody without the role is looked up, at most.
LOOK_AGAIN = timedelta(seconds=30)


class Joining(commands.Cog):
    """Who somebody is at the summit."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.turns.everywhere(20, self._give_missing_roles, what="roles")
        # Who was looked up for a lost role lately: a storm of presses is one look each.
        self._looked: set[tuple[int, int]] = set()
        self._look_again = bot.real_now()
        bot.routes.press("join", self.open_form, opens_form=True)
        bot.routes.form("join", self.save)
        bot.standing.draws("welcome_panel", self._draw_panel)

    @app_commands.command(
        name="join",
        description="Join the summit, or change your details",
        extras={"opens_form": True},
    )
    @app_commands.guild_only()
    async def join(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.open_form(Answer.of(interaction))

    async def open_form(self, answer: Answer, then: str = views.NOTHING) -> None:
        """Open the joining form, filled in with what is kept."""
        summit = answer.summit
        try:
            known = await known_soon(answer, summit)
        except NotRead as error:
            log.warning("the joining form opened without what is kept: %s", error)
            known = None
        suggested = answer.interaction.user.display_name[:NAME_LENGTH]
        await answer.ask(views.join_form(known, suggested_name=suggested, then=then))

    async def save(self, answer: Answer, *rest: Any) -> None:
        """Keep what the joining form says, give the role, and go on with what was begun."""
        *then, fields = rest
        summit = answer.summit
        answer.typed = "\n".join(
            value
            for name, value in fields.items()
            if value and name not in {"kind", "publish_name"}
        )
        details = check_details(
            name=fields.get("name", ""),
            kind=fields.get("kind", ""),
            organisation=fields.get("organisation", ""),
            publish_name=fields.get("publish_name") == "yes",
            access_needs=fields.get("access_needs", ""),
        )
        attendee, new = await attendees.join(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            details=details,
            now=answer.now,
        )
        answer.saved = "That you have joined"
        wanted = then[0] if then else views.NOTHING
        try:
            await self._go_on(answer, wanted, attendee, summit, new=new)
        finally:
            if new or not self._has_role(answer, summit):
                await self.give_role(summit, attendee.user_id)

    async def _go_on(
        self, answer: Answer, then: str, attendee: Attendee, summit: Summit, *, new: bool
    ) -> None:
        """What was begun before joining. If it fails, having joined is still told."""
        told = cards.joined(attendee, summit, new=new)
        kind, _, rest = then.partition("-")
        wanted = wanted_of(f":{then}")
        try:
            if kind == "draft":
                await self.bot.again.send_draft(answer, rest)
            elif self.bot.routes.opens_form(wanted):
                # A form can't follow a form: there is a button for it.
                onward = buttons.going_on(wanted)
                await answer.send(cards.joined(attendee, summit, new=new, onward=onward))
            elif wanted:
                await self.bot.routes.go(answer, wanted)
            else:
                await answer.send(told)
        except RuleBroken:
            await answer.send(told)
            raise

    async def _draw_panel(self, summit: Summit, post: Posted) -> discord.ui.LayoutView:
        day = await running.get(self.bot.store, guild_id=summit.guild_id, edition=summit.edition)
        return views.welcome_panel(summit, panel_line(day.stage))

    def _has_role(self, answer: Answer, summit: Summit) -> bool:
        user = answer.interaction.user
        return isinstance(user, discord.Member) and any(
            role.id == summit.places.attendee_role for role in user.roles
        )

    async def give_role(self, summit: Summit, user_id: int) -> bool:
        """Give the attendee role; what fails is tried again by :meth:`give_missing_roles`."""
        try:
            if not is_invented(user_id):  # of a rehearsal's crowd
                await self._add_role(summit, user_id)
        except discord.HTTPException as error:
            log.warning("%s attendee role for %d: %s", new_reference(), user_id, error)
            if error.code != UNKNOWN_MEMBER:  # somebody who left the server needs no role
                return False
        await attendees.role_given(self.bot.store, guild_id=summit.guild_id, user_id=user_id)
        return True

    async def _add_role(self, summit: Summit, user_id: int) -> None:
        await self.bot.http.add_role(
            summit.guild_id, user_id, summit.places.attendee_role, reason="Joined the summit"
        )

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[SummitBot]) -> None:
        """Who left and came back finds the role again by doing anything. Beside the answer."""
        user, guild = interaction.user, interaction.guild
        if (
            guild is None
            or not isinstance(user, discord.Member)
            or interaction.type is discord.InteractionType.autocomplete
            or self.bot.stopping
        ):
            return
        try:
            summit = self.bot.summit(guild.id)
        except RuleBroken:
            return
        role = guild.get_role(summit.places.attendee_role)
        if role is None or user.get_role(role.id) is not None:
            return
        if self.bot.real_now() >= self._look_again:
            self._looked.clear()
            self._look_again = self.bot.real_now() + LOOK_AGAIN
        if (guild.id, user.id) in self._looked:
            return
        self._looked.add((guild.id, user.id))
        try:
            if await attendees.role_lost(self.bot.store, guild_id=guild.id, user_id=user.id):
                await self.give_role(summit, user.id)
        except StoreError as error:
            log.warning("whether %d has lost the role is not known: %s", user.id, error)

    async def _give_missing_roles(self, summit: Summit, now: datetime) -> None:
        """The roles that a restart, a missing permission or an outage left out."""
        for user_id in await attendees.without_role(
            self.bot.store, guild_id=summit.guild_id, now=now
        ):
            if not await self.give_role(summit, user_id):
                break


async def known_soon(
    answer: Answer, summit: Summit, seconds: float = FORM_SECONDS
) -> Attendee | None:
    """Who the person is here, if the store says so in time for a form to open.

    Raises NotRead where it does not.
    """
    try:
        async with asyncio.timeout(seconds):
            return await attendees.get(
                answer.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
            )
    except TimeoutError as error:
        raise NotRead("slow") from error


async def sent_to_join(
    answer: Answer, summit: Summit, wanted: str, seconds: float = FORM_SECONDS
) -> bool:
    """Open the joining form for somebody who has not joined, to go on with ``wanted`` afterwards.

    Where the store is too slow to say, they are let through: what they type is kept, and joining is
    asked for when it is sent.
    """
    try:
        known = await known_soon(answer, summit, seconds)
    except NotRead as error:
        log.warning("a form opened without what is kept: %s", error)
        return False
    if known is not None:
        return False
    await open_joining(answer, wanted)
    return True


async def open_joining(answer: Answer, wanted: str) -> None:
    """The joining form of somebody new, who goes on with ``wanted`` afterwards."""
    name = answer.interaction.user.display_name[:NAME_LENGTH]
    await answer.ask(views.join_form(None, suggested_name=name, then=afterwards(wanted)))
