"""The buttons under what is said about hands. Each carries the session that it is about."""

from __future__ import annotations

from collections.abc import Sequence

from bot.inert import one_line
from bot.ui import Menu, Option, Press
from cogs import buttons
from domain.hands import Hand
from domain.sessions import Session

# Discord's limits: the text of a button, the options of a menu, the text of an option.
LABEL, MOST_OPTIONS, OPTION = 80, 25, 100
# Up to here sessions are buttons, above it a menu.
MOST_BUTTONS = 5


def place_button(slug: str) -> Press:
    return Press("See my place", f"hand.place:{slug}")


def lower_button(slug: str) -> Press:
    return Press(buttons.HAND_DOWN.label, f"hand.down:{slug}")


def raise_button(slug: str) -> Press:
    return Press(buttons.HAND_UP.label, f"hand.up:{slug}", "primary")


def look_button(slug: str) -> Press:
    return Press("Look again", f"hand.queue:{slug}")


def which(sessions: Sequence[Session], route: str) -> tuple[tuple[Press | Menu, ...], ...]:
    """One button for each session that may be meant, or a menu of many."""
    if len(sessions) <= MOST_BUTTONS:
        return tuple(
            (Press(one_line(one.title, LABEL), f"{route}:{one.slug}", "primary"),)
            for one in sessions
        )
    options = tuple(
        Option(one.slug, one_line(one.title, OPTION)) for one in sessions[:MOST_OPTIONS]
    )
    return ((Menu(route, "Choose a session", options),),)


def queue_buttons(
    waiting: Sequence[Hand], slug: str, speaking: Hand | None = None
) -> tuple[tuple[Press, ...], ...]:
    """What who leads a session can do; the buttons carry which hand they were shown."""
    done = (Press("Their turn is over", f"hand.done:{slug}:{speaking.id}"),) if speaking else ()
    if not waiting:
        return ((*done, look_button(slug)),)
    first, last = waiting[0], waiting[-1]
    skip = Press("Skip", f"hand.skip:{slug}:{first.id}:{first.place}")
    row = [Press("Call on the next", f"hand.call:{slug}:{first.id}", "success")]
    if len(waiting) > 1:
        row.append(skip)
    row.append(Press("Clear…", f"hand.clear:{slug}:{last.place}", "danger"))
    row.append(look_button(slug))
    return (tuple(row), done) if done else (tuple(row),)


def clear_buttons(slug: str, up_to: int) -> tuple[tuple[Press, ...], ...]:
    return (
        (
            Press("Lower them all", f"hand.cleared:{slug}:{up_to}", "danger"),
            Press("Keep them up", f"hand.queue:{slug}"),
        ),
    )
