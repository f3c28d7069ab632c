"""What facilitators and organisers do with questions. One transaction each, check included.

A facilitator acts in the rooms that they lead, and on what they own; an organiser everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from db import letters
from db.facilitation import require_moderator
from db.questions import find
from db.rows import stamp
from db.store import Store, Transaction
from domain import questions as rules
from domain.questions import Question


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody is told of a question; the buttons are labels and routes.

    ``thread_text`` is what it says in a private thread in the server, where that is not ``text``.
    """

    subject: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    thread_text: str = ""


Tell = Callable[[Question], Letter]


async def show(
    store: Store,
    *,
    guild_id: int,
    number: int,
    user_id: int,
    organiser: bool,
    seen: str,
    now: datetime,
) -> Question:
    """A moderator lets a question be seen. Raises RuleBroken ``question.*``,
    ``room.not_yours``, NotSaved.
    """

    def change(_: Transaction, question: Question) -> Question:
        return rules.show(question, seen=seen)

    return await _change(store, guild_id, number, user_id, organiser, "shown", change, now)


async def hide(
    store: Store,
    *,
    guild_id: int,
    number: int,
    user_id: int,
    organiser: bool,
    reason: str,
    tell: Tell,
    now: datetime,
) -> Question:
    """A moderator hides a question; its asker gets a letter. Raises as :func:`show`."""

    def change(_: Transaction, question: Question) -> Question:
        return rules.hide(question, reason=reason)

    return await _change(store, guild_id, number, user_id, organiser, "hidden", change, now, tell)


async def pin(
    store: Store, *, guild_id: int, number: int, user_id: int, organiser: bool, now: datetime
) -> Question:
    """A moderator puts a question first. Raises as :func:`show`."""

    def change(tx: Transaction, question: Question) -> Question:
        others = tx.execute(
            """SELECT count(*) FROM question
            WHERE guild_id = ? AND session = ? AND pinned AND number <> ?""",
            (guild_id, question.session, number),
        ).fetchone()[0]
        return rules.pin(question, pinned_there=others)

    return await _change(store, guild_id, number, user_id, organiser, "pinned", change, now)


async def unpin(
    store: Store, *, guild_id: int, number: int, user_id: int, organiser: bool, now: datetime
) -> Question:
    """A moderator takes the pin away. Raises as :func:`show`."""

    def change(_: Transaction, question: Question) -> Question:
        return rules.unpin(question)

    return await _change(store, guild_id, number, user_id, organiser, "unpinned", change, now)


async def asked_live(
    store: Store, *, guild_id: int, number: int, user_id: int, organiser: bool, now: datetime
) -> Question:
    """A question was put to the speakers. Raises as :func:`show`."""

    def change(_: Transaction, question: Question) -> Question:
        return rules.asked_live(question)

    return await _change(store, guild_id, number, user_id, organiser, "asked live", change, now)


async def answer(
    store: Store,
    *,
    guild_id: int,
    number: int,
    user_id: int,
    organiser: bool,
    text: str,
    tell: Tell,
    now: datetime,
) -> Question:
    """A written answer; the asker gets a letter. Raises as :func:`show`."""

    def change(_: Transaction, question: Question) -> Question:
        return rules.answer(question, text=text)

    return await _change(store, guild_id, number, user_id, organiser, "answered", change, now, tell)


async def take(
    store: Store,
    *,
    guild_id: int,
    number: int,
    user_id: int,
    organiser: bool,
    owner_seen: int | None,
    now: datetime,
) -> Question:
    """A moderator becomes a question's owner. Raises as :func:`show`."""

    def change(_: Transaction, question: Question) -> Question:
        return rules.take(question, user_id=user_id, owner_seen=owner_seen)

    return await _change(store, guild_id, number, user_id, organiser, "taken", change, now)


async def hand_over(
    store: Store,
    *,
    guild_id: int,
    number: int,
    user_id: int,
    organiser: bool,
    to: int,
    tell: Tell,
    now: datetime,
) -> Question:
    """Its owner, or an organiser, gives a question to a colleague, who gets a letter.

    Whether ``to`` is one is the caller's to see. Raises as :func:`show`.
    """

    def work(tx: Transaction) -> Question:
        before = find(tx, guild_id=guild_id, number=number)
        after = rules.hand_over(before, user_id=user_id, to=to, organiser=organiser)
        _save(tx, after, "handed over", user_id, now, to)
        _write(tx, guild_id, to, tell(after), now)
        return after

    return await store.write(work)


async def decline(
    store: Store, *, guild_id: int, number: int, user_id: int, tell: Tell, now: datetime
) -> Question:
    """Whom a question was handed to gives it back: nobody owns it, and the giver gets a letter.

    Raises RuleBroken ``question.*``, NotSaved.
    """

    def work(tx: Transaction) -> Question:
        before = find(tx, guild_id=guild_id, number=number)
        after = rules.decline(before, user_id=user_id)
        _save(tx, after, "declined", user_id, now)
        giver = tx.execute(
            """SELECT moderator_id FROM question_log
            WHERE guild_id = ? AND question_id = ? AND event = 'handed over' AND to_id = ?
            ORDER BY id DESC LIMIT 1""",
            (guild_id, after.id, user_id),
        ).fetchone()
        if giver is not None and giver["moderator_id"]:
            _write(tx, guild_id, giver["moderator_id"], tell(after), now)
        return after

    return await store.write(work)


# ---------------------------------------------------------------------- inside a transaction


async def _change(
    store: Store,
    guild_id: int,
    number: int,
    moderator_id: int,
    organiser: bool,
    event: str,
    change: Callable[[Transaction, Question], Question],
    now: datetime,
    tell: Tell | None = None,
) -> Question:
    """Load, ask the rule, write, log, and put the asker's letter: all or nothing."""

    def work(tx: Transaction) -> Question:
        before = find(tx, guild_id=guild_id, number=number)
        if before.owner_id != moderator_id:  # what somebody was handed is theirs in any room
            require_moderator(
                tx,
                guild_id=guild_id,
                slug=before.session,
                user_id=moderator_id,
                organiser=organiser,
            )
        after = change(tx, before)
        if after == before:
            return after
        _save(tx, after, event, moderator_id, now)
        if tell is not None:
            _write(tx, guild_id, after.asker_id, tell(after), now)
        return after

    return await store.write(work)


def _save(
    tx: Transaction,
    after: Question,
    event: str,
    moderator_id: int,
    now: datetime,
    to: int | None = None,
) -> None:
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
        """INSERT INTO question_log (guild_id, question_id, at, event, moderator_id, to_id)
        VALUES (?, ?, ?, ?, ?, ?)""",
        (after.guild_id, after.id, stamp(now), event, moderator_id, to),
    )


def _write(tx: Transaction, guild_id: int, user_id: int, letter: Letter, now: datetime) -> None:
    letters.put(
        tx,
        guild_id=guild_id,
        user_id=user_id,
        subject=letter.subject,
        text=letter.text,
        buttons=letter.buttons,
        thread_text=letter.thread_text,
        now=now,
    )
