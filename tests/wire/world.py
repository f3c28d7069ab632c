"""What the loopback Discord holds: guilds with all that is in them, and helpers to furnish them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.wire.entities import (
    BOT_PERMISSIONS,
    DM,
    EVERYONE_PERMISSIONS,
    GUILDS,
    JOINED,
    STAGE,
    TEXT,
    VOICE,
    VOICE_STATES,
    Channel,
    Json,
    Member,
    Role,
    Snowflakes,
    User,
)

Emit = Callable[[str, Json, int | None, int], None]
"""Sends one gateway event: its name, its data, its guild (None: direct messages), its intent."""


class Guild:
    """A server of people, with helpers to furnish it in one line each."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.id = world.ids.next(own_millisecond=True)
        self.name = name
        self.roles: dict[int, Role] = {}
        self.channels: dict[int, Channel] = {}
        self.members: dict[int, Member] = {}
        self.events: dict[int, Json] = {}
        self.voices: dict[int, Json] = {}  # by who is there
        self.features: list[str] = []
        self.add_role({"name": "@everyone", "permissions": EVERYONE_PERMISSIONS}, self.id)
        self.owner_id = world.user("owner").id
        self.owner = self.join(world.users[self.owner_id])
        own = self.role("bot", permissions=BOT_PERMISSIONS)
        own.data["managed"] = True
        self.me = self.join(world.bot, roles=[own])

    def add_role(self, body: Json, role_id: int | None = None) -> Role:
        """Store a role from a request's body; missing fields take Discord's defaults."""
        number = role_id or self.world.ids.next()
        data: Json = {
            "id": str(number),
            "name": "new role",
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "position": len(self.roles),
            "permissions": "0",
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }
        data.update({k: v for k, v in body.items() if v is not None})
        data["permissions"] = str(data["permissions"])
        role = self.roles[number] = Role(number, data)
        return role

    def voice(self, member: Member, channel_id: int | None, **state: object) -> None:
        """Somebody comes into a voice room or stage, changes there, or leaves; the bot hears it."""
        known: Json = self.voices.get(member.user.id) or {
            "guild_id": str(self.id),
            "user_id": str(member.user.id),
            "session_id": f"voice-{member.user.id}",
            **dict.fromkeys(("deaf", "mute", "self_deaf", "self_mute", "self_video"), False),
            "suppress": False,
            "request_to_speak_timestamp": None,
        }
        there = str(channel_id) if channel_id else None
        changed: Json = {**known, **state, "channel_id": there, "member": member.to_dict()}
        self.voices[member.user.id] = changed
        if channel_id is None:
            del self.voices[member.user.id]
        self.world.emit("VOICE_STATE_UPDATE", changed, self.id, VOICE_STATES)

    def role(self, name: str, *, permissions: int = 0) -> Role:
        """Make a role."""
        role = self.add_role({"name": name, "permissions": permissions})
        payload = {"guild_id": str(self.id), "role": role.data}
        self.world.emit("GUILD_ROLE_CREATE", payload, self.id, GUILDS)
        return role

    def join(self, user: User, *, roles: Iterable[Role] = ()) -> Member:
        """Let an existing user join."""
        member = self.members[user.id] = Member(user, self, [role.id for role in roles])
        return member

    def member(self, name: str, *, roles: Iterable[Role] = ()) -> Member:
        """Make a new user who is a member here."""
        return self.join(self.world.user(name), roles=roles)

    def add_channel(self, body: Json, *, thread_of: Channel | None = None) -> Channel:
        """Store a channel or thread from a request's body and tell the bot of it."""
        number = self.world.ids.next()
        data: Json = {
            "id": str(number),
            "guild_id": str(self.id),
            "type": TEXT,
            "position": len(self.channels),
            "topic": None,
            "nsfw": False,
            "parent_id": str(thread_of.id) if thread_of else None,
            "permission_overwrites": [],
            "rate_limit_per_user": 0,
            "last_message_id": None,
            "flags": 0,
        }
        if body.get("type") in (VOICE, STAGE):
            data.update(bitrate=64000, user_limit=0, rtc_region=None)
        data.update({k: v for k, v in body.items() if v is not None})
        if data["parent_id"] is not None:
            data["parent_id"] = str(data["parent_id"])
        channel = self.channels[number] = Channel(number, self, data)
        self.world.channels[number] = channel
        if channel.is_thread:
            channel.thread_members.add(self.world.bot.id)
        event = "THREAD_CREATE" if channel.is_thread else "CHANNEL_CREATE"
        self.world.emit(event, data, self.id, GUILDS)
        return channel

    def text_channel(self, name: str) -> Channel:
        """Make a text channel."""
        return self.add_channel({"name": name, "type": TEXT})

    def first_text_channel(self) -> Channel:
        """Where people speak when a test names no channel."""
        return next(c for c in self.channels.values() if c.data["type"] == TEXT)

    def to_dict(self) -> Json:
        """The guild as GUILD_CREATE and GET /guilds/{id} show it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(self.owner_id),
            "icon": None,
            "features": self.features,
            "roles": [role.data for role in self.roles.values()],
            "channels": [c.data for c in self.channels.values() if not c.is_thread],
            "threads": [c.data for c in self.channels.values() if c.is_thread],
            "members": [self.me.to_dict()],
            "member_count": len(self.members),
            "large": False,
            "joined_at": JOINED,
            "unavailable": False,
            "emojis": [],
            "stickers": [],
            "voice_states": list(self.voices.values()),
            "presences": [],
            "stage_instances": [s for c, s in self.world.stages.items() if c in self.channels],
            "guild_scheduled_events": list(self.events.values()),
            "verification_level": 1,
            "default_message_notifications": 1,
            "explicit_content_filter": 2,
            "afk_timeout": 300,
            "afk_channel_id": None,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "premium_tier": 0,
            "preferred_locale": "en-GB",
            "nsfw_level": 0,
            "mfa_level": 0,
        }


class World:
    """Everything the loopback Discord holds; it outlives any one run of the bot."""

    def __init__(self) -> None:
        self.ids = Snowflakes()
        self.emit: Emit = lambda event, data, guild_id, intent: None
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.stages: dict[int, Json] = {}  # by channel
        self.commands: dict[int | None, list[Json]] = {}  # None: the global ones
        self.bot = self.user("summit", bot=True)
        self.application_id = self.bot.id
        self.application_owner = self.user("host")

    def user(self, name: str, *, bot: bool = False) -> User:
        """Make a user."""
        number = self.ids.next()
        user = self.users[number] = User(number, name, bot)
        return user

    def guild(self, name: str, *, channels: Iterable[str] = ("lobby",)) -> Guild:
        """Make a guild with these text channels, with the bot in it."""
        guild = Guild(self, name)
        for channel in channels:
            guild.text_channel(channel)
        # Only now is it announced: a bot hears of a guild before it hears of what is inside.
        self.guilds[guild.id] = guild
        self.emit("GUILD_CREATE", guild.to_dict(), guild.id, GUILDS)
        return guild

    def dm(self, user: User) -> Channel:
        """The bot's direct-message channel with this user, made when first asked for."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        number = self.ids.next()
        data: Json = {
            "id": str(number),
            "type": DM,
            "last_message_id": None,
            "recipients": [user.to_dict()],
            "flags": 0,
        }
        channel = self.channels[number] = Channel(number, None, data, recipient=user)
        return channel
