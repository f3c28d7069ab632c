"""The wall's messages, as Components V2 layouts."""

from __future__ import annotations

from typing import Any

from discord import ui

from bot.ui import board, still
from cogs import buttons
from cogs.pledges import cards
from cogs.pledges.views import support_buttons
from db.pledge_reads import Count
from domain.pledges import Delivery, Pledge
from domain.summits import Summit

# Discord takes 4,000 characters and 40 components in one layout; a pledge has 5 components.
MOST_TEXT = 3800
MOST_PLEDGES = 6


def text_of(pledge: Pledge, summit: Summit) -> str:
    """What the wall says of a pledge, or nothing where it is not to be seen."""
    if pledge.delivery is Delivery.WITHDRAWN:
        return f"**{pledge.reference}** · withdrawn by its maker"
    if not pledge.public:
        return ""
    text = cards.public_lines(pledge, summit)
    # Four details of 200 characters, each twice as long when inert, could pass the limit alone.
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"


def fitting(pledges: list[Pledge], summit: Summit) -> list[Pledge]:
    """As many of the first pledges as one message of the wall takes; at least one."""
    taken: list[Pledge] = []
    room = MOST_TEXT
    for pledge in pledges[:MOST_PLEDGES]:
        room -= len(text_of(pledge, summit))
        if room < 0 and taken:
            break
        taken.append(pledge)
    return taken


def wall_message(pledges: list[Pledge], summit: Summit) -> ui.LayoutView | None:
    """One message of the wall; None where nothing in it is to be seen."""
    layout = ui.LayoutView(timeout=None)
    seen = [(pledge, text) for pledge in pledges if (text := text_of(pledge, summit))]
    room = MOST_TEXT - sum(len(_short(pledge, text, summit)) for pledge, text in seen)
    for pledge, whole in seen:
        # Words that grew by an edit are said short. The room for that is kept for every pledge, so
        # that a long one cannot push the whole message over the limit.
        text = _short(pledge, whole, summit)
        if len(whole) - len(text) <= room:
            room -= len(whole) - len(text)
            text = whole
        parts: list[ui.Item[Any]] = [ui.TextDisplay(text)]
        if pledge.public:
            row: ui.ActionRow[Any] = ui.ActionRow()
            for press in support_buttons(pledge):
                row.add_item(press.item())
            parts.append(row)
        layout.add_item(ui.Container(*parts))
    return still(layout) if seen else None


def _short(pledge: Pledge, text: str, summit: Summit) -> str:
    """The least that the wall says of a pledge."""
    short = f"{cards.headline(pledge, summit)}\nSee the whole pledge with /pledge show."
    return min(text, short, key=len)


def summary(counts: list[Count], summit: Summit) -> ui.LayoutView:
    """The pinned message over the wall: what this is, the counts, and the way in."""
    return board(summary_text(counts, summit), [(buttons.MAKE, buttons.MINE)])


def summary_text(counts: list[Count], summit: Summit) -> str:
    return f"## Pledge wall\n{cards.totals(counts, summit)}"[:MOST_TEXT]
