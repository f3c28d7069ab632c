"""Messages of the loopback Discord: made and edited from request bodies, with their files."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

EPHEMERAL = 1 << 6
LOADING = 1 << 7


@dataclass(slots=True, frozen=True)
class Upload:
    """One file of a multipart body."""

    field: str
    filename: str
    content_type: str
    data: bytes

    @property
    def size(self) -> int:
        """How many bytes the file has."""
        return len(self.data)


@dataclass(slots=True, eq=False)
class Message:
    """A message; `data` is the object that Discord sends."""

    id: int
    channel_id: int
    data: Json
    uploads: list[Upload] = field(default_factory=list)
    # When the bot last touched it: a person can press nothing before the bot knows its own view.
    touched: float = field(default_factory=time.perf_counter)

    @property
    def content(self) -> str:
        """The plain text."""
        return self.data["content"]

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return bool(self.data["flags"] & EPHEMERAL)

    @property
    def custom_ids(self) -> list[str]:
        """The custom ids of all its buttons and selects, in reading order."""
        return custom_ids(self.data["components"])

    def edit(self, body: Json, uploads: list[Upload], base: str) -> None:
        """Apply the body of a PATCH."""
        for key in ("content", "embeds", "components"):
            if key in body:
                self.data[key] = body[key] if body[key] is not None else _empty(key)
        if body.get("flags") is not None:
            kept = self.data["flags"] & EPHEMERAL
            self.data["flags"] = body["flags"] & ~(EPHEMERAL | LOADING) | kept
        self.data["flags"] &= ~LOADING
        if "attachments" in body or uploads:
            listed = body.get("attachments") or []
            names = {str(a["id"]) for a in listed}
            kept = [a for a in self.data["attachments"] if a["id"] in names]
            self.data["attachments"] = kept + _attachments(self.id, listed, uploads, base)
            self.uploads = uploads
        self.data["edited_timestamp"] = datetime.now(UTC).isoformat()
        self.touched = time.perf_counter()


def custom_ids(components: list[Json]) -> list[str]:
    """All custom ids in a component tree, in reading order."""
    found: list[str] = []
    for component in components:
        if "custom_id" in component:
            found.append(component["custom_id"])
        for key in ("component", "accessory"):
            if component.get(key):
                found += custom_ids([component[key]])
        found += custom_ids(component.get("components") or [])
    return found


def new_message(
    number: int,
    channel_id: int,
    author: Json,
    body: Json,
    uploads: list[Upload],
    base: str,
) -> Message:
    """A message as Discord would store it from a request's body."""
    data: Json = {
        "id": str(number),
        "channel_id": str(channel_id),
        "author": author,
        "content": body.get("content") or "",
        "timestamp": datetime.now(UTC).isoformat(),
        "edited_timestamp": None,
        "tts": bool(body.get("tts")),
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": _attachments(number, body.get("attachments") or [], uploads, base),
        "embeds": body.get("embeds") or [],
        "components": body.get("components") or [],
        "pinned": False,
        "type": 0,
        "flags": body.get("flags") or 0,
    }
    if body.get("nonce") is not None:
        data["nonce"] = body["nonce"]
    if body.get("message_reference"):
        data["message_reference"] = body["message_reference"]
        data["type"] = 19
    return Message(number, channel_id, data, uploads)


def _empty(key: str) -> str | list[Json]:
    return "" if key == "content" else []


def _attachments(number: int, listed: list[Json], uploads: list[Upload], base: str) -> list[Json]:
    """The attachments that the files of this request become."""
    notes = {str(a.get("id")): a for a in listed}
    result: list[Json] = []
    for position, upload in enumerate(uploads):
        index = upload.field.removeprefix("files[").removesuffix("]")
        note = notes.get(index, {})
        name = note.get("filename") or upload.filename
        url = f"{base}/attachments/{number}/{position}/{name}"
        result.append(
            {
                "id": str(number + position),
                "filename": name,
                "description": note.get("description"),
                "size": upload.size,
                "content_type": upload.content_type,
                "url": url,
                "proxy_url": url,
            }
        )
    return result
