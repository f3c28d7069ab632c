"""Pledges: make, edit, add detail, withdraw, show, hide. One transaction each, check included."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from db import outputs, pledge_rows, tasks
from db.posted import mark_wall
from db.rows import stamp
from db.store import Store, Transaction
from domain import pledges as rules
from domain.pledge_forms import Detail, Wording
from domain.pledges import Event, Moderation, Pledge
from domain.rules import RuleBroken


async def make(
    store: Store,
    *,
    pledge_id: int,
    guild_id: int,
    user_id: int,
    wording: Wording,
    check_first: bool,
    now: datetime,
    from_note: int | None = None,
) -> tuple[Pledge, bool]:
    """Keep a new pledge. Returns it, and whether it is new.

    ``pledge_id`` is the snowflake of the interaction that opened the form: the same form sent or
    delivered again returns the pledge that it already made. ``from_note`` is the number of the note
    that it came from. Raises RuleBroken ``join.first`` where
    the person has not joined, ``form.foreign`` where the id is somebody else's, and NotSaved.
    """

    def work(tx: Transaction) -> tuple[Pledge, bool]:
        maker = tx.execute(
            "SELECT name, kind, publish_name FROM attendee WHERE guild_id = ? AND user_id = ?",
            (guild_id, user_id),
        ).fetchone()
        if maker is None:
            raise RuleBroken("join.first")
        shown = not check_first
        at = stamp(now)
        moderation = Moderation.SHOWN if shown else Moderation.WAITING
        number = tx.execute(
            "UPDATE summit SET pledges_made = pledges_made + 1 WHERE guild_id = ?"
            " RETURNING pledges_made",
            (guild_id,),
        ).fetchone()[0]
        try:
            tx.execute(
                """INSERT INTO pledge (id, guild_id, number, maker_id, kind, theme, action,
                                       as_organisation, organisation, first_step, moderation,
                                       made_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                (
                    pledge_id,
                    guild_id,
                    number,
                    user_id,
                    maker["kind"],
                    wording.theme,
                    wording.action,
                    int(wording.as_organisation),
                    wording.organisation,
                    wording.first_step,
                    moderation.value,
                    at,
                ),
            )
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
                raise
            # The same form again: nothing of this attempt stays, not even the number.
            tx.execute(
                "UPDATE summit SET pledges_made = pledges_made - 1 WHERE guild_id = ?", (guild_id,)
            )
            there = pledge_rows.find(tx, guild_id, pledge_id)
            if there is None or there.maker_id != user_id:
                raise RuleBroken("form.foreign") from None
            return there, False
        pledge_rows.count(tx, guild_id, moderation, wording.theme, maker["kind"], 1)
        pledge = pledge_rows.new_pledge(
            pledge_id, guild_id, number, user_id, maker, wording, moderation, now
        )
        pledge_rows.log(
            tx,
            pledge,
            Event.MADE,
            actor="maker",
            actor_id=user_id,
            now=now,
            action=pledge.action,
            note=pledge_rows.noted(pledge),
        )
        if from_note is not None:
            outputs.link_pledge(tx, guild_id=guild_id, number=from_note, pledge_id=pledge_id)
        tx.execute(
            "DELETE FROM draft WHERE id = ? AND guild_id = ? AND user_id = ?",
            (pledge_id, guild_id, user_id),
        )
        return pledge, True

    return await store.write(work)


async def edit(
    store: Store,
    *,
    guild_id: int,
    pledge_id: int,
    user_id: int,
    wording: Wording,
    check_first: bool,
    now: datetime,
) -> Pledge:
    """New words for the maker's own pledge. Raises RuleBroken ``pledge.*``, NotSaved."""

    def change(pledge: Pledge) -> Pledge:
        return rules.edit(pledge, wording, user_id=user_id, check_first=check_first, now=now)

    return await _change(store, guild_id, pledge_id, change, Event.EDITED, "maker", user_id, now)


