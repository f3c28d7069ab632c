"""What makers say of their pledges: answers, the words with them, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from domain.pledges import Delivery, Pledge
from domain.rules import RuleBroken
from domain.text import clean

WORDS_LENGTH = 500
LINK_LENGTH = 400
HELP_LENGTH = 200
_NOT_IN_LINKS = frozenset('<>[]`|\\"')
# The same answer again within this time is the same answer.
SAME = timedelta(hours=1)


class Answer(StrEnum):
    """What a maker says. The values are kept and exported: never rename one."""

    ON_TRACK = "on_track"
    DONE = "done"
    PARTLY = "partly"
    STUCK = "stuck"
    NOT_POSSIBLE = "not_possible"
    SUPERSEDED = "superseded"


TITLES = {
    Answer.ON_TRACK: "On track",
    Answer.DONE: "Done",
    Answer.PARTLY: "Partly done",
    Answer.STUCK: "Stuck",
    Answer.NOT_POSSIBLE: "Not going to happen",
    Answer.SUPERSEDED: "Replaced by something else",
}

_DELIVERY = {
    Answer.ON_TRACK: Delivery.IN_PROGRESS,
    Answer.DONE: Delivery.FULFILLED,
    Answer.PARTLY: Delivery.PARTLY_FULFILLED,
    Answer.STUCK: Delivery.IN_PROGRESS,
    Answer.NOT_POSSIBLE: Delivery.NOT_POSSIBLE,
    Answer.SUPERSEDED: Delivery.SUPERSEDED,
}

DELIVERY_TITLES = {
    Delivery.PLANNED: "planned",
    Delivery.IN_PROGRESS: "in progress",
    Delivery.FULFILLED: "fulfilled",
    Delivery.PARTLY_FULFILLED: "partly fulfilled",
    Delivery.NOT_POSSIBLE: "not possible",
    Delivery.SUPERSEDED: "replaced by something else",
    Delivery.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a maker says, checked."""

    answer: Answer
    words: str = ""
    link: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a maker said of a pledge. ``id`` is the snowflake of what it was said with."""

    number: int
    id: int
    guild_id: int
    pledge_id: int
    said: Said
    at: datetime
    taken_back: bool = False


def read_answer(text: str) -> Answer:
    """An answer from a button or form. Raises RuleBroken ``form.old``."""
    try:
        return Answer(text)
    except ValueError:
        raise RuleBroken("form.old") from None


def check_said(*, answer: str, words: str, link: str, help: str) -> Said:
    """The form's words as they are kept. Raises RuleBroken ``text.*``, ``progress.link``."""
    return Said(
        answer=read_answer(answer),
        words=clean(words, field="text", most=WORDS_LENGTH),
        link=check_link(link),
        help=clean(help, field="text about help", most=HELP_LENGTH),
    )


def check_link(text: str) -> str:
    """A link as evidence: an http or https address, without a name or password; or nothing."""
    text = clean(text, field="link", most=LINK_LENGTH, lines=False)
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise RuleBroken("progress.link") from None
    plain = (
        text.lower().startswith(("https://", "http://"))
        and "." in host.strip(".")
        and host[:1].isalnum()
        and "@" not in parts.netloc
        and port != 0
        and not any(one.isspace() or not one.isprintable() or one in _NOT_IN_LINKS for one in text)
    )
    if not plain:
        raise RuleBroken("progress.link")
    return text


def may_report(pledge: Pledge, *, user_id: int) -> None:
    """Raises RuleBroken ``pledge.not_yours`` or ``pledge.withdrawn``."""
    if pledge.maker_id != user_id:
        raise RuleBroken("pledge.not_yours", reference=pledge.reference)
    if pledge.delivery is Delivery.WITHDRAWN:
        raise RuleBroken("pledge.withdrawn", reference=pledge.reference)


def newest(reports: Iterable[Report]) -> Report | None:
    """The newest report that stands."""
    standing = [one for one in reports if not one.taken_back]
    return max(standing, key=lambda one: one.number, default=None)


def delivered(pledge: Pledge, reports: Iterable[Report]) -> Pledge:
    """The pledge as its reports say: the newest that stands decides. Withdrawn stays so."""
    if pledge.delivery is Delivery.WITHDRAWN:
        return pledge
    last = newest(reports)
    return replace(pledge, delivery=_DELIVERY[last.said.answer] if last else Delivery.PLANNED)


def is_same(before: Report | None, said: Said, *, asked_since: bool, now: datetime) -> bool:
    """Whether a tap says what was just said: pressed twice, or in two letters."""
    return (
        before is not None
        and before.said.answer is said.answer
        and not asked_since
        and now - before.at < SAME
    )


def may_take_back(report: Report, reports: Iterable[Report]) -> None:
    """Only the last thing said can be taken back. Raises RuleBroken ``progress.later``."""
    last = newest(reports)
    if not report.taken_back and last is not None and last.number != report.number:
        raise RuleBroken("progress.later")


def needs_somebody(said: Said) -> bool:
    """Whether organisers have to look at it: stuck, or help is needed."""
    return said.answer is Answer.STUCK or bool(said.help)
