"""The loop that opens a private thread for two people who have both said yes.

What is wanted stands in the store before Discord is asked, so that a restart in between makes no
second thread: a thread that may have been opened is looked for by its name.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord

from bot.client import SummitBot
from bot.standing import UNKNOWN_CHANNEL
from cogs.connect import letters
from db import introduction_threads
from db.introduction_threads import ToMake
from db.introductions import Note
from domain.connections import Card
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 3.0
# After Discord refused, how long a server is left alone.
REST = timedelta(minutes=1)
# Long enough for two people to find a time.
ARCHIVE_MINUTES = 10080

UNKNOWN_MEMBER, UNKNOWN_USER = 10007, 10013


class Threads:
    """Private threads that are wanted. Which servers rest is lost in a restart, no harm."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._resting: dict[int, datetime] = {}

    async def turn(self, summit: Summit, now: datetime) -> None:
        """The next few of a server."""
        real = self.bot.real_now()
        if self._resting.get(summit.guild_id, real) > real:
            return
        for job in await introduction_threads.to_make(self.bot.store, guild_id=summit.guild_id):
            try:
                await self._make(summit, job)
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                self._refused(summit, job, error)
                return

    def _refused(self, summit: Summit, job: ToMake, error: Exception) -> None:
        advice = ""
        if isinstance(error, discord.HTTPException) and error.status in (403, 404):
            self._resting[summit.guild_id] = self.bot.real_now() + REST
            advice = (
                " (run /summit setup to make the welcome channel again)"
                if error.code == UNKNOWN_CHANNEL
                else " (allow the bot to see the welcome channel, to create private threads and to"
                " send messages in threads there)"
            )
        log.warning("introduction %d waits: %s%s", job.id, error, advice)

    async def _make(self, summit: Summit, job: ToMake) -> None:
        store, guild_id = self.bot.store, summit.guild_id
        people = await introduction_threads.begin(
            store, guild_id=guild_id, introduction_id=job.id, now=self.bot.now()
        )
        if people is None:
            return
        for user_id in job.people:
            if not await self._is_there(guild_id, user_id):
                await self._gone(summit, job, user_id)
                return
        thread_id = job.thread_id
        if thread_id is None and job.begun:
            thread_id = await self._find(guild_id, job.id)
        if thread_id is None:
            thread_id = await self._open(summit, job, people)
        await introduction_threads.opened(
            store, guild_id=guild_id, introduction_id=job.id, thread_id=thread_id
        )
        try:
            message_id = await self._fill(summit, job, thread_id, people)
        except discord.NotFound as error:
            if error.code in (UNKNOWN_MEMBER, UNKNOWN_USER):
                return  # left this very moment: the next turn finds out who
            if error.code != UNKNOWN_CHANNEL:
                raise
            await introduction_threads.lost(store, guild_id=guild_id, introduction_id=job.id)
            return
        await introduction_threads.made(
            store, guild_id=guild_id, introduction_id=job.id, message_id=message_id
        )

    async def _is_there(self, guild_id: int, user_id: int) -> bool:
        try:
            await self.bot.http.get_member(guild_id, user_id)
        except discord.NotFound as error:
            if error.code not in (UNKNOWN_MEMBER, UNKNOWN_USER):
                raise
            return False
        return True

    async def _gone(self, summit: Summit, job: ToMake, user_id: int) -> None:
        def tell(name: str, introduction_id: int) -> Note:
            return letters.gone(name, introduction_id, summit)

        await introduction_threads.gone(
            self.bot.store,
            guild_id=summit.guild_id,
            introduction_id=job.id,
            user_id=user_id,
            tell=tell,
            now=self.bot.now(),
        )

    async def _open(self, summit: Summit, job: ToMake, people: tuple[Card, Card]) -> int:
        data = await self.bot.http.start_thread_without_message(
            summit.places.welcome_channel,
            name=letters.thread_name(job.id, people),
            auto_archive_duration=ARCHIVE_MINUTES,
            type=discord.ChannelType.private_thread.value,
            invitable=False,
        )
        return int(data["id"])

    async def _find(self, guild_id: int, introduction_id: int) -> int | None:
        """A thread that may have been opened before a crash."""
        data: Any = await self.bot.http.get_active_threads(guild_id)
        me = self.bot.user.id if self.bot.user else 0
        start = letters.found_by(introduction_id)
        for thread in data["threads"]:
            if int(thread["owner_id"]) == me and str(thread["name"]).startswith(start):
                return int(thread["id"])
        return None

    async def _fill(
        self, summit: Summit, job: ToMake, thread_id: int, people: tuple[Card, Card]
    ) -> int:
        """Both people and the first message; returns its id. Doing it again adds nothing."""
        for user_id in job.people:
            await self.bot.http.add_user_to_thread(thread_id, user_id)
        thread = self.bot.get_partial_messageable(thread_id, guild_id=summit.guild_id)
        if job.begun:
            async for message in thread.history(limit=20, oldest_first=True):
                mine = self.bot.user is not None and message.author.id == self.bot.user.id
                if mine and message.type is discord.MessageType.default:
                    return message.id
        message = await thread.send(
            letters.first_message(people, summit),
            nonce=f"introduction-{job.id}",
            allowed_mentions=discord.AllowedMentions(
                users=[discord.Object(user_id) for user_id in job.people]
            ),
        )
        return message.id
