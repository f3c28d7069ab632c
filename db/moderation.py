"""Acts of moderation: asked, done or failed, and taken back. Every step stands in the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from db import choices, removals, room_locks
from db.moderation_act import BOT, Tell, length, load, note, require_room, save, send, told
from db.moderation_rows import act_columns, keep_words, to_act
from db.rows import stamp
from db.store import Store, Transaction
from domain import moderation as rules
from domain.moderation import Act, Appeal, Kind, Person, Trouble, Undo
from domain.rules import RuleBroken

# ---------------------------------------------------------------------- acting


async def ask(
    store: Store,
    *,
    wanted: Act,
    actor: Person,
    target: Person,
    reason: str,
    message: str,
    tell: Tell,
    now: datetime,
) -> tuple[Act, bool]:
    """Keep that somebody wants an act done. Returns it, and whether this is new.

    The same act that somebody else has just asked for, or the same press again, is that act. A
    warning is done with this. Raises RuleBroken ``moderation.*``, ``room.*``, ``text.*``.
    """

    def work(tx: Transaction) -> tuple[Act, bool]:
        if wanted.kind is Kind.REMOVE and not wanted.slug:
            raise RuleBroken("moderation.where")
        require_room(
            tx,
            guild_id=wanted.guild_id,
            slug=wanted.slug,
            user_id=actor.user_id,
            organiser=actor.organiser,
        )
        rules.check_target(actor, target, wanted.kind)
        why = rules.reason(reason)
        there = _same(tx, wanted)
        if there is not None:
            return there, False
        tx.execute(
            f"INSERT INTO moderation_act ({act_columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
            " 'asked', '', ?, 0, '', '')",
            (
                wanted.id,
                wanted.guild_id,
                wanted.slug or None,
                wanted.kind.value,
                wanted.target_id,
                wanted.actor_id,
                wanted.channel_id,
                wanted.message_id,
                stamp(now),
                stamp(wanted.until) if wanted.until else None,
                stamp(now),
            ),
        )
        keep_words(tx, wanted.guild_id, wanted.id, "reason", wanted.target_id, actor.user_id, why)
        if message:
            keep_words(
                tx,
                wanted.guild_id,
                wanted.id,
                "message",
                wanted.target_id,
                wanted.target_id,
                message,
            )
        act = load(tx, guild_id=wanted.guild_id, act_id=wanted.id)
        note(tx, act, "asked", actor.user_id, now, length(act))
        if act.kind is Kind.WARN:
            act = _settle(tx, act, Trouble.NONE, tell, now)
        return act, True

    return await store.write(work)


def _same(tx: Transaction, wanted: Act) -> Act | None:
    rows = tx.execute(
        f"""SELECT {act_columns} FROM moderation_act WHERE guild_id = ?1
            AND (id = ?2 OR (target_id = ?3 AND kind = ?4 AND state <> 'failed'))
        ORDER BY id DESC""",
        (wanted.guild_id, wanted.id, wanted.target_id, wanted.kind.value),
    ).fetchall()
    found = [to_act(row) for row in rows]
    return next((one for one in found if one.id == wanted.id or _is(one, wanted)), None)


def _is(one: Act, wanted: Act) -> bool:
    return rules.is_the_same(one, wanted)


async def settle(
    store: Store,
    *,
    guild_id: int,
    act_id: int,
    trouble: Trouble,
    tell: Tell,
    moved: choices.Tell,
    now: datetime,
) -> Act:
    """Discord did it, or would not. ``tell`` words what the person, or who asked, is told.

    Who is removed has no place in the workshops of that room any more; ``moved`` words what those
    are told who move up. Raises RuleBroken ``moderation.unknown``.
    """

    def work(tx: Transaction) -> Act:
        act = load(tx, guild_id=guild_id, act_id=act_id)
        return _settle(tx, act, trouble, tell, now, moved)

    return await store.write(work)


def _settle(
    tx: Transaction,
    act: Act,
    trouble: Trouble,
    tell: Tell,
    now: datetime,
    moved: choices.Tell | None = None,
) -> Act:
    after = rules.settled(act, trouble)
    if after == act:
        return act
    save(tx, after)
    note(tx, after, "not done" if trouble else "done", BOT, now, trouble.value)
    if moved is not None and after.kind is Kind.REMOVE and not trouble:
        for slug in removals.free(tx, after, now, moved):
            note(tx, after, removals.FREED, BOT, now, slug)
    send(tx, told(tx, after), tell, now)
    return after


async def tried(store: Store, *, guild_id: int, act_id: int, now: datetime) -> Act:
    """Discord was out of order: it is tried again later.

    Raises RuleBroken ``moderation.unknown``.
    """

    def work(tx: Transaction) -> Act:
        tx.execute(
            "UPDATE moderation_act SET tries = tries + 1, tried_at = ?"
            " WHERE guild_id = ? AND id = ?",
            (stamp(now), guild_id, act_id),
        )
        return load(tx, guild_id=guild_id, act_id=act_id)

    return await store.write(work)


async def ask_again(
    store: Store, *, guild_id: int, act_id: int, actor: Person, target: Person, now: datetime
) -> Act:
    """Try once more what could not be done. Raises RuleBroken ``moderation.*``, ``room.*``."""

    def work(tx: Transaction) -> Act:
        act = load(tx, guild_id=guild_id, act_id=act_id)
        require_room(
            tx,
            guild_id=guild_id,
            slug=act.slug,
            user_id=actor.user_id,
            organiser=actor.organiser,
        )
        if act.target_id != target.user_id or not act.target_id:
            raise RuleBroken("moderation.unknown")
        rules.check_target(actor, target, act.kind)
        after = rules.again(act, now)
        if (there := _same(tx, after)) is not None and there.id != act.id:
            return there
        save(tx, after)
        tx.execute(
            "UPDATE moderation_act SET tries = 0, tried_at = ?1, asked_at = ?1 WHERE id = ?2",
            (stamp(now), act_id),
        )
        note(tx, after, "asked", actor.user_id, now, "again")
        return after

    return await store.write(work)


# ---------------------------------------------------------------------- taking back


async def take_back(
    store: Store, *, guild_id: int, act_id: int, actor: Person, now: datetime
) -> Act:
    """End a time-out, or let somebody back in. Raises RuleBroken ``moderation.*``, ``room.*``."""

    def work(tx: Transaction) -> Act:
        act = load(tx, guild_id=guild_id, act_id=act_id)
        require_room(
            tx,
            guild_id=guild_id,
            slug=act.slug,
            user_id=actor.user_id,
            organiser=actor.organiser,
        )
        if act.target_id == actor.user_id:
            raise RuleBroken("moderation.self")
        after = rules.taken_back(act, now)
        save(tx, after)
        if act.kind is Kind.REMOVE:
            room_locks.lift_in(tx, guild_id=guild_id, user_id=act.target_id, slug=act.slug)
        note(tx, after, "taking back", actor.user_id, now)
        return after

    return await store.write(work)


async def undone(
    store: Store,
    *,
    guild_id: int,
    act_id: int,
    trouble: Trouble,
    tell: Tell,
    moved: choices.Tell,
    now: datetime,
) -> Act:
    """Discord took it back, or would not. Who is let back in has their workshops again.

    ``tell`` and ``moved``: as :func:`settle`. Raises RuleBroken ``moderation.unknown``.
    """

    def work(tx: Transaction) -> Act:
        act = load(tx, guild_id=guild_id, act_id=act_id)
        if act.undo is not Undo.ASKED:
            return act
        tx.execute(
            "UPDATE moderation_act SET undo = ?, trouble = ? WHERE guild_id = ? AND id = ?",
            ("failed" if trouble else "done", trouble.value, guild_id, act_id),
        )
        after = load(tx, guild_id=guild_id, act_id=act_id)
        event = "not taken back" if trouble else "taken back"
        note(tx, after, event, BOT, now, trouble.value)
        if after.kind is Kind.REMOVE and not trouble:
            removals.give_back(tx, after, now, moved)
        what = told(tx, after)
        # The outcome of an appeal was told; not yet what has become of a place.
        if act.appeal is not Appeal.TAKEN_BACK or what.places:
            send(tx, what, tell, now)
        return after

    return await store.write(work)


async def end_archived(store: Store, *, guild_id: int, now: datetime) -> int:
    """Who was removed from the room of a past summit may come to the next: how many there are."""

    def work(tx: Transaction) -> int:
        rows = tx.execute(
            f"""SELECT {act_columns} FROM moderation_act WHERE guild_id = ? AND kind = 'remove'
                AND state = 'done' AND undo = '' AND target_id <> 0 AND instr(slug, '@') > 0""",
            (guild_id,),
        ).fetchall()
        for row in rows:
            act = to_act(row)
            tx.execute("UPDATE moderation_act SET undo = 'asked' WHERE id = ?", (act.id,))
            note(tx, act, "taking back", BOT, now, "the summit is over")
        return len(rows)

    return await store.write(work)


async def shut(store: Store, *, guild_id: int, act_id: int, channels: Sequence[int]) -> None:
    """These channels are about to be shut to the person of a removal."""

    def work(tx: Transaction) -> None:
        load(tx, guild_id=guild_id, act_id=act_id)
        tx.executemany(
            "INSERT INTO moderation_shut VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [(act_id, channel, guild_id) for channel in channels],
        )

    await store.write(work)


async def opened(store: Store, *, guild_id: int, act_id: int, channel_id: int) -> None:
    """This channel is open to them again, or gone."""
    await store.write(
        lambda tx: tx.execute(
            "DELETE FROM moderation_shut WHERE guild_id = ? AND act_id = ? AND channel_id = ?",
            (guild_id, act_id, channel_id),
        )
    )
