"""What every REST route shares: the call, the refusal, and the table of routes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from tests.wire.entities import Channel
from tests.wire.messages import Upload
from tests.wire.world import Guild

if TYPE_CHECKING:
    from tests.wire.server import WireDiscord


class RefusedError(Exception):
    """An error answer of Discord's: HTTP status, JSON error code, words."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


@dataclass(slots=True, eq=False)
class Request:
    """A recorded request, for the tests to look at and for `RequestChecker`."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    uploads: list[Upload]
    multipart: bool
    at: float
    status: int = 0


@dataclass(slots=True, eq=False)
class Call:
    """A request on its way through a handler."""

    wire: WireDiscord
    method: str
    path: str
    raw_query: str
    body: Any = None
    uploads: list[Upload] = field(default_factory=list)
    args: dict[str, str] = field(default_factory=dict)

    @property
    def query(self) -> dict[str, str]:
        """The query arguments."""
        return dict(parse_qsl(self.raw_query)) if self.raw_query else {}

    def number(self, name: str) -> int:
        """An id from the path."""
        text = self.args[name]
        if not text.isdecimal():
            raise RefusedError(400, 50035, f"Invalid Form Body: {text} is not a snowflake")
        return int(text)

    def channel(self) -> Channel:
        """The channel of the path."""
        channel = self.wire.world.channels.get(self.number("channel"))
        if channel is None:
            raise RefusedError(404, 10003, "Unknown Channel")
        return channel

    def guild(self) -> Guild:
        """The guild of the path."""
        guild = self.wire.world.guilds.get(self.number("guild"))
        if guild is None:
            raise RefusedError(404, 10004, "Unknown Guild")
        return guild


Reply = tuple[int, Any]
Handler = Callable[[Call], Reply]

NOTHING: Reply = (204, None)

_routes: dict[tuple[str, int], list[tuple[list[str], Handler]]] = {}


def route(method: str, template: str) -> Callable[[Handler], Handler]:
    """Register a handler for a method and a path such as `/channels/{channel}`."""

    def register(handler: Handler) -> Handler:
        segments = template.split("/")[1:]
        group = _routes.setdefault((method, len(segments)), [])
        group.append((segments, handler))
        # A path that says more comes first: `messages/pins` before `messages/{message}`.
        group.sort(key=lambda entry: [s.startswith("{") for s in entry[0]])
        return handler

    return register


def find(method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
    """The handler for a request, with the values of the path's placeholders."""
    segments = path.split("/")[1:]
    for wanted, handler in _routes.get((method, len(segments)), ()):
        args: dict[str, str] = {}
        for pattern, segment in zip(wanted, segments, strict=True):
            if pattern[0] == "{":
                args[pattern[1:-1]] = segment
            elif pattern != segment:
                break
        else:
            return handler, args
    return None
