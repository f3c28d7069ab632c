"""INTERACTION_CREATE payloads, and the search for an item in a message's components."""

from __future__ import annotations

import secrets

from tests.wire.entities import BOT_PERMISSIONS, Channel, Json, Member, User
from tests.wire.messages import Message
from tests.wire.world import World


def interaction_payload(
    world: World,
    kind: int,
    who: Member | User,
    data: Json,
    channel: Channel,
    source: Message | None,
    limit: int,
) -> Json:
    """An interaction as Discord sends it; `limit` is the largest file a person may add."""
    number = world.ids.next()
    application = str(world.application_id)
    payload: Json = {
        "id": str(number),
        "application_id": application,
        "type": kind,
        "token": f"{number}-{secrets.token_hex(24)}",
        "version": 1,
        "channel_id": str(channel.id),
        "channel": {**channel.data, "permissions": str(BOT_PERMISSIONS)},
        "data": data,
        "locale": "en-GB",
        "app_permissions": str(BOT_PERMISSIONS),
        "attachment_size_limit": limit,
        "entitlements": [],
        "entitlement_sku_ids": [],
    }
    if isinstance(who, Member):
        guild = str(who.guild.id)
        payload["guild_id"] = guild
        payload["guild"] = {"id": guild, "locale": "en-GB", "features": []}
        payload["guild_locale"] = "en-GB"
        payload["member"] = who.to_dict()
        payload["context"] = 0
        payload["authorizing_integration_owners"] = {"0": guild}
    else:
        payload["user"] = who.to_dict()
        payload["context"] = 1
        payload["authorizing_integration_owners"] = {"0": "0"}
    if source is not None:
        payload["message"] = source.data
    return payload


def find_component(components: list[Json], custom_id: str) -> Json | None:
    """The component with this custom id, anywhere in the tree."""
    for component in components:
        if component.get("custom_id") == custom_id:
            return component
        inner = list(component.get("components") or [])
        inner += [component[k] for k in ("accessory", "component") if component.get(k)]
        found = find_component(inner, custom_id)
        if found is not None:
            return found
    return None
