"""Keeps a panel standing in each session's room, as the day goes on."""

from __future__ import annotations

from datetime import datetime

from discord.ext import commands

from bot.client import SummitBot
from bot.room_panels import Panel, RoomPanels
from cogs import buttons
from cogs.rooms import cards
from db import breakouts
from domain.outputs import takes_notes
from domain.rooms import moment_of
from domain.sessions import Session
from domain.summits import Summit


class Rooms(commands.Cog):
    """The panel that everybody in a room uses."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.panels = RoomPanels(
            bot, "room_panel", self.paint, known_by=lambda _: buttons.PROGRAMME.route
        )

    async def paint(self, summit: Summit, session: Session, now: datetime) -> Panel:
        moment = moment_of(session, now)
        late = takes_notes(session, now, summit.plan.summit.time_zone)
        groups = await breakouts.running(
            self.bot.store, guild_id=session.guild_id, slug=session.slug
        )
        return Panel(
            cards.panel_text(session, moment, summit),
            cards.panel_buttons(session, moment, late=late, groups=groups is not None),
        )
