"""Roles, categories and channels, as the plan wants them and as the server has them.

Permissions go by Discord's names for them (``view_channel``); whom they are for, by what the summit
calls them: ``everyone``, ``attendee``, ``facilitator``, ``organiser``, ``bot``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

Grants = Mapping[str, Mapping[str, bool]]
"""For whom, which permission, and whether it is allowed (True) or denied (False)."""

NOBODY: Grants = {}


class Kind(StrEnum):
    """What a thing is in Discord."""

    ROLE = "role"
    CATEGORY = "category"
    TEXT = "text channel"
    VOICE = "voice room"
    STAGE = "stage"
    WORDS = "AutoMod rule on words"
    MENTIONS = "AutoMod rule on mentions"


@dataclass(frozen=True, slots=True)
class State:
    """All of a thing that a set-up looks after.

    ``home`` is the key of its category; ``words`` are those that a rule of AutoMod stops, and
    ``mentions_at_most`` how many mentions it lets a message have.
    """

    name: str
    home: str | None = None
    people_at_most: int = 0
    grants: Grants = field(default_factory=lambda: NOBODY)
    words: tuple[str, ...] = ()
    mentions_at_most: int = 0

    def packed(self) -> dict[str, Any]:
        """As it is kept in the store."""
        return {
            "name": self.name,
            "home": self.home,
            "people_at_most": self.people_at_most,
            "grants": {who: dict(may) for who, may in self.grants.items()},
            "words": list(self.words),
            "mentions_at_most": self.mentions_at_most,
        }

    @classmethod
    def unpacked(cls, values: Mapping[str, Any]) -> Self:
        """What :meth:`packed` gave."""
        return cls(
            values["name"],
            values["home"],
            values["people_at_most"],
            dict(values["grants"]),
            tuple(values["words"]),
            values["mentions_at_most"],
        )


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that the plan asks for. ``key`` is its name in the store and never changes.

    ``moving`` are permissions that the bot itself changes during the day, such as whether attendees
    write in a room: they are set when the thing is made and left alone after.
    """

    key: str
    kind: Kind
    state: State
    moving: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])


@dataclass(frozen=True, slots=True)
class Made:
    """A thing that the bot made, and how it left it."""

    id: int
    state: State


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the server."""

    id: int
    name: str
    above_bot: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of AutoMod in the server."""

    id: int
    kind: Kind
    name: str
    words: tuple[str, ...] = ()
    mentions_at_most: int = 0


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel or category of the server.

    ``grants`` go by the server's own ids, as text: what a role is for, only the plan says.
    """

    id: int
    kind: Kind
    name: str
    parent: int | None = None
    people_at_most: int = 0
    grants: Grants = field(default_factory=lambda: NOBODY)


@dataclass(frozen=True, slots=True)
class There:
    """A server as Discord describes it. ``everyone`` is the id of the role that everybody has."""

    guild_id: int
    bot_id: int
    has_stages: bool
    lacking: tuple[str, ...]
    roles: tuple[Role, ...]
    channels: tuple[Channel, ...]
    rules: tuple[Rule, ...] = ()
    bot_roles: frozenset[int] = frozenset()
    bot_may: frozenset[str] = frozenset()
    others_may: frozenset[str] = frozenset()
    """What everybody may in the server, by the role that everybody has."""
    is_admin: bool = False
    other_kinds: int = 0

    @property
    def everyone(self) -> int:
        return self.guild_id

    def channel(self, channel_id: int) -> Channel | None:
        return next((one for one in self.channels if one.id == channel_id), None)

    def bot_may_in(self, channel: Channel) -> frozenset[str]:
        """What the bot may do in a channel: Discord's own order of roles and overwrites."""
        if self.is_admin:
            return self.bot_may
        may = set(self.bot_may)
        for layer in (
            [channel.grants.get(str(self.everyone), {})],
            [channel.grants.get(str(role), {}) for role in self.bot_roles],
            [channel.grants.get(str(self.bot_id), {})],
        ):
            for grants in layer:
                may -= {name for name, allowed in grants.items() if not allowed}
            for grants in layer:
                may |= {name for name, allowed in grants.items() if allowed}
        return frozenset(may)

    def role_may_in(self, channel: Channel, role: int, name: str) -> bool:
        """Whether a role alone gives a permission in a channel, without the people who have it."""
        theirs = channel.grants.get(str(role), {}).get(name)
        everybody = channel.grants.get(str(self.everyone), {}).get(name)
        given = theirs if theirs is not None else everybody
        return given if given is not None else name in self.others_may
