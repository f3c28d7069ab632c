"""The channels that somebody may see, and what is new in them."""

from __future__ import annotations

from dataclasses import dataclass

from simcord import ChannelHandle, MemberActor
from simcord.backend.access import channel_accessible

from rehearsal.world import World

TEXT, VOICE, STAGE = 0, 2, 13
MESSAGES = "Direct messages"
NO_CATEGORY = "Other channels"


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, a thread or somebody's messages with the bot. ``within``: a thread's channel."""

    handle: ChannelHandle
    name: str
    group: str
    within: int | None = None

    @property
    def id(self) -> int:
        return self.handle.id


def places_of(world: World, member: MemberActor) -> list[Place]:
    """Where somebody may read, as Discord lists it: channels with their threads, then messages."""
    backend = world.env.backend
    found: list[Place] = []
    loose: list[Place] = []
    for name, channel in world.guild.channels.items():
        about = backend.channels[channel.id]
        if about.type != TEXT or not may_read(world, member, channel.id):
            continue
        parent = backend.channels.get(about.parent_id) if about.parent_id else None
        group = (parent.name if parent else None) or NO_CATEGORY
        into = found if parent else loose
        into.append(Place(channel, f"#{name}", group))
        for thread in channel.threads:
            told = backend.channels[thread.id].thread_metadata
            if not (told and told.archived) and may_read(world, member, thread.id):
                into.append(Place(thread, thread.name or "Thread", group, within=channel.id))
    messages = Place(member.user.dm_channel, f"Messages from {world.env.bot.user}", MESSAGES)
    return [*found, *loose, *([messages] if member.id in world.guild.member_ids() else [])]


def may_read(world: World, member: MemberActor, channel_id: int) -> bool:
    return channel_accessible(world.env.backend, channel_id, member.id, history=True)


def newest(world: World, channel_id: int) -> int:
    """The id of the last message there; 0 where there is none."""
    return max(world.env.backend.messages.get(channel_id, {}), default=0)


def new_since(world: World, member: MemberActor, channel_id: int, seen: int) -> int:
    """How many messages of others somebody has not seen yet."""
    return sum(
        one.id > seen and one.author_id != member.id and one.visible_to(member.id)
        for one in world.env.backend.messages.get(channel_id, {}).values()
    )