async def add_detail(
    store: Store,
    *,
    guild_id: int,
    pledge_id: int,
    user_id: int,
    detail: Detail,
    check_first: bool,
    now: datetime,
) -> Pledge:
    """The optional part of the maker's own pledge. Raises RuleBroken ``pledge.*``, NotSaved."""

    def change(pledge: Pledge) -> Pledge:
        return rules.add_detail(pledge, detail, user_id=user_id, check_first=check_first, now=now)

    return await _change(store, guild_id, pledge_id, change, Event.DETAILED, "maker", user_id, now)


async def withdraw(
    store: Store, *, guild_id: int, pledge_id: int, user_id: int, now: datetime
) -> Pledge:
    """The maker takes a pledge back. Raises RuleBroken ``pledge.*``, NotSaved."""

    def change(pledge: Pledge) -> Pledge:
        return rules.withdraw(pledge, user_id=user_id)

    return await _change(store, guild_id, pledge_id, change, Event.WITHDRAWN, "maker", user_id, now)


async def show(
    store: Store, *, guild_id: int, pledge_id: int, user_id: int, version_seen: str, now: datetime
) -> Pledge:
    """An organiser lets a pledge onto the wall, or marks it as looked at.

    ``version_seen`` is :func:`seen_version` of what the organiser read: words that changed since
    are not let through. Raises RuleBroken ``review.*``, NotSaved.
    """

    def change(pledge: Pledge) -> Pledge:
        _same_words(pledge, version_seen)
        return rules.show(pledge)

    return await _change(store, guild_id, pledge_id, change, Event.SHOWN, "organiser", user_id, now)


async def hide(
    store: Store, *, guild_id: int, pledge_id: int, user_id: int, reason: str, now: datetime
) -> Pledge:
    """An organiser takes a pledge off the wall; its maker is told why. Raises as :func:`show`."""

    def change(pledge: Pledge) -> Pledge:
        return rules.hide(pledge, reason=reason)

    return await _change(
        store, guild_id, pledge_id, change, Event.HIDDEN, "organiser", user_id, now
    )


def seen_version(pledge: Pledge) -> str:
    """What an organiser read of a pledge, its state and its words, short enough for a custom_id.

    The words themselves count, not when they were changed: two edits may fall into one second.
    """
    read = (rules.words_of(pledge), replace(rules.detail_of(pledge), backup_contact=""))
    digest = hashlib.blake2b(repr(read).encode(), digest_size=9).hexdigest()
    return f"{pledge.moderation.value}-{digest}"


def _same_words(pledge: Pledge, version_seen: str) -> None:
    state, _, words = version_seen.partition("-")
    if seen_version(pledge).partition("-")[2] != words:
        raise RuleBroken("review.changed", reference=pledge.reference)
    if pledge.moderation != state:
        raise RuleBroken("review.done", reference=pledge.reference, state=pledge.moderation.value)


async def _change(
    store: Store,
    guild_id: int,
    pledge_id: int,
    change: Callable[[Pledge], Pledge],
    event: Event,
    actor: str,
    actor_id: int,
    now: datetime,
) -> Pledge:
    """Load, ask the rule, write, log, count, and mark what stands in Discord: all or nothing."""

    def work(tx: Transaction) -> Pledge:
        before = pledge_rows.find(tx, guild_id, pledge_id)
        if before is None:
            raise RuleBroken("pledge.unknown")
        after = change(before)
        told = event
        if event is Event.SHOWN and before.moderation is Moderation.SHOWN:
            told = Event.CHECKED
        if after.version > before.version:
            tx.execute(
                "INSERT INTO pledge_version VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    before.id,
                    before.version,
                    guild_id,
                    before.theme,
                    before.action,
                    before.organisation,
                    before.first_step,
                    stamp(now),
                ),
            )
        pledge_rows.save(tx, after)
        pledge_rows.recount(tx, before, after)
        hidden = after.hidden_reason if told is Event.HIDDEN else ""
        pledge_rows.log(
            tx,
            after,
            told,
            actor=actor,
            actor_id=actor_id,
            now=now,
            action=after.action if after.action != before.action else "",
            note=hidden or pledge_rows.noted(after, before),
        )
        pledge_rows.tell_maker(tx, before, after, now)
        if after.help_needed and after.help_needed != before.help_needed:
            tasks.raise_help(tx, after, now)
        if before.public or after.public:
            mark_wall(tx, after)
        return after

    return await store.write(work)
