"""What facilitators and organisers do with notes. Each handler asks who it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from bot.access import require_facilitator
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Form, Reply
from cogs.moderating import act_on
from cogs.notes import letters, views
from cogs.notes.forms import FINAL, in_time
from db import output_moderation, output_reads
from domain.outputs import Output, parse_reference
from domain.rules import RuleBroken

# A note as the one who asks may see it, with what was done to it.
Card = Callable[[Answer, Output, str], Awaitable[Reply]]


class Moderation:
    """Hiding, showing, correcting, tagging and merging."""

    def __init__(self, bot: SummitBot, card: Card) -> None:
        self.bot = bot
        self._card = card
        bot.routes.press("note.hide", self.ask_reason, opens_form=True)
        bot.routes.press("note.show", self.show)
        bot.routes.press("note.correct", self.open_correct, opens_form=True)
        bot.routes.press("note.tag", self.tag)
        bot.routes.press("note.untag", self.untag)
        bot.routes.press("note.merge", self.open_merge, opens_form=True)
        bot.routes.press("note.part", self.part)
        bot.again.form("note.merge", self.merge, self.reopen_merge, final=FINAL)
        bot.again.form("note.hide", self.hide, self.reopen_hide, final=FINAL | {"note.done"})
        bot.again.form("note.correct", self.correct, self.reopen_correct, final=FINAL)

    # ------------------------------------------------------------ hidden and shown

    async def ask_reason(self, answer: Answer, number: str) -> None:
        await answer.ask(views.hide_form(await self._found(answer, number), {}))

    async def reopen_hide(self, answer: Answer, number: str, fields: Mapping[str, str]) -> Form:
        return views.hide_form(await self._found(answer, number), fields)

    async def hide(self, answer: Answer, number: str, fields: Mapping[str, str]) -> None:
        summit = require_facilitator(answer)
        answer.typed = fields.get("reason", "")
        output = await output_moderation.hide(
            self.bot.store,
            **act_on(answer, number),
            reason=answer.typed,
            tell=partial(letters.hidden, summit=summit),
        )
        await self._done(answer, output, "is hidden", "Whoever wrote it is told your reason.")

    async def show(self, answer: Answer, number: str) -> None:
        summit = require_facilitator(answer)
        output = await output_moderation.show(
            self.bot.store,
            **act_on(answer, number),
            tell=partial(letters.shown, summit=summit),
        )
        await self._done(answer, output, "is shown again", "Whoever wrote it is told.")

    # ------------------------------------------------------------ the words

    async def open_correct(self, answer: Answer, number: str) -> None:
        output = await self._found(answer, number)
        await answer.ask(views.correct_form(output, views.fields_of(output)))

    async def reopen_correct(
        self, answer: Answer, number: str, version: str, fields: Mapping[str, str]
    ) -> Form:
        """The words that were typed, to be sent knowing the note as it is by now."""
        output = await self._found(answer, number)
        return views.correct_form(output, {**views.fields_of(output), **fields})

    async def correct(
        self, answer: Answer, number: str, version: str, fields: Mapping[str, str]
    ) -> None:
        summit = require_facilitator(answer)
        answer.typed = fields.get("note", "")
        output = await output_moderation.correct(
            self.bot.store,
            **act_on(answer, number),
            kind=fields.get("kind", ""),
            words=answer.typed,
            version_seen=whole_number(version),
            tell=partial(letters.corrected, summit=summit),
        )
        await self._done(answer, output, "is corrected", "Whoever wrote it is told.")

    # ------------------------------------------------------------ the theme

    async def tag(self, answer: Answer, number: str, theme: str) -> None:
        summit = require_facilitator(answer)
        output = await self._tagged(answer, number, theme)
        title = summit.theme_title(theme)
        await self._done(answer, output, "is tagged", f"Its theme is “{title}”.")

    async def untag(self, answer: Answer, number: str) -> None:
        require_facilitator(answer)
        await self._done(answer, await self._tagged(answer, number, ""), "has no theme now", "")

    async def _tagged(self, answer: Answer, number: str, theme: str) -> Output:
        summit = answer.summit
        return await output_moderation.tag(
            self.bot.store,
            **act_on(answer, number),
            theme=theme,
            themes=summit.themes,
        )

    # ------------------------------------------------------------ one note of two

    async def open_merge(self, answer: Answer, number: str) -> None:
        await answer.ask(views.merge_form(await self._found(answer, number), {}))

    async def reopen_merge(self, answer: Answer, number: str, fields: Mapping[str, str]) -> Form:
        return views.merge_form(await self._found(answer, number), fields)

    async def merge(self, answer: Answer, number: str, fields: Mapping[str, str]) -> None:
        answer.typed = fields.get("into", "")
        output = await output_moderation.merge(
            self.bot.store,
            **act_on(answer, number),
            into=parse_reference(answer.typed),
        )
        await self._done(answer, output, f"is part of N-{output.merged_into} now", "")

    async def part(self, answer: Answer, number: str) -> None:
        output = await output_moderation.part(
            self.bot.store,
            **act_on(answer, number),
        )
        await self._done(answer, output, "stands for itself again", "")

    # ------------------------------------------------------------ shared

    async def _found(self, answer: Answer, number: str) -> Output:
        summit = require_facilitator(answer)
        output = await in_time(
            output_reads.get(self.bot.store, guild_id=summit.guild_id, number=whole_number(number))
        )
        if output is None:
            raise RuleBroken("note.unknown")
        return output

    async def _done(self, answer: Answer, output: Output, said: str, more: str) -> None:
        """The note as it is now, in the place of the card."""
        answer.saved = f"That {output.reference} {said}"
        head = f"**{output.reference} {said}.** {more}".rstrip()
        await answer.replace(await self._card(answer, output, head))
