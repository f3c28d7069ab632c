"""Questions: ask, vote, moderate. One transaction each, check included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from db import attendees, letters, sessions
from db.question_reads import QUESTION, to_question
from db.rows import stamp
from db.store import Store, Transaction
from domain import questions as rules
from domain.questions import Question
from domain.rules import RuleBroken

# What a letter says about a question: its subject and its text.
Tell = Callable[[Question], tuple[str, str]]


# ---------------------------------------------------------------------- asking and voting


async def ask(
    store: Store,
    *,
    question_id: int,
    guild_id: int,
    user_id: int,
    session: str,
    words: str,
    named: bool,
    now: datetime,
) -> tuple[Question, bool]:
    """Keep a new question. Returns it, and whether it is new.

    ``question_id`` is the snowflake of the interaction that opened the form: the same form sent or
    delivered again returns the question that it already made. Raises RuleBroken ``text.*``,
    ``join.first``, ``question.*``, and NotSaved.
    """

    def work(tx: Transaction) -> tuple[Question, bool]:
        # Of another server or person, the id tells nothing but that it is taken.
        if tx.execute("SELECT 1 FROM question WHERE id = ?", (question_id,)).fetchone():
            there = tx.execute(
                QUESTION + "WHERE q.id = ? AND q.guild_id = ? AND q.asker_id = ?",
                (question_id, guild_id, user_id),
            ).fetchone()
            if there is None:
                raise RuleBroken("question.foreign")
            return to_question(there), False
        text = rules.check_words(words)
        rules.may_ask(sessions.find(tx, guild_id=guild_id, slug=session), now)
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        number = tx.execute(
            "UPDATE summit SET questions_asked = questions_asked + 1 WHERE guild_id = ?"
            " RETURNING questions_asked",
            (guild_id,),
        ).fetchone()[0]
        tx.execute(
            """INSERT INTO question (id, guild_id, number, session, asker_id, named, words,
                                     asked_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            (question_id, guild_id, number, session, user_id, int(named), text, stamp(now)),
        )
        tx.execute(
            "DELETE FROM draft WHERE id = ? AND guild_id = ? AND user_id = ?",
            (question_id, guild_id, user_id),
        )
        return _find(tx, guild_id, number), True

    return await store.write(work)


async def vote(
    store: Store, *, guild_id: int, number: int, user_id: int, now: datetime
) -> tuple[Question, bool]:
    """Upvote a question. Returns it, and whether this is new: a second press changes nothing.

    Raises RuleBroken ``join.first``, ``question.*``, and NotSaved.
    """

    def work(tx: Transaction) -> tuple[Question, bool]:
        question = _votable(tx, guild_id, number, now)
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        added = tx.execute(
            """INSERT INTO question_vote (question_id, user_id, guild_id, at)
            VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING""",
            (question.id, user_id, guild_id, stamp(now)),
        ).rowcount
        return _counted(tx, question, added), bool(added)

    return await store.write(work)


async def take_back_vote(
    store: Store, *, guild_id: int, number: int, user_id: int, now: datetime
) -> tuple[Question, bool]:
    """Undo an upvote. Returns the question, and whether there was a vote. Raises as :func:`vote`.

    Votes close with the session, like the questions.
    """

    def work(tx: Transaction) -> tuple[Question, bool]:
        question = _votable(tx, guild_id, number, now)
        taken = tx.execute(
            "DELETE FROM question_vote WHERE question_id = ? AND user_id = ?",
            (question.id, user_id),
        ).rowcount
        return _counted(tx, question, -taken), bool(taken)

    return await store.write(work)


# ---------------------------------------------------------------------- moderating


async def show(
    store: Store, *, guild_id: int, number: int, user_id: int, seen: str, now: datetime
) -> Question:
    """A moderator lets a question be seen. Raises RuleBroken ``question.*``, NotSaved."""

    def change(_: Transaction, question: Question) -> Question:
        return rules.show(question, seen=seen)

    return await _change(store, guild_id, number, user_id, "shown", change, now)


async def hide(
    store: Store,
    *,
    guild_id: int,
    number: int,
    user_id: int,
    reason: str,
    tell: Tell,
    now: datetime,
) -> Question:
    """A moderator hides a question; its asker gets a letter. Raises as :func:`show`."""

    def change(_: Transaction, question: Question) -> Question:
        return rules.hide(question, reason=reason)

    return await _change(store, guild_id, number, user_id, "hidden", change, now, tell)


