"""What organisers read of the feedback. Each handler asks who it is."""

from __future__ import annotations

from bot.access import require_organiser
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from cogs.feedback import result_cards as cards
from db import feedback_reads, sessions
from domain.feedback import Result
from domain.rules import RuleBroken


class Results:
    """How many gave what, and the sentences: of each session, and of the day."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press("results", self.overview)
        bot.routes.press("results.open", self.open)
        bot.routes.press("results.day", self.day)

    async def overview(self, answer: Answer, page: str = "0") -> None:
        """All sessions that are over, with their averages; then those of past summits."""
        summit = require_organiser(answer)
        programme = await sessions.every_with_archived(self.bot.store, guild_id=summit.guild_id)
        results = await feedback_reads.results(self.bot.store, guild_id=summit.guild_id)
        day = await feedback_reads.day_result(
            self.bot.store, guild_id=summit.guild_id, edition=summit.edition
        )
        over = [
            one
            for one in programme
            if one.slug in results
            or (
                one.kind != "break"
                and not one.cancelled
                and one.is_over(answer.now)
                and not sessions.is_archived(one.slug)
            )
        ]
        reply = cards.overview(over, results, day, page=min(whole_number(page), 1000))
        await answer.replace(reply)

    async def open(self, answer: Answer, slug: str, page: str = "0") -> None:
        """One session: its ratings in words, and the sentences a page at a time."""
        summit = require_organiser(answer)
        session = await sessions.get_with_archived(
            self.bot.store, guild_id=summit.guild_id, slug=slug
        )
        if session is None:
            raise RuleBroken("feedback.unknown")
        results = await feedback_reads.results(self.bot.store, guild_id=summit.guild_id)
        remarks = await feedback_reads.remarks(
            self.bot.store, guild_id=summit.guild_id, session=slug
        )
        result = results.get(slug, Result())
        reply = cards.of_session(session, result, remarks, page=min(whole_number(page), 1000))
        await answer.replace(reply)

    async def day(self, answer: Answer, question: str = "useful", page: str = "0") -> None:
        """The day: its ratings, and what was said to one of the two questions."""
        summit = require_organiser(answer)
        if question not in ("useful", "change"):
            raise RuleBroken("form.old")
        result = await feedback_reads.day_result(
            self.bot.store, guild_id=summit.guild_id, edition=summit.edition
        )
        useful, change = await feedback_reads.day_remarks(
            self.bot.store, guild_id=summit.guild_id, edition=summit.edition
        )
        remarks = useful if question == "useful" else change
        reply = cards.of_day(result, remarks, question, page=min(whole_number(page), 1000))
        await answer.replace(reply)
