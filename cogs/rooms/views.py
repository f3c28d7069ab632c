"""A room's panel as Discord is sent it."""

from __future__ import annotations

from typing import Any

from discord import ui

from bot.ui import still
from cogs.rooms import cards
from domain.rooms import Moment
from domain.sessions import Session
from domain.summits import Summit


def panel(session: Session, moment: Moment, summit: Summit) -> ui.LayoutView:
    """The pinned message of a room."""
    layout = ui.LayoutView(timeout=None)
    rows: list[ui.ActionRow[Any]] = []
    for presses in cards.panel_buttons(session, moment):
        row: ui.ActionRow[Any] = ui.ActionRow()
        for press in presses:
            row.add_item(press.item())
        rows.append(row)
    text = ui.TextDisplay[Any](cards.panel_text(session, moment, summit))
    layout.add_item(ui.Container(text, *rows))
    return still(layout)
