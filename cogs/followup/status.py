"""/followup status and its lists, for organisers; and what somebody looks after."""

from __future__ import annotations

from bot.access import require_organiser
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from cogs.followup import boards
from cogs.followup.places import summit_of, zone
from db import follow_up_status, owners, tasks
from db.follow_up_status import ORDER
from domain.attendees import Kind
from domain.pledges import Delivery
from domain.rules import RuleBroken

# What a filter's value can be; of themes, any: one that left the plan still has its pledges.
_VALUES = {
    "all": {""},
    "fresh": {str(rank) for rank in range(len(ORDER))},
    "delivery": {one.value for one in Delivery},
    "kind": {one.value for one in Kind},
}
NOT_REACHED_A_PAGE = 15


class Status:
    """The organisers' part of the cog. Each handler asks who it is."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press("followup", self.show)
        bot.routes.press("followup.by", self.choose)
        bot.routes.press("followup.theme", self.choose)
        bot.routes.press("followup.list", self.list)
        bot.routes.press("followup.year", self.year)
        bot.routes.press("followup.tasks", self.tasks)
        bot.routes.press("followup.outputs", self.outputs)
        bot.routes.press("followup.unreached", self.not_reached)
        bot.routes.press("followup.mine", self.mine)

    async def show(self, answer: Answer) -> None:
        """Everything at a glance."""
        summit = require_organiser(answer)
        found = await follow_up_status.tallies(
            self.bot.store, guild_id=summit.guild_id, now=answer.now
        )
        open_tasks = await tasks.count_open(self.bot.store, guild_id=summit.guild_id)
        await answer.replace(boards.status(found, summit, tasks=open_tasks))

    async def choose(self, answer: Answer, chosen: str) -> None:
        by, _, value = chosen.partition("-")
        await self.list(answer, by, value, "0", "0")

    async def list(self, answer: Answer, by: str, value: str, rank: str, number: str) -> None:
        """Pledges overdue first, a page at a time."""
        summit = require_organiser(answer)
        if by != "theme" and value not in _VALUES.get(by, ()):
            raise RuleBroken("form.old")
        found = await follow_up_status.listed(
            self.bot.store,
            guild_id=summit.guild_id,
            by=by,
            value=value,
            after=(whole_number(rank), whole_number(number)),
            most=boards.A_PAGE + 1,
            now=answer.now,
        )
        await answer.replace(boards.listing(found, summit, by=by, value=value, now=answer.now))

    async def year(self, answer: Answer) -> None:
        """What was promised, and what was reported, year by year."""
        summit = require_organiser(answer)
        found = await follow_up_status.tallies(
            self.bot.store, guild_id=summit.guild_id, now=answer.now
        )
        past = await follow_up_status.past_due(
            self.bot.store,
            guild_id=summit.guild_id,
            today=answer.now.astimezone(zone(summit)).date(),
        )
        await answer.replace(boards.year(found, past, summit))

    async def tasks(self, answer: Answer, after: str = "0") -> None:
        summit = require_organiser(answer)
        found = await tasks.open_ones(
            self.bot.store,
            guild_id=summit.guild_id,
            after=whole_number(after),
            most=boards.A_PAGE + 1,
        )
        await answer.replace(boards.tasks(found))

    async def outputs(self, answer: Answer, after: str = "0") -> None:
        summit = require_organiser(answer)
        found = await owners.outputs(
            self.bot.store,
            guild_id=summit.guild_id,
            after=whole_number(after),
            most=boards.A_PAGE + 1,
        )
        await answer.replace(boards.outputs(found, summit))

    async def not_reached(self, answer: Answer, after: str = "0") -> None:
        summit = require_organiser(answer)
        found = await follow_up_status.not_reached(
            self.bot.store,
            guild_id=summit.guild_id,
            after=whole_number(after),
            most=NOT_REACHED_A_PAGE + 1,
        )
        await answer.replace(boards.not_reached(found, NOT_REACHED_A_PAGE))

    async def mine(self, answer: Answer, guild: str = "", skip: str = "0") -> None:
        """What the person looks after; nothing is said of what others do."""
        summit = summit_of(answer, guild) if guild else answer.summit
        passed = min(whole_number(skip), 10_000)
        found = await owners.of_person(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            skip=passed,
            most=boards.A_PAGE + 1,
        )
        await answer.replace(boards.mine(found, summit, skip=passed))
