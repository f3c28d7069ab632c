"""What who leads a session does with the queue of hands. Each handler asks who it is."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

import aiohttp
import discord

from bot import members, wording
from bot.access import is_organiser, require_facilitator
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Reply
from cogs.breakouts.cards import to_lead_of_left as to_lead
from cogs.hands import cards
from cogs.hands.stage import Speaking, Stages
from db import hand_calls, hand_stage, hands, leavers, sessions
from domain.hands import Hand, called_just_now, may_raise
from domain.rules import RuleBroken
from domain.sessions import Session

log = logging.getLogger(__name__)


class Act(TypedDict):
    """In which session, by whom, as what, and when: what each verb of who leads is given."""

    guild_id: int
    session: str
    user_id: int
    organiser: bool
    now: datetime


class Leading:
    """Call on the next, skip, clear, and end a turn; and what is read for that."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.stages = Stages(bot)
        bot.routes.press("hand.call", self.call)
        bot.routes.press("hand.done", self.finish)
        bot.routes.press("hand.skip", self.skip)
        bot.routes.press("hand.clear", self.ask_to_clear)
        bot.routes.press("hand.cleared", self.clear)

    async def call(self, answer: Answer, slug: str, hand_id: str = "") -> None:
        """Call on the hand that was shown as the next, and name the person in the room.

        From the room's panel, which shows no hands, it is the one that is next.
        """
        act = self._act(answer, slug)
        session = await self.named(answer, slug)
        waiting = await self.waiting(answer, session)
        if not hand_id:
            last = await self.called(session, 1)
            if last and called_just_now(last[0], answer.user_id, answer.now):
                said = cards.called_just_now(last[0])
                await answer.replace(await self.queue(answer, session, said))
                return
            if not waiting:
                await answer.replace(await self.queue(answer, session, ""))
                return
            hand_id = str(waiting[0].id)
        wanted = next((one for one in waiting if str(one.id) == hand_id), None)
        here, gone = await self._who_is_here(answer, session, wanted)
        if gone and here is None:
            await answer.replace(await self.queue(answer, session, cards.have_left(gone)))
            return
        if here is not None:
            hand_id = str(here.id)
        try:
            hand = await hand_calls.call(self.bot.store, **act, hand_id=whole_number(hand_id))
        except RuleBroken as error:
            await self._refused(answer, session, error)
            return
        answer.saved = "That you called on them"
        told = await self._tell_room(hand, session)
        speaking = (await self.stages.settle(session.guild_id)).get(hand.id, Speaking.NO_STAGE)
        said = cards.called_on(hand, session, told=told, speaking=speaking)
        if gone:
            said = f"{cards.have_left(gone)}\n{said}"
        await answer.replace(await self.queue(answer, session, said))

    async def _who_is_here(
        self, answer: Answer, session: Session, wanted: Hand | None
    ) -> tuple[Hand | None, list[int]]:
        """The hand that is wanted, or the next one whose owner is still in the server.

        Who has left is passed over, and their hand goes down: the second part of what it returns.
        """
        gone: list[int] = []
        while wanted is not None:
            if not await members.has_left(self.bot, session.guild_id, wanted.user_id):
                break
            await leavers.left(
                self.bot.store,
                guild_id=session.guild_id,
                user_id=wanted.user_id,
                tell=to_lead,
                now=answer.now,
            )
            gone.append(wanted.user_id)
            waiting = await self.waiting(answer, session)
            wanted = waiting[0] if waiting else None
        return wanted, gone

    async def finish(self, answer: Answer, slug: str, hand_id: str) -> None:
        """Their turn is over: whom the bot let speak on the stage goes back to the audience."""
        act = self._act(answer, slug)
        session = await self.named(answer, slug)
        hand = await hand_calls.finish(self.bot.store, **act, hand_id=whole_number(hand_id))
        answer.saved = "That their turn is over"
        await self.stages.settle(session.guild_id)
        await answer.replace(await self.queue(answer, session, cards.finished(hand)))

    async def skip(self, answer: Answer, slug: str, hand_id: str = "", place: str = "") -> None:
        """Let the others go first; from the panel, whoever is next."""
        act = self._act(answer, slug)
        session = await self.named(answer, slug)
        if not hand_id:
            waiting = await self.waiting(answer, session)
            if not waiting:
                await answer.replace(await self.queue(answer, session, ""))
                return
            hand_id, place = str(waiting[0].id), str(waiting[0].place)
        try:
            hand = await hand_calls.skip(
                self.bot.store,
                **act,
                hand_id=whole_number(hand_id),
                place_seen=whole_number(place),
            )
        except RuleBroken as error:
            await self._refused(answer, session, error)
            return
        answer.saved = "That they go last"
        said = f"**<@{hand.user_id}> is now last in the queue.**"
        await answer.replace(await self.queue(answer, session, said))

    async def ask_to_clear(self, answer: Answer, slug: str, up_to: str = "") -> None:
        require_facilitator(answer)
        session = await self.named(answer, slug)
        waiting = await self.waiting(answer, session)
        most = whole_number(up_to) if up_to else max((one.place for one in waiting), default=0)
        count = sum(one.place <= most for one in waiting)
        if not count:
            await answer.replace(await self.queue(answer, session, ""))
            return
        await answer.replace(cards.ask_to_clear(session, count, most))

    async def clear(self, answer: Answer, slug: str, up_to: str) -> None:
        act = self._act(answer, slug)
        session = await self.named(answer, slug)
        count = await hand_calls.clear(self.bot.store, **act, up_to=whole_number(up_to))
        answer.saved = "That the hands are down"
        await answer.replace(await self.queue(answer, session, cards.cleared(count)))

    def _act(self, answer: Answer, slug: str) -> Act:
        """Who acts, and where. Raises RuleBroken ``access.facilitator``."""
        summit = require_facilitator(answer)
        return Act(
            guild_id=summit.guild_id,
            session=slug,
            user_id=answer.user_id,
            organiser=is_organiser(answer.interaction, summit),
            now=answer.now,
        )

    async def _refused(self, answer: Answer, session: Session, error: RuleBroken) -> None:
        """Why nothing was done, with the queue as it is now."""
        if error.code not in ("hand.called", "hand.gone", "hand.moved"):
            raise error
        await answer.replace(await self.queue(answer, session, wording.refusal(error)))

    async def queue(self, answer: Answer, session: Session, said: str) -> Reply:
        """The queue as it is now, with the requests on the stage."""
        others = await self.stages.sync(session)
        return cards.queue(
            session,
            await self.waiting(answer, session),
            await self.called(session, cards.MOST_CALLED),
            said=said,
            others=sorted(others),
            lacks=self.stages.lacks(session),
        )

    async def _tell_room(self, hand: Hand, session: Session) -> bool:
        """Name the person in the session's room. Returns whether Discord took it.

        The post goes again when their turn is over.
        """
        if session.text_channel is None:
            return False
        room = self.bot.get_partial_messageable(session.text_channel, guild_id=session.guild_id)
        try:
            message = await room.send(
                cards.turn(hand, session),
                allowed_mentions=discord.AllowedMentions(
                    everyone=False, roles=False, users=[discord.Object(hand.user_id)]
                ),
                nonce=f"hand-{hand.id % 10**18}",
            )
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("room %d is not told whose turn it is: %s", session.text_channel, error)
            return False
        await hand_stage.posted(
            self.bot.store,
            guild_id=session.guild_id,
            hand_id=hand.id,
            channel_id=session.text_channel,
            message_id=message.id,
        )
        return True

    # ------------------------------------------------------------ shared

    async def named(self, answer: Answer, slug: str) -> Session:
        """The session in a button, as long as it takes hands."""
        session = await sessions.get(self.bot.store, guild_id=answer.summit.guild_id, slug=slug)
        return may_raise(session, answer.now)

    async def waiting(self, answer: Answer, session: Session) -> Sequence[Hand]:
        return await hands.of_session(
            self.bot.store, guild_id=session.guild_id, session=session, now=answer.now
        )

    async def called(self, session: Session, most: int) -> Sequence[Hand]:
        return await hands.called(
            self.bot.store, guild_id=session.guild_id, session=session, most=most
        )
