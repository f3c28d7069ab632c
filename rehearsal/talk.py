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
class Talk:
    """All of it."""

    questions: tuple[Question, ...]
    to_hide: tuple[Question, ...]
    remarks: tuple[Remark, ...]
    opinions: tuple[Opinion, ...]
    offers: tuple[Offer, ...]


def read_talk() -> Talk:
    """The file. Raises OSError, KeyError or ValueError where it is broken."""
    said = tomllib.loads((examples() / "talk.toml").read_text(encoding="utf-8"))
    return Talk(
        questions=tuple(Question(**one) for one in said["question"]),
        to_hide=tuple(Question(**one) for one in said["hide"]),
        remarks=tuple(Remark(**one) for one in said["note"]),
        opinions=tuple(Opinion(**one) for one in said["feedback"]),
        offers=tuple(Offer(**one) for one in said["connection"]),
    )
