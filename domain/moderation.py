"""Moderation: who may act on whom, how long, and what becomes of an act. Times are UTC."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.rules import RuleBroken
from domain.text import clean

# Characters, least and most.
REASON_LENGTH = (5, 300)
REPORT_LENGTH = (5, 500)
APPEAL_LENGTH = (0, 500)

# Minutes of a time-out. Longer ones are for organisers: they reach beyond a facilitator's room.
SHORT = (5, 10, 30, 60)
LONG = (24 * 60, 7 * 24 * 60)

# Within this time the same act on the same person is the one that somebody else has just done.
MOMENT = timedelta(seconds=30)
# How many reports of one person may wait at a time.
MOST_OPEN = 10
# The text of a message is kept this long for whoever opened a form about it.
SIGHT = timedelta(hours=1)


class Kind(StrEnum):
    """What can be done. The values are kept."""

    HIDE = "hide"
    WARN = "warn"
    TIME_OUT = "time out"
    REMOVE = "remove"


class State(StrEnum):
    """How far an act is, in Discord too. The values are kept."""

    ASKED = "asked"
    DONE = "done"
    FAILED = "failed"


class Undo(StrEnum):
    """How far taking it back is."""

    NO = ""
    ASKED = "asked"
    DONE = "done"
    FAILED = "failed"


class Appeal(StrEnum):
    NO = ""
    OPEN = "open"
    UPHELD = "upheld"
    TAKEN_BACK = "taken back"


class Trouble(StrEnum):
    """Why an act could not be done. The values are kept, and in the log."""

    NONE = ""
    MESSAGES = "the bot lacks: manage messages"
    TIME_OUTS = "the bot lacks: time out members"
    ROLES = "the bot lacks: manage roles"
    MOVES = "the bot lacks: move members"
    ORDER = "the person’s role is as high as the bot’s"
    OWNER = "the person manages the server"
    LEFT = "the person left the server"
    ERASED = "the person erased their data"
    ROOM = "the room is gone"
    LATE = "it would be over by now"
    REFUSED = "Discord refused it"
    OUTAGE = "Discord was out of order"


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody is in the server. ``here``: they are a member now."""

    user_id: int
    organiser: bool = False
    facilitator: bool = False
    bot: bool = False
    here: bool = True


