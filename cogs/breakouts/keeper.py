"""Makes groups in Discord what the store says they are: threads, voice rooms, people, calls.

The queue is the store (db/breakout_work.py). What Discord does not permit, or somebody who is not
in voice, goes by the thread alone.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import discord

from bot.client import SummitBot
from bot.members import GONE
from cogs.breakouts import cards
from cogs.breakouts.mover import REASON, SEE, Mover, has_left, kept_out
from db import breakout_work, breakouts, sessions
from db.breakout_work import Task
from domain.rounds import Round
from domain.sessions import Session
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 1.0
# Discord lets a bot make about fifty requests a second; a turn of eight leaves room for answers.
A_TURN = 8
# After Discord was out of order, how long a server's groups are left alone.
REST = timedelta(seconds=15)

_VOICE = discord.ChannelType.voice.value
_ROLE, _MEMBER = 0, 1


class GroupKeeper:
    """A few requests a turn for each server. Which servers rest is lost in a restart, no harm."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._mover = Mover(bot)
        bot.turns.everywhere(TURN_SECONDS, self._one, what="small groups", rest=REST)

    async def _one(self, summit: Summit, now: datetime) -> None:
        guild_id = summit.guild_id
        for one, call in await breakouts.by_itself(self.bot.store, guild_id=guild_id, now=now):
            if call is not None:
                await self.say_to_all(one, cards.called_out(call))
        for task in await breakout_work.to_do(self.bot.store, guild_id=guild_id, most=A_TURN):
            session = await sessions.get(self.bot.store, guild_id=guild_id, slug=task.slug)
            if session is not None:
                await self._do(summit, session, task)

    async def say_to_all(self, one: Round, text: str) -> int:
        """Say something in every group's thread; how many there are."""
        threads = await breakout_work.threads(
            self.bot.store, guild_id=one.guild_id, round_id=one.id
        )
        for thread_id in threads.values():
            await self._say(one.guild_id, thread_id, text)
        return len(threads)

    async def _say(self, guild_id: int, thread_id: int, text: str) -> None:
        try:
            await self.bot.get_partial_messageable(thread_id, guild_id=guild_id).send(text)
        except (discord.Forbidden, discord.NotFound) as error:
            log.warning("thread %d was not told: %s", thread_id, error)

    # ------------------------------------------------------------ one request each

    async def _do(self, summit: Summit, session: Session, task: Task) -> None:
        match task.step:
            case "thread":
                await self._thread(session, task)
            case "look for thread":
                await self._look_for_thread(session, task)
            case "into thread":
                await self._into_thread(session, task)
            case "voice":
                await self._voice(summit, session, task)
            case "look for voice":
                await self._look_for_voice(session, task)
            case "move":
                await self._mover.move(session, task)
            case "move back":
                await self._mover.move_back(session, task)
            case "close voice":
                await self._mover.close_voice(session, task)
            case "close thread":
                await self._close_thread(task)
            case "report":
                raise AssertionError("reports are asked for by themselves")

    async def _thread(self, session: Session, task: Task) -> None:
        if session.text_channel is None:
            await breakout_work.thread(self.bot.store, task, "failed")
            return
        await breakout_work.thread(self.bot.store, task, "begun")
        try:
            data = await self.bot.http.start_thread_without_message(
                session.text_channel,
                name=cards.thread_name(session.title, task.number, task.round_number),
                auto_archive_duration=1440,
                type=discord.ChannelType.private_thread.value,
                invitable=False,
                reason=REASON,
            )
        except (discord.Forbidden, discord.NotFound) as error:
            log.warning("group %d of %s has no thread: %s", task.number, task.slug, error)
            await breakout_work.thread(self.bot.store, task, "failed")
            return
        await self._thread_made(session, task, int(data["id"]))

    async def _thread_made(self, session: Session, task: Task, thread_id: int) -> None:
        await breakout_work.thread(self.bot.store, task, "made", thread_id)
        one = await breakouts.get(self.bot.store, guild_id=task.guild_id, round_id=task.round_id)
        if one is None:
            return
        reply = cards.welcome(one, task.number, session, task.voice_id)
        view = reply.view()
        assert view is not None, "it has a button"
        thread = self.bot.get_partial_messageable(thread_id, guild_id=task.guild_id)
        nonce = f"group-{task.round_id}-{task.number}"
        await (await thread.send(reply.text, view=view, nonce=nonce)).pin()

    async def _look_for_thread(self, session: Session, task: Task) -> None:
        """A thread whose creation was cut off may stand without our knowing its number."""
        name = cards.thread_name(session.title, task.number, task.round_number)
        data = await self.bot.http.get_active_threads(task.guild_id)
        for thread in data["threads"]:
            if thread["name"] == name and int(thread["parent_id"]) == session.text_channel:
                await self._thread_made(session, task, int(thread["id"]))
                return
        await breakout_work.thread(self.bot.store, task, "wanted")

    async def _into_thread(self, session: Session, task: Task) -> None:
        assert task.thread_id is not None, "its thread is made"
        assert task.user_id is not None, "it is about a person"
        if task.user_id in await kept_out(self.bot.store, session):
            await breakout_work.in_thread(self.bot.store, task)  # let back in, they are added
            return
        try:
            await self.bot.http.add_user_to_thread(task.thread_id, task.user_id)
        except discord.HTTPException as error:
            if error.status >= 500 or error.status == 429:
                raise
            if error.code in GONE:
                await has_left(self.bot, task.guild_id, task.user_id)
            else:
                log.warning(
                    "%d is not in the thread of group %d: %s", task.user_id, task.number, error
                )
        await breakout_work.in_thread(self.bot.store, task)

    async def _voice(self, summit: Summit, session: Session, task: Task) -> None:
        """A voice room for one group, where the workshop has a voice part."""
        guild = self.bot.get_guild(task.guild_id)
        main = guild.get_channel(session.voice_channel or 0) if guild else None
        one = await breakouts.get(self.bot.store, guild_id=task.guild_id, round_id=task.round_id)
        if guild is None or main is None or one is None:
            await breakout_work.voice(self.bot.store, task, "failed")
            return
        await breakout_work.voice(self.bot.store, task, "begun")
        places = summit.places
        out = await kept_out(self.bot.store, session)
        overwrites = [
            {"id": guild.id, "type": _ROLE, "allow": "0", "deny": str(SEE.value)},
            *(
                {"id": role, "type": _ROLE, "allow": str(SEE.value), "deny": "0"}
                for role in (places.facilitator_role, places.organiser_role)
            ),
            *(
                {"id": person, "type": _MEMBER, "allow": str(SEE.value), "deny": "0"}
                for person in (guild.me.id, *one.groups[task.number - 1])
                if person not in out
            ),
        ]
        try:
            data = await self.bot.http.create_channel(
                task.guild_id,
                _VOICE,
                name=cards.thread_name(session.title, task.number, task.round_number),
                parent_id=main.category_id,
                permission_overwrites=overwrites,
                reason=REASON,
            )
        except discord.HTTPException as error:
            if error.status >= 500 or error.status == 429:
                raise
            # Too many channels, or not allowed: the thread works alone.
            log.warning("group %d of %s has no voice room: %s", task.number, task.slug, error)
            await breakout_work.voice(self.bot.store, task, "failed")
            return
        await breakout_work.voice(self.bot.store, task, "made", int(data["id"]))

    async def _look_for_voice(self, session: Session, task: Task) -> None:
        name = cards.thread_name(session.title, task.number, task.round_number)
        guild = self.bot.get_guild(task.guild_id)
        rooms = guild.voice_channels if guild else []
        found = next((one for one in rooms if one.name == name), None)
        if found is not None:
            await breakout_work.voice(self.bot.store, task, "made", found.id)
        else:
            await breakout_work.voice(self.bot.store, task, "wanted")

    async def _close_thread(self, task: Task) -> None:
        """It stays to be read, and nobody writes in it any more."""
        assert task.thread_id is not None, "its thread is made"
        try:
            await self.bot.http.edit_channel(
                task.thread_id, archived=True, locked=True, reason=REASON
            )
        except discord.HTTPException as error:
            if error.status >= 500 or error.status == 429:
                raise
            log.warning("thread %d is not closed: %s", task.thread_id, error)
        await breakout_work.thread(self.bot.store, task, "closed")
