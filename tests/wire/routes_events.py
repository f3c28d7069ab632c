"""Routes about scheduled events and stages."""

from __future__ import annotations

from tests.wire.entities import GUILDS, SCHEDULED_EVENTS, STAGE, VOICE, Json
from tests.wire.rest import NOTHING, Call, RefusedError, Reply, route

EXTERNAL = 3
KINDS = {1: STAGE, 2: VOICE}


def _event(call: Call) -> Json:
    event = call.guild().events.get(call.number("event"))
    if event is None:
        raise RefusedError(404, 10070, "Unknown Guild Scheduled Event")
    return event


def _check(call: Call, event: Json) -> None:
    """Discord's rules for where an event is, which its description of the API leaves out."""
    kind, place = event["entity_type"], event["channel_id"]
    if kind == EXTERNAL:
        fits = place is None and event["entity_metadata"] and event["scheduled_end_time"]
    else:
        channel = call.guild().channels.get(int(place or 0))
        fits = channel is not None and channel.data["type"] == KINDS[kind]
        fits = fits and event["entity_metadata"] is None
    if not fits:
        raise RefusedError(400, 50035, "Invalid Form Body")


def _tell(call: Call, what: str, event: Json) -> None:
    guild_id = int(event["guild_id"])
    call.wire.world.emit(f"GUILD_SCHEDULED_EVENT_{what}", event, guild_id, SCHEDULED_EVENTS)


@route("GET", "/guilds/{guild}/scheduled-events")
def list_events(call: Call) -> Reply:
    return 200, list(call.guild().events.values())


@route("POST", "/guilds/{guild}/scheduled-events")
def create_event(call: Call) -> Reply:
    guild, world = call.guild(), call.wire.world
    number = world.ids.next()
    event: Json = {
        "channel_id": None,
        "description": None,
        "scheduled_end_time": None,
        "entity_id": None,
        "entity_metadata": None,
        "image": None,
        "recurrence_rule": None,
        "user_count": 0,
        **call.body,
        "id": str(number),
        "guild_id": str(guild.id),
        "creator_id": str(world.bot.id),
        "creator": world.bot.to_dict(),
        "status": 1,
    }
    if event["channel_id"] is not None:
        event["channel_id"] = str(event["channel_id"])
    _check(call, event)
    guild.events[number] = event
    _tell(call, "CREATE", event)
    return 200, event


@route("GET", "/guilds/{guild}/scheduled-events/{event}")
def get_event(call: Call) -> Reply:
    return 200, _event(call)


@route("PATCH", "/guilds/{guild}/scheduled-events/{event}")
def edit_event(call: Call) -> Reply:
    event = _event(call)
    _check(call, {**event, **call.body})
    event.update(call.body)
    _tell(call, "UPDATE", event)
    return 200, event


@route("DELETE", "/guilds/{guild}/scheduled-events/{event}")
def delete_event(call: Call) -> Reply:
    event = _event(call)
    del call.guild().events[int(event["id"])]
    _tell(call, "DELETE", event)
    return NOTHING


def _stage(call: Call) -> Json:
    stage = call.wire.world.stages.get(call.number("channel"))
    if stage is None:
        raise RefusedError(404, 10067, "Unknown Stage Instance")
    return stage


@route("POST", "/stage-instances")
def open_stage(call: Call) -> Reply:
    world = call.wire.world
    channel = world.channels.get(int(call.body["channel_id"]))
    if channel is None or channel.guild is None or channel.data["type"] != STAGE:
        raise RefusedError(404, 10003, "Unknown Channel")
    if channel.id in world.stages:
        raise RefusedError(400, 150006, "The Stage is already open")
    stage = world.stages[channel.id] = {
        "privacy_level": 2,
        "discoverable_disabled": True,
        "guild_scheduled_event_id": None,
        **call.body,
        "id": str(world.ids.next()),
        "guild_id": str(channel.guild.id),
        "channel_id": str(channel.id),
    }
    world.emit("STAGE_INSTANCE_CREATE", stage, channel.guild.id, GUILDS)
    return 200, stage


@route("GET", "/stage-instances/{channel}")
def get_stage(call: Call) -> Reply:
    return 200, _stage(call)


@route("PATCH", "/stage-instances/{channel}")
def edit_stage(call: Call) -> Reply:
    stage = _stage(call)
    stage.update(call.body)
    call.wire.world.emit("STAGE_INSTANCE_UPDATE", stage, int(stage["guild_id"]), GUILDS)
    return 200, stage


@route("DELETE", "/stage-instances/{channel}")
def close_stage(call: Call) -> Reply:
    stage = _stage(call)
    del call.wire.world.stages[int(stage["channel_id"])]
    call.wire.world.emit("STAGE_INSTANCE_DELETE", stage, int(stage["guild_id"]), GUILDS)
    return NOTHING
