"""One interaction of a person with the bot, and everything the bot answered to it."""

from __future__ import annotations

import asyncio
import time
from typing import Any, TypeVar

from tests.wire.entities import Channel, Json, Member, User
from tests.wire.messages import Message, Upload
from tests.wire.world import Guild

T = TypeVar("T")

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
REPLY, DEFER_REPLY, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
FINAL_CALLBACKS = frozenset((REPLY, UPDATE, CHOICES, MODAL))


class Answer:
    """One thing the bot said: a callback, an edit, a follow-up or a deletion."""

    __slots__ = ("body", "code", "kind", "message", "seconds", "uploads")

    def __init__(self, kind: str, body: Json, uploads: list[Upload], seconds: float) -> None:
        self.kind = kind  # "callback", "edit", "followup" or "delete"
        self.body = body
        self.uploads = uploads
        self.seconds = seconds  # from the interaction's dispatch
        self.message: Message | None = None
        self.code = 0  # Discord's error code when the server refused it

    @property
    def type(self) -> int:
        """The callback's type; 0 for an edit or a follow-up."""
        return self.body["type"] if self.kind == "callback" else 0

    @property
    def data(self) -> Json:
        """The message, modal or choices inside."""
        return (self.body.get("data") or {}) if self.kind == "callback" else self.body

    @property
    def content(self) -> str:
        """The plain text, if any."""
        return self.data.get("content") or ""

    @property
    def ephemeral(self) -> bool:
        """Whether only the person sees the message that this answer became."""
        return self.message is not None and self.message.ephemeral

    def __repr__(self) -> str:
        return f"<Answer {self.kind} type={self.type} seconds={self.seconds:.3f} {self.data!r}>"


class Interaction:
    """A dispatched interaction; await `first_answer()` or `final()` for the bot's side of it."""

    __slots__ = (
        "answers",
        "channel",
        "deferred",
        "deliveries",
        "dispatched",
        "event",
        "final_future",
        "first_future",
        "guild",
        "id",
        "messages",
        "original",
        "payload",
        "refused",
        "source",
        "token",
        "type",
        "user",
        "who",
    )

    def __init__(
        self,
        payload: Json,
        who: Member | User,
        channel: Channel,
        source: Message | None,
    ) -> None:
        loop = asyncio.get_running_loop()
        self.payload = payload
        self.id = int(payload["id"])
        self.token: str = payload["token"]
        self.type: int = payload["type"]
        self.who = who
        self.user: User = who.user if isinstance(who, Member) else who
        self.guild: Guild | None = who.guild if isinstance(who, Member) else None
        self.channel = channel
        self.source = source  # the message that the button or select stands on
        self.dispatched = time.perf_counter()
        self.deliveries = 0
        self.event = b""  # the payload as it went out, for a redelivery
        self.deferred = False
        self.answers: list[Answer] = []  # all that the server took, in order
        self.refused: list[Answer] = []  # what it did not take: second callbacks, late ones
        self.original: Message | None = None
        self.messages: dict[int, Message] = {}
        self.first_future: asyncio.Future[Answer] = loop.create_future()
        self.final_future: asyncio.Future[Answer] = loop.create_future()

    async def first_answer(self, timeout: float = 3.0) -> Answer:
        """The callback; its `seconds` tell how long the person waited for it."""
        return await _wait(self.first_future, timeout, f"no first answer to {self!r}")

    async def final(self, timeout: float = 5.0) -> Answer:
        """What the person sees in the end: the reply, the modal, the choices or the edit."""
        return await _wait(self.final_future, timeout, f"no final answer to {self!r}")

    @property
    def acknowledged(self) -> bool:
        """Whether a callback has been taken."""
        return self.first_future.done()

    @property
    def modal_submit(self) -> bool:
        """Whether this is a filled-in form."""
        return self.type == MODAL_SUBMIT

    @property
    def modal(self) -> Json | None:
        """The modal the bot opened, if it did."""
        for answer in self.answers:
            if answer.type == MODAL:
                return answer.data
        return None

    @property
    def message(self) -> Message:
        """The message that answered, to press its buttons."""
        if self.original is None:
            raise AssertionError(f"{self!r} was not answered with a message")
        return self.original

    def elapsed(self) -> float:
        """Seconds since the dispatch."""
        return time.perf_counter() - self.dispatched

    def take(self, answer: Answer, *, final: bool) -> None:
        """Record an answer that the server took and wake those who wait for it."""
        self.answers.append(answer)
        if not self.first_future.done():
            self.first_future.set_result(answer)
        if final and not self.final_future.done():
            self.final_future.set_result(answer)

    def __repr__(self) -> str:
        data: dict[str, Any] = self.payload.get("data") or {}
        name = data.get("name") or data.get("custom_id")
        return f"<Interaction {self.id} type={self.type} {name!r} by {self.user.name!r}>"


async def _wait(future: asyncio.Future[T], timeout: float, what: str) -> T:
    """Await without cancelling the future, so that several may wait for it."""
    if future.done():
        return future.result()
    try:
        async with asyncio.timeout(timeout):
            return await asyncio.shield(future)
    except TimeoutError:
        raise AssertionError(f"{what} within {timeout:g} s") from None
