"""Notes: keep, edit, take back, moderate, and link with pledges. One transaction each."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from db import attendees, letters, sessions
from db.output_reads import OUTPUT, to_output
from db.rows import stamp
from db.store import Store, Transaction
from domain import outputs as rules
from domain.outputs import Event, Output
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
        number = tx.execute(
            "UPDATE summit SET notes_made = notes_made + 1 WHERE guild_id = ? RETURNING notes_made",
            (guild_id,),
        ).fetchone()[0]
        tx.execute(
            """INSERT INTO output (id, guild_id, number, session, author_id, named, kind, words,
                                   noted_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                output_id,
                guild_id,
                number,
                session,
                user_id,
                int(named),
                what.value,
                text,
                stamp(now),
            ),
        )
        tx.execute(
            "DELETE FROM draft WHERE id = ? AND guild_id = ? AND user_id = ?",
            (output_id, guild_id, user_id),
        )
        return _find(tx, guild_id, number), True

    return await store.write(work)


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

    return await _change(store, guild_id, number, None, Event.EDITED, change, now)


async def remove(store: Store, *, guild_id: int, number: int, user_id: int) -> Output:
    """Erase the author's own note with its history and what was typed to change it.

    Pledges that came from it stay. Returns what is gone. Raises RuleBroken ``note.*``, NotSaved.
    """

    def work(tx: Transaction) -> Output:
        output = _find(tx, guild_id, number)
        rules.require_own(output, user_id)
        tx.execute("DELETE FROM output WHERE id = ?", (output.id,))
        for form in ("note.edit", "note.correct"):
            tx.execute(
                "DELETE FROM draft WHERE guild_id = ? AND form LIKE ?",
                (guild_id, f"{form}:{number}:%"),
            )
        return output

    return await store.write(work)


# ---------------------------------------------------------------------- moderating


async def correct(
    store: Store,
    *,
    guild_id: int,
    number: int,
    user_id: int,
    kind: str,
    words: str,
    version_seen: int,
    tell: Tell,
    now: datetime,
) -> Output:
    """A moderator's wording; the author gets a letter. Raises as :func:`edit`."""

    def change(_: Transaction, output: Output) -> Output:
        return rules.correct(output, kind=kind, words=words, version_seen=version_seen)

    return await _change(store, guild_id, number, user_id, Event.CORRECTED, change, now, tell)


async def hide(
    store: Store,
    *,
    guild_id: int,
    number: int,
    user_id: int,
    reason: str,
    tell: Tell,
    now: datetime,
) -> Output:
    """A moderator hides a note; its author gets a letter. Raises as :func:`edit`."""

    def change(_: Transaction, output: Output) -> Output:
        return rules.hide(output, reason=reason)

    return await _change(store, guild_id, number, user_id, Event.HIDDEN, change, now, tell)


async def show(
    store: Store, *, guild_id: int, number: int, user_id: int, tell: Tell, now: datetime
) -> Output:
    """A hidden note is seen again; its author gets a letter. Raises as :func:`edit`."""

    def change(_: Transaction, output: Output) -> Output:
        return rules.show(output)

    return await _change(store, guild_id, number, user_id, Event.SHOWN, change, now, tell)


async def tag(
    store: Store,
    *,
    guild_id: int,
    number: int,
    user_id: int,
    theme: str,
    themes: Collection[str],
    now: datetime,
) -> Output:
    """A moderator says what a note is about, or that it is about no theme. Raises ``note.*``."""

    def change(_: Transaction, output: Output) -> Output:
        return rules.tag(output, theme=theme, themes=themes)

    return await _change(store, guild_id, number, user_id, Event.TAGGED, change, now)


async def merge(
    store: Store, *, guild_id: int, number: int, user_id: int, into: int, now: datetime
) -> Output:
    """A moderator makes a note part of another, with what is part of it. Raises ``note.*``."""

    def change(tx: Transaction, output: Output) -> Output:
        row = tx.execute(
            OUTPUT + "WHERE o.guild_id = ? AND o.number = ?", (guild_id, into)
        ).fetchone()
        after = rules.merge(output, into=to_output(row) if row else None)
        tx.execute(
            "UPDATE output SET merged_into = ? WHERE merged_into = ?", (row["id"], output.id)
        )
        return after

    return await _change(store, guild_id, number, user_id, Event.MERGED, change, now)


async def part(store: Store, *, guild_id: int, number: int, user_id: int, now: datetime) -> Output:
    """A moderator lets a note stand for itself again. Raises RuleBroken ``note.*``."""

    def change(_: Transaction, output: Output) -> Output:
        return rules.part(output)

    return await _change(store, guild_id, number, user_id, Event.PARTED, change, now)


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


def _find(tx: Transaction, guild_id: int, number: int) -> Output:
    row = tx.execute(
        OUTPUT + "WHERE o.guild_id = ? AND o.number = ?", (guild_id, number)
    ).fetchone()
    if row is None:
        raise RuleBroken("note.unknown")
    return to_output(row)


async def _change(
    store: Store,
    guild_id: int,
    number: int,
    moderator_id: int | None,
    event: Event,
    change: Callable[[Transaction, Output], Output],
    now: datetime,
    tell: Tell | None = None,
) -> Output:
    """Load, ask the rule, write, log, and put the author's letter: all or nothing."""

    def work(tx: Transaction) -> Output:
        before = _find(tx, guild_id, number)
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
        after = _find(tx, guild_id, number)  # with the name, where it was given or taken away
        if tell is not None and moderator_id != after.author_id:
            subject, text = tell(after)
            letters.put(
                tx, guild_id=guild_id, user_id=after.author_id, subject=subject, text=text, now=now
            )
        return after

    return await store.write(work)


def _detail(before: Output, after: Output) -> str:
    """What is new besides the words: the reason, the theme, or which note it is part of."""
    if after.merged_into not in (None, before.merged_into):
        return replace(after, number=after.merged_into).reference
    if after.hidden_reason != before.hidden_reason:
        return after.hidden_reason
    return after.theme if after.theme != before.theme else ""
