"""Faults on demand: failing, slow and cut requests, as the real Discord has them."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(slots=True)
class Fault:
    """What happens to the next requests that match; `times` counts down, None never ends."""

    method: str
    pattern: re.Pattern[str]
    times: int | None
    status: int = 0
    code: int = 0
    message: str = ""
    retry_after: float = 0.0
    global_limit: bool = False
    seconds: float = 0.0
    cut: bool = False
    after_effect: bool = False
    hits: int = 0

    def body(self) -> dict[str, object]:
        """The JSON that Discord sends with this failure."""
        if self.status == 429:
            return {
                "message": self.message or "You are being rate limited.",
                "retry_after": self.retry_after,
                "global": self.global_limit,
            }
        return {"message": self.message or f"{self.status}: injected", "code": self.code}


def path_pattern(text: str) -> re.Pattern[str]:
    """A pattern over paths: `*` or `{name}` stands for one segment, `**` for any number."""
    parts: list[str] = []
    for segment in text.strip("/").split("/"):
        if segment == "**":
            parts.append(r"/.+")
        elif segment == "*" or (segment.startswith("{") and segment.endswith("}")):
            parts.append(r"/[^/]+")
        else:
            parts.append("/" + re.escape(segment))
    return re.compile("".join(parts) + r"\Z")


class Faults:
    """The faults waiting to happen, first come first served."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Queue a fault."""
        self.waiting.append(fault)
        return fault

    def take(self, method: str, path: str) -> tuple[float, Fault | None]:
        """How long to wait with this request, and which failure, if any, it meets."""
        pause = 0.0
        failure: Fault | None = None
        for fault in list(self.waiting):
            if fault.method not in ("*", method) or not fault.pattern.match(path):
                continue
            if fault.seconds:
                pause += fault.seconds
            elif failure is None:
                failure = fault
            else:
                continue
            fault.hits += 1
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
        return pause, failure


class FaultControls:
    """The half of `WireDiscord` that makes requests fail, wait and break."""

    def __init__(self) -> None:
        self.faults = Faults()

    def fail(
        self,
        method: str,
        pattern: str,
        status: int,
        *,
        code: int = 0,
        message: str = "",
        times: int | None = 1,
        retry_after: float = 0.01,
        global_limit: bool = False,
        after_effect: bool = False,
    ) -> Fault:
        """Make the next matching requests fail.

        The pattern is a path as in Discord's documentation, where `*` or `{id}` is any one
        segment and `**` any number. `after_effect` does the work first and then fails, like a
        500 after which the message stands in the channel all the same.
        """
        fault = Fault(method, path_pattern(pattern), times, status, code, message)
        fault.retry_after, fault.global_limit = retry_after, global_limit
        fault.after_effect = after_effect
        return self.faults.add(fault)

    def cut(
        self, method: str, pattern: str, *, times: int | None = 1, after_effect: bool = False
    ) -> Fault:
        """Break the connection of the next matching requests instead of answering them."""
        fault = Fault(method, path_pattern(pattern), times, cut=True)
        fault.after_effect = after_effect
        return self.faults.add(fault)

    def delay(
        self, pattern: str, seconds: float, *, method: str = "*", times: int | None = None
    ) -> Fault:
        """Let matching requests wait before anything is done with them."""
        return self.faults.add(Fault(method, path_pattern(pattern), times, seconds=seconds))

    def heal(self) -> None:
        """Forget all faults."""
        self.faults.waiting.clear()
