"""Asks small groups for their reports in time, and reads them out in the room afterwards.

The queue is the store (db/report_out_posts.py, db/breakout_work.py), so a restart loses nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

import discord

from bot.client import SummitBot
from bot.ui import Reply
from cogs.report_outs import cards
from db import breakout_work, report_out_posts, report_outs, sessions
from db.breakout_work import Task
from db.report_out_posts import Post
from db.report_outs import Kept
from domain.rounds import Round
from domain.rules import RuleBroken
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 2.0
# Discord allows about five messages in five seconds in a channel.
A_TURN = 2
# After Discord was out of order, how long a server's reports are left alone.
REST = timedelta(seconds=15)
# In how many of a room's newest messages a report is looked for after a crash.
LOOK_BACK = 100
_REFUSED = (discord.Forbidden, discord.NotFound)
_BUTTON = 2


class ReportKeeper:
    """A few requests a turn for each server. Which servers rest is lost in a restart, no harm."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.turns.everywhere(TURN_SECONDS, self._one, what="reports", rest=REST)

    async def _one(self, summit: Summit, now: datetime) -> None:
        store, guild_id = self.bot.store, summit.guild_id
        for one in await report_outs.asking(store, guild_id=guild_id, now=now):
            for task in await breakout_work.reports_wanted(
                store, guild_id=guild_id, round_id=one.id
            ):
                await self._ask(task)
        for post in await report_out_posts.to_post(store, guild_id=guild_id, most=A_TURN):
            await self._tend(post)

    # ------------------------------------------------------------ asking

    async def _ask(self, task: Task) -> None:
        """Kept first, so that nobody is asked twice; still to do where Discord was out of order."""
        await breakout_work.reported(self.bot.store, task)
        try:
            if not await self._in_thread(
                task.guild_id,
                task.thread_id,
                cards.asked(task.round_id, task.number),
                f"report-{task.round_id}-{task.number}",
            ):
                await self._in_room(task, [task.number], f"report-{task.round_id}-{task.number}")
        except BaseException:
            await breakout_work.reported(self.bot.store, task, asked=False)
            raise

    async def remind(self, one: Round, missing: Sequence[int]) -> None:
        """Ask these groups once more: in their threads, else all of them together in the room."""
        threads = await breakout_work.threads(
            self.bot.store, guild_id=one.guild_id, round_id=one.id
        )
        # Two who press at once remind once: Discord does not take the same nonce twice.
        mark = f"{one.id}-{int(self.bot.now().timestamp()) // 60}"
        left = [
            number
            for number in missing
            if not await self._in_thread(
                one.guild_id,
                threads.get(number),
                cards.asked(one.id, number),
                f"again-{mark}-{number}",
            )
        ]
        if left:
            await self._in_room(one, left, f"again-{mark}")

    async def receipt(self, kept: Kept) -> None:
        """The group reads in its thread that it has reported, while it can write there."""
        one = kept.round
        threads = await breakout_work.threads(
            self.bot.store, guild_id=one.guild_id, round_id=one.id
        )
        mark = f"kept-{one.id}-{kept.number}-{kept.version}"
        await self._in_thread(one.guild_id, threads.get(kept.number), cards.receipt(kept), mark)

    async def _in_thread(
        self, guild_id: int, thread_id: int | None, reply: Reply, nonce: str
    ) -> bool:
        """Whether it stands there: somebody may have deleted the thread by hand."""
        if thread_id is None:
            return False
        try:
            await self._send(guild_id, thread_id, reply, nonce)
        except _REFUSED as error:
            log.warning("thread %d was not asked for a report: %s", thread_id, error)
            return False
        return True

    async def _in_room(self, where: Task | Round, numbers: Sequence[int], nonce: str) -> None:
        session = await sessions.get(self.bot.store, guild_id=where.guild_id, slug=where.slug)
        round_id = where.round_id if isinstance(where, Task) else where.id
        if session is None or session.text_channel is None:
            return
        try:
            reply = cards.asked_in_room(round_id, numbers)
            await self._send(where.guild_id, session.text_channel, reply, nonce)
        except _REFUSED as error:
            log.warning("room %s was not asked for reports: %s", where.slug, error)

    async def _send(
        self, guild_id: int, channel_id: int, reply: Reply, nonce: str
    ) -> discord.Message:
        channel = self.bot.get_partial_messageable(channel_id, guild_id=guild_id)
        view = reply.view()
        if view is None:
            return await channel.send(reply.text, nonce=nonce)
        return await channel.send(reply.text, view=view, nonce=nonce)

    # ------------------------------------------------------------ reading out

    async def _tend(self, post: Post) -> None:
        """Bring one report in its room up to date."""
        if post.state == "posted":
            await self._redraw(post)
            return
        store = self.bot.store
        session = await sessions.get(store, guild_id=post.guild_id, slug=post.slug)
        if session is None or session.text_channel is None:
            await report_out_posts.settle(store, post, "failed")
            return
        try:
            message_id = await self._put(post, session.text_channel)
        except _REFUSED as error:
            log.warning("group %d of %s was not read out: %s", post.number, post.slug, error)
            await report_out_posts.settle(store, post, "failed")
            return
        await report_out_posts.settle(
            store, post, "posted", channel_id=session.text_channel, message_id=message_id
        )

    async def _put(self, post: Post, channel_id: int) -> int:
        """The message's id, sent now or by a process that did not live to keep it."""
        if post.state == "sending" and (found := await self._find(post, channel_id)) is not None:
            await report_out_posts.redraw(self.bot.store, post, done=False)
            return found
        await report_out_posts.settle(self.bot.store, post, "sending")
        reply = cards.read_out(await self._kept(post))
        nonce = f"heard-{post.round_id}-{post.number}"
        return (await self._send(post.guild_id, channel_id, reply, nonce)).id

    async def _find(self, post: Post, channel_id: int) -> int | None:
        wanted = f"report.read:{post.round_id}:{post.number}"
        messages = await self.bot.http.logs_from(channel_id, LOOK_BACK)
        for message in messages:
            for row in message.get("components") or ():
                for part in row.get("components") or ():
                    if part.get("type") == _BUTTON and part.get("custom_id") == wanted:
                        return int(message["id"])
        return None

    async def _redraw(self, post: Post) -> None:
        if post.channel_id is None or post.message_id is None:
            return
        await report_out_posts.redraw(self.bot.store, post, done=True)
        reply = cards.read_out(await self._kept(post))
        channel = self.bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        try:
            message = channel.get_partial_message(post.message_id)
            await message.edit(content=reply.text, view=reply.view())
        except _REFUSED as error:  # deleted by hand: it stays so
            log.warning(
                "group %d of %s is not read out any more: %s", post.number, post.slug, error
            )
        except BaseException:
            await report_out_posts.redraw(self.bot.store, post, done=False)
            raise

    async def _kept(self, post: Post) -> Kept:
        try:
            return await report_outs.get(
                self.bot.store,
                guild_id=post.guild_id,
                round_id=post.round_id,
                number=post.number,
            )
        except RuleBroken as error:
            raise AssertionError("a report has its group") from error
