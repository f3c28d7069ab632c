"""Makes what the plan names and the server lacks: roles, a category, channels.

What is there under the same name is used as it is and never changed or deleted. Every step asks the
server first, so a set-up that stopped in the middle goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import discord

from bot.permissions import lacking
from cogs.setup.voices import Voices
from domain.plan import Plan
from domain.rules import RuleBroken
from domain.sessions import Rooms
from domain.summits import Places

REASON = "Summit set-up"
_TO_WRITE = ("view_channel", "send_messages", "read_message_history", "pin_messages")


@dataclass(slots=True)
class Built:
    """What a set-up did: names made, names found, and what somebody should look at."""

    places: Places
    rooms: dict[str, Rooms]
    made: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    look_at: list[str] = field(default_factory=list)


class Builder:
    """One set-up of one server."""

    def __init__(self, guild: discord.Guild, plan: Plan) -> None:
        self.guild = guild
        self.plan = plan
        self.made: list[str] = []
        self.found: list[str] = []
        self.look_at: list[str] = []

    async def build(self) -> Built:
        """Make what is missing. Raises RuleBroken ``setup.*``, discord.HTTPException."""
        missing = lacking(self.guild.me.guild_permissions)
        if missing:
            raise RuleBroken("setup.lacks", permissions=", ".join(missing))
        roles = self.plan.roles
        attendee = await self._role(roles.attendee)
        facilitator = await self._role(roles.facilitator)
        organiser = await self._role(roles.organiser)
        channels = self.plan.channels
        category = await self.category(channels.category)
        nobody = {self.guild.default_role: _see(False), self.guild.me: _bot()}
        # Who is stuck asks here, so everybody may write; the panel is pinned.
        everybody = {self.guild.default_role: _see(True), self.guild.me: _bot()}
        readers = nobody | dict.fromkeys((attendee, facilitator, organiser), _read_only())
        welcome = await self._text(channels.welcome, category, everybody)
        wall = await self._text(channels.pledge_wall, category, readers)
        private = nobody | {organiser: _see(True)}
        organisers = await self._text(channels.organisers, category, private)
        # Where nobody may walk in, cogs/workshops lets people in by name.
        quiet = nobody | {self.guild.default_role: _see(False, polls=False)}
        leaders = dict.fromkeys((facilitator, organiser), _see(True, polls=True))
        by_name = quiet | leaders
        writers = quiet | {attendee: _see(True)} | leaders
        rooms: dict[str, Rooms] = {}
        voices = Voices(self, attendee, (facilitator, organiser))
        for session in self.plan.sessions:
            if session.kind != "break":
                closed = session.kind == "workshop" and not session.walk_in
                text = await self._text(
                    session.channel_name, category, by_name if closed else writers
                )
                if session.kind == "workshop":
                    self._check_room(text, attendee, closed=closed)
                voice = await voices.room(session, category)
                rooms[session.slug] = Rooms(text=text.id, voice=voice.id if voice else None)
        self.look_at += voices.without_stage()
        self._may_write(welcome, wall, organisers)
        self._check(attendee, organiser, organisers)
        return Built(
            Places(
                attendee_role=attendee.id,
                facilitator_role=facilitator.id,
                organiser_role=organiser.id,
                welcome_channel=welcome.id,
                wall_channel=wall.id,
                organisers_channel=organisers.id,
            ),
            rooms,
            self.made,
            self.found,
            self.look_at,
        )

    async def _role(self, name: str) -> discord.Role:
        there = discord.utils.get(self.guild.roles, name=name)
        if there is not None:
            self.found.append(f"role {name}")
            return there
        role = await self.guild.create_role(
            name=name, permissions=discord.Permissions.none(), reason=REASON
        )
        self.made.append(f"role {name}")
        return role

    async def category(self, name: str) -> discord.CategoryChannel:
        there = discord.utils.get(self.guild.categories, name=name)
        if there is not None:
            self.found.append(f"category {name}")
            return there
        category = await self.guild.create_category(name, reason=REASON)
        self.made.append(f"category {name}")
        return category

    async def _text(
        self,
        name: str,
        category: discord.CategoryChannel,
        overwrites: dict[discord.Role | discord.Member, discord.PermissionOverwrite],
    ) -> discord.TextChannel:
        there = discord.utils.get(self.guild.text_channels, name=name)
        if there is not None:
            self.found.append(f"#{name}")
            return there
        channel = await self.guild.create_text_channel(
            name,
            category=category,
            overwrites=overwrites,  # pyright: ignore[reportArgumentType]  # a dict is invariant
            reason=REASON,
        )
        self.made.append(f"#{name}")
        return channel

    def _may_write(self, *channels: discord.TextChannel) -> None:
        """A channel that was there by hand may shut the bot out."""
        for channel in channels:
            may = channel.permissions_for(self.guild.me)
            missing = [name for name in _TO_WRITE if not getattr(may, name)]
            if missing:
                names = ", ".join(name.replace("_", " ") for name in missing)
                raise RuleBroken("setup.channel", permissions=names, channel=channel.mention)

    def _check_room(
        self, room: discord.TextChannel, attendee: discord.Role, *, closed: bool
    ) -> None:
        """A room that was there before the plan changed keeps its permissions: say so."""
        # Computed by hand: the role's own view of a channel, without the people in it.
        everybody = room.overwrites_for(self.guild.default_role).view_channel
        theirs = room.overwrites_for(attendee).view_channel
        seen = theirs if theirs is not None else everybody is not False
        if seen and closed:
            self.look_at.append(
                f"Attendees can see {room.mention} without a place, but the plan says"
                " walk_in = false. Take the permission to view it from"
                f" {attendee.name} in the channel’s settings."
            )
        if not seen and not closed:
            self.look_at.append(
                f"Attendees cannot see {room.mention}, but the plan says walk_in = true."
                f" Let {attendee.name} view it in the channel’s settings."
            )

    def _check(
        self, attendee: discord.Role, organiser: discord.Role, organisers: discord.TextChannel
    ) -> None:
        for role in (attendee, organiser):
            if role >= self.guild.me.top_role:
                self.look_at.append(
                    f"The role {role.name} stands above the bot’s own role, so the bot cannot give"
                    " it. Move the bot’s role up in Server settings, Roles."
                )
        if organisers.permissions_for(self.guild.default_role).view_channel:
            self.look_at.append(
                f"Everybody can see {organisers.mention}. Make it private, so that only organisers"
                " read it."
            )


def _see(may: bool, *, polls: bool | None = None) -> discord.PermissionOverwrite:
    return discord.PermissionOverwrite(view_channel=may, send_messages=may, send_polls=polls)


def _read_only() -> discord.PermissionOverwrite:
    return discord.PermissionOverwrite(
        view_channel=True, send_messages=False, send_messages_in_threads=True
    )


def _bot() -> discord.PermissionOverwrite:
    return discord.PermissionOverwrite(
        view_channel=True, send_messages=True, read_message_history=True, pin_messages=True
    )
