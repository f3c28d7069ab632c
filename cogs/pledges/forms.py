"""The pledge forms: opened, taken, and given back with their words when they can't be taken."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Form
from cogs import buttons
from cogs.joining.cog import known_soon, open_joining
from cogs.pledges import cards, views
from db import pledge_reads, pledges
from db.errors import NotRead
from domain.pledge_forms import Wording, check_detail, check_wording
from domain.pledges import Pledge
from domain.rules import RuleBroken
from domain.summits import Summit

log = logging.getLogger(__name__)

# Refusals that opening the form again can't mend.
_FINAL = frozenset(
    {
        "form.foreign",
        "pledge.unknown",
        "pledge.not_yours",
        "pledge.withdrawn",
        "pledge.unchanged",
    }
)


class PledgeForms:
    """The part of the cog that deals with what people type."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press("pledge.new", self.open_new, opens_form=True)
        bot.routes.press("pledge.edit", self.open_edit, opens_form=True)
        bot.routes.press("pledge.detail", self.open_detail, opens_form=True)
        bot.again.form(
            "pledge.new",
            self.save_new,
            self.reopen_new,
            makes=True,
            final=_FINAL,
            after_joining="your pledge is made",
            join_label="Join and make my pledge",
        )
        bot.again.form("pledge.edit", self.save_edit, self.reopen_edit, final=_FINAL)
        bot.again.form("pledge.detail", self.save_detail, self.reopen_detail, final=_FINAL)

    # ------------------------------------------------------------ opening

    async def open_new(self, answer: Answer) -> None:
        """A new pledge; somebody who has not joined is taken through joining first.

        Where the store is too slow to say who they are, the pledge form opens all the same: what
        they type is kept, and joining is asked for when it is sent.
        """
        summit = answer.summit
        try:
            attendee = await known_soon(answer, summit)
        except NotRead as error:
            log.warning("a pledge form opened without what is kept: %s", error)
            attendee = None
        else:
            if attendee is None:
                await open_joining(answer, buttons.MAKE.route)
                return
        route = f"pledge.new:{answer.interaction.id}"
        fields = views.blank_fields(attendee)
        await answer.ask(views.pledge_form(summit, route, "Make a pledge", fields))

    async def open_edit(self, answer: Answer, pledge_id: str) -> None:
        summit, pledge = await self.own(answer, pledge_id)
        await answer.ask(
            views.pledge_form(
                summit,
                f"pledge.edit:{pledge.id}",
                f"Edit {pledge.reference}",
                views.fields_of(pledge),
            )
        )

    async def open_detail(self, answer: Answer, pledge_id: str) -> None:
        _, pledge = await self.own(answer, pledge_id)
        await answer.ask(views.detail_form(pledge))

    async def reopen_new(self, answer: Answer, form_id: str, part: Any, last: Any = None) -> Form:
        note, fields = _note_and_fields(part, last)
        route = ":".join(["pledge.new", form_id, *note])
        return views.pledge_form(answer.summit, route, "Make a pledge", fields)

    async def reopen_edit(self, answer: Answer, pledge_id: str, fields: Mapping[str, str]) -> Form:
        route = f"pledge.edit:{pledge_id}"
        return views.pledge_form(answer.summit, route, "Edit your pledge", fields)

    async def reopen_detail(
        self, answer: Answer, pledge_id: str, fields: Mapping[str, str]
    ) -> Form:
        _, pledge = await self.own(answer, pledge_id)
        return views.detail_form(pledge).filled(fields)

    async def own(self, answer: Answer, pledge_id: str) -> tuple[Summit, Pledge]:
        """The maker's own pledge, also where the button stands in a direct message."""
        number = whole_number(pledge_id)
        guild_id = answer.interaction.guild_id or await pledge_reads.guild_of(
            self.bot.store, pledge_id=number, maker_id=answer.user_id
        )
        if guild_id is None:
            raise RuleBroken("pledge.unknown")
        pledge = await pledge_reads.by_id(self.bot.store, guild_id=guild_id, pledge_id=number)
        if pledge is None:
            raise RuleBroken("pledge.unknown")
        if pledge.maker_id != answer.user_id:
            raise RuleBroken("pledge.not_yours", reference=pledge.reference)
        answer.home = guild_id
        return self.bot.summit(guild_id), pledge

    # ------------------------------------------------------------ taking

    async def save_new(self, answer: Answer, form_id: str, part: Any, last: Any = None) -> None:
        """Keep a new pledge. The form's id makes a second sending find the first.

        A form that was opened from a note carries the note's number too.
        """
        note, fields = _note_and_fields(part, last)
        summit = answer.summit
        pledge_id = whole_number(form_id)
        answer.typed = _words(fields)
        pledge, new = await pledges.make(
            self.bot.store,
            pledge_id=pledge_id,
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            wording=_wording(summit, fields),
            check_first=summit.check_first,
            now=answer.now,
            from_note=whole_number(note[0]) if note else None,
        )
        answer.saved = f"Your pledge {pledge.reference}"
        await answer.send(cards.receipt(pledge, summit, new=new))

    async def save_edit(self, answer: Answer, pledge_id: str, fields: Mapping[str, str]) -> None:
        summit, pledge = await self.own(answer, pledge_id)
        answer.typed = _words(fields)
        after = await pledges.edit(
            self.bot.store,
            guild_id=summit.guild_id,
            pledge_id=pledge.id,
            user_id=answer.user_id,
            wording=_wording(summit, fields),
            check_first=summit.check_first,
            now=answer.now,
        )
        answer.saved = f"The new wording of {after.reference}"
        await answer.send(cards.changed(after, summit, f"{after.reference} is changed and saved."))

    async def save_detail(self, answer: Answer, pledge_id: str, fields: Mapping[str, str]) -> None:
        summit, pledge = await self.own(answer, pledge_id)
        answer.typed = _words(fields)
        detail = check_detail(
            who_benefits=fields.get("who_benefits", ""),
            measure=fields.get("measure", ""),
            due=fields.get("due", ""),
            help_needed=fields.get("help_needed", ""),
            backup_contact=fields.get("backup_contact", ""),
            today=local_day(summit, answer),
        )
        after = await pledges.add_detail(
            self.bot.store,
            guild_id=summit.guild_id,
            pledge_id=pledge.id,
            user_id=answer.user_id,
            detail=detail,
            check_first=summit.check_first,
            now=answer.now,
        )
        answer.saved = f"The detail of {after.reference}"
        await answer.send(
            cards.changed(after, summit, f"The detail of {after.reference} is saved.")
        )


def local_day(summit: Summit, answer: Answer) -> date:
    """Today where the summit is."""
    return answer.now.astimezone(ZoneInfo(summit.plan.summit.time_zone)).date()


def _note_and_fields(part: Any, last: Any) -> tuple[list[str], Mapping[str, str]]:
    """What follows a new pledge's form id: the number of a note, if any, and the fields."""
    return ([], part) if last is None else ([part], last)


def _wording(summit: Summit, fields: Mapping[str, str]) -> Wording:
    return check_wording(
        themes=summit.themes,
        theme=fields.get("theme", ""),
        action=fields.get("action", ""),
        as_organisation=fields.get("from") == "organisation",
        organisation=fields.get("organisation", ""),
        first_step=fields.get("first_step", ""),
    )


def _words(fields: Mapping[str, str]) -> str:
    """What was typed rather than chosen."""
    return "\n".join(
        value for name, value in fields.items() if value and name not in {"theme", "from"}
    )
