"""Opens workshop rooms to those who have a place, and closes them to those who left.

The queue is the store: the difference between the choices and what Discord was told. So a restart
loses nothing. Where people may walk in there is nothing to do: attendees have the room anyway.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import discord

from bot.client import SummitBot
from bot.standing import UNKNOWN_CHANNEL
from db import choices
from db.choices import Access
from domain.rehearsals import is_invented
from domain.summits import Summit

log = logging.getLogger(__name__)

# How many requests one server gets in a turn; discord.py itself waits where Discord says so.
A_TURN = 2
# After Discord refused a room, how long it is left alone.
REST = timedelta(minutes=1)

UNKNOWN_MEMBER, UNKNOWN_USER, UNKNOWN_OVERWRITE = 10007, 10013, 10009
_NOBODY = frozenset({UNKNOWN_MEMBER, UNKNOWN_USER, UNKNOWN_OVERWRITE})

# Not to write nor to connect: what is allowed to a person by name would overrule the room's door,
# which says to the role when people write and come in.
_IN_TEXT = discord.Permissions(view_channel=True)
_IN_VOICE = discord.Permissions(view_channel=True, speak=True)
_MEMBER = 1  # an overwrite of one person, not of a role


class Rooms:
    """The rooms that are open to people by name. Which ones rest is lost in a restart, no harm."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._resting: dict[int, datetime] = {}

    async def turn(self, summit: Summit) -> None:
        """The next few of one server. Raises discord.HTTPException in an outage of Discord."""
        now = self.bot.real_now()
        self._resting = {room: until for room, until in self._resting.items() if until > now}
        waiting = await choices.access_to_do(
            self.bot.store,
            guild_id=summit.guild_id,
            resting=self._resting.keys(),
            most=A_TURN,
        )
        for access in waiting:
            if access.channel_id not in self._resting:
                await self._do(access)

    async def _do(self, access: Access) -> None:
        if is_invented(access.user_id):  # of a rehearsal's crowd
            await choices.access_done(self.bot.store, access)
            return
        try:
            if access.give:
                await self.bot.http.edit_channel_permissions(
                    access.channel_id,
                    access.user_id,
                    str((_IN_VOICE if access.voice else _IN_TEXT).value),
                    "0",
                    _MEMBER,
                    reason="Chose this workshop",
                )
            else:
                await self.bot.http.delete_channel_permissions(
                    access.channel_id, access.user_id, reason="No longer in this workshop"
                )
        except discord.HTTPException as error:
            if error.status >= 500 or error.status == 429:
                raise
            await self._refused(access, error)
            return
        await choices.access_done(self.bot.store, access)

    async def _refused(self, access: Access, error: discord.HTTPException) -> None:
        """A person or a room that is gone is settled; what an organiser can mend is tried again."""
        gone = error.code in _NOBODY
        if gone or (error.code == UNKNOWN_CHANNEL and not access.give):
            await choices.access_done(self.bot.store, access, failed=True)
            return
        self._resting[access.channel_id] = self.bot.real_now() + REST
        log.warning(
            "room %d is not opened or closed: %s%s",
            access.channel_id,
            error,
            " (run /summit setup to make it again)" if error.code == UNKNOWN_CHANNEL else "",
        )
