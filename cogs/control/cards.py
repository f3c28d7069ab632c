"""What facilitators are answered, and what is called out in the room. Pure."""

from __future__ import annotations

from datetime import datetime

from bot.inert import inert
from bot.ui import Press, Reply
from cogs.control import panel
from cogs.programme.cards import clock as shown_time
from cogs.records import views as record_views
from db.clocks import Call, Running
from db.facilitation import Kept, Letter
from domain.facilitation import SLOW_SECONDS, Door
from domain.rounds import Round, Stage

# ---------------------------------------------------------------------- answers


def door_buttons(kept: Kept) -> tuple[Press, ...]:
    """The door, and the chat while the room is open."""
    chat = panel.chat_buttons(kept) if kept.room.door in panel.IN_USE else ()
    return (panel.turn(kept), *chat)


def turned(kept: Kept, groups: Round | None = None) -> Reply:
    """The answer to who turned the door, with what can be done next.

    ``groups``: the small groups that are under way in the room, if any.
    """
    title = inert(kept.session.title)
    room = kept.room
    if room.door is Door.CLOSING and room.closes_at is not None:
        when = shown_time(room.closes_at, "R")
        text = f"**{title} closes {when}.** People in the room have been told. Nothing is lost."
    elif room.door is Door.OPEN and room.text_closed:
        text = f"**The chat of {title} is closed.** People can still read and listen."
    elif room.door is Door.OPEN:
        text = f"**{title} is open.** People can write now."
    else:
        text = f"**{title}:** {panel.DOORS[room.door]}"
    if room.door in (Door.CLOSING, Door.CLOSED):
        if groups is not None and groups.stage is Stage.RUNNING:
            text += _called_back(len(groups.groups))
        text += " Next, review the summary: it is filled in already."
        review = record_views.review_button(kept.session.slug)
        return Reply(text, ((panel.turn(kept), review),))
    return Reply(text, (door_buttons(kept),))


def _called_back(count: int) -> str:
    if count == 1:
        return " 1 group is under way: it is called back when the room closes."
    return f" {count} groups are under way: they are called back when the room closes."


def leads(kept: Kept, *, new: bool) -> Reply:
    title = inert(kept.session.title)
    head = f"**You lead {title} now.**" if new else f"**You lead {title} already.**"
    others = len(kept.facilitators) - 1
    beside = f" With you: {others} other{'s' if others > 1 else ''}." if others else ""
    return Reply(
        f"{head}{beside} The panel that is pinned in the room does everything.",
        (
            (
                *door_buttons(kept),
                Press("Stop leading", f"room.unlead:{kept.session.slug}"),
            ),
        ),
    )


def leads_no_longer(kept: Kept, *, there: bool) -> Reply:
    title = inert(kept.session.title)
    if not there:
        return Reply(f"You did not lead {title}, so nothing was changed.")
    left = "" if kept.facilitators else " **Nobody leads it now.**"
    return Reply(
        f"You no longer lead {title}.{left}",
        ((Press("I lead this room", f"room.lead:{kept.session.slug}"),),),
    )


# ---------------------------------------------------------------------- who leads

LEADING = "leading a room"


def to_who_leads(kept: Kept, newcomer: int, first: bool) -> Letter:
    """To who leads a room already: somebody takes it too."""
    title = inert(kept.session.title)
    undo = (
        " If that is not right, press “Stop them leading”."
        if first
        else " Whoever led it first, or an organiser, can stop that."
    )
    text = f"**<@{newcomer}> leads {title} too now.** Nothing else has changed.{undo}"
    return LEADING, text, (("Stop them leading", panel.stop_route(kept, newcomer)),)


def taken_too(kept: Kept, newcomer: int, at: datetime) -> Reply:
    """To organisers: somebody has taken a room that others led."""
    title, when = inert(kept.session.title), shown_time(at)
    head = f"**<@{newcomer}> took {title} at {when}, which others led already.**"
    if newcomer not in kept.facilitators:
        return Reply(f"{head} They lead it no longer.")
    others = ", ".join(f"<@{one}>" for one in kept.facilitators if one != newcomer)
    return Reply(
        f"{head} Also leading: {others or 'nobody any more'}.",
        ((Press("Stop them leading", panel.stop_route(kept, newcomer)),),),
    )