async def pin(store: Store, *, guild_id: int, number: int, user_id: int, now: datetime) -> Question:
    """A moderator puts a question first. Raises as :func:`show`."""

    def change(tx: Transaction, question: Question) -> Question:
        others = tx.execute(
            """SELECT count(*) FROM question
            WHERE guild_id = ? AND session = ? AND pinned AND number <> ?""",
            (guild_id, question.session, number),
        ).fetchone()[0]
        return rules.pin(question, pinned_there=others)

    return await _change(store, guild_id, number, user_id, "pinned", change, now)


async def unpin(
    store: Store, *, guild_id: int, number: int, user_id: int, now: datetime
) -> Question:
    """A moderator takes the pin away. Raises as :func:`show`."""

    def change(_: Transaction, question: Question) -> Question:
        return rules.unpin(question)

    return await _change(store, guild_id, number, user_id, "unpinned", change, now)


async def asked_live(
    store: Store, *, guild_id: int, number: int, user_id: int, now: datetime
) -> Question:
    """A question was put to the speakers. Raises as :func:`show`."""

    def change(_: Transaction, question: Question) -> Question:
        return rules.asked_live(question)

    return await _change(store, guild_id, number, user_id, "asked live", change, now)


async def answer(
    store: Store,
    *,
    guild_id: int,
    number: int,
    user_id: int,
    text: str,
    tell: Tell,
    now: datetime,
) -> Question:
    """A written answer; the asker gets a letter. Raises as :func:`show`."""

    def change(_: Transaction, question: Question) -> Question:
        return rules.answer(question, text=text)

    return await _change(store, guild_id, number, user_id, "answered", change, now, tell)


async def take(
    store: Store, *, guild_id: int, number: int, user_id: int, owner_seen: int | None, now: datetime
) -> Question:
    """A moderator becomes a question's owner. Raises as :func:`show`."""

    def change(_: Transaction, question: Question) -> Question:
        return rules.take(question, user_id=user_id, owner_seen=owner_seen)

    return await _change(store, guild_id, number, user_id, "taken", change, now)


# ---------------------------------------------------------------------- inside a transaction


def _find(tx: Transaction, guild_id: int, number: int) -> Question:
    row = tx.execute(
        QUESTION + "WHERE q.guild_id = ? AND q.number = ?", (guild_id, number)
    ).fetchone()
    if row is None:
        raise RuleBroken("question.unknown")
    return to_question(row)


def _votable(tx: Transaction, guild_id: int, number: int, now: datetime) -> Question:
    question = _find(tx, guild_id, number)
    session = sessions.find(tx, guild_id=guild_id, slug=question.session)
    if session is None:  # of a past summit that was put away
        raise RuleBroken("form.old")
    rules.may_vote(question, session, now)
    return question


def _counted(tx: Transaction, question: Question, by: int) -> Question:
    if by:
        tx.execute("UPDATE question SET votes = votes + ? WHERE id = ?", (by, question.id))
    return _find(tx, question.guild_id, question.number)


async def _change(
    store: Store,
    guild_id: int,
    number: int,
    moderator_id: int,
    event: str,
    change: Callable[[Transaction, Question], Question],
    now: datetime,
    tell: Tell | None = None,
) -> Question:
    """Load, ask the rule, write, log, and put the asker's letter: all or nothing."""

    def work(tx: Transaction) -> Question:
        before = _find(tx, guild_id, number)
        after = change(tx, before)
        if after == before:
            return after
        tx.execute(
            """UPDATE question SET state = ?, pinned = ?, hidden_reason = ?, answer = ?,
                                   owner_id = ? WHERE id = ?""",
            (
                after.state.value,
                int(after.pinned),
                after.hidden_reason,
                after.answer,
                after.owner_id,
                after.id,
            ),
        )
        tx.execute(
            """INSERT INTO question_log (guild_id, question_id, at, event, moderator_id)
            VALUES (?, ?, ?, ?, ?)""",
            (guild_id, after.id, stamp(now), event, moderator_id),
        )
        if tell is not None:
            subject, text = tell(after)
            letters.put(
                tx, guild_id=guild_id, user_id=after.asker_id, subject=subject, text=text, now=now
            )
        return after

    return await store.write(work)
