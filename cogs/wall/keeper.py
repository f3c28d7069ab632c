"""Keeps each server's wall up to date, at a pace that Discord allows.

The queue is the store: shown pledges without a message, and messages marked as out of date. So a
restart loses nothing, and a crash between sending and keeping is found out (bot/standing.py).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

import discord

from bot.client import SummitBot
from bot.standing import UNKNOWN_CHANNEL
from bot.turns import OUTAGES
from cogs.pledges.views import support_buttons
from cogs.wall import views
from db import pledge_reads, posted
from db.posted import Posted
from domain.summits import Summit

log = logging.getLogger(__name__)

# Discord allows about five messages in five seconds in a channel: one request a turn, four turns.
TURN_SECONDS = 1.25
# The summary is one of those requests; every fourth turn at most.
SUMMARY_TURNS = 4
# After Discord refused a server's wall, how many turns it is left alone.
REST_TURNS = 24


@dataclass(slots=True)
class _Pace:
    """Where one server's wall is in its round. Lost in a restart without harm."""

    turn: int = 0
    rest: int = 0
    summary: str = ""


class WallKeeper:
    """One request a turn for each server: post what waits, refresh what changed, count."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._paces: dict[int, _Pace] = {}
        bot.turns.everywhere(TURN_SECONDS, self._turn, what="wall")
        bot.standing.draws("wall", self._draw_wall, self._carried)
        bot.standing.draws("wall_summary", self._draw_summary)

    async def _turn(self, summit: Summit, now: datetime) -> None:
        pace = self._paces.setdefault(summit.guild_id, _Pace())
        pace.turn += 1
        if pace.rest:
            pace.rest -= 1
            return
        try:
            await self._one_thing(summit, pace)
        except OUTAGES as error:
            pace.rest = REST_TURNS
            missing = isinstance(error, discord.NotFound) and error.code == UNKNOWN_CHANNEL
            log.warning(
                "wall of guild %d: %s%s",
                summit.guild_id,
                error,
                " (run /summit setup to make its channel again)" if missing else "",
            )

    async def _one_thing(self, summit: Summit, pace: _Pace) -> None:
        summary_due = pace.turn % SUMMARY_TURNS == 0
        if summary_due and await self._count(summit, pace):
            return
        # Refreshing goes before posting every other turn, so that neither starves the other.
        steps = [self._post, self._refresh]
        for step in steps if pace.turn % 2 else reversed(steps):
            if await step(summit):
                return

    async def _post(self, summit: Summit) -> bool:
        waiting = await posted.waiting_for_wall(
            self.bot.store, guild_id=summit.guild_id, most=views.MOST_PLEDGES
        )
        if not waiting:
            return False
        taken = views.fitting(waiting, summit)
        await self.bot.standing.put(
            summit,
            "wall",
            summit.places.wall_channel,
            tuple(pledge.id for pledge in taken),
        )
        return True

    async def _refresh(self, summit: Summit) -> bool:
        for post in await posted.to_do(self.bot.store, guild_id=summit.guild_id):
            await self.bot.standing.tend(summit, post)
            return True
        return False

    async def _count(self, summit: Summit, pace: _Pace) -> bool:
        """Draw the summary again where its text would be another one."""
        counts = await pledge_reads.counts(self.bot.store, guild_id=summit.guild_id)
        text = views.summary_text(counts, summit)
        if text == pace.summary:
            return False
        await self.bot.standing.keep(summit, "wall_summary", summit.places.wall_channel)
        pace.summary = text
        return True

    async def _draw_wall(self, summit: Summit, post: Posted) -> discord.ui.LayoutView | None:
        on_it = await posted.pledges_on(self.bot.store, posted_id=post.id)
        return views.wall_message(on_it, summit)

    async def _carried(self, post: Posted) -> set[str]:
        on_it = await posted.pledges_on(self.bot.store, posted_id=post.id)
        return {press.route for pledge in on_it for press in support_buttons(pledge)}

    async def _draw_summary(self, summit: Summit, post: Posted) -> discord.ui.LayoutView:
        counts = await pledge_reads.counts(self.bot.store, guild_id=summit.guild_id)
        return views.summary(counts, summit)