def stopped_leading(kept: Kept) -> Letter:
    """To who was stopped."""
    text = (
        f"**You no longer lead {inert(kept.session.title)}.** Whoever led it first, or an"
        " organiser, has ended it. If you think that is a mistake, ask them."
    )
    return LEADING, text, ()


def stopped_other(kept: Kept, other: int, *, there: bool) -> Reply:
    """To who stopped them."""
    title = inert(kept.session.title)
    if not there:
        return Reply(f"<@{other}> does not lead {title}, so nothing was changed.")
    left = "" if kept.facilitators else " **Nobody leads it now.**"
    return Reply(f"**<@{other}> no longer leads {title}.** They are told so.{left}")


def one_less(kept: Kept) -> Letter:
    """To who leads a room still. Nobody is named: this stays, also after an erasure."""
    others = len(kept.facilitators) - 1
    rest = f"with {others} other{'s' if others > 1 else ''}" if others else "alone"
    text = (
        f"**Somebody who led {inert(kept.session.title)} with you leads it no longer:** they have"
        f" no facilitator role any more, or left the server. You lead it {rest} now."
    )
    return LEADING, text, ()


def nobody_leads(kept: Kept) -> Reply:
    """To organisers: the last who led a room has no role any more."""
    title = inert(kept.session.title)
    if kept.facilitators:
        return Reply(f"**{title} is led again.** For a while nobody did.")
    return Reply(
        f"**Nobody leads {title} now.** Whoever did has no facilitator role any more, or left the"
        " server. Another facilitator can press “I lead this room”.",
        ((Press("I lead this room", f"room.lead:{kept.session.slug}"),),),
    )


def slow_choice(kept: Kept) -> Reply:
    """How often each person may write."""
    slug = kept.session.slug
    now = kept.room.slow_seconds
    said = f"one message in {now} seconds for each person" if now else "off"
    presses = tuple(
        Press(
            f"Every {seconds} seconds" if seconds else "Off",
            f"room.slow.set:{slug}:{seconds}",
            disabled=seconds == now,
        )
        for seconds in SLOW_SECONDS
    )
    return Reply(f"**Slow mode is {said}.** How often may each person write?", (presses,))


def counting(running: Running, *, verb: str) -> Reply:
    """A countdown that was started or moved."""
    return Reply(
        f"**{verb}.** {panel.countdown(running)} People are told at 10, 5 and 1 minutes.",
        (panel.clock_buttons(running),),
    )


def stopped(running: Running) -> Reply:
    return Reply(f"The clock “{inert(running.clock.label)}” is stopped. Nothing is called out.")


# ---------------------------------------------------------------------- said in the room


def door_said(kept: Kept) -> str:
    """What people in the room read when its door turns."""
    room = kept.room
    match room.door:
        case Door.OPEN if kept.said in (Door.CLOSING, Door.CLOSED):
            return "**The room is open.** You can go on writing."
        case Door.OPEN:
            return f"**The room is open.** Welcome to {inert(kept.session.title)}."
        case Door.CLOSING:
            when = shown_time(room.closes_at, "R") if room.closes_at else "soon"
            return f"**This room closes {when}.** Send what you still want to say."
        case Door.CLOSED:
            return "**This room is closed.** You can go on reading it."
        case Door.QUIET:
            return "**This room is quiet for now.** See what is on in the programme."


def called_out(call: Call) -> str:
    """What people in the room read of a countdown."""
    label = inert(call.running.clock.label)
    if call.minutes == 0:
        return f"**{label}: time is up.**"
    left = "1 minute" if call.minutes == 1 else f"{call.minutes} minutes"
    return f"**{label}: {left} left**, until {shown_time(call.running.clock.ends_at)}."
