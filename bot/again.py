"""What could not be done yet: forms are given back with their words, presses wait for joining.

Nobody types or presses anything twice: a form that a rule refused is kept as a draft and opens
again filled in; what somebody tried before they had joined is done once they have.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord

from bot import wording
from bot.answers import Answer
from bot.inert import fitting, quote
from bot.routes import whole_number
from bot.ui import Form, Press, Reply
from db import drafts
from db.errors import StoreError
from domain.rules import RuleBroken

if TYPE_CHECKING:
    from bot.client import SummitBot

log = logging.getLogger(__name__)

# Given the answer, the arguments of the form's custom_id and the fields: the form, filled in.
Reopen = Callable[..., Awaitable[Form]]
Save = Callable[..., Awaitable[None]]

JOIN = "join"
_LONGEST = 100  # Discord's limit for a custom_id
_COLON = "~"
_SENT = "**This was sent before, and it is saved.** You do not need to send it again."


@dataclass(frozen=True, slots=True)
class _Kept:
    save: Save
    reopen: Reopen
    makes: bool
    final: frozenset[str]
    after_joining: str
    join_label: str


class Again:
    """The forms that are given back. Cogs add theirs when they are loaded."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._forms: dict[str, _Kept] = {}
        bot.routes.press("form.again", self.open_again, opens_form=True)

    def form(
        self,
        name: str,
        save: Save,
        reopen: Reopen,
        *,
        makes: bool = False,
        final: Collection[str] = (),
        after_joining: str = "they are sent",
        join_label: str = "Join and send",
    ) -> None:
        """Route the form ``name`` to ``save``; a refused one is kept, and ``reopen`` opens it.

        ``makes``: the form's first argument is the id of what it makes, and of its draft too, which
        goes when that is made. ``final``: codes that opening the form again can't mend.
        ``after_joining`` and ``join_label`` say what happens to the words of somebody who has to
        join first.
        """
        codes = frozenset(final) | {"form.old"}
        kept = _Kept(save, reopen, makes, codes, after_joining, join_label)
        self._forms[name] = kept

        async def take(answer: Answer, *parts: Any) -> None:
            *arguments, fields = parts
            await self._take(answer, name, arguments, fields)

        self.bot.routes.form(name, take, like=save)

    async def _take(
        self, answer: Answer, name: str, arguments: list[str], fields: dict[str, str]
    ) -> None:
        kept = self._forms[name]
        route = ":".join([name, *arguments])
        try:
            await kept.save(answer, *arguments, fields)
        except RuleBroken as error:
            if error.code in kept.final or answer.saved:
                raise
            draft_id = whole_number(arguments[0]) if kept.makes else answer.interaction.id
            await self._give_back(answer, kept, draft_id, route, fields, error)
        else:
            if not kept.makes:
                await self._forget(answer, route)

    async def _forget(self, answer: Answer, route: str) -> None:
        """What was kept of this form is sent. The person has their answer, whatever comes now."""
        guild_id = answer.interaction.guild_id or answer.home
        if guild_id is None:
            return
        try:
            await drafts.forget(
                self.bot.store, guild_id=guild_id, user_id=answer.user_id, form=route
            )
        except StoreError as error:
            log.warning("a draft that was sent stays: %s", error)

    async def _give_back(
        self,
        answer: Answer,
        kept: _Kept,
        draft_id: int,
        route: str,
        fields: dict[str, str],
        error: RuleBroken,
    ) -> None:
        await drafts.keep(
            self.bot.store,
            draft_id=draft_id,
            guild_id=answer.guild_id,
            user_id=answer.user_id,
            form=route,
            fields=fields,
            now=answer.now,
        )
        answer.saved = "What you typed"
        if error.code == "join.first":
            text = (
                "**One more step: join the summit.** Your words are kept, and"
                f" {kept.after_joining} as soon as you have joined.\n{quote(answer.typed)}"
            )
            press = Press(kept.join_label, f"{JOIN}:draft-{draft_id}", "success")
        else:
            reply = given_back(wording.refusal(error), answer.typed, draft_id)
            if error.code == "room.not_yours":
                lead = lead_button(str(error.facts["slug"]))
                reply = Reply(reply.text, ((lead, *reply.rows[0]),))
            await answer.send(reply)
            return
        await answer.send(Reply(fitting(text), ((press,),)))

    async def open_again(self, answer: Answer, draft_id: str) -> None:
        """A form that could not be taken, with the words in it."""
        draft = await self._draft(answer, draft_id)
        if draft is None:
            await answer.send(_SENT)
            return
        name, *arguments = draft.form.split(":")
        answer.typed = "\n".join(value for value in draft.fields.values() if value)
        form = await self._forms[name].reopen(answer, *arguments, draft.fields)
        await answer.ask(form)
        if form.route != draft.form:
            await self._follow(answer, draft, form.route)

    async def _follow(self, answer: Answer, draft: drafts.Draft, route: str) -> None:
        """The form opened as another one, of a newer version: the draft goes when that is sent."""
        try:
            await drafts.follow(
                self.bot.store,
                draft_id=draft.id,
                guild_id=draft.guild_id,
                user_id=answer.user_id,
                form=route,
            )
        except StoreError as error:
            log.warning("a draft does not follow its form: %s", error)

    async def send_draft(self, answer: Answer, draft_id: str) -> None:
        """Send the form of somebody who had to join first."""
        draft = await self._draft(answer, draft_id)
        if draft is None:
            await answer.send(_SENT)
            return
        name, *arguments = draft.form.split(":")
        answer.saved = ""
        await self._take(answer, name, arguments, dict(draft.fields))

    async def _draft(self, answer: Answer, draft_id: str) -> drafts.Draft | None:
        """The draft, or None where it was sent. Raises RuleBroken ``form.old`` where unknown."""
        number, guild_id = whole_number(draft_id), answer.interaction.guild_id
        who = answer.user_id
        draft = await drafts.get(self.bot.store, draft_id=number, guild_id=guild_id, user_id=who)
        if draft is None and await drafts.was_sent(
            self.bot.store, draft_id=number, guild_id=guild_id, user_id=who
        ):
            return None
        if draft is None or draft.form.split(":")[0] not in self._forms:
            raise RuleBroken("form.old")
        answer.home = draft.guild_id
        return draft


