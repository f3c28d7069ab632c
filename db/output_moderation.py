"""What moderators do with notes: correct, hide, tag, and merge. One transaction each."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from db.facilitation import require_moderator
from db.output_reads import OUTPUT, to_output
from db.outputs import Tell, changing
from db.store import Store, Transaction
from domain import outputs as rules
from domain.outputs import Event, Output


async def correct(
    store: Store,
    *,
    guild_id: int,
    number: int,
    user_id: int,
    organiser: bool,
    kind: str,
    words: str,
    version_seen: int,
    tell: Tell,
    now: datetime,
) -> Output:
    """A moderator's wording; the author gets a letter. Raises as :func:`db.outputs.edit`."""

    def change(_: Transaction, output: Output) -> Output:
        return rules.correct(output, kind=kind, words=words, version_seen=version_seen)

    return await _moderate(
        store, guild_id, number, user_id, organiser, Event.CORRECTED, change, now, tell
    )


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
) -> Output:
    """A moderator hides a note; its author gets a letter. Raises as :func:`db.outputs.edit`."""

    def change(_: Transaction, output: Output) -> Output:
        return rules.hide(output, reason=reason)

    return await _moderate(
        store, guild_id, number, user_id, organiser, Event.HIDDEN, change, now, tell
    )


async def show(
    store: Store,
    *,
    guild_id: int,
    number: int,
    user_id: int,
    organiser: bool,
    tell: Tell,
    now: datetime,
) -> Output:
    """A hidden note is seen again; its author gets a letter. Raises as :func:`db.outputs.edit`."""

    def change(_: Transaction, output: Output) -> Output:
        return rules.show(output)

    return await _moderate(
        store, guild_id, number, user_id, organiser, Event.SHOWN, change, now, tell
    )


async def tag(
    store: Store,
    *,
    guild_id: int,
    number: int,
    user_id: int,
    organiser: bool,
    theme: str,
    themes: Collection[str],
    now: datetime,
) -> Output:
    """A moderator says what a note is about, or that it is about no theme. Raises ``note.*``."""

    def change(_: Transaction, output: Output) -> Output:
        return rules.tag(output, theme=theme, themes=themes)

    return await _moderate(store, guild_id, number, user_id, organiser, Event.TAGGED, change, now)


async def merge(
    store: Store,
    *,
    guild_id: int,
    number: int,
    user_id: int,
    organiser: bool,
    into: int,
    now: datetime,
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

    return await _moderate(store, guild_id, number, user_id, organiser, Event.MERGED, change, now)


async def part(
    store: Store, *, guild_id: int, number: int, user_id: int, organiser: bool, now: datetime
) -> Output:
    """A moderator lets a note stand for itself again. Raises RuleBroken ``note.*``."""

    def change(_: Transaction, output: Output) -> Output:
        return rules.part(output)

    return await _moderate(store, guild_id, number, user_id, organiser, Event.PARTED, change, now)


async def _moderate(
    store: Store,
    guild_id: int,
    number: int,
    user_id: int,
    organiser: bool,
    event: Event,
    change: Callable[[Transaction, Output], Output],
    now: datetime,
    tell: Tell | None = None,
) -> Output:
    """By who leads the note's room. Raises RuleBroken ``room.not_yours``."""

    def own(tx: Transaction, output: Output) -> Output:
        slug = output.session
        require_moderator(tx, guild_id=guild_id, slug=slug, user_id=user_id, organiser=organiser)
        return change(tx, output)

    return await store.write(changing(guild_id, number, user_id, event, own, now, tell))
