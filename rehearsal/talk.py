"""What people say during the day, from ``examples/talk.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from rehearsal.material import examples


@dataclass(frozen=True, slots=True)
class Question:
    """A question; ``written`` is its answer afterwards, or ``reason`` says why it is hidden."""

    words: str
    written: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A note for a workshop's outputs."""

    kind: str
    theme: str
    words: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody thinks of a session."""

    stars: int
    words: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody offers and needs."""

    offer: str
    need: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a small group reports back; what it leaves out is empty."""

    heard: tuple[str, ...]
    barrier: str
    action: str
    owner: str


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody writes in a room, and what it is kept as."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Unkind:
    """What should not stand in a room: what is reported of it, and why it goes."""

    words: str
    problem: str
    reason: str


@dataclass(frozen=True, slots=True)
class Talk:
    """All of it."""

    questions: tuple[Question, ...]
    to_hide: tuple[Question, ...]
    remarks: tuple[Remark, ...]
    opinions: tuple[Opinion, ...]
    offers: tuple[Offer, ...]
    reports: tuple[Report, ...]
    messages: tuple[Message, ...]
    unkind: tuple[Unkind, ...]
    summaries: tuple[str, ...]


def read_talk() -> Talk:
    """The file. Raises OSError, KeyError or ValueError where it is broken."""
    said = tomllib.loads((examples() / "talk.toml").read_text(encoding="utf-8"))
    return Talk(
        questions=tuple(Question(**one) for one in said["question"]),
        to_hide=tuple(Question(**one) for one in said["hide"]),
        remarks=tuple(Remark(**one) for one in said["note"]),
        opinions=tuple(Opinion(**one) for one in said["feedback"]),
        offers=tuple(Offer(**one) for one in said["connection"]),
        reports=tuple(
            Report(tuple(one["heard"]), one["barrier"], one["action"], one["owner"])
            for one in said["report"]
        ),
        messages=tuple(Message(**one) for one in said["message"]),
        unkind=tuple(Unkind(**one) for one in said["unkind"]),
        summaries=tuple(one["words"] for one in said["summary"]),
    )
