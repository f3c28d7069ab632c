"""Questions to a session: their states, who may do what when, and the order in which they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.rules import RuleBroken
from domain.sessions import Session
from domain.text import clean

# Characters, least and most.
QUESTION_LENGTH = (10, 500)
ANSWER_LENGTH = (10, 1000)
REASON_LENGTH = (10, 300)

TAKES_QUESTIONS = frozenset({"keynote", "workshop"})

# How many questions of one session can be pinned, and how many of each kind open the list: with
# more, new questions would no longer be seen at first sight.
MOST_PINNED = 2
TOP = 3


class State(StrEnum):
    """Where a question stands. The values are kept, and read as they are."""

    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"
    LIVE = "asked live"
    WRITTEN = "answered in writing"


# What everybody sees.
PUBLIC = frozenset({State.SHOWN, State.LIVE, State.WRITTEN})


class View(StrEnum):
    """In which order somebody looks at the questions. The values stand in custom_ids."""

    MIXED = "mixed"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``asker_name`` is empty where it was asked without a name.

    ``session`` is the session's slug; ``owner_id`` is who sees to it that it is answered.
    """

    id: int
    guild_id: int
    number: int
    session: str
    asker_id: int
    asker_name: str
    named: bool
    words: str
    state: State
    pinned: bool
    votes: int
    hidden_reason: str
    answer: str
    owner_id: int | None
    asked_at: datetime

    @property
    def reference(self) -> str:
        """Its public name within its summit: ``Q-1``."""
        return f"Q-{self.number}"

    @property
    def public(self) -> bool:
        """Whether everybody sees it."""
        return self.state in PUBLIC


# ---------------------------------------------------------------------- asking


def check_words(text: str) -> str:
    """A question as it is kept. Raises RuleBroken ``text.*``."""
    least, most = QUESTION_LENGTH
    return clean(text, field="question", least=least, most=most)


def takes_questions(session: Session, now: datetime) -> bool:
    """Whether this session can be asked something: before it starts, and until it ends."""
    return session.kind in TAKES_QUESTIONS and not session.cancelled and not session.is_over(now)


def may_ask(session: Session | None, now: datetime) -> None:
    """Raises RuleBroken ``question.session``, ``question.cancelled`` or ``question.closed``."""
    if session is None or session.kind not in TAKES_QUESTIONS:
        raise RuleBroken("question.session")
    if session.cancelled:
        raise RuleBroken("question.cancelled", title=session.title)
    if session.is_over(now):
        raise RuleBroken("question.closed", title=session.title)


# ---------------------------------------------------------------------- voting


def may_vote(question: Question, session: Session | None, now: datetime) -> None:
    """Whether votes on a question may change. Raises RuleBroken ``question.*``.

    What others do not see, and what does not exist, are told apart by nobody.
    """
    if not question.public:
        raise RuleBroken("question.unknown")
    if question.state is not State.SHOWN:
        raise RuleBroken(
            "question.dealt_with", reference=question.reference, state=question.state.value
        )
    may_ask(session, now)


# ---------------------------------------------------------------------- moderating


def show(question: Question, *, seen: str) -> Question:
    """Let others see it. ``seen`` is the state in which the moderator saw it."""
    _still(question, seen)
    if question.public:
        raise _done(question)
    state = State.WRITTEN if question.answer else State.SHOWN
    return replace(question, state=state, hidden_reason="")


def hide(question: Question, *, reason: str) -> Question:
    """Take it from everybody's sight. Raises RuleBroken ``question.done``, ``text.*``."""
    if question.state is State.HIDDEN:
        raise _done(question)
    least, most = REASON_LENGTH
    reason = clean(reason, field="reason", least=least, most=most)
    return replace(question, state=State.HIDDEN, hidden_reason=reason, pinned=False)


def pin(question: Question, *, pinned_there: int) -> Question:
    """Put it first. ``pinned_there``: how many others of its session are pinned."""
    _on_show(question)
    if pinned_there >= MOST_PINNED:
        raise RuleBroken("question.pins", most=MOST_PINNED)
    return replace(question, pinned=True)


def unpin(question: Question) -> Question:
    return replace(question, pinned=False)


def asked_live(question: Question) -> Question:
    """It was put to the speakers. Raises RuleBroken ``question.*``."""
    _on_show(question)
    if question.state is not State.SHOWN:
        raise _done(question)
    return replace(question, state=State.LIVE)


def answer(question: Question, *, text: str) -> Question:
    """A written answer; also to what was asked live. Raises RuleBroken ``question.*``, ``text.*``.

    The first answer stands: of two that are sent at once, one is refused and given back.
    """
    _on_show(question)
    if question.state is State.WRITTEN:
        raise _done(question)
    least, most = ANSWER_LENGTH
    text = clean(text, field="answer", least=least, most=most)
    return replace(question, state=State.WRITTEN, answer=text)


def take(question: Question, *, user_id: int, owner_seen: int | None) -> Question:
    """Become its owner. ``owner_seen`` is whom the moderator saw there, so that nobody takes over
    unknowingly. Raises RuleBroken ``question.*``.
    """
    _on_show(question)
    if question.owner_id not in (owner_seen, user_id):
        raise RuleBroken("question.owned", reference=question.reference)
    return replace(question, owner_id=user_id)


def hand_over(question: Question, *, user_id: int, to: int, organiser: bool) -> Question:
    """Its owner, or an organiser, gives it to a colleague. Raises RuleBroken ``question.*``."""
    if question.state is not State.SHOWN:
        _on_show(question)
        raise _done(question)
    if question.owner_id is None or not (organiser or question.owner_id == user_id):
        raise RuleBroken("question.not_taken", reference=question.reference)
    if to == question.owner_id:
        raise RuleBroken("question.same_owner", reference=question.reference)
    return replace(question, owner_id=to)


def decline(question: Question, *, user_id: int) -> Question:
    """Whom it was handed to gives it back. Raises RuleBroken ``question.*``."""
    if question.state is not State.SHOWN:
        raise _done(question)
    if question.owner_id != user_id:
        raise RuleBroken("question.given_back", reference=question.reference)
    return replace(question, owner_id=None)


def left_over(question: Question, session: Session, now: datetime) -> bool:
    """Whether nobody has asked or answered it, and its session is past."""
    return question.state is State.SHOWN and (session.cancelled or session.is_over(now))


def _still(question: Question, seen: str) -> None:
    if question.state != seen:
        raise _done(question)


def _on_show(question: Question) -> None:
    if not question.public:
        raise RuleBroken(
            "question.not_shown", reference=question.reference, state=question.state.value
        )


def _done(question: Question) -> RuleBroken:
    return RuleBroken("question.done", reference=question.reference, state=question.state.value)


# ---------------------------------------------------------------------- order


def arranged(questions: Sequence[Question], view: View) -> list[Question]:
    """All of ``questions`` in the order in which they are read.

    ``NEWEST``: as they were asked, the last first. ``MIXED``: the pinned ones; then in turn those
    with the most votes and the newest, three of each; then the rest by votes, the earlier first.
    """
    newest = sorted(questions, key=lambda one: one.number, reverse=True)
    if view is View.NEWEST:
        return newest
    by_votes = sorted(questions, key=lambda one: (-one.votes, one.number))
    order = [one for one in by_votes if one.pinned]
    rest = [one for one in by_votes if not one.pinned]
    top = rest[:TOP]
    new = [one for one in newest if not one.pinned and one not in top][:TOP]
    for place in range(TOP):
        order += top[place : place + 1] + new[place : place + 1]
    return order + [one for one in rest if one not in order]
