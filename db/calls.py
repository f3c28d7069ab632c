"""Calls for help: call, take, give back, end, and what time does. One transaction each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from db import letters, said, sessions
from db.call_reads import WAITS, WORDS, to_call
from db.rows import stamp, unstamp
from db.store import Store, Transaction
from domain import calls as rules
from domain.calls import HelpCall
from domain.rules import RuleBroken
from domain.text import clean

Told = tuple[str, str, Sequence[tuple[str, str]]]
"""A letter: subject, text and buttons. No words of the caller."""
Tell = Callable[[HelpCall], Told]
"""How somebody is told of a call."""

_LEADS = "SELECT user_id FROM room_facilitator WHERE guild_id = ? AND slug = ? ORDER BY user_id"


# ---------------------------------------------------------------------- calling


async def call(
    store: Store,
    *,
    press_id: int,
    guild_id: int,
    user_id: int,
    session: str | None,
    words: str,
    tell_leads: Tell,
    group: int | None = None,
    leads_first: bool = False,
    now: datetime,
) -> tuple[HelpCall, bool]:
    """Call for help. Returns the call, and whether it is new: who waits already adds to theirs.

    ``press_id`` is the snowflake of the press that began it: delivered again, it changes nothing.
    With ``leads_first``, as a small group calls, it comes before the organisers later, if nobody
    takes it. Raises RuleBroken ``call.often``, ``call.full``,
    ``form.old``, ``text.*``.
    """

    def work(tx: Transaction) -> tuple[HelpCall, bool]:
        before = tx.execute(
            """SELECT c.id, c.guild_id, c.caller_id FROM help_call_words AS w
            JOIN help_call AS c ON c.id = w.call_id WHERE w.id = ?""",
            (press_id,),
        ).fetchone()
        if before is not None:
            if (before["guild_id"], before["caller_id"]) != (guild_id, user_id):
                raise RuleBroken("form.old")  # somebody else's form, forged
            return load(tx, guild_id=guild_id, call_id=before["id"]), False
        kept = clean(words, field="words", most=rules.WORDS_LENGTH)
        where = session if session and sessions.find(tx, guild_id=guild_id, slug=session) else None
        row = tx.execute(
            f"SELECT id FROM help_call WHERE guild_id = ? AND caller_id = ? AND {WAITS}",
            (guild_id, user_id),
        ).fetchone()
        if row is not None:
            there = load(tx, guild_id=guild_id, call_id=row["id"])
            return _add(tx, there, press_id, where, group, kept, now), False
        rules.may_call(_earlier(tx, guild_id, user_id), now)
        made = tx.execute(
            """INSERT INTO help_call (guild_id, caller_id, session, small_group, called_at)
            VALUES (?, ?, ?, ?, ?) RETURNING id""",
            (guild_id, user_id, where, group, stamp(now)),
        ).fetchone()
        _keep_words(tx, press_id, guild_id, made["id"], kept, now)
        new = load(tx, guild_id=guild_id, call_id=made["id"])
        if not leads_first:
            new = _save(tx, replace(new, told_at=now), now)
            for lead in _leads(tx, new):
                if lead != user_id:
                    _write(tx, new, lead, tell_leads, now)
        return new, True

    return await store.write(work)


def _add(
    tx: Transaction,
    there: HelpCall,
    press_id: int,
    where: str | None,
    group: int | None,
    words: str,
    now: datetime,
) -> HelpCall:
    if words:
        rules.may_add(there)
    _keep_words(tx, press_id, there.guild_id, there.id, words, now)
    if group is None and there.told_at is None:
        there = replace(there, told_at=now)  # it is not for the facilitator alone any more
    if where is not None and there.session is None:
        there = replace(there, session=where)
    _save(tx, there, now)
    return load(tx, guild_id=there.guild_id, call_id=there.id)


def _earlier(tx: Transaction, guild_id: int, user_id: int) -> list[datetime]:
    rows = tx.execute(
        """SELECT called_at FROM help_call WHERE guild_id = ? AND caller_id = ?
        ORDER BY called_at DESC LIMIT 10""",
        (guild_id, user_id),
    )
    return [unstamp(row["called_at"]) for row in rows]


def _keep_words(
    tx: Transaction, press_id: int, guild_id: int, call_id: int, words: str, now: datetime
) -> None:
    tx.execute(
        "INSERT INTO help_call_words VALUES (?, ?, ?, ?, ?)",
        (press_id, guild_id, call_id, words, stamp(now)),
    )


# ---------------------------------------------------------------------- coming


Step = Literal["take", "give back", "finish"]
_STEPS: dict[Step, Callable[..., HelpCall]] = {
    "take": rules.take,
    "give back": rules.give_back,
    "finish": rules.finish,
}


async def handle(
    store: Store,
    *,
    guild_id: int,
    call_id: int,
    step: Step,
    user_id: int,
    organiser: bool,
    tell: Tell,
    now: datetime,
) -> HelpCall:
    """Say that one comes, that one cannot come after all, or that it is done; the caller is told.

    For organisers and who leads the room. Raises RuleBroken ``call.*``.
    """

    def work(tx: Transaction) -> HelpCall:
        before = load(tx, guild_id=guild_id, call_id=call_id)
        if not organiser and user_id not in _leads(tx, before):
            raise RuleBroken("call.not_for_you")
        after = _STEPS[step](before, user_id=user_id, now=now)
        if after == before:
            return before
        if user_id != before.caller_id:
            _write(tx, after, before.caller_id, tell, now)
        return _save(tx, after, now)

    return await store.write(work)


async def withdraw(
    store: Store, *, guild_id: int, call_id: int, user_id: int, now: datetime
) -> HelpCall:
    """The caller needs no help any more. Raises RuleBroken ``call.unknown``, ``call.not_yours``."""

    def work(tx: Transaction) -> HelpCall:
        before = load(tx, guild_id=guild_id, call_id=call_id)
        after = rules.withdraw(before, user_id=user_id, now=now)
        return _save(tx, after, now) if after != before else before

    return await store.write(work)


# ---------------------------------------------------------------------- time


async def by_itself(store: Store, *, guild_id: int, now: datetime) -> int:
    """Bring what nobody took before the organisers, or raise it again. Returns how many changed."""
    due = stamp(now - rules.PATIENCE)
    waiting = await store.read_one(
        f"""SELECT 1 FROM help_call WHERE guild_id = ?1 AND {WAITS} AND (called_at <= ?2
            OR state = 'taken' AND ifnull(taken_by, 0) = 0
            OR state = 'open' AND (told_at IS NULL AND called_at <= ?3
                                   OR raised_at IS NULL AND told_at <= ?3)) LIMIT 1""",
        guild_id,
        stamp(now - rules.LAPSES),
        due,
    )
    if waiting is None:
        return 0

    def work(tx: Transaction) -> int:
        rows = tx.execute(
            f"SELECT id FROM help_call WHERE guild_id = ? AND {WAITS} ORDER BY id", (guild_id,)
        ).fetchall()
        changed = 0
        for row in rows:
            before = load(tx, guild_id=guild_id, call_id=row["id"])
            after = rules.by_itself(before, now)
            if after != before:
                _save(tx, after, now)
                changed += 1
        return changed

    return await store.write(work)


# ---------------------------------------------------------------------- inside a transaction


def load(tx: Transaction, *, guild_id: int, call_id: int) -> HelpCall:
    """One call. Raises RuleBroken ``call.unknown``."""
    row = tx.execute(
        "SELECT * FROM help_call WHERE id = ? AND guild_id = ?", (call_id, guild_id)
    ).fetchone()
    if row is None:
        raise RuleBroken("call.unknown")
    return to_call(row, tx.execute(WORDS, (call_id, guild_id)).fetchall())


def _leads(tx: Transaction, one: HelpCall) -> list[int]:
    if one.session is None:
        return []
    return [row["user_id"] for row in tx.execute(_LEADS, (one.guild_id, one.session))]


def _write(tx: Transaction, one: HelpCall, user_id: int, tell: Tell, now: datetime) -> None:
    subject, text, buttons = tell(one)
    letters.put(
        tx,
        guild_id=one.guild_id,
        user_id=user_id,
        subject=subject,
        text=text,
        buttons=buttons,
        now=now,
    )


def _save(tx: Transaction, one: HelpCall, now: datetime) -> HelpCall:
    """Keep a call, and what is to be posted of it or changed in what is."""

    def at(moment: datetime | None) -> str | None:
        return stamp(moment) if moment else None

    tx.execute(
        """UPDATE help_call SET session = ?, state = ?, told_at = ?, raised_at = ?, taken_by = ?,
            taken_at = ?, done_by = ?, done_at = ? WHERE id = ? AND guild_id = ?""",
        (
            one.session,
            one.state.value,
            at(one.told_at),
            at(one.raised_at),
            one.taken_by,
            at(one.taken_at),
            one.done_by,
            at(one.done_at),
            one.id,
            one.guild_id,
        ),
    )
    if one.told_at is not None:
        said.put(tx, guild_id=one.guild_id, what="call", about=str(one.id), now=now)
    if one.raised_at is not None:
        # Given back, it may have to be raised once more: each time is a post of its own.
        about = f"{one.id}:{stamp(one.raised_at)}"
        said.put(tx, guild_id=one.guild_id, what="call again", about=about, now=now)
    tx.execute(
        """UPDATE said SET dirty = 1 WHERE guild_id = ?1 AND what IN ('call', 'call again')
            AND (about = ?2 OR about LIKE ?2 || ':%')""",
        (one.guild_id, str(one.id)),
    )
    return one
