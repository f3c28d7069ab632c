"""Filled-in modals and slash options, in the shape Discord sends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.wire.entities import Channel, Json, Member, Role, User

ROW, STRING_SELECT, TEXT_INPUT, TEXT_DISPLAY = 1, 3, 4, 10
LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 18, 19, 21, 22, 23
SUB_COMMAND, SUB_GROUP, ATTACHMENT_OPTION = 1, 2, 11


@dataclass(slots=True, frozen=True)
class Attachment:
    """A file that a person adds to a form or a slash option; made by `WireDiscord.attach`."""

    data: Json


@dataclass(slots=True, frozen=True)
class Radio:
    """The choice in a radio group, for a form whose modal the server has not seen."""

    value: str | None


@dataclass(slots=True, frozen=True)
class Checks:
    """The ticks in a checkbox group, for a form whose modal the server has not seen."""

    values: list[str]


class Resolved:
    """Collects the objects behind the ids in an interaction's data."""

    def __init__(self) -> None:
        self.data: Json = {}

    def put(self, value: Any) -> Any:
        """The raw value for an option or a field; objects leave their details behind."""
        if isinstance(value, Member):
            self._add("users", value.user.id, value.user.to_dict())
            member = value.to_dict()
            del member["user"]
            self._add("members", value.user.id, member)
            return str(value.user.id)
        if isinstance(value, User):
            self._add("users", value.id, value.to_dict())
            return str(value.id)
        if isinstance(value, Role):
            self._add("roles", value.id, value.data)
            return str(value.id)
        if isinstance(value, Channel):
            self._add("channels", value.id, {**value.data, "permissions": "0"})
            return str(value.id)
        if isinstance(value, Attachment):
            self._add("attachments", value.data["id"], value.data)
            return value.data["id"]
        return value

    def _add(self, kind: str, number: object, data: Json) -> None:
        self.data.setdefault(kind, {})[str(number)] = data


def filled(modal: Json | None, values: dict[str, Any], resolved: Resolved) -> list[Json]:
    """The `components` of a modal submit.

    With the modal known, the form is held to it: an unknown field, a missing required one, a
    text that is too long or a choice that is not offered is what no Discord client would send.
    """
    if modal is None:
        return [
            {"type": LABEL, "id": n, "component": _guessed(n + 1, key, value, resolved)}
            for n, (key, value) in enumerate(values.items(), start=1)
        ]
    left = dict(values)
    result: list[Json] = []
    for position, item in enumerate(modal["components"], start=1):
        number = item.get("id") or position * 10
        if item["type"] == LABEL:
            inner = _fill(number + 1, item["component"], left, resolved)
            result.append({"type": LABEL, "id": number, "component": inner})
        elif item["type"] == ROW:
            rows = [_fill(number + 1, inner, left, resolved) for inner in item["components"]]
            result.append({"type": ROW, "id": number, "components": rows})
        else:
            result.append({"type": item["type"], "id": number})
    if left:
        raise ValueError(f"the form has no such fields: {sorted(left)}")
    return result


def _fill(number: int, field: Json, left: dict[str, Any], resolved: Resolved) -> Json:
    """One field of a known modal, with the value for it or what Discord sends for none."""
    key, kind = field["custom_id"], field["type"]
    value = left.pop(key, None)
    out: Json = {"type": kind, "id": field.get("id") or number, "custom_id": key}
    if kind == TEXT_INPUT:
        text = field.get("value") or "" if value is None else str(value)
        if len(text) > (field.get("max_length") or 4000):
            raise ValueError(f"{key}: {len(text)} characters are too many")
        if text and len(text) < (field.get("min_length") or 0):
            raise ValueError(f"{key}: {len(text)} characters are too few")
        out["value"] = text
    elif kind == CHECKBOX:
        out["value"] = bool(field.get("default") if value is None else value)
        return out
    elif kind == RADIO_GROUP:
        out["value"] = _offered(key, field, _preset(field) if value is None else [value])
        out["value"] = out["value"][0] if out["value"] else None
    else:
        chosen = _preset(field) if value is None else value
        chosen = chosen if isinstance(chosen, list) else [chosen]
        out["values"] = _offered(key, field, [resolved.put(v) for v in chosen])
    if field.get("required", True) and not (out.get("value") or out.get("values")):
        raise ValueError(f"{key} is required")
    return out


def _preset(field: Json) -> list[str]:
    return [o["value"] for o in field.get("options") or [] if o.get("default")]


def _offered(key: str, field: Json, values: list[Any]) -> list[Any]:
    """The values, if the field offers them all."""
    options = field.get("options")
    if options is not None:
        unknown = set(values) - {o["value"] for o in options}
        if unknown:
            raise ValueError(f"{key} does not offer {sorted(unknown)}")
    return values


def _guessed(number: int, key: str, value: Any, resolved: Resolved) -> Json:
    """A field of an unknown modal, by the kind of its value."""
    out: Json = {"id": number, "custom_id": key}
    match value:
        case bool():
            return {"type": CHECKBOX, **out, "value": value}
        case Radio():
            return {"type": RADIO_GROUP, **out, "value": value.value}
        case Checks():
            return {"type": CHECKBOX_GROUP, **out, "values": value.values}
        case [Attachment(), *_]:
            return {"type": FILE_UPLOAD, **out, "values": [resolved.put(v) for v in value]}
        case list():
            return {"type": STRING_SELECT, **out, "values": value}
        case _:
            return {"type": TEXT_INPUT, **out, "value": str(value)}


def command_data(
    command: Json,
    path: list[str],
    options: dict[str, Any],
    *,
    guild_id: int | None,
    focused: str | None = None,
) -> Json:
    """The `data` of a slash command or, with `focused`, of an autocomplete request."""
    resolved = Resolved()
    chain: list[Json] = []
    node = command
    for name in path[1:]:
        node = next((o for o in node.get("options") or [] if o["name"] == name), {})
        if not node:
            raise LookupError(f"the bot has no command /{' '.join(path)}")
        chain.append(node)
    known = {o["name"]: o for o in node.get("options") or []}
    if unknown := set(options) - set(known):
        raise LookupError(f"/{' '.join(path)} has no options {sorted(unknown)}")
    required = {n for n, o in known.items() if o.get("required")}
    if focused is None and (missing := required - set(options)):
        raise ValueError(f"/{' '.join(path)} needs {sorted(missing)}")
    inner: list[Json] = []
    for name, value in options.items():
        given: Json = {"name": name, "type": known[name]["type"], "value": resolved.put(value)}
        if name == focused:
            given["focused"] = True
        inner.append(given)
    for link in reversed(chain):
        inner = [{"name": link["name"], "type": link["type"], "options": inner}]
    data: Json = {"id": command["id"], "name": command["name"], "type": 1, "options": inner}
    if guild_id is not None:
        data["guild_id"] = str(guild_id)
    if resolved.data:
        data["resolved"] = resolved.data
    return data
