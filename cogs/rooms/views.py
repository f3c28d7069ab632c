"""A room's panel as Discord is sent it."""

from __future__ import annotations

from discord import ui

from bot.ui import board
from cogs.rooms import cards
from domain.rooms import Moment
from domain.sessions import Session
from domain.summits import Summit


def panel(session: Session, moment: Moment, summit: Summit, *, late: bool = False) -> ui.LayoutView:
    """The pinned message of a room."""
    rows = cards.panel_buttons(session, moment, late=late)
    return board(cards.panel_text(session, moment, summit), rows)
