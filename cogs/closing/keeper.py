"""The pledging session as time goes on: what is due is kept to be posted, and the count redrawn."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

import discord

from bot.client import SummitBot
from bot.turns import OUTAGES
from bot.ui import board
from cogs.closing import cards
from db import pledging, sessions
from db.posted import Posted
from domain.pace import TOO_LATE, pledging_session
from domain.sessions import Session
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 5.0
# At most one edit of the counter in so long; without a change, how often it is looked after.
PACE, CHECK = timedelta(seconds=10), timedelta(minutes=2)
REST = timedelta(minutes=1)


@dataclass(slots=True)
class _Shown:
    text: str
    at: datetime


class ClosingKeeper:
    """One look a turn for each server. What it remembers is lost in a restart without harm."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._shown: dict[int, _Shown] = {}
        self._rests: dict[int, datetime] = {}
        bot.turns.everywhere(TURN_SECONDS, self._turn, what="pledging session")
        bot.standing.draws("pledge_counter", self._draw, self._carried)

    async def _turn(self, summit: Summit, now: datetime) -> None:
        session = await self.session(summit, now)
        if session is None:
            return
        await pledging.by_itself(self.bot.store, session=session, edition=summit.edition, now=now)
        try:
            await self._count(summit, session, now)
        except OUTAGES:
            # The counter alone: moments go on.
            self._rests[summit.guild_id] = self.bot.real_now() + REST
            raise

    async def session(self, summit: Summit, now: datetime) -> Session | None:
        """The pledging session that is meant at this moment."""
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        return pledging_session(programme, now)

    async def _count(self, summit: Summit, session: Session, now: datetime) -> None:
        """The counter stands from the session's start, and counts for some hours."""
        real = self.bot.real_now()
        if session.text_channel is None or self._rests.get(summit.guild_id, real) > real:
            return
        if not session.starts_at <= now < session.ends_at + TOO_LATE:
            return
        shown = self._shown.get(summit.guild_id)
        if shown is not None and real - shown.at < PACE:
            return
        text = await self._text(summit, session)
        if shown is not None and shown.text == text and real - shown.at < CHECK:
            return
        await self.bot.standing.keep(summit, "pledge_counter", session.text_channel)
        self._shown[summit.guild_id] = _Shown(text, real)

    async def _text(self, summit: Summit, session: Session) -> str:
        totals = await pledging.totals(
            self.bot.store, session=session, themes=tuple(summit.plan.theme_titles)
        )
        return cards.counter(totals, summit)

    async def _draw(self, summit: Summit, post: Posted) -> discord.ui.LayoutView | None:
        session = await self.session(summit, self.bot.now())
        if session is None:
            return None
        return board(await self._text(summit, session), [cards.COUNTER_BUTTONS])

    async def _carried(self, post: Posted) -> set[str]:
        # The room's panel has the other button too.
        return {cards.COUNTER_BUTTONS[1].route}
