"""/hand up, down and queue, their buttons, and the loop that lowers hands when a session ends."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot import wording
from bot.access import may_moderate, require_facilitator
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.steady import every
from cogs import buttons
from cogs.hands import cards
from cogs.here import room_of
from db import choices, hands, sessions
from db.errors import StoreError
from domain.hands import Hand, is_open_to, may_raise, open_to_hands, require_place
from domain.rooms import session_in, session_meant
from domain.rules import RuleBroken
from domain.sessions import Session

log = logging.getLogger(__name__)

TURN_SECONDS = 10.0


class Hands(commands.Cog):
    """Raising a hand, and calling on the next."""

    hand = app_commands.Group(
        name="hand", description="Raise your hand in a session", guild_only=True
    )

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._loop = every(TURN_SECONDS, self.turn, bot.wait_until_ready)
        bot.routes.press(buttons.HAND_UP.route, self.put_up)
        bot.routes.press(buttons.HAND_DOWN.route, self.put_down)
        bot.routes.press(buttons.HANDS.route, self.show)
        bot.routes.press("hand.place", self.show_place)
        bot.routes.press("hand.call", self.call)
        bot.routes.press("hand.skip", self.skip)
        bot.routes.press("hand.clear", self.ask_to_clear)
        bot.routes.press("hand.cleared", self.clear)

    async def cog_load(self) -> None:
        self._loop.start()

    async def cog_unload(self) -> None:
        self._loop.cancel()

    async def turn(self) -> None:
        """Lower the hands of what is not on any more, in every server."""
        for summit in self.bot.summits:
            try:
                await hands.end(self.bot.store, guild_id=summit.guild_id, now=self.bot.now())
            except StoreError as error:
                log.warning("hands of guild %d: %s", summit.guild_id, error)

    # ------------------------------------------------------------ commands

    @hand.command(
        name="up",
        description="Raise your hand and see your place in the queue",
        extras={"again": buttons.HAND_UP.route},
    )
    async def up(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.put_up(Answer.of(interaction))

    @hand.command(name="down", description="Lower your hand")
    async def down(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.put_down(Answer.of(interaction))

    @hand.command(name="queue", description="See how many hands are up, and your place")
    async def queue(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.show(Answer.of(interaction))

    # ------------------------------------------------------------ attendees

    async def put_up(self, answer: Answer, slug: str = "") -> None:
        """Raise the hand of who asks in the session that they mean."""
        session = await self._session(answer, slug, buttons.HAND_UP.route)
        if session is None:
            return
        hand, new = await hands.raise_hand(
            self.bot.store,
            hand_id=answer.interaction.id,
            guild_id=session.guild_id,
            user_id=answer.user_id,
            session=session.slug,
            now=answer.now,
        )
        answer.saved = "That your hand is up"
        waiting = await self._waiting(answer, session)
        reply = cards.your_place(session, waiting, hand.user_id, new=new)
        await (answer.replace(reply) if slug else answer.send(reply))

    async def put_down(self, answer: Answer, slug: str = "") -> None:
        session = await self._session(answer, slug, buttons.HAND_DOWN.route)
        if session is None:
            return
        there = await hands.lower_hand(
            self.bot.store,
            guild_id=session.guild_id,
            user_id=answer.user_id,
            session=session.slug,
            now=answer.now,
        )
        answer.saved = "That your hand is down"
        reply = cards.lowered(session, there=there)
        await (answer.replace(reply) if slug else answer.send(reply))

    async def show_place(self, answer: Answer, slug: str) -> None:
        session = await self._named(answer, slug)
        waiting = await self._waiting(answer, session)
        called = await self._called(session, 100)
        await answer.replace(cards.place_now(session, waiting, called, answer.user_id))

    # ------------------------------------------------------------ who leads the session

    async def show(self, answer: Answer, slug: str = "") -> None:
        """The queue with its names for those who lead, the number of hands for everybody."""
        session = await self._session(answer, slug, buttons.HANDS.route)
        if session is None:
            return
        waiting = await self._waiting(answer, session)
        if may_moderate(answer.interaction, answer.summit):
            reply = cards.queue(session, waiting, await self._called(session, cards.MOST_CALLED))
        else:
            called = await self._called(session, 100)
            reply = cards.for_everybody(session, waiting, called, answer.user_id)
        await (answer.replace(reply) if slug else answer.send(reply))

    async def call(self, answer: Answer, slug: str, hand_id: str) -> None:
        """Call on the hand that was shown as the next, and name the person in the room."""
        summit = require_facilitator(answer)
        session = await self._named(answer, slug)
        try:
            hand = await hands.call(
                self.bot.store,
                guild_id=summit.guild_id,
                session=slug,
                hand_id=whole_number(hand_id),
                user_id=answer.user_id,
                now=answer.now,
            )
        except RuleBroken as error:
            await self._refused(answer, session, error)
            return
        answer.saved = "That you called on them"
        told = await self._tell_room(hand, session)
        await self._again(answer, session, cards.called_on(hand, told=told))

    async def skip(self, answer: Answer, slug: str, hand_id: str, place: str) -> None:
        summit = require_facilitator(answer)
        session = await self._named(answer, slug)
        try:
            hand = await hands.skip(
                self.bot.store,
                guild_id=summit.guild_id,
                session=slug,
                hand_id=whole_number(hand_id),
                place_seen=whole_number(place),
                user_id=answer.user_id,
                now=answer.now,
            )
        except RuleBroken as error:
            await self._refused(answer, session, error)
            return
        answer.saved = "That they go last"
        await self._again(answer, session, f"**<@{hand.user_id}> is now last in the queue.**")

    async def ask_to_clear(self, answer: Answer, slug: str, up_to: str) -> None:
        require_facilitator(answer)
        session = await self._named(answer, slug)
        most = whole_number(up_to)
        count = sum(one.place <= most for one in await self._waiting(answer, session))
        if not count:
            await self._again(answer, session, "")
            return
        await answer.replace(cards.ask_to_clear(session, count, most))

    async def clear(self, answer: Answer, slug: str, up_to: str) -> None:
        summit = require_facilitator(answer)
        session = await self._named(answer, slug)
        count = await hands.clear(
            self.bot.store,
            guild_id=summit.guild_id,
            session=slug,
            up_to=whole_number(up_to),
            user_id=answer.user_id,
            now=answer.now,
        )
        answer.saved = "That the hands are down"
        await self._again(answer, session, cards.cleared(count))

    async def _refused(self, answer: Answer, session: Session, error: RuleBroken) -> None:
        """Why nothing was done, with the queue as it is now."""
        if error.code not in ("hand.called", "hand.gone", "hand.moved"):
            raise error
        await self._again(answer, session, wording.refusal(error))

    async def _again(self, answer: Answer, session: Session, said: str) -> None:
        waiting = await self._waiting(answer, session)
        called = await self._called(session, cards.MOST_CALLED)
        await answer.replace(cards.queue(session, waiting, called, said=said))

    async def _tell_room(self, hand: Hand, session: Session) -> bool:
        """Name the person in the session's room. Returns whether Discord took it."""
        if session.text_channel is None:
            return False
        room = self.bot.get_partial_messageable(session.text_channel, guild_id=session.guild_id)
        try:
            await room.send(
                cards.turn(hand, session),
                allowed_mentions=discord.AllowedMentions(
                    everyone=False, roles=False, users=[discord.Object(hand.user_id)]
                ),
                nonce=f"hand-{hand.id % 10**18}",
            )
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("room %d is not told whose turn it is: %s", session.text_channel, error)
            return False
        return True

    # ------------------------------------------------------------ which session

    async def _session(self, answer: Answer, slug: str, route: str) -> Session | None:
        """The session that is meant and takes hands now; or None, and the person was asked.

        Raises RuleBroken ``hand.*``.
        """
        if slug:
            return await self._named(answer, slug)
        summit = answer.summit
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        mine = await choices.chosen_by(
            self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
        )
        chosen = {choice.slug for choice in mine.values() if choice.has_place}
        room = room_of(answer)
        here = session_in(programme, room, answer.now) if room is not None else None
        if here is not None:
            return may_raise(here, answer.now)
        leads = route == buttons.HANDS.route and may_moderate(answer.interaction, summit)
        theirs = [one for one in programme if leads or is_open_to(one, chosen)]
        meant = session_meant(theirs, None, chosen, answer.now)
        if meant is not None:
            return may_raise(meant, answer.now)
        candidates = open_to_hands(theirs, answer.now)
        if not candidates:
            for closed in open_to_hands(programme, answer.now):
                require_place(closed, chosen)
            raise RuleBroken("hand.none_on")
        await answer.send(cards.which(candidates, route))
        return None

    async def _named(self, answer: Answer, slug: str) -> Session:
        """The session in a button, as long as it takes hands."""
        session = await sessions.get(self.bot.store, guild_id=answer.summit.guild_id, slug=slug)
        return may_raise(session, answer.now)

    async def _waiting(self, answer: Answer, session: Session) -> Sequence[Hand]:
        return await hands.of_session(
            self.bot.store, guild_id=session.guild_id, session=session, now=answer.now
        )

    async def _called(self, session: Session, most: int) -> Sequence[Hand]:
        return await hands.called(
            self.bot.store, guild_id=session.guild_id, session=session, most=most
        )
