"""The loop that empties the outbox."""

from __future__ import annotations

import logging
from collections.abc import Awaitable

import discord
from discord.ext import commands

from bot.client import SummitBot
from bot.ui import Press, Reply
from cogs.notices import cards
from cogs.notices.post import Sent, post
from db import letters, notices, pledge_reads
from db.letters import Letter
from db.notices import Notice
from domain.pledges import Moderation

log = logging.getLogger(__name__)

TURN_SECONDS = 3.0
# After that many outages one notice is given up and stands on the list of those not reached.
MOST_TRIES = 20
# Discord takes five buttons in a row, and five rows.
A_ROW = 5


class Notices(commands.Cog):
    """Sends what waits in the outbox, a few at a time."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.turns.every(TURN_SECONDS, self._turn)

    async def _turn(self) -> None:
        store = self.bot.store
        for notice in await notices.waiting(store):
            sent = await _attempt(f"notice {notice.id}", notice.tries, self._tell(notice))
            if sent is None:
                await notices.tried(store, notice_id=notice.id)
            else:
                await notices.sent(
                    store, notice_id=notice.id, outcome=sent.outcome, where=sent.where
                )
        for letter in await letters.waiting(store):
            sent = await _attempt(f"letter {letter.id}", letter.tries, self._deliver(letter))
            if sent is None:
                await letters.tried(store, letter_id=letter.id)
            else:
                await letters.sent(
                    store, letter_id=letter.id, outcome=sent.outcome, where=sent.where
                )

    async def _tell(self, notice: Notice) -> Sent:
        pledge = await pledge_reads.by_id(
            self.bot.store, guild_id=notice.guild_id, pledge_id=notice.pledge_id
        )
        if pledge is None or pledge.moderation is not Moderation.HIDDEN:
            return Sent("not_reached")
        summit = self.bot.summit(notice.guild_id)
        return await post(
            self.bot,
            summit,
            user_id=notice.user_id,
            reply=cards.hidden(pledge, summit, notice.reason),
            subject=f"pledge {pledge.reference}",
            nonce=f"notice-{notice.id}",
        )

    async def _deliver(self, letter: Letter) -> Sent:
        buttons = tuple(Press(label, route, "primary") for label, route in letter.buttons)
        return await post(
            self.bot,
            self.bot.summit(letter.guild_id),
            user_id=letter.user_id,
            reply=Reply(letter.text, _rows(buttons)),
            in_thread=letter.thread_text,
            subject=letter.subject,
            nonce=f"letter-{letter.id}",
        )


def _rows(buttons: tuple[Press, ...]) -> tuple[tuple[Press, ...], ...]:
    return tuple(buttons[first : first + A_ROW] for first in range(0, len(buttons), A_ROW))


async def _attempt(what: str, tries: int, sending: Awaitable[Sent]) -> Sent | None:
    """How sending ended; None where Discord was out of order and it is worth another try."""
    try:
        return await sending
    except discord.HTTPException as error:
        log.warning("%s waits: %s", what, error)
        return None if tries + 1 < MOST_TRIES else Sent("not_reached")
