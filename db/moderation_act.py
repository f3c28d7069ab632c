"""One act of moderation inside a transaction: load it, keep it, note it in the log, tell of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from db import letters, sessions
from db.facilitation import require_own
from db.moderation_rows import find_act, in_channel_of, log, room_title, words_of
from db.removals import PLACES, Place, places
from db.rows import stamp
from db.store import Transaction
from domain.moderation import Act
from domain.rules import RuleBroken

BOT = 0
"""Who did what nobody pressed: the bot, by itself."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody is told of an act: as :func:`db.letters.put`."""

    user_id: int
    subject: str
    text: str
    buttons: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """An act with its words and its room's title, to word letters and cards with.

    ``places``: what its person has now of the workshops that a removal took from them.
    """

    act: Act
    room: str = ""
    reason: str = ""
    message: str = ""
    appeal: str = ""
    places: tuple[Place, ...] = ()


Tell = Callable[[Told], Letter | None]


def send(tx: Transaction, told: Told, tell: Tell, now: datetime) -> None:
    """Put the letter that ``tell`` words, inside the transaction that makes it true."""
    letter = tell(told)
    if letter is not None and letter.user_id:
        letters.put(
            tx,
            guild_id=told.act.guild_id,
            user_id=letter.user_id,
            subject=letter.subject,
            text=letter.text,
            buttons=letter.buttons,
            now=now,
        )


def told(tx: Transaction, act: Act) -> Told:
    words = words_of(tx, act_id=act.id)
    return Told(
        act,
        room_title(tx, act.guild_id, act.slug),
        words.get("reason", ""),
        words.get("message", ""),
        words.get("appeal", ""),
        places(tx.execute(PLACES, (act.id,))),
    )


def load(tx: Transaction, *, guild_id: int, act_id: int) -> Act:
    """An act inside a transaction. Raises RuleBroken ``moderation.unknown``."""
    act = find_act(tx, guild_id, act_id)
    if act is None:
        raise RuleBroken("moderation.unknown")
    return act


def require_room(
    tx: Transaction, *, guild_id: int, slug: str, user_id: int, organiser: bool
) -> None:
    """Facilitators act in their own rooms; outside of rooms, organisers alone.

    Who leads another session of the same room has it too. Raises RuleBroken ``room.*``,
    ``moderation.room``.
    """
    if not slug and not organiser:
        raise RuleBroken("moderation.room")
    if not slug:
        return
    past = sessions.is_archived(slug)
    if organiser and past and sessions.find_with_archived(tx, guild_id=guild_id, slug=slug):
        return  # what is left to do of a past summit
    for other in in_channel_of(tx, guild_id, slug, user_id):
        slug = other
    require_own(tx, guild_id=guild_id, slug=slug, user_id=user_id, organiser=organiser)


def save(tx: Transaction, act: Act) -> None:
    """Keep how far an act is."""
    tx.execute(
        """UPDATE moderation_act SET state = ?, trouble = ?, until = ?, undo = ?, appeal = ?
        WHERE guild_id = ? AND id = ?""",
        (
            act.state.value,
            act.trouble.value,
            stamp(act.until) if act.until else None,
            act.undo.value,
            act.appeal.value,
            act.guild_id,
            act.id,
        ),
    )


def note(
    tx: Transaction, act: Act, event: str, actor_id: int, now: datetime, detail: str = ""
) -> None:
    """A line of the log about an act."""
    log(
        tx,
        guild_id=act.guild_id,
        event=f"{act.kind.value}: {event}",
        actor_id=actor_id,
        target_id=act.target_id,
        slug=act.slug,
        channel_id=act.channel_id,
        act_id=act.id,
        report_id=None,
        detail=detail,
        now=now,
    )


def length(act: Act) -> str:
    """For how long an act was asked for; empty where it has no end."""
    if act.until is None:
        return ""
    return f"{round((act.until - act.asked_at).total_seconds() / 60)} minutes"
