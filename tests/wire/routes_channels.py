"""Routes about channels, messages, pins and threads."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.wire.entities import (
    DIRECT_MESSAGES,
    GUILD_MESSAGES,
    GUILDS,
    JOINED,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    Channel,
    Json,
)
from tests.wire.messages import Message, new_message
from tests.wire.rest import NOTHING, Call, RefusedError, Reply, route

THREAD_FIELDS = ("archived", "auto_archive_duration", "locked", "invitable")


def _message(call: Call, channel: Channel) -> Message:
    message = channel.messages.get(call.number("message"))
    if message is None:
        raise RefusedError(404, 10008, "Unknown Message")
    return message


def tell(call: Call, event: str, channel: Channel, data: Json) -> None:
    """Send a message event to the sessions whose intents ask for it."""
    guild = channel.guild
    payload = {**data, "guild_id": str(guild.id)} if guild else data
    intent = GUILD_MESSAGES if guild else DIRECT_MESSAGES
    call.wire.world.emit(event, payload, guild.id if guild else None, intent)


def _changed(call: Call, event: str, channel: Channel) -> None:
    """Tell the bot of a changed or deleted channel."""
    if channel.guild is not None:
        kind = "THREAD" if channel.is_thread else "CHANNEL"
        call.wire.world.emit(f"{kind}_{event}", channel.data, channel.guild.id, GUILDS)


@route("GET", "/channels/{channel}")
def get_channel(call: Call) -> Reply:
    return 200, call.channel().data


@route("PATCH", "/channels/{channel}")
def edit_channel(call: Call) -> Reply:
    channel = call.channel()
    for key, value in call.body.items():
        inside = channel.is_thread and key in THREAD_FIELDS
        (channel.data["thread_metadata"] if inside else channel.data)[key] = value
    _changed(call, "UPDATE", channel)
    return 200, channel.data


@route("DELETE", "/channels/{channel}")
def delete_channel(call: Call) -> Reply:
    channel = call.channel()
    del call.wire.world.channels[channel.id]
    if channel.guild is not None:
        del channel.guild.channels[channel.id]
    _changed(call, "DELETE", channel)
    return 200, channel.data


@route("PUT", "/channels/{channel}/permissions/{target}")
def set_overwrite(call: Call) -> Reply:
    channel = call.channel()
    target = call.args["target"]
    others = [o for o in channel.data["permission_overwrites"] if str(o["id"]) != target]
    own = {"id": target, "allow": "0", "deny": "0", **call.body}
    channel.data["permission_overwrites"] = [*others, own]
    _changed(call, "UPDATE", channel)
    return NOTHING


@route("DELETE", "/channels/{channel}/permissions/{target}")
def drop_overwrite(call: Call) -> Reply:
    channel = call.channel()
    left = [o for o in channel.data["permission_overwrites"] if str(o["id"]) != call.args["target"]]
    channel.data["permission_overwrites"] = left
    _changed(call, "UPDATE", channel)
    return NOTHING


@route("POST", "/channels/{channel}/typing")
def typing(call: Call) -> Reply:
    call.channel()
    return NOTHING


@route("GET", "/channels/{channel}/messages")
def history(call: Call) -> Reply:
    query = call.query
    messages = list(call.channel().messages.values())
    limit = int(query.get("limit", 50))
    if "after" in query:
        # Discord takes the oldest of those after the mark, and still answers newest first.
        later = [m for m in messages if m.id > int(query["after"])][:limit]
        return 200, [m.data for m in reversed(later)]
    if "around" in query:
        middle = int(query["around"])
        near = sorted(messages, key=lambda m: abs(m.id - middle))[:limit]
        return 200, [m.data for m in sorted(near, key=lambda m: m.id, reverse=True)]
    if "before" in query:
        messages = [m for m in messages if m.id < int(query["before"])]
    return 200, [m.data for m in reversed(messages[-limit:])]


@route("POST", "/channels/{channel}/messages")
def send(call: Call) -> Reply:
    channel, world = call.channel(), call.wire.world
    if channel.recipient is not None and channel.recipient.dms_closed:
        raise RefusedError(403, 50007, "Cannot send messages to this user")
    body: Json = call.body or {}
    said = any(body.get(k) for k in ("content", "embeds", "components", "sticker_ids", "poll"))
    if not said and not call.uploads:
        raise RefusedError(400, 50006, "Cannot send an empty message")
    nonce = body.get("nonce")
    key = (channel.id, str(nonce))
    if nonce is not None and body.get("enforce_nonce") and key in call.wire.nonces:
        return 200, call.wire.nonces[key].data
    message = new_message(
        world.ids.next(), channel.id, world.bot.to_dict(), body, call.uploads, call.wire.origin
    )
    channel.messages[message.id] = message
    channel.data["last_message_id"] = str(message.id)
    if nonce is not None:
        call.wire.nonces[key] = message
    tell(call, "MESSAGE_CREATE", channel, message.data)
    return 200, message.data


@route("GET", "/channels/{channel}/messages/{message}")
def get_message(call: Call) -> Reply:
    return 200, _message(call, call.channel()).data


@route("PATCH", "/channels/{channel}/messages/{message}")
def edit_message(call: Call) -> Reply:
    channel = call.channel()
    message = _message(call, channel)
    message.edit(call.body or {}, call.uploads, call.wire.origin)
    tell(call, "MESSAGE_UPDATE", channel, message.data)
    return 200, message.data


@route("DELETE", "/channels/{channel}/messages/{message}")
def delete_message(call: Call) -> Reply:
    channel = call.channel()
    message = _message(call, channel)
    del channel.messages[message.id]
    if message.id in channel.pins:
        channel.pins.remove(message.id)
    gone = {"id": str(message.id), "channel_id": str(channel.id)}
    tell(call, "MESSAGE_DELETE", channel, gone)
    return NOTHING


@route("PUT", "/channels/{channel}/messages/pins/{message}")
@route("PUT", "/channels/{channel}/pins/{message}")
def pin(call: Call) -> Reply:
    channel = call.channel()
    message = _message(call, channel)
    if message.id not in channel.pins:
        channel.pins.append(message.id)
    message.data["pinned"] = True
    return NOTHING


@route("DELETE", "/channels/{channel}/messages/pins/{message}")
@route("DELETE", "/channels/{channel}/pins/{message}")
def unpin(call: Call) -> Reply:
    channel = call.channel()
    message = _message(call, channel)
    if message.id in channel.pins:
        channel.pins.remove(message.id)
    message.data["pinned"] = False
    return NOTHING


@route("GET", "/channels/{channel}/messages/pins")
def pins(call: Call) -> Reply:
    channel = call.channel()
    found = [{"pinned_at": JOINED, "message": channel.messages[m].data} for m in channel.pins]
    return 200, {"items": found[::-1], "has_more": False}


def _thread(call: Call, kind: int) -> Reply:
    parent, world = call.channel(), call.wire.world
    assert parent.guild is not None
    body: Json = dict(call.body)
    metadata = {
        "archived": False,
        "locked": False,
        "auto_archive_duration": body.pop("auto_archive_duration", None) or 1440,
        "archive_timestamp": datetime.now(UTC).isoformat(),
    }
    if kind == PRIVATE_THREAD:
        metadata["invitable"] = bool(body.pop("invitable", True))
    body.update(
        type=kind,
        owner_id=str(world.bot.id),
        message_count=0,
        member_count=1,
        total_message_sent=0,
        thread_metadata=metadata,
        newly_created=True,
    )
    return 201, parent.guild.add_channel(body, thread_of=parent).data


@route("POST", "/channels/{channel}/threads")
def start_thread(call: Call) -> Reply:
    return _thread(call, call.body.get("type") or PRIVATE_THREAD)


@route("POST", "/channels/{channel}/messages/{message}/threads")
def start_thread_on_message(call: Call) -> Reply:
    _message(call, call.channel())
    return _thread(call, PUBLIC_THREAD)


@route("GET", "/channels/{channel}/thread-members")
def list_thread_members(call: Call) -> Reply:
    channel = call.channel()
    return 200, [
        {"id": str(channel.id), "user_id": str(u), "join_timestamp": JOINED, "flags": 0}
        for u in channel.thread_members
    ]


def _who(call: Call) -> int:
    return call.wire.world.bot.id if call.args.get("user") == "@me" else call.number("user")


@route("PUT", "/channels/{channel}/thread-members/{user}")
def add_thread_member(call: Call) -> Reply:
    call.channel().thread_members.add(_who(call))
    return NOTHING


@route("DELETE", "/channels/{channel}/thread-members/{user}")
def remove_thread_member(call: Call) -> Reply:
    call.channel().thread_members.discard(_who(call))
    return NOTHING
