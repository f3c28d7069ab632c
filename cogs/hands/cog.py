"""/hand up, down and queue, their buttons, and the loop that lowers hands when a session ends."""

from __future__ import annotations

import logging
from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import may_moderate
from bot.answers import Answer
from bot.client import SummitBot
from cogs import buttons
from cogs.hands import cards
from cogs.hands.leading import Leading
from cogs.here import room_of
from db import choices, hands, sessions
from db.errors import StoreError
from domain.hands import (
    is_open_to,
    may_raise,
    open_to_hands,
    require_place,
    takes_hands,
)
from domain.rooms import session_in, session_meant
from domain.rules import RuleBroken
from domain.sessions import Session
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 10.0


class Hands(commands.Cog):
    """Raising a hand, and calling on the next."""

    hand = app_commands.Group(
        name="hand", description="Raise your hand in a session", guild_only=True
    )

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.leading = Leading(bot)
        self.stages = self.leading.stages
        bot.turns.everywhere(TURN_SECONDS, self._turn, what="hands")
        bot.routes.press(buttons.HAND_UP.route, self.put_up)
        bot.routes.press(buttons.HAND_DOWN.route, self.put_down)
        bot.routes.press(buttons.HANDS.route, self.show)
        bot.routes.press("hand.place", self.show_place)

    async def _turn(self, summit: Summit, now: datetime) -> None:
        """Lower the hands of what is not on any more, and look at the stages."""
        await hands.end(self.bot.store, guild_id=summit.guild_id, now=now)
        await self.stages.turn(summit.guild_id)

    @commands.Cog.listener()
    async def on_voice_state_update(
        self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState
    ) -> None:
        """Somebody asks to speak on a stage, or no longer does: the queue follows at once."""
        asked = (before.channel, before.requested_to_speak_at, before.suppress)
        if asked == (after.channel, after.requested_to_speak_at, after.suppress):
            return
        if before.requested_to_speak_at is None and after.requested_to_speak_at is None:
            return
        there = {one.id for one in (before.channel, after.channel) if one is not None}
        guild_id, now = member.guild.id, self.bot.now()
        try:
            for session in await sessions.every(self.bot.store, guild_id=guild_id):
                if session.voice_channel in there and takes_hands(session, now):
                    await self.stages.sync(session)
        except StoreError as error:  # the loop comes to it
            log.warning("stages of guild %d: %s", guild_id, error)

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
        waiting = await self.leading.waiting(answer, session)
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
        session = await self.leading.named(answer, slug)
        waiting = await self.leading.waiting(answer, session)
        called = await self.leading.called(session, 100)
        await answer.replace(cards.place_now(session, waiting, called, answer.user_id))

    async def show(self, answer: Answer, slug: str = "") -> None:
        """The queue with its names for those who lead, the number of hands for everybody."""
        session = await self._session(answer, slug, buttons.HANDS.route)
        if session is None:
            return
        if may_moderate(answer.interaction, answer.summit):
            reply = await self.leading.queue(answer, session, "")
        else:
            await self._require_place(answer, session)
            waiting = await self.leading.waiting(answer, session)
            called = await self.leading.called(session, 100)
            reply = cards.for_everybody(session, waiting, called, answer.user_id)
        await (answer.replace(reply) if slug else answer.send(reply))

    async def _require_place(self, answer: Answer, session: Session) -> None:
        """Raises RuleBroken ``hand.no_place``: what is closed is not even counted to others."""
        mine = await choices.chosen_by(
            self.bot.store, guild_id=session.guild_id, user_id=answer.user_id
        )
        require_place(session, {choice.slug for choice in mine.values() if choice.has_place})

    # ------------------------------------------------------------ which session

    async def _session(self, answer: Answer, slug: str, route: str) -> Session | None:
        """The session that is meant and takes hands now; or None, and the person was asked.

        Raises RuleBroken ``hand.*``.
        """
        if slug:
            return await self.leading.named(answer, slug)
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
