"""The loop that asks: plans what is new, and writes a few letters a turn.

Letters go into the outbox, which sends them. What is due stays due until its letter is kept, so a
restart neither repeats nor loses any.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.client import SummitBot
from cogs.followup import letters
from cogs.followup.places import zone
from db import check_ins, offers, owners
from db.errors import StoreError
from db.introductions import Note
from db.offers import Offer
from db.owners import About
from domain.care import Owner
from domain.follow_up import is_awake, share
from domain.pledges import Pledge
from domain.summits import Summit

log = logging.getLogger(__name__)

TURN_SECONDS = 15.0


class Keeper:
    """Plans and asks. What it has left of its rate is lost in a restart, without harm."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._credit = 0.0
        self._turns = 0
        bot.turns.every(TURN_SECONDS, self.turn)

    async def turn(self) -> None:
        """Every server plans; the letters of a turn are shared, each server first in its turn."""
        most, self._credit = share(self._credit, self.bot.follow_ups_a_minute, TURN_SECONDS)
        summits = self.bot.summits
        self._turns += 1
        first = self._turns % len(summits) if summits else 0
        for summit in (*summits[first:], *summits[:first]):
            try:
                most -= await self._one(summit, most)
            except StoreError as error:
                log.warning("following up in guild %d waits: %s", summit.guild_id, error)

    async def _one(self, summit: Summit, most: int) -> int:
        store, now, guild_id = self.bot.store, self.bot.now(), summit.guild_id
        await check_ins.plan(
            store,
            guild_id=guild_id,
            edition=summit.edition,
            cadence=summit.plan.pledges.follow_up,
            time_zone=summit.plan.summit.time_zone,
            now=now,
        )
        if most < 1 or not is_awake(now, summit.plan.summit.time_zone):
            return 0

        def remind(about: About, owner: Owner) -> Note:
            return letters.reminder(about, owner, summit)

        def ask(pledges: Sequence[Pledge]) -> Note:
            return letters.check_in(pledges, summit)

        def thank(pledges: Sequence[Pledge]) -> Note:
            return letters.thanks(pledges, summit)

        def offer(found: Sequence[tuple[Offer, Pledge]]) -> Note:
            return letters.offers(found, summit)

        written = await owners.remind(
            store,
            guild_id=guild_id,
            today=now.astimezone(zone(summit)).date(),
            most=most,
            tell=remind,
            now=now,
        )
        if written < most:
            written += await offers.ask(
                store, guild_id=guild_id, most=most - written, tell=offer, now=now
            )
        if written < most and await check_ins.waiting(store, guild_id=guild_id, now=now):
            written += await check_ins.ask(
                store,
                guild_id=guild_id,
                most=most - written,
                tell=ask,
                thank=thank,
                now=now,
            )
        return written