def given_back(sentence: str, typed: str, draft_id: int) -> Reply:
    """A form that could not be taken: why, the words, and the form again with the words in it."""
    text = f"**Not saved yet.** {sentence}\nYour words are kept for you:\n{quote(typed)}"
    press = Press("Open the form again", f"form.again:{draft_id}", "primary")
    return Reply(fitting(text), ((press,),))


def lead_button(slug: str, label: str = "I lead this room") -> Press:
    """One press, and the room is the presser's own, alone or beside others."""
    return Press(label, f"room.lead:{slug}", "primary")


def join_first(interaction: discord.Interaction[Any]) -> Reply:
    """What somebody is told who has to join first, with a button that goes on afterwards."""
    data: Any = interaction.data or {}
    if interaction.type is discord.InteractionType.component:
        wanted = ":".join([str(data["custom_id"]), *data.get("values", ())])
    else:
        command = interaction.command
        wanted = command.extras.get("again", "") if command else ""
    press = join_and(wanted)
    rest = "Then this is done for you." if wanted_of(press.route) else "Then do this again."
    return Reply(f"**One more step: join the summit.** {rest}", ((press,),))


def join_and(wanted: str, label: str = "Join the summit") -> Press:
    """A button that opens the joining form, and afterwards does what ``wanted`` routes to."""
    route = f"{JOIN}:{then(wanted)}"
    return Press(label, route if len(route) <= _LONGEST else JOIN, "success")


def then(wanted: str) -> str:
    """What the joining form carries so that ``wanted``, a custom_id, is gone on with."""
    return f"go-{wanted.replace(':', _COLON)}" if wanted else "-"


def wanted_of(route: str) -> str:
    """The custom_id that a joining form's ``route`` carries, or nothing."""
    _, found, wanted = route.partition(":go-")
    return wanted.replace(_COLON, ":") if found else ""
