"""Routes about the bot itself: its user, its application, its commands, the gateway."""

from __future__ import annotations

from tests.wire.entities import Json
from tests.wire.rest import NOTHING, Call, RefusedError, Reply, route


@route("GET", "/users/@me")
def me(call: Call) -> Reply:
    return 200, {**call.wire.world.bot.to_dict(), "verified": True, "mfa_enabled": True}


@route("GET", "/users/@me/guilds")
def guilds(call: Call) -> Reply:
    return 200, [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": "0",
            "features": guild.features,
        }
        for guild in call.wire.world.guilds.values()
    ]


@route("GET", "/users/{user}")
def user(call: Call) -> Reply:
    found = call.wire.world.users.get(call.number("user"))
    if found is None:
        raise RefusedError(404, 10013, "Unknown User")
    return 200, found.to_dict()


@route("POST", "/users/@me/channels")
def open_dm(call: Call) -> Reply:
    world = call.wire.world
    found = world.users.get(int(call.body["recipient_id"]))
    if found is None:
        raise RefusedError(404, 10013, "Unknown User")
    return 200, world.dm(found).data


@route("GET", "/oauth2/applications/@me")
@route("GET", "/applications/@me")
def application(call: Call) -> Reply:
    world = call.wire.world
    return 200, {
        "id": str(world.application_id),
        "name": world.bot.name,
        "description": "",
        "summary": "",
        "icon": None,
        "bot_public": False,
        "bot_require_code_grant": False,
        "owner": world.application_owner.to_dict(),
        "verify_key": "0" * 64,
        "flags": 0,
        "team": None,
    }


@route("GET", "/gateway")
def gateway_address(call: Call) -> Reply:
    return 200, {"url": call.wire.gateway_url}


@route("GET", "/gateway/bot")
def gateway(call: Call) -> Reply:
    limit = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1}
    return 200, {
        "url": call.wire.gateway_url,
        "shards": call.wire.shard_count,
        "session_start_limit": limit,
    }


def _scope(call: Call) -> int | None:
    """The guild whose commands these are; None: the global ones."""
    return call.guild().id if "guild" in call.args else None


def _stored(call: Call, body: Json, scope: int | None) -> Json:
    """A command as Discord keeps it; one of the same name and type keeps its id."""
    world = call.wire.world
    kind = body.get("type", 1)
    same = [
        c for c in world.commands.get(scope, []) if (c["name"], c["type"]) == (body["name"], kind)
    ]
    number = same[0]["id"] if same else str(world.ids.next())
    command: Json = {
        "description": "",
        "options": [],
        "default_member_permissions": None,
        "nsfw": False,
        **body,
        "type": kind,
        "id": number,
        "application_id": str(world.application_id),
        "version": str(world.ids.next()),
    }
    if scope is not None:
        command["guild_id"] = str(scope)
    return command


@route("GET", "/applications/{application}/commands")
@route("GET", "/applications/{application}/guilds/{guild}/commands")
def list_commands(call: Call) -> Reply:
    return 200, call.wire.world.commands.get(_scope(call), [])


@route("PUT", "/applications/{application}/commands")
@route("PUT", "/applications/{application}/guilds/{guild}/commands")
def sync_commands(call: Call) -> Reply:
    scope = _scope(call)
    stored = [_stored(call, body, scope) for body in call.body]
    call.wire.world.commands[scope] = stored
    return 200, stored


@route("POST", "/applications/{application}/commands")
@route("POST", "/applications/{application}/guilds/{guild}/commands")
def add_command(call: Call) -> Reply:
    scope = _scope(call)
    command = _stored(call, call.body, scope)
    others = [c for c in call.wire.world.commands.get(scope, []) if c["id"] != command["id"]]
    call.wire.world.commands[scope] = [*others, command]
    return 201, command


@route("DELETE", "/applications/{application}/commands/{command}")
@route("DELETE", "/applications/{application}/guilds/{guild}/commands/{command}")
def remove_command(call: Call) -> Reply:
    scope = _scope(call)
    before = call.wire.world.commands.get(scope, [])
    after = [c for c in before if c["id"] != call.args["command"]]
    if len(after) == len(before):
        raise RefusedError(404, 10063, "Unknown application command")
    call.wire.world.commands[scope] = after
    return NOTHING
