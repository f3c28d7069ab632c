"""Who looks after what: owners, notes, next steps, tasks, and offers of help."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from domain.pledge_forms import parse_due
from domain.rules import RuleBroken
from domain.text import clean

NAME_LENGTH = 100
STEP_LENGTH = 300
NOTE_LENGTH = 1000
SAID_LENGTH = 500


class Kind(StrEnum):
    """What somebody can look after. The values are kept."""

    PLEDGE = "pledge"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Subject:
    """One pledge or one note of a workshop, by its id."""

    kind: Kind
    id: int


@dataclass(frozen=True, slots=True)
class Owner:
    """Who looks after something: somebody on Discord, or else a partner by ``name``."""

    subject: Subject
    guild_id: int
    user_id: int | None
    name: str
    next_step: str
    next_on: date | None


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Task:
    """Something that organisers have to see to: somebody is stuck, or needs help."""

    id: int
    guild_id: int
    pledge_id: int
    kind: str
    words: str
    state: TaskState
    taken_by: int | None
    opened_at: datetime


class OfferState(StrEnum):
    """Where an offer of help stands. The values are kept. A no is never told to the helper."""

    WAITING = "waiting"
    ASKED = "asked"
    YES = "yes"
    NO = "no"
    TAKEN_BACK = "taken_back"


def read_subject(kind: str, number: int) -> Subject:
    """What a button is about. Raises RuleBroken ``form.old``."""
    try:
        return Subject(Kind(kind), number)
    except ValueError:
        raise RuleBroken("form.old") from None


def check_name(text: str) -> str:
    """A partner's name as it is kept. Raises RuleBroken ``text.*``."""
    return clean(text, field="name", least=1, most=NAME_LENGTH, lines=False)


def check_note(text: str) -> str:
    """An internal note as it is kept. Raises RuleBroken ``text.*``."""
    return clean(text, field="note", least=1, most=NOTE_LENGTH)


def check_step(text: str, day: str, *, today: date) -> tuple[str, date | None]:
    """What is next and on which day. Raises RuleBroken ``text.*``, ``pledge.due*``, ``care.*``."""
    step = clean(text, field="next step", most=STEP_LENGTH)
    on = parse_due(day, today=today)
    if on is not None and not step:
        raise RuleBroken("care.step")
    return step, on


def check_said(text: str) -> str:
    """What the maker reads when a task is done. Raises RuleBroken ``text.*``."""
    return clean(text, field="text", most=SAID_LENGTH)


def take(task: Task, *, user_id: int) -> Task:
    """Somebody sees to it; taking it again, or from another, is said. Raises ``task.*``."""
    if task.state is not TaskState.OPEN:
        raise RuleBroken("task.done")
    if task.taken_by is not None and task.taken_by != user_id:
        raise RuleBroken("task.taken", who=f"<@{task.taken_by}>")
    return replace(task, taken_by=user_id)


def give_back(task: Task) -> Task:
    """Nobody sees to it any more. Raises RuleBroken ``task.done``."""
    if task.state is not TaskState.OPEN:
        raise RuleBroken("task.done")
    return replace(task, taken_by=None)


def finish(task: Task) -> Task:
    """It is seen to. Raises RuleBroken ``task.done``."""
    if task.state is not TaskState.OPEN:
        raise RuleBroken("task.done")
    return replace(task, state=TaskState.DONE)


def answer_offer(state: OfferState, wanted: OfferState) -> OfferState:
    """What a maker says to an offer. A no may become a yes; a yes stays.

    Raises RuleBroken ``offer.gone``, ``offer.settled``.
    """
    if state in (OfferState.TAKEN_BACK, OfferState.WAITING):
        raise RuleBroken("offer.gone")
    if state is OfferState.YES and wanted is not OfferState.YES:
        raise RuleBroken("offer.settled")
    return wanted
