"""Two sessions take each other's rooms: chosen, shown, done."""

from __future__ import annotations

from bot.access import require_organiser
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from cogs.changes import cards
from db import shifting
from db.shifting import Day
from domain.rules import RuleBroken
from domain.server.wanted import by_name, people_at_most
from domain.sessions import in_order
from domain.shifting import RoomKind, open_to_change, sign_of, swapped
from domain.summits import Summit


class RoomSwaps:
    """The buttons with which rooms are swapped."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press("change.swap", self.choose)
        bot.routes.press("change.swap.see", self.preview)
        bot.routes.press("change.swapped", self.go)

    async def choose(self, answer: Answer, slug: str, page: str = "0") -> None:
        """The sessions whose rooms are of the same kind."""
        summit = require_organiser(answer)
        day = await shifting.look(self.bot.store, guild_id=summit.guild_id)
        session, kinds = open_to_change(day.find(slug), answer.now), _kinds(summit)
        others = [
            one
            for one in in_order(day.programme)
            if one.slug != slug
            and one.text_channel is not None
            and not one.cancelled
            and one.starts_at > answer.now
            and one.slug not in day.in_use
            and kinds.get(one.slug) == kinds.get(slug)
        ]
        zone = summit.plan.summit.time_zone
        await answer.replace(cards.swap_with(session, others, zone, whole_number(page), answer.now))

    async def preview(self, answer: Answer, slug: str, other: str) -> None:
        await self._preview(answer, require_organiser(answer), slug, other)

    async def _preview(
        self, answer: Answer, summit: Summit, slug: str, other: str, *, stale: bool = False
    ) -> None:
        day = await shifting.look(self.bot.store, guild_id=summit.guild_id)
        pair = swapped(day.find(slug), day.find(other), _kinds(summit), day.in_use, answer.now)
        sign = sign_of(day.version, "swap", slug, other)
        await answer.replace(cards.of_swap(pair, sign, stale=stale))

    async def go(self, answer: Answer, position: str, other: str, sign: str) -> None:
        summit = require_organiser(answer)
        day = await shifting.look(self.bot.store, guild_id=summit.guild_id)
        one, two = _numbered(day, position), _numbered(day, other)
        try:
            pair, _ = await shifting.swap(
                self.bot.store,
                guild_id=summit.guild_id,
                user_id=answer.user_id,
                slug=one,
                other=two,
                kinds=_kinds(summit),
                sign=sign,
                now=answer.now,
            )
        except RuleBroken as error:
            if error.code != "change.stale":
                raise
            await self._preview(answer, summit, one, two, stale=True)
            return
        answer.saved = "That the rooms are swapped"
        await answer.replace(cards.swapped(pair))


def _kinds(summit: Summit) -> dict[str, RoomKind]:
    return {
        one.slug: RoomKind(one.listens, by_name(one), people_at_most(one))
        for one in summit.plan.sessions
        if one.kind != "break"
    }


def _numbered(day: Day, position: str) -> str:
    """The session with this number. The sign of the press says whether it is the same still."""
    number = whole_number(position)
    found = next((one.slug for one in day.programme if one.position == number), None)
    if found is None:
        raise RuleBroken("change.unknown")
    return found
