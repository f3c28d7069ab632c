"""/note and /notes, and the buttons under a note."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import may_moderate
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Reply
from cogs.notes import cards
from cogs.notes.forms import NoteForms, listed
from cogs.notes.moderation import Moderation
from db import attendees, output_reads, outputs, sessions
from domain.outputs import TAKES_NOTES, Output, by_kind, closes_at, nearest, takes_notes
from domain.rules import RuleBroken
from domain.sessions import Session
from domain.summits import Summit

MINE_A_PAGE = 5
MOST_PAGES = 1000


class Notes(commands.Cog):
    """Keeping, reading and taking back notes."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.forms = NoteForms(bot)
        self.moderation = Moderation(bot, self.card)
        bot.routes.press("notes", self.show_list)
        bot.routes.press("note.open", self.open)
        bot.routes.press("note.mine", self.show_mine)
        bot.routes.press("note.remove", self.ask_remove)
        bot.routes.press("note.remove.yes", self.remove)

    # ------------------------------------------------------------ commands

    @app_commands.command(
        name="note",
        description="Note an idea, a barrier, an insight or an action",
        extras={"opens_form": True},
    )
    @app_commands.guild_only()
    async def note(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.forms.open_new(Answer.of(interaction))

    @app_commands.command(
        name="notes", description="Read a session’s notes, and yours", extras={"again": "notes"}
    )
    @app_commands.guild_only()
    async def notes(self, interaction: discord.Interaction[SummitBot]) -> None:
        await self.show_list(Answer.of(interaction))

    # ------------------------------------------------------------ reading

    async def show_list(self, answer: Answer, slug: str = "", page: str = "0") -> None:
        """A session's notes; without ``slug``, those of the session that people mean."""
        summit, moderator = await self._reader(answer)
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        noted = [one for one in programme if one.kind in TAKES_NOTES]
        if not noted:
            raise RuleBroken("note.none_open")
        session = next((one for one in noted if one.slug == slug), None)
        if slug and session is None:
            raise RuleBroken("note.session")
        session = session or await self._meant(answer, summit, noted)
        found = await output_reads.of_session(
            self.bot.store, guild_id=summit.guild_id, session=session.slug, hidden=moderator
        )
        zone = summit.plan.summit.time_zone
        takes = takes_notes(session, answer.now, zone)
        await answer.replace(
            cards.listing(
                by_kind(found),
                session,
                listed(noted, answer, session.slug),
                summit,
                page=min(whole_number(page), MOST_PAGES),
                user_id=answer.user_id,
                open_until=closes_at(session, zone) if takes else None,
            )
        )

    async def _meant(self, answer: Answer, summit: Summit, noted: list[Session]) -> Session:
        meant = await self.forms.meant(answer, summit, noted)
        there = [one for one in noted if not one.cancelled] or noted
        return meant or nearest(there, answer.now)[0]

    async def open(self, answer: Answer, number: str) -> None:
        """One note in full. What somebody may not see and what is not there look the same."""
        summit, moderator = await self._reader(answer)
        output = await output_reads.get(
            self.bot.store, guild_id=summit.guild_id, number=whole_number(number)
        )
        if output is None or not output.seen_by(answer.user_id, moderator=moderator):
            raise RuleBroken("note.unknown")
        await answer.send(await self.card(answer, output))

    async def show_mine(self, answer: Answer, below: str = "") -> None:
        """Somebody's own notes, a page at a time."""
        summit, _ = await self._reader(answer)
        found = await output_reads.of_author(
            self.bot.store,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            below=whole_number(below) if below else None,
            most=MINE_A_PAGE + 1,
        )
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        titles = {one.slug: one.title for one in programme}
        more = len(found) > MINE_A_PAGE
        await answer.send(cards.mine(found[:MINE_A_PAGE], titles, summit, more=more))

    async def _reader(self, answer: Answer) -> tuple[Summit, bool]:
        """The summit, and whether this person moderates. Raises RuleBroken ``join.first``.

        What was said in a room is for those who joined.
        """
        summit = answer.summit
        moderator = may_moderate(answer.interaction, summit)
        if not moderator:
            joined = await attendees.get(
                self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
            )
            if joined is None:
                raise RuleBroken("join.first")
        return summit, moderator

    async def card(self, answer: Answer, output: Output, said: str = "") -> Reply:
        """A note as this person may see it."""
        summit = answer.summit
        session = await sessions.get(self.bot.store, guild_id=summit.guild_id, slug=output.session)
        history = await output_reads.history(
            self.bot.store, guild_id=summit.guild_id, number=output.number
        )
        return cards.one(
            output,
            session.title if session else "",
            summit,
            history,
            user_id=answer.user_id,
            moderator=may_moderate(answer.interaction, summit),
            said=said,
            parts=await output_reads.parts(
                self.bot.store, guild_id=summit.guild_id, number=output.number
            ),
        )

    # ------------------------------------------------------------ taking back

    async def ask_remove(self, answer: Answer, number: str) -> None:
        await answer.send(cards.remove_question(await self.forms.own(answer, number)))

    async def remove(self, answer: Answer, number: str) -> None:
        output = await outputs.remove(
            self.bot.store,
            guild_id=answer.summit.guild_id,
            number=whole_number(number),
            user_id=answer.user_id,
        )
        answer.saved = f"That {output.reference} is erased"
        await answer.replace(cards.removed(output))
