"""Notes: keep, edit, take back, and link with pledges. One transaction each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from db import attendees, letters, sessions
from db.output_reads import OUTPUT, to_output
from db.rows import stamp
from db.store import Store, Transaction
from domain import outputs as rules
from domain.outputs import Event, Kind, Output
from domain.rules import RuleBroken

# What a letter says about a note: its subject and its text.
Tell = Callable[[Output], tuple[str, str]]


# ---------------------------------------------------------------------- the author


async def note(
    store: Store,
    *,
    output_id: int,
    guild_id: int,
    user_id: int,
    session: str,
    kind: str,
    words: str,
    named: bool,
    time_zone: str,
    now: datetime,
) -> tuple[Output, bool]:
    """Keep a new note. Returns it, and whether it is new.

    ``output_id`` is the snowflake of the interaction that opened the form: the same form sent or
    delivered again returns the note that it already made. Raises RuleBroken ``text.*``,
    ``join.first``, ``note.*``, and NotSaved.
    """

    def work(tx: Transaction) -> tuple[Output, bool]:
        # Of another server or person, the id tells nothing but that it is taken.
        if tx.execute("SELECT 1 FROM output WHERE id = ?", (output_id,)).fetchone():
            there = tx.execute(
                OUTPUT + "WHERE o.id = ? AND o.guild_id = ? AND o.author_id = ?",
                (output_id, guild_id, user_id),
            ).fetchone()
            if there is None:
                raise RuleBroken("note.foreign")
            return to_output(there), False
        text = rules.check_words(words)
        what = rules.check_kind(kind)
        rules.may_note(sessions.find(tx, guild_id=guild_id, slug=session), now, time_zone)
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        number = add(
            tx,
            output_id=output_id,
            guild_id=guild_id,
            session=session,
            author_id=user_id,
            named=named,
            kind=what,
            words=text,
            now=now,
        )
        tx.execute(
            "DELETE FROM draft WHERE id = ? AND guild_id = ? AND user_id = ?",
            (output_id, guild_id, user_id),
        )
        return find(tx, guild_id=guild_id, number=number), True

    return await store.write(work)


def add(
    tx: Transaction,
    *,
    output_id: int | None,
    guild_id: int,
    session: str,
    author_id: int,
    named: bool,
    kind: Kind,
    words: str,
    owner: str = "",
    theme: str = "",
    now: datetime,
) -> int:
    """Keep one note under the next number, inside a transaction that has checked it.

    Without an ``output_id`` it gets one below zero, which no form can have. Returns the number.
    """
    number: int = tx.execute(
        "UPDATE summit SET notes_made = notes_made + 1 WHERE guild_id = ? RETURNING notes_made",
        (guild_id,),
    ).fetchone()[0]
    if output_id is None:
        output_id = tx.execute("SELECT min(0, ifnull(min(id), 0)) - 1 FROM output").fetchone()[0]
    tx.execute(
        """INSERT INTO output (id, guild_id, number, session, author_id, named, kind, words, owner,
                               theme, noted_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            output_id,
            guild_id,
            number,
            session,
            author_id,
            int(named),
            kind.value,
            words,
            owner,
            theme,
            stamp(now),
        ),
    )
    return number


async def edit(
    store: Store,
    *,
    guild_id: int,
    number: int,
    user_id: int,
    kind: str,
    words: str,
    named: bool,
    version_seen: int,
    now: datetime,
) -> Output:
    """The author's own note in other words. Raises RuleBroken ``note.*``, ``text.*``, NotSaved."""

    def change(_: Transaction, output: Output) -> Output:
        return rules.edit(
            output,
            user_id=user_id,
            kind=kind,
            words=words,
            named=named,
            version_seen=version_seen,
        )

    return await store.write(changing(guild_id, number, None, Event.EDITED, change, now))


async def remove(store: Store, *, guild_id: int, number: int, user_id: int) -> Output:
    """Erase the author's own note with its history and what was typed to change it.

    Pledges that came from it stay. Returns what is gone. Raises RuleBroken ``note.*``, NotSaved.
    """

    def work(tx: Transaction) -> Output:
        output = find(tx, guild_id=guild_id, number=number)
        rules.require_own(output, user_id)
        take_away(tx, output)
        return output

    return await store.write(work)


def take_away(tx: Transaction, output: Output) -> None:
    """Erase a note with what was typed to change it, inside a transaction that has checked it."""
    tx.execute("DELETE FROM output WHERE id = ?", (output.id,))
    for form in ("note.edit", "note.correct"):
        tx.execute(
            "DELETE FROM draft WHERE guild_id = ? AND form LIKE ?",
            (output.guild_id, f"{form}:{output.number}:%"),
        )


# ---------------------------------------------------------------------- inside a transaction


def link_pledge(tx: Transaction, *, guild_id: int, number: int, pledge_id: int) -> None:
    """Keep that a pledge came from a note, within the transaction that makes the pledge.

    A note that was hidden or taken back meanwhile is no reason to lose a pledge: it has no link.
    """
    tx.execute(
        """INSERT INTO output_pledge (output_id, pledge_id, guild_id)
        SELECT id, ?, guild_id FROM output
        WHERE guild_id = ? AND number = ? AND state = 'shown'""",
        (pledge_id, guild_id, number),
    )


def find(tx: Transaction, *, guild_id: int, number: int) -> Output:
    """One note inside a transaction. Raises RuleBroken ``note.unknown``."""
    row = tx.execute(
        OUTPUT + "WHERE o.guild_id = ? AND o.number = ?", (guild_id, number)
    ).fetchone()
    if row is None:
        raise RuleBroken("note.unknown")
    return to_output(row)


def changing(
    guild_id: int,
    number: int,
    moderator_id: int | None,
    event: Event,
    change: Callable[[Transaction, Output], Output],
    now: datetime,
    tell: Tell | None = None,
) -> Callable[[Transaction], Output]:
    """One write: load, ask the rule, write, log, and put the author's letter: all or nothing."""

    def work(tx: Transaction) -> Output:
        before = find(tx, guild_id=guild_id, number=number)
        after = change(tx, before)
        if after == before:
            return after
        tx.execute(
            """UPDATE output SET kind = ?, words = ?, named = ?, theme = ?, state = ?,
                                 hidden_reason = ?, version = ?, merged_into =
                   (SELECT id FROM output WHERE guild_id = ? AND number = ?) WHERE id = ?""",
            (
                after.kind.value,
                after.words,
                int(after.named),
                after.theme,
                after.state.value,
                after.hidden_reason,
                after.version,
                guild_id,
                after.merged_into,
                after.id,
            ),
        )
        tx.execute(
            """INSERT INTO output_log (guild_id, output_id, at, event, moderator_id, earlier_kind,
                                       earlier_words, detail)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                guild_id,
                after.id,
                stamp(now),
                event.value,
                moderator_id,
                before.kind.value if after.kind is not before.kind else "",
                before.words if after.words != before.words else "",
                _detail(before, after),
            ),
        )
        after = find(
            tx, guild_id=guild_id, number=number
        )  # with the name, where it was given or taken away
        if tell is not None and moderator_id != after.author_id:
            subject, text = tell(after)
            letters.put(
                tx, guild_id=guild_id, user_id=after.author_id, subject=subject, text=text, now=now
            )
        return after

    return work


def _detail(before: Output, after: Output) -> str:
    """What is new besides the words: the reason, the theme, or which note it is part of."""
    if after.merged_into not in (None, before.merged_into):
        return replace(after, number=after.merged_into).reference
    if after.hidden_reason != before.hidden_reason:
        return after.hidden_reason
    return after.theme if after.theme != before.theme else ""
