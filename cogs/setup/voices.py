"""Makes the stages and voice rooms of the plan, each beside the text channel of its session.

As with everything of a set-up, what is there under the same name is used as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from cogs.programme.places import Voice, is_stage, lacks_for_events
from domain.plan import Session
from domain.plan.limits import CHANNELS_AT_MOST, NAME_OF_CATEGORY_AT_MOST, VOICES_CATEGORY_ENDS

if TYPE_CHECKING:
    from cogs.setup.builder import Builder

REASON = "Summit set-up"
# Discord limits a voice room to so many people.
VOICE_LIMIT_AT_MOST = 99


def people_at_most(session: Session) -> int:
    """How many people Discord lets into a session's voice room; 0 for as many as come.

    A workshop into which nobody may walk lets in by name instead. Who may move members enters a
    full room too: those who lead, and the bot moves people back into it.
    """
    if session.kind != "workshop" or not session.walk_in:
        return 0
    capacity = session.capacity or 0
    return capacity if capacity <= VOICE_LIMIT_AT_MOST else 0


class Voices:
    """The rooms for listening and speaking of one set-up."""

    def __init__(
        self, builder: Builder, attendee: discord.Role, leaders: tuple[discord.Role, ...]
    ) -> None:
        self._builder = builder
        self._guild = builder.guild
        self._attendee = attendee
        self._leaders = leaders
        self._has_stages = "COMMUNITY" in builder.guild.features
        self._without_stage: list[str] = []
        self._category: discord.CategoryChannel | None = None

    async def room(self, session: Session, category: discord.CategoryChannel) -> Voice | None:
        """The room in which people listen to a session; None where the plan wants none."""
        if session.listens == "none":
            return None
        closed = session.kind == "workshop" and not session.walk_in
        there = self._named(session.voice_name)
        if there is not None:
            self._builder.found.append(there.name)
            self._check(there, session, closed=closed)
            return there
        stage = session.listens == "stage"
        made: Voice | None = None
        if stage and self._has_stages:
            made = await self._stage(session, category, closed=closed)
        if made is None:
            if session.voice == "stage":
                self._without_stage.append(session.voice_name)
            made = await self._voice(session, category, closed=closed)
        self._builder.made.append(made.name)
        return made

    def without_stage(self) -> list[str]:
        """One line for all stages that the server could not have."""
        if not self._without_stage:
            return []
        return [
            f"The plan asks for a stage, but this server has none: {', '.join(self._without_stage)}"
            " became a voice room. For a stage, enable Community in the server’s settings, delete"
            " the voice room and run /summit setup again."
        ]

    def _named(self, name: str) -> Voice | None:
        rooms: list[Voice] = [*self._guild.stage_channels, *self._guild.voice_channels]
        return discord.utils.get(rooms, name=name)

    async def _stage(
        self, session: Session, category: discord.CategoryChannel, *, closed: bool
    ) -> discord.StageChannel | None:
        try:
            return await self._guild.create_stage_channel(
                session.voice_name,
                category=await self._home(category),
                overwrites=self._overwrites(stage=True, closed=closed),
                reason=REASON,
            )
        except discord.HTTPException as error:
            if error.status != 400:
                raise
            return None  # Community was switched off a moment ago

    async def _voice(
        self, session: Session, category: discord.CategoryChannel, *, closed: bool
    ) -> discord.VoiceChannel:
        return await self._guild.create_voice_channel(
            session.voice_name,
            category=await self._home(category),
            overwrites=self._overwrites(stage=False, closed=closed),
            user_limit=people_at_most(session),
            reason=REASON,
        )

    async def _home(self, category: discord.CategoryChannel) -> discord.CategoryChannel:
        """The summit's category; one of their own where all channels do not fit into it."""
        if self._category is None:
            plan = self._builder.plan
            rooms = [one for one in plan.sessions if one.kind != "break"]
            count = 3 + len(rooms) + sum(one.listens != "none" for one in rooms)
            name = plan.channels.category[:NAME_OF_CATEGORY_AT_MOST] + VOICES_CATEGORY_ENDS
            fits = count <= CHANNELS_AT_MOST
            self._category = category if fits else await self._builder.category(name)
        return self._category

    def _overwrites(
        self, *, stage: bool, closed: bool
    ) -> dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]:
        """As in the text room. Who may manage, mute and move leads a stage: Discord's own rule.

        A bot can give away only what it may do itself: bot/permissions.py asks for all of these.
        """
        leads = discord.PermissionOverwrite(
            view_channel=True, connect=True, mute_members=True, move_members=True
        )
        bot = discord.PermissionOverwrite(
            view_channel=True, connect=True, mute_members=True, move_members=True
        )
        attends = discord.PermissionOverwrite(view_channel=True, connect=True)
        if stage:
            leads.update(manage_channels=True)
            bot.update(manage_channels=True)
        else:
            leads.update(speak=True)
            attends.update(speak=True)
        nobody = discord.PermissionOverwrite(view_channel=False, connect=False)
        every: dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite] = {
            self._guild.default_role: nobody,
            self._guild.me: bot,
        }
        every |= dict.fromkeys(self._leaders, leads)
        # Where nobody may walk in, cogs/workshops lets people in by name.
        return every if closed else every | {self._attendee: attends}

    def _check(self, room: Voice, session: Session, *, closed: bool) -> None:
        """A room that was there keeps its kind and its permissions: say what does not fit."""
        say = self._builder.look_at.append
        if session.voice is not None and (session.voice == "stage") is not is_stage(room):
            if session.voice == "stage" and not self._has_stages:
                self._without_stage.append(room.name)
            else:
                say(
                    f"{room.mention} is a {'stage' if is_stage(room) else 'voice room'}, but the"
                    f' plan says voice = "{session.voice}". To change it, delete it and run /summit'
                    " setup again."
                )
        most = people_at_most(session)
        if most and isinstance(room, discord.VoiceChannel) and room.user_limit != most:
            say(
                f"{room.mention} lets in {room.user_limit or 'any number of'} people, but the plan"
                f" says capacity = {most}. Set the user limit in the channel’s settings."
            )
        enters = self._attendee_enters(room)
        if enters and closed:
            say(
                f"Attendees can enter {room.mention} without a place, but the plan says"
                " walk_in = false. Take the permissions to view it and to connect from"
                f" {self._attendee.name} in the channel’s settings."
            )
        if not enters and not closed:
            say(
                f"Attendees cannot enter {room.mention}. Let {self._attendee.name} view it and"
                " connect in the channel’s settings."
            )
        if missing := lacks_for_events(room):
            say(
                f"The bot cannot put an event into {room.mention}: it lacks {', '.join(missing)}"
                " there. Until you give it that, the event names the text channel."
            )

    def _attendee_enters(self, room: Voice) -> bool:
        """Whether the attendee role alone opens the room."""
        everybody = room.overwrites_for(self._guild.default_role)
        theirs = room.overwrites_for(self._attendee)
        base = self._guild.default_role.permissions | self._attendee.permissions
        for name in ("view_channel", "connect"):
            own = getattr(theirs, name)
            default = getattr(everybody, name)
            given = own if own is not None else default
            if not (getattr(base, name) if given is None else given):
                return False
        return True
