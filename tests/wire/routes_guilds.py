"""Routes about guilds: their channels, roles and members."""

from __future__ import annotations

from tests.wire.entities import GUILDS, MEMBERS, Json, Member, Role
from tests.wire.rest import NOTHING, Call, RefusedError, Reply, route
from tests.wire.world import Guild


def _role(call: Call, guild: Guild) -> Role:
    role = guild.roles.get(call.number("role"))
    if role is None:
        raise RefusedError(404, 10011, "Unknown Role")
    return role


def _member(call: Call, guild: Guild) -> Member:
    member = guild.members.get(call.number("user"))
    if member is None:
        raise RefusedError(404, 10007, "Unknown Member")
    return member


def _role_changed(call: Call, event: str, guild: Guild, role: Role) -> None:
    payload: Json = {"guild_id": str(guild.id), "role": role.data, "role_id": str(role.id)}
    call.wire.world.emit(f"GUILD_ROLE_{event}", payload, guild.id, GUILDS)


def _member_changed(call: Call, member: Member) -> None:
    payload = {**member.to_dict(), "guild_id": str(member.guild.id)}
    call.wire.world.emit("GUILD_MEMBER_UPDATE", payload, member.guild.id, MEMBERS)


@route("GET", "/guilds/{guild}")
def get_guild(call: Call) -> Reply:
    return 200, call.guild().to_dict()


@route("GET", "/guilds/{guild}/channels")
def list_channels(call: Call) -> Reply:
    return 200, [c.data for c in call.guild().channels.values() if not c.is_thread]


@route("POST", "/guilds/{guild}/channels")
def create_channel(call: Call) -> Reply:
    return 201, call.guild().add_channel(call.body).data


@route("PATCH", "/guilds/{guild}/channels")
def move_channels(call: Call) -> Reply:
    guild = call.guild()
    for place in call.body:
        channel = guild.channels[int(place["id"])]
        for key in ("position", "parent_id"):
            if place.get(key) is not None:
                channel.data[key] = str(place[key]) if key == "parent_id" else place[key]
        call.wire.world.emit("CHANNEL_UPDATE", channel.data, guild.id, GUILDS)
    return NOTHING


@route("GET", "/guilds/{guild}/threads/active")
def active_threads(call: Call) -> Reply:
    threads = [c.data for c in call.guild().channels.values() if c.is_thread]
    return 200, {"threads": threads, "members": [], "has_more": False}


@route("GET", "/guilds/{guild}/roles")
def list_roles(call: Call) -> Reply:
    return 200, [role.data for role in call.guild().roles.values()]


@route("POST", "/guilds/{guild}/roles")
def create_role(call: Call) -> Reply:
    guild = call.guild()
    role = guild.add_role(call.body or {})
    _role_changed(call, "CREATE", guild, role)
    return 200, role.data


@route("PATCH", "/guilds/{guild}/roles/{role}")
def edit_role(call: Call) -> Reply:
    guild = call.guild()
    role = _role(call, guild)
    role.data.update({k: v for k, v in call.body.items() if v is not None})
    role.data["permissions"] = str(role.data["permissions"])
    _role_changed(call, "UPDATE", guild, role)
    return 200, role.data


@route("PATCH", "/guilds/{guild}/roles")
def move_roles(call: Call) -> Reply:
    guild = call.guild()
    for place in call.body:
        role = guild.roles[int(place["id"])]
        role.data["position"] = place["position"]
        _role_changed(call, "UPDATE", guild, role)
    return 200, [role.data for role in guild.roles.values()]


@route("DELETE", "/guilds/{guild}/roles/{role}")
def delete_role(call: Call) -> Reply:
    guild = call.guild()
    role = guild.roles.pop(_role(call, guild).id)
    for member in guild.members.values():
        if role.id in member.roles:
            member.roles.remove(role.id)
    _role_changed(call, "DELETE", guild, role)
    return NOTHING


@route("GET", "/guilds/{guild}/members/{user}")
def get_member(call: Call) -> Reply:
    return 200, _member(call, call.guild()).to_dict()


@route("PATCH", "/guilds/{guild}/members/{user}")
def edit_member(call: Call) -> Reply:
    member = _member(call, call.guild())
    if "nick" in call.body:
        member.nick = call.body["nick"]
    if call.body.get("roles") is not None:
        member.roles = [int(r) for r in call.body["roles"]]
    if "channel_id" in call.body:
        if member.user.id not in member.guild.voices:
            raise RefusedError(400, 40032, "Target user is not connected to voice")
        there = call.body["channel_id"]
        member.guild.voice(member, int(there) if there else None)
    _member_changed(call, member)
    return 200, member.to_dict()


@route("PATCH", "/guilds/{guild}/voice-states/{user}")
def edit_voice_state(call: Call) -> Reply:
    guild = call.guild()
    member = _member(call, guild)
    state = guild.voices.get(member.user.id)
    if state is None or state["channel_id"] != str(call.body["channel_id"]):
        raise RefusedError(404, 10065, "Unknown Voice State")
    guild.voice(
        member,
        int(state["channel_id"]),
        suppress=call.body["suppress"],
        request_to_speak_timestamp=None,
    )
    return NOTHING


@route("PUT", "/guilds/{guild}/members/{user}/roles/{role}")
def give_role(call: Call) -> Reply:
    guild = call.guild()
    member, role = _member(call, guild), _role(call, guild)
    if role.id not in member.roles:
        member.roles.append(role.id)
        _member_changed(call, member)
    return NOTHING


@route("DELETE", "/guilds/{guild}/members/{user}/roles/{role}")
def take_role(call: Call) -> Reply:
    guild = call.guild()
    member, role = _member(call, guild), _role(call, guild)
    if role.id in member.roles:
        member.roles.remove(role.id)
        _member_changed(call, member)
    return NOTHING