@dataclass(frozen=True, slots=True)
class Act:
    """One act. ``slug`` is empty where an organiser acted outside of any room."""

    id: int
    guild_id: int
    slug: str
    kind: Kind
    target_id: int
    actor_id: int
    channel_id: int
    asked_at: datetime
    message_id: int | None = None
    until: datetime | None = None
    state: State = State.ASKED
    trouble: Trouble = Trouble.NONE
    undo: Undo = Undo.NO
    appeal: Appeal = Appeal.NO
    tries: int = 0

    def runs(self, now: datetime) -> bool:
        """Whether it still keeps somebody from something."""
        if self.state is not State.DONE or self.undo is not Undo.NO:
            return False
        if self.kind is Kind.TIME_OUT:
            return self.until is not None and now < self.until
        return self.kind is Kind.REMOVE


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reported. ``target_id`` is 0 where it is about nobody by name."""

    id: int
    guild_id: int
    slug: str
    reporter_id: int
    target_id: int
    channel_id: int
    message_id: int | None
    reported_at: datetime
    dealt_by: int | None = None
    dealt: bool = False


# ---------------------------------------------------------------------- who may


def check_target(actor: Person, target: Person, kind: Kind) -> None:
    """Raises RuleBroken ``moderation.self``, ``.bot``, ``.organiser``, ``.facilitator``, ``.left``.

    Of somebody who left, only a message can still be hidden.
    """
    if target.user_id == actor.user_id:
        raise RuleBroken("moderation.self")
    if target.bot:
        raise RuleBroken("moderation.bot")
    if target.organiser:
        raise RuleBroken("moderation.organiser")
    if target.facilitator and not actor.organiser:
        raise RuleBroken("moderation.facilitator")
    if not target.here and kind is not Kind.HIDE:
        raise RuleBroken("moderation.left")


def end_of(minutes: int, now: datetime, *, organiser: bool) -> datetime:
    """When a time-out ends. Raises RuleBroken ``moderation.minutes``, ``moderation.long``."""
    if minutes in LONG and not organiser:
        raise RuleBroken("moderation.long")
    if minutes not in (*SHORT, *LONG):
        raise RuleBroken("moderation.minutes")
    return now + timedelta(minutes=minutes)


def is_the_same(one: Act, wanted: Act) -> bool:
    """Whether ``wanted`` was done already, as ``one``: two who press at once act once."""
    if one.state is State.FAILED or (one.kind, one.target_id) != (wanted.kind, wanted.target_id):
        return False
    if one.kind is Kind.HIDE:
        return one.message_id == wanted.message_id
    if one.undo is not Undo.NO:
        return False
    if one.kind is Kind.REMOVE:
        return one.slug == wanted.slug
    return wanted.asked_at - one.asked_at < MOMENT


# ---------------------------------------------------------------------- what becomes of it


def settled(act: Act, trouble: Trouble) -> Act:
    """Discord did it, or would not. What is settled stays so."""
    if act.state is not State.ASKED:
        return act
    state = State.FAILED if trouble else State.DONE
    return replace(act, state=state, trouble=trouble)


def again(act: Act, now: datetime) -> Act:
    """Try once more. Raises RuleBroken ``moderation.not_failed``."""
    if act.state is not State.FAILED:
        raise RuleBroken("moderation.not_failed")
    until = act.until
    if until is not None:
        until = now + (until - act.asked_at)
    return replace(act, state=State.ASKED, trouble=Trouble.NONE, asked_at=now, until=until)


def appealed(act: Act, user_id: int) -> Act:
    """Somebody appeals against what was done to them, once.

    Raises RuleBroken ``moderation.not_about_you``, ``moderation.appealed``,
    ``moderation.taken_back``.
    """
    if act.target_id != user_id or act.state is not State.DONE:
        raise RuleBroken("moderation.not_about_you")
    if act.appeal is not Appeal.NO:
        raise RuleBroken("moderation.appealed")
    if act.undo in (Undo.ASKED, Undo.DONE):
        raise RuleBroken("moderation.taken_back")
    return replace(act, appeal=Appeal.OPEN)


def decided(act: Act, *, take_back: bool) -> Act:
    """An organiser's word on an appeal.

    Raises RuleBroken ``moderation.no_appeal``, ``moderation.decided``.
    """
    if act.appeal is Appeal.NO:
        raise RuleBroken("moderation.no_appeal")
    if act.appeal is not Appeal.OPEN:
        raise RuleBroken("moderation.decided")
    if not take_back:
        return replace(act, appeal=Appeal.UPHELD)
    undo = act.undo
    if undo is not Undo.DONE and act.kind in (Kind.TIME_OUT, Kind.REMOVE):
        undo = Undo.ASKED
    return replace(act, appeal=Appeal.TAKEN_BACK, undo=undo)


def taken_back(act: Act, now: datetime) -> Act:
    """End a time-out or let somebody back in. Raises RuleBroken ``moderation.not_running``."""
    if act.undo is Undo.FAILED and act.kind is not Kind.HIDE:
        return replace(act, undo=Undo.ASKED)
    if not act.runs(now):
        raise RuleBroken("moderation.not_running")
    return replace(act, undo=Undo.ASKED)


def shown_again(act: Act, user_id: int) -> Act:
    """The author of a message that was hidden wrongly has it posted again.

    Raises RuleBroken ``moderation.not_about_you``, ``moderation.shown``.
    """
    if act.target_id != user_id or act.kind is not Kind.HIDE:
        raise RuleBroken("moderation.not_about_you")
    if act.appeal is not Appeal.TAKEN_BACK:
        raise RuleBroken("moderation.not_about_you")
    if act.undo in (Undo.ASKED, Undo.DONE):
        raise RuleBroken("moderation.shown")
    return replace(act, undo=Undo.ASKED)


# ---------------------------------------------------------------------- words


def reason(text: str) -> str:
    """Why, as the person reads it. Raises RuleBroken ``text.*``."""
    least, most = REASON_LENGTH
    return clean(text, field="reason", least=least, most=most)


def report_words(text: str) -> str:
    """What is wrong. Raises RuleBroken ``text.*``."""
    least, most = REPORT_LENGTH
    return clean(text, field="problem", least=least, most=most)


def appeal_words(text: str) -> str:
    """Why somebody appeals; may be nothing. Raises RuleBroken ``text.*``."""
    least, most = APPEAL_LENGTH
    return clean(text, field="appeal", least=least, most=most)
