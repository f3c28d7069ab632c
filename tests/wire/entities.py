"""Users, roles, channels and members of the loopback Discord, as plain data."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.wire.messages import Message

if TYPE_CHECKING:
    from tests.wire.world import Guild

Json = dict[str, Any]

DISCORD_EPOCH_MS = 1_420_070_400_000
JOINED = "2021-12-01T09:00:00.000000+00:00"

# Intents that decide whether a session hears of an event.
GUILDS = 1
MEMBERS = 1 << 1
VOICE_STATES = 1 << 7
GUILD_MESSAGES = 1 << 9
DIRECT_MESSAGES = 1 << 12
SCHEDULED_EVENTS = 1 << 16

ADMINISTRATOR = 1 << 3
ALL_PERMISSIONS = (1 << 53) - 1
EVERYONE_PERMISSIONS = 0x0000_0480_3064_6CC1  # what a new server gives @everyone, roughly
BOT_PERMISSIONS = ALL_PERMISSIONS & ~ADMINISTRATOR

TEXT, DM, VOICE, CATEGORY, PUBLIC_THREAD, PRIVATE_THREAD, STAGE = 0, 1, 2, 4, 11, 12, 13


class Snowflakes:
    """Makes ids as Discord does: time in the upper bits, always rising, never the same twice."""

    def __init__(self) -> None:
        self._last = 0

    def next(self, *, own_millisecond: bool = False) -> int:
        """The next id. A guild takes a millisecond of its own, or all would share one shard."""
        now = (int(time.time() * 1000) - DISCORD_EPOCH_MS) << 22
        after = ((self._last >> 22) + 1) << 22 if own_millisecond else self._last + 1
        self._last = max(now, after)
        return self._last


@dataclass(slots=True, eq=False)
class User:
    """One Discord account."""

    id: int
    name: str
    bot: bool = False
    dms_closed: bool = False  # a direct message to them answers 403 with code 50007

    def to_dict(self) -> Json:
        """The user object that Discord sends."""
        return {
            "id": str(self.id),
            "username": self.name,
            "discriminator": "0",
            "global_name": self.name,
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }


@dataclass(slots=True, eq=False)
class Role:
    """A role; `data` is the object that Discord sends."""

    id: int
    data: Json


@dataclass(slots=True, eq=False)
class Channel:
    """A channel or thread of any kind; `data` is the object that Discord sends."""

    id: int
    guild: Guild | None
    data: Json
    messages: dict[int, Message] = field(default_factory=dict)
    pins: list[int] = field(default_factory=list)
    thread_members: set[int] = field(default_factory=set)
    recipient: User | None = None

    @property
    def is_thread(self) -> bool:
        """Whether this is a thread inside another channel."""
        return self.data["type"] in (10, PUBLIC_THREAD, PRIVATE_THREAD)


@dataclass(slots=True, eq=False)
class Member:
    """A user in a guild."""

    user: User
    guild: Guild
    roles: list[int] = field(default_factory=list)
    nick: str | None = None

    @property
    def permissions(self) -> int:
        """What the roles allow together (channel overwrites are not counted)."""
        if self.user.id == self.guild.owner_id:
            return ALL_PERMISSIONS
        bits = 0
        for role_id in (self.guild.id, *self.roles):
            bits |= int(self.guild.roles[role_id].data["permissions"])
        return ALL_PERMISSIONS if bits & ADMINISTRATOR else bits

    def to_dict(self) -> Json:
        """The member object that Discord sends."""
        return {
            "user": self.user.to_dict(),
            "nick": self.nick,
            "avatar": None,
            "roles": [str(r) for r in self.roles],
            "joined_at": JOINED,
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
            "communication_disabled_until": None,
            "permissions": str(self.permissions),
        }
