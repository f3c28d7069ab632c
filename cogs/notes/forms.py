"""The forms of people's own notes, and the pledge form that a note fills in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import TypeVar

from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Form
from cogs import buttons
from cogs.here import room_of
from cogs.joining.cog import FORM_SECONDS, open_joining, sent_to_join
from cogs.notes import cards, views
from cogs.pledges.views import blank_fields, pledge_form
from db import attendees, choices, output_reads, outputs, sessions
from db.errors import NotRead
from domain.outputs import Output, nearest, pledge_theme, require_own, takes_notes
from domain.rooms import session_in, session_meant
from domain.rules import RuleBroken
from domain.sessions import Session
from domain.summits import Summit

T = TypeVar("T")

# Refusals that opening the form again can't mend.
FINAL = frozenset(
    {"note.foreign", "note.unknown", "note.not_yours", "note.unchanged", "note.merged"}
)


class NoteForms:
    """The part of the cog that deals with what people type."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press("note.new", self.open_new, opens_form=True)
        bot.routes.press("note.edit", self.open_edit, opens_form=True)
        bot.routes.press("note.pledge", self.open_pledge, opens_form=True)
        bot.again.form(
            "note.new",
            self.save_new,
            self.reopen_new,
            makes=True,
            final=FINAL,
            after_joining="your note is kept",
            join_label="Join and keep my note",
        )
        bot.again.form("note.edit", self.save_edit, self.reopen_edit, final=FINAL)

    # ------------------------------------------------------------ a new one

    async def open_new(self, answer: Answer, slug: str = "") -> None:
        """A new note; somebody who has not joined is taken through joining first.

        Where the store is too slow to say who they are, the form opens all the same: what they
        type is kept, and joining is asked for when it is sent.
        """
        summit = answer.summit
        open_ones, chosen = await in_time(self._open_sessions(answer, summit, slug))
        wanted = f"{buttons.NOTE.route}:{slug}" if slug else buttons.NOTE.route
        if await sent_to_join(answer, summit, wanted, FORM_SECONDS / 2):
            return
        route = f"note.new:{answer.interaction.id}"
        await answer.ask(views.note_form(open_ones, route, {}, chosen))

    async def reopen_new(self, answer: Answer, form_id: str, fields: Mapping[str, str]) -> Form:
        """The form with the words that could not be taken."""
        wanted = fields.get("session", "")
        open_ones, chosen = await in_time(self._open_sessions(answer, answer.summit, wanted))
        return views.note_form(open_ones, f"note.new:{form_id}", fields, chosen)

    async def _open_sessions(
        self, answer: Answer, summit: Summit, wanted: str
    ) -> tuple[list[Session], str]:
        """What takes notes now, and the slug that is meant or empty. Raises ``note.none_open``."""
        zone = summit.plan.summit.time_zone
        programme = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        found = [one for one in programme if takes_notes(one, answer.now, zone)]
        if not found:
            raise RuleBroken("note.none_open")
        meant = next((one for one in found if one.slug == wanted), None)
        meant = meant or await self.meant(answer, summit, found)
        chosen = meant.slug if meant else ""
        return listed(found, answer, chosen), chosen

    async def meant(
        self, answer: Answer, summit: Summit, programme: list[Session]
    ) -> Session | None:
        """The one of these sessions that somebody means who names none."""
        mine = await choices.chosen_by(
            self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id
        )
        chosen = {choice.slug for choice in mine.values()}
        return session_meant(programme, room_of(answer), chosen, answer.now)

    async def save_new(self, answer: Answer, form_id: str, fields: Mapping[str, str]) -> None:
        """Keep a new note. The form's id makes a second sending find the first."""
        summit = answer.summit
        output_id = whole_number(form_id)
        answer.typed = fields.get("note", "")
        output, new = await outputs.note(
            self.bot.store,
            output_id=output_id,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            session=fields.get("session", ""),
            kind=fields.get("kind", ""),
            words=answer.typed,
            named=fields.get("named") == "yes",
            time_zone=summit.plan.summit.time_zone,
            now=answer.now,
        )
        answer.saved = f"Your note {output.reference}"
        session = await sessions.get(self.bot.store, guild_id=summit.guild_id, slug=output.session)
        await answer.send(cards.noted(output, session.title if session else "", new=new))

    # ------------------------------------------------------------ one's own

    async def open_edit(self, answer: Answer, number: str) -> None:
        output = await in_time(self.own(answer, number))
        await answer.ask(views.edit_form(output, views.fields_of(output)))

    async def reopen_edit(
        self, answer: Answer, number: str, version: str, fields: Mapping[str, str]
    ) -> Form:
        """The words that were typed, to be sent knowing the note as it is by now."""
        output = await in_time(self.own(answer, number))
        return views.edit_form(output, {**views.fields_of(output), **fields})

    async def save_edit(
        self, answer: Answer, number: str, version: str, fields: Mapping[str, str]
    ) -> None:
        summit = answer.summit
        answer.typed = fields.get("note", "")
        output = await outputs.edit(
            self.bot.store,
            guild_id=summit.guild_id,
            number=whole_number(number),
            user_id=answer.user_id,
            kind=fields.get("kind", ""),
            words=answer.typed,
            named=fields.get("named") == "yes",
            version_seen=whole_number(version),
            now=answer.now,
        )
        answer.saved = f"The new wording of {output.reference}"
        session = await sessions.get(self.bot.store, guild_id=summit.guild_id, slug=output.session)
        await answer.send(
            cards.one(
                output,
                session.title if session else "",
                summit,
                (),
                user_id=answer.user_id,
                moderator=False,
                said=f"**{output.reference} is changed and saved.**",
            )
        )

    async def own(self, answer: Answer, number: str) -> Output:
        """Somebody's own note. Raises RuleBroken ``note.unknown`` or ``note.not_yours``."""
        output = await output_reads.get(
            self.bot.store, guild_id=answer.summit.guild_id, number=whole_number(number)
        )
        if output is None:
            raise RuleBroken("note.unknown")
        require_own(output, answer.user_id)
        return output

    # ------------------------------------------------------------ from a note to a pledge

    async def open_pledge(self, answer: Answer, number: str) -> None:
        """The pledge form with the note's words, for anybody who joined: the pledge is theirs."""
        summit = answer.summit
        output = await in_time(
            output_reads.get(self.bot.store, guild_id=summit.guild_id, number=whole_number(number))
        )
        if output is None or not output.public:
            raise RuleBroken("note.unknown")
        attendee = await in_time(
            attendees.get(self.bot.store, guild_id=summit.guild_id, user_id=answer.user_id),
            FORM_SECONDS / 2,
        )
        if attendee is None:
            await open_joining(answer, f"note.pledge:{output.number}")
            return
        planned = summit.plan.session(output.session)
        theme = pledge_theme(output, planned.theme if planned else None, summit.themes)
        fields = blank_fields(attendee) | {"action": output.words, "theme": theme}
        route = f"pledge.new:{answer.interaction.id}:{output.number}"
        await answer.ask(pledge_form(summit, route, "Make a pledge", fields))


async def in_time(reading: Awaitable[T], seconds: float = FORM_SECONDS) -> T:
    """What is read before a form opens, which has to be soon. Raises NotRead where it is not."""
    try:
        async with asyncio.timeout(seconds):
            return await reading
    except TimeoutError as error:
        raise NotRead("slow") from error


def listed(found: list[Session], answer: Answer, shown: str) -> list[Session]:
    """The session that is shown, then the room's own, then the nearest: a menu holds 25."""
    room = room_of(answer)
    here = session_in(found, room, answer.now) if room is not None else None
    order = nearest(found, answer.now, here.slug if here else "")
    return sorted(order, key=lambda one: one.slug != shown)
