"""Keeps one panel standing in each session's room, as the day goes on: put, redrawn, taken down."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import aiohttp
import discord

from bot.standing import UNKNOWN_CHANNEL
from bot.ui import Press, board
from db import posted, sessions
from db.posted import Posted
from domain.rooms import session_in
from domain.sessions import Session
from domain.summits import Summit

if TYPE_CHECKING:
    from bot.client import SummitBot

log = logging.getLogger(__name__)

TURN_SECONDS = 5.0
# How many panels one server gets in a turn: twelve workshops that begin together take 20 seconds.
A_TURN = 3
# How often a panel that shows what it should is drawn again, which finds out whether somebody
# deleted it by hand: every ten minutes, in turns.
CHECK_TURNS = 120
# After Discord refused a room's panel, or was out of order: five minutes, or a quarter of one.
REST_TURNS = 60
SHORT_REST_TURNS = 3


@dataclass(frozen=True, slots=True)
class Panel:
    """What a panel shows: when this changes, it is drawn again."""

    text: str
    rows: Sequence[tuple[Press, ...]]
    heads: Sequence[str] = ()


Paint = Callable[[Summit, Session, datetime], Awaitable[Panel]]
"""What is to stand in the room of this session at this moment."""


@dataclass(slots=True)
class _Server:
    """What each room of one server shows, and since which turn; until which turn a room rests.

    Lost in a restart without harm: every panel is drawn once more.
    """

    turn: int = 0
    shown: dict[int, tuple[Panel, int]] = field(default_factory=dict[int, tuple[Panel, int]])
    rests: dict[int, int] = field(default_factory=dict[int, int])


class RoomPanels:
    """A few requests a turn for each server: send a panel, draw it again, or take it down."""

    def __init__(
        self,
        bot: SummitBot,
        purpose: Literal["room_panel", "control_panel"],
        paint: Paint,
        known_by: Callable[[Session], str],
    ) -> None:
        """``known_by``: the route that this panel of a session always has, and the other never."""
        self.bot = bot
        self.known_by = known_by
        self.purpose: Literal["room_panel", "control_panel"] = purpose
        self.paint = paint
        self._servers: dict[int, _Server] = {}
        bot.turns.everywhere(TURN_SECONDS, self._some_things, what="rooms")
        bot.standing.draws(purpose, self._draw, self._carried)

    async def _some_things(self, summit: Summit, now: datetime) -> None:
        server = self._servers.setdefault(summit.guild_id, _Server())
        server.turn += 1
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        rooms = {one.text_channel for one in programme if one.text_channel is not None}
        standing = {
            post.channel_id: post
            for post in await posted.panels(self.bot.store, guild_id=summit.guild_id)
            if post.purpose == self.purpose
        }
        left = A_TURN
        to_check: list[tuple[int, int, Panel]] = []
        for channel_id in sorted(rooms | standing.keys()):
            if server.rests.get(channel_id, 0) > server.turn:
                continue
            session = _session_of(programme, channel_id, now)
            wanted = await self.paint(summit, session, now) if session else None
            post = standing.get(channel_id)
            shown, since = server.shown.get(channel_id, (None, 0))
            if wanted == shown and (post is None) == (wanted is None):
                if wanted is not None and since + CHECK_TURNS <= server.turn:
                    to_check.append((since, channel_id, wanted))
                continue
            if not left:
                return
            await self._tend(summit, server, channel_id, post, wanted)
            left -= 1
        for _, channel_id, wanted in sorted(to_check, key=lambda one: one[:2])[:left]:
            await self._tend(summit, server, channel_id, standing.get(channel_id), wanted)

    async def _tend(
        self,
        summit: Summit,
        server: _Server,
        channel_id: int,
        post: Posted | None,
        wanted: Panel | None,
    ) -> None:
        try:
            if wanted is not None:
                await self.bot.standing.keep(summit, self.purpose, channel_id)
                server.shown[channel_id] = wanted, server.turn
            elif post is not None:
                await self.bot.standing.tend(summit, post)
                server.shown.pop(channel_id, None)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            missing = isinstance(error, discord.NotFound) and error.code == UNKNOWN_CHANNEL
            if missing and wanted is None and post is not None:
                # Nothing is to stand in a channel that is gone, so there is nothing to take down.
                await posted.gone(self.bot.store, posted_id=post.id)
                return
            refused = isinstance(error, discord.HTTPException) and error.status < 500
            server.rests[channel_id] = server.turn + (REST_TURNS if refused else SHORT_REST_TURNS)
            log.warning(
                "room %d of guild %d: %s%s",
                channel_id,
                summit.guild_id,
                error,
                " (run /summit setup to make its channel again)" if missing else "",
            )

    async def _carried(self, post: Posted) -> set[str]:
        programme = await sessions.every(self.bot.store, guild_id=post.guild_id)
        session = _session_of(programme, post.channel_id, self.bot.now())
        return {self.known_by(session)} if session else set()

    async def _draw(self, summit: Summit, post: Posted) -> discord.ui.LayoutView | None:
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        now = self.bot.now()
        session = _session_of(programme, post.channel_id, now)
        if session is None:
            return None
        panel = await self.paint(summit, session, now)
        return board(panel.text, panel.rows, panel.heads)


def _session_of(programme: Iterable[Session], channel_id: int, now: datetime) -> Session | None:
    """What the panel in this channel is about, or None where there is to be none.

    A session that left the plan is said to be cancelled as long as somebody may come for it.
    """
    here = [one for one in programme if one.text_channel == channel_id]
    session = session_in(here, channel_id, now)
    if session is None or (session.cancelled and session.is_over(now)):
        return None
    return session
