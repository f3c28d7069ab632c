"""Questions: ask and vote. One transaction each, check included."""

from __future__ import annotations

from datetime import datetime

from db import attendees, sessions
from db.question_reads import QUESTION, to_question
from db.rows import stamp
from db.store import Store, Transaction
from domain import questions as rules
from domain.questions import Question
from domain.rules import RuleBroken

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
        return find(tx, guild_id=guild_id, number=number), True

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


# ---------------------------------------------------------------------- inside a transaction


def find(tx: Transaction, *, guild_id: int, number: int) -> Question:
    """A question inside a transaction. Raises RuleBroken ``question.unknown``."""
    row = tx.execute(
        QUESTION + "WHERE q.guild_id = ? AND q.number = ?", (guild_id, number)
    ).fetchone()
    if row is None:
        raise RuleBroken("question.unknown")
    return to_question(row)


def _votable(tx: Transaction, guild_id: int, number: int, now: datetime) -> Question:
    question = find(tx, guild_id=guild_id, number=number)
    session = sessions.find(tx, guild_id=guild_id, slug=question.session)
    if session is None:  # of a past summit that was put away
        raise RuleBroken("form.old")
    rules.may_vote(question, session, now)
    return question


def _counted(tx: Transaction, question: Question, by: int) -> Question:
    if by:
        tx.execute("UPDATE question SET votes = votes + ? WHERE id = ?", (by, question.id))
    return find(tx, guild_id=question.guild_id, number=question.number)
