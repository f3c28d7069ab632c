"""What a room's control panel says, and what is called out in the room. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.inert import fitting, inert
from bot.ui import Press, Reply
from cogs import buttons
from cogs.breakouts import cards as breakout_cards
from cogs.programme.cards import clock as shown_time
from db.clocks import Call, Running
from db.facilitation import Kept
from domain.facilitation import SLOW_SECONDS, Door
from domain.hands import TAKES_HANDS
from domain.outputs import TAKES_NOTES
from domain.questions import TAKES_QUESTIONS
from domain.rounds import Round

DOORS = {
    Door.QUIET: "Quiet: people can read, and cannot write yet. It opens by itself at the start.",
    Door.OPEN: "Open: people can write.",
    Door.CLOSING: "Closing: people have been told.",
    Door.CLOSED: "Closed: people can read, and cannot write.",
}
MOST_CLOCKS = 3


# ---------------------------------------------------------------------- the panel


def panel_text(kept: Kept, running: Sequence[Running], groups: Round | None = None) -> str:
    """What facilitators see at a glance."""
    room = kept.room
    lines = [f"## Running {inert(kept.session.title)}", DOORS[room.door]]
    if room.door is Door.CLOSING and room.closes_at is not None:
        lines[1] = f"Closing: it locks {shown_time(room.closes_at, 'R')}. People have been told."
    if room.text_closed:
        lines.append("The chat is closed for now.")
    if room.slow_seconds:
        lines.append(f"Slow mode: one message in {room.slow_seconds} seconds for each person.")
    leading = ", ".join(f"<@{user_id}>" for user_id in kept.facilitators)
    lines.append(f"Led by {leading}." if leading else "**Nobody leads this room yet.**")
    if groups is not None:
        lines.append(breakout_cards.status(groups))
    lines += [_countdown(one) for one in running]
    lines.append("-# These buttons work for the facilitators of this room and for organisers.")
    return fitting("\n".join(lines))


def _countdown(running: Running) -> str:
    end = running.clock.ends_at
    return f"{inert(running.clock.label)}: ends {shown_time(end, 'R')}, at {shown_time(end)}."


def panel_buttons(
    kept: Kept, running: Sequence[Running], groups: Round | None = None
) -> tuple[tuple[Press, ...], ...]:
    """The panel's buttons, at most five in a row."""
    slug = kept.session.slug
    rows = [
        (*_door_buttons(kept), Press("I lead this room", f"room.lead:{slug}")),
        (
            Press("Start a clock…", f"room.clock:{slug}", "primary"),
            *(
                press
                for one in running[:1]
                for press in (
                    Press("5 minutes more", f"room.clock.move:{one.id}:5"),
                    Press("5 minutes less", f"room.clock.move:{one.id}:-5"),
                    Press("Stop the clock", f"room.clock.stop:{one.id}"),
                )
            ),
        ),
    ]
    if groups is not None:
        rows.append(breakout_cards.run_buttons(groups))
    elif kept.session.kind == "workshop":
        rows.append((Press("Small groups…", f"breakout.new:{slug}", "primary"),))
    looks = [buttons.HANDS] if kept.session.kind in TAKES_HANDS else []
    if kept.session.kind in TAKES_QUESTIONS:
        looks.append(buttons.QUESTIONS)
    if kept.session.kind in TAKES_NOTES:
        looks.append(buttons.NOTES)
    if looks:
        rows.append(tuple(looks))
    return tuple(rows)


def _door_buttons(kept: Kept) -> tuple[Press, ...]:
    slug = kept.session.slug
    text = (
        Press("Open the chat", f"room.text:{slug}:open")
        if kept.room.text_closed
        else Press("Close the chat", f"room.text:{slug}:closed")
    )
    slow = Press("Slow mode…", f"room.slow:{slug}")
    match kept.room.door:
        case Door.QUIET:
            return (Press("Open the room", f"room.open:{slug}", "success"),)
        case Door.OPEN:
            return (Press("Close the room", f"room.close:{slug}", "danger"), text, slow)
        case Door.CLOSING:
            return (Press("Keep it open", f"room.keep:{slug}", "success"), text)
        case Door.CLOSED:
            return (Press("Open it again", f"room.open:{slug}"),)


# ---------------------------------------------------------------------- answers


def turned(kept: Kept) -> Reply:
    """The answer to who turned the door, with what can be done next."""
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
        text = f"**{title}:** {DOORS[room.door]}"
    return Reply(text, (_door_buttons(kept),))


def leads(kept: Kept, *, new: bool) -> Reply:
    title = inert(kept.session.title)
    head = f"**You lead {title} now.**" if new else f"**You lead {title} already.**"
    others = len(kept.facilitators) - 1
    beside = f" With you: {others} other{'s' if others > 1 else ''}." if others else ""
    return Reply(
        f"{head}{beside} The panel that is pinned in the room does everything.",
        (
            (
                *_door_buttons(kept),
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
        f"**{verb}.** {_countdown(running)} People are told at 10, 5 and 1 minutes.",
        (
            (
                Press("5 minutes more", f"room.clock.move:{running.id}:5"),
                Press("5 minutes less", f"room.clock.move:{running.id}:-5"),
                Press("Stop the clock", f"room.clock.stop:{running.id}"),
            ),
        ),
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
