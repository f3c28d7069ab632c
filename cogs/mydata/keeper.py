"""Ends what an erasure began: in Discord, and in the file.

The queue is the store, so a restart or an outage of Discord loses nothing of it.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import discord

from bot.client import SummitBot
from bot.standing import LOOK_BACK
from db import erasure_steps
from db.erasure_steps import Step
from db.errors import StoreError
from domain.rehearsals import is_invented
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 5.0
# A step that Discord refuses waits this long, times how often it was tried, an hour at most.
REST = timedelta(seconds=30)
LONGEST_REST = timedelta(hours=1)
# Writing the file anew keeps writers waiting: a second for a million pledges, so not after each.
FILE_REST = timedelta(seconds=30)
# How a thread of two is called once one of them is erased.
NAMELESS = "Introduction"


class ErasureKeeper:
    """A few steps a turn for each server, then the file. A restart forgets what rests: no harm."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._resting: dict[int, datetime] = {}
        self._file_rests: datetime | None = None
        bot.turns.everywhere(TURN_SECONDS, self._steps, what="erasures")
        bot.turns.every(TURN_SECONDS, self._file)

    async def _steps(self, summit: Summit, now: datetime) -> None:
        real = self.bot.real_now()
        self._resting = {step: until for step, until in self._resting.items() if until > real}
        waiting = await erasure_steps.waiting(
            self.bot.store, guild_id=summit.guild_id, most=3 + len(self._resting)
        )
        for step in [one for one in waiting if one.id not in self._resting][:3]:
            try:
                await self._do(summit, step)
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                self._resting[step.id] = real + min(REST * (step.tries + 1), LONGEST_REST)
                log.warning("erasure step %d (%s) waits: %s", step.id, step.what, error)
                await erasure_steps.tried(self.bot.store, step)
            else:
                await erasure_steps.done(self.bot.store, step)

    async def _do(self, summit: Summit, step: Step) -> None:
        """Do one step. What is gone already is done."""
        http = self.bot.http
        try:
            match step.what:
                case "role":
                    if not step.overtaken and not is_invented(step.user_id):
                        await http.remove_role(
                            step.guild_id,
                            step.user_id,
                            summit.places.attendee_role,
                            reason="Erased their data",
                        )
                case "thread":
                    await http.delete_channel(
                        step.channel_id, reason="Its reader erased their data"
                    )
                case "rename":  # and open it again: in a thread that is put away nothing changes
                    await http.edit_channel(step.channel_id, name=NAMELESS, archived=False)
                case "message":
                    if step.message_id is not None:
                        await http.delete_message(step.channel_id, step.message_id)
                case "search":
                    await self._search(step)
        except discord.NotFound as error:
            log.info("erasure step %d (%s) had nothing left: %s", step.id, step.what, error)

    async def _search(self, step: Step) -> None:
        """Delete what a crash left of the wall with an erased pledge, or have it drawn again."""
        place = self.bot.get_partial_messageable(step.channel_id, guild_id=step.guild_id)
        mark = f":{step.pledge_id}"
        async for message in place.history(limit=LOOK_BACK):
            if self.bot.user is None or message.author.id != self.bot.user.id:
                continue
            if mark not in str([component.to_dict() for component in message.components]):
                continue
            if not await erasure_steps.wall_message(
                self.bot.store, guild_id=step.guild_id, message_id=message.id
            ):
                await message.delete()

    async def _file(self) -> None:
        """Write the file anew once something was deleted, but not too often."""
        now = self.bot.real_now()
        if self._file_rests is not None and now < self._file_rests:
            return
        upto = await erasure_steps.file_to_clean(self.bot.store)
        if upto is None:
            return
        try:
            clean = await self.bot.store.forget()
        except StoreError as error:
            log.warning("the file cannot be written anew yet: %s", error)
            self._file_rests = now + FILE_REST
            return
        if not clean:
            log.info("the file is being read: it is written anew later")
            return
        await erasure_steps.file_cleaned(self.bot.store, upto=upto)
        self._file_rests = now + FILE_REST
        log.info("the file was written anew after an erasure")
        if copies := older_copies(self.bot.store.path):
            log.warning(
                "copies of the database may still hold what was erased: %s"
                " (see “When somebody erases their data” in docs/hosting.md)",
                ", ".join(copies),
            )


def older_copies(path: Path) -> list[str]:
    """The names of the copies that were made before updates, beside the file."""
    return sorted(one.name for one in path.parent.glob(f"{path.name}.before-*"))
