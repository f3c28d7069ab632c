"""A room's control panel: what a facilitator sees at a glance, and the buttons of the moment.

The panel shows what is wanted now; the rest stands behind the buttons that end in "…". Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.inert import fitting, inert
from bot.ui import Press, Reply, Style
from cogs import buttons
from cogs.breakouts import cards as breakout_cards
from cogs.moderation import views as moderation_views
from cogs.programme.cards import clock as shown_time
from cogs.quotes import views as quote_views
from cogs.records import views as record_views
from cogs.report_outs.views import list_button
from db.clocks import Running
from db.facilitation import Kept
from domain.facilitation import Door
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
FIRST = " Whoever is named first can stop the others: “More…”."
# How many colleagues have a button each.
MOST_OTHERS = 4
MOST_CLOCKS = 3
IN_USE = (Door.OPEN, Door.CLOSING)

Rows = tuple[tuple[str, tuple[Press, ...]], ...]
"""The rows of the panel, each under its head."""


def text(
    kept: Kept,
    running: Sequence[Running],
    groups: Round | None = None,
    *,
    lacks_summary: bool = False,
) -> str:
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
    lines.append(
        f"Led by {leading}." + (FIRST if len(kept.facilitators) > 1 else "")
        if leading
        else "**Nobody leads this room yet.** If you do, press “I lead this room” first."
    )
    if groups is not None:
        lines.append(breakout_cards.status(groups))
    lines += [countdown(one) for one in running[:MOST_CLOCKS]]
    if lacks_summary:
        lines.append("**The summary is not confirmed yet.** It is filled in already: review it.")
    lines.append("-# These buttons work for the facilitators of this room and for organisers.")
    return fitting("\n".join(lines))


def countdown(running: Running) -> str:
    end = running.clock.ends_at
    return f"{inert(running.clock.label)}: ends {shown_time(end, 'R')}, at {shown_time(end)}."


def rows(
    kept: Kept,
    running: Sequence[Running],
    groups: Round | None = None,
    *,
    lacks_summary: bool = False,
) -> Rows:
    """At most five buttons in a row, the ones of the moment. A row without any is left out."""
    found = (
        ("The room", _room(kept, lacks_summary=lacks_summary)),
        (_TIME_HEADS.get(kept.session.kind, "Time"), _time(kept, running, groups)),
        ("People, and what they say", _people(kept)),
    )
    return tuple((head, presses) for head, presses in found if presses)


_TIME_HEADS = {"workshop": "Small groups and time", "pledging": "Pledges and time"}


def _room(kept: Kept, *, lacks_summary: bool) -> tuple[Press, ...]:
    slug, door = kept.session.slug, kept.room.door
    lead = Press("I lead this room", f"room.lead:{slug}", _lead_style(kept))
    presses = [turn(kept), lead] if kept.facilitators else [lead, turn(kept)]
    if lacks_summary:
        presses.append(record_views.review_button(slug))
    if door not in (Door.QUIET, Door.OPEN):
        presses.append(record_views.record_button(slug))
    presses.append(Press("More…", f"room.more:{slug}"))
    return tuple(presses)


def _lead_style(kept: Kept) -> Style:
    return "secondary" if kept.facilitators else "primary"


def _time(kept: Kept, running: Sequence[Running], groups: Round | None) -> tuple[Press, ...]:
    slug, kind = kept.session.slug, kept.session.kind
    clock = Press("Clock…", f"room.clocks:{slug}")
    if groups is not None:
        return (*breakout_cards.run_buttons(groups), clock)
    presses: list[Press] = []
    if kind == "workshop":
        if kept.room.door is not Door.CLOSED:
            presses.append(Press("Small groups…", f"breakout.new:{slug}", "primary"))
        presses.append(list_button(slug))
    if kind == "pledging":
        presses.append(Press(buttons.MOMENT.label, f"{buttons.MOMENT.route}:{slug}", "primary"))
    if running:
        presses += [Press("5 minutes more", f"room.clock.move:{running[0].id}:5"), clock]
    elif kept.room.door is not Door.CLOSED:
        presses.append(start_button(slug))
    return tuple(presses)


def _people(kept: Kept) -> tuple[Press, ...]:
    slug, kind = kept.session.slug, kept.session.kind
    presses: list[Press] = []
    if kind in TAKES_HANDS and kept.room.door in IN_USE:
        presses += [
            Press("Call on the next hand", f"hand.call:{slug}", "primary"),
            Press("Hands…", f"{buttons.HANDS.route}:{slug}"),
        ]
    if kind in TAKES_NOTES | TAKES_QUESTIONS:
        words = "Notes and questions…" if kind in TAKES_QUESTIONS else "Notes…"
        presses.append(Press(words, f"room.words:{slug}"))
    presses.append(moderation_views.MODERATE)
    return tuple(presses)


def turn(kept: Kept) -> Press:
    """What turns the door from where it is."""
    slug = kept.session.slug
    match kept.room.door:
        case Door.QUIET:
            return Press("Open the room", f"room.open:{slug}", "success")
        case Door.OPEN:
            return Press("Close the room", f"room.close:{slug}", "danger")
        case Door.CLOSING:
            return Press("Keep it open", f"room.keep:{slug}", "success")
        case Door.CLOSED:
            return Press("Open it again", f"room.open:{slug}")


def start_button(slug: str, label: str = "Start a clock…") -> Press:
    return Press(label, f"room.clock:{slug}")


# ---------------------------------------------------------------------- behind the buttons


def more(kept: Kept, user_id: int, *, organiser: bool) -> Reply:
    """What is wanted less often, by this person."""
    slug, room = kept.session.slug, kept.room
    lines = [f"**More for {inert(kept.session.title)}**"]
    found: list[tuple[Press, ...]] = []
    if room.door in IN_USE:
        lines.append(
            "The chat: close it while people listen, or slow it down when it runs too fast."
        )
        found.append(chat_buttons(kept))
    lines.append(
        "The record says what the room leaves behind. The summary is filled in already: look"
        " through it and confirm it when the session ends."
    )
    found.append((record_views.record_button(slug), record_views.review_button(slug)))
    lines.append("If you need an organiser, call for help.")
    found.append((buttons.CALL_FOR_HELP, buttons.CALLS))
    if user_id in kept.facilitators:
        found.append((Press("Stop leading", f"room.unlead:{slug}"),))
    others = [one for one in kept.facilitators if one != user_id][:MOST_OTHERS]
    if others and (organiser or kept.facilitators[0] == user_id):
        named = ", ".join(f"{number}: <@{one}>" for number, one in enumerate(others, start=1))
        lines.append(f"Who else leads this room: {named}.")
        found.append(
            tuple(
                Press(f"Stop them leading: number {number}", stop_route(kept, one))
                for number, one in enumerate(others, start=1)
            )
        )
    return Reply("\n".join(lines), tuple(found))


def stop_route(kept: Kept, user_id: int) -> str:
    """Works in a direct message too, so it carries the server."""
    return f"room.stop:{kept.session.guild_id}:{kept.session.slug}:{user_id}"


def chat_buttons(kept: Kept) -> tuple[Press, ...]:
    """The written part alone."""
    slug = kept.session.slug
    text = (
        Press("Open the chat", f"room.text:{slug}:open")
        if kept.room.text_closed
        else Press("Close the chat", f"room.text:{slug}:closed")
    )
    return (text, Press("Slow mode…", f"room.slow:{slug}"))


def words(kept: Kept) -> Reply:
    """Notes and questions, and how a message is kept."""
    slug, kind = kept.session.slug, kept.session.kind
    lines = [f"**What people say in {inert(kept.session.title)}**"]
    found: list[tuple[Press, ...]] = []
    if kind in TAKES_NOTES:
        lines.append(
            "To keep a message as a note, press on it for longer (on a computer, right-click it),"
            " then Apps, then Keep as an output. Or copy its link and press “Keep a message…”."
        )
        found.append((buttons.NOTES, quote_views.new_button(slug)))
    if kind in TAKES_QUESTIONS:
        lines.append("Questions wait for you before others see them.")
        found.append((buttons.QUESTIONS,))
    return Reply("\n".join(lines), tuple(found))


def all_clocks(kept: Kept, running: Sequence[Running]) -> Reply:
    """Every clock of the room with its buttons."""
    slug = kept.session.slug
    if not running:
        return Reply("**No clock runs.**", ((start_button(slug),),))
    shown = running[:MOST_CLOCKS]
    lines = [countdown(one) for one in shown]
    found: list[tuple[Press, ...]] = []
    for number, one in enumerate(shown, start=1):
        name = f"{number}: " if len(shown) > 1 else ""
        if name:
            lines[number - 1] = f"{name}{lines[number - 1]}"
        found.append(clock_buttons(one, name))
    found.append((start_button(slug, "Start another clock…"),))
    return Reply("\n".join(lines), tuple(found))


def clock_buttons(running: Running, name: str = "") -> tuple[Press, ...]:
    return (
        Press(f"{name}5 minutes more", f"room.clock.move:{running.id}:5"),
        Press(f"{name}5 minutes less", f"room.clock.move:{running.id}:-5"),
        Press(f"{name}Stop the clock", f"room.clock.stop:{running.id}"),
    )
