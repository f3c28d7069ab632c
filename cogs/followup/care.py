"""Who looks after what: given, taken, next steps, notes; and tasks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.access import require_organiser
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Form, Reply
from cogs.followup import dossier, letters, views
from cogs.followup.places import organises, summit_of, zone
from cogs.joining.cog import FORM_SECONDS
from db import follow_up_status, owners, pledge_reads, tasks
from db.errors import NotRead
from db.introductions import Note
from db.owners import About, Cared
from domain.care import Kind, Subject, check_step, read_subject
from domain.pledges import Pledge
from domain.rules import RuleBroken
from domain.summits import Summit

_GONE = {"care.unknown", "access.organiser", "task.unknown", "task.done", "pledge.unknown"}


class Care:
    """The part of the cog about owners and tasks. Organisers, and owners of what is theirs."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        press, form = bot.routes.press, bot.again.form
        press("care.open", self.open)
        press("care.pick", self.pick)
        press("care.give", self.give)
        press("care.me", self.take)
        press("care.nobody", self.release)
        press("care.partner", self.ask_partner, opens_form=True)
        form("care.partner", self.give_partner, self.reopen_partner, final=_GONE)
        press("care.step", self.ask_step, opens_form=True)
        form("care.step", self.plan_step, self.reopen_step, final=_GONE)
        press("care.note", self.ask_note, opens_form=True)
        form("care.note", self.add_note, self.reopen_note, makes=True, final=_GONE)
        press("task.open", self.open_task)
        press("task.take", self.take_task)
        press("task.give", self.give_task_back)
        press("task.done", self.ask_done, opens_form=True)
        form("task.done", self.finish_task, self.reopen_done, final=_GONE)

    # ------------------------------------------------------------ one subject

    async def pick(self, answer: Answer, chosen: str) -> None:
        guild, kind, number = [*chosen.split(":"), "", ""][:3]
        await self.open(answer, guild, kind, number)

    async def open(self, answer: Answer, guild: str, kind: str, number: str) -> None:
        """A pledge or a note, for an organiser or for whoever looks after it."""
        summit = summit_of(answer, guild)
        subject = read_subject(kind, whole_number(number))
        await answer.send(await self._card(answer, summit, subject))

    async def _card(
        self, answer: Answer, summit: Summit, subject: Subject, said: str = ""
    ) -> Reply:
        cared = await self._known(answer, summit, subject)
        organiser = organises(answer, summit)
        store, guild_id = self.bot.store, summit.guild_id
        notes = await owners.notes(store, guild_id=guild_id, subject=subject)
        if subject.kind is Kind.OUTPUT:
            return dossier.output_card(cared, notes, summit, organiser=organiser, said=said)
        pledge = await pledge_reads.by_id(store, guild_id=guild_id, pledge_id=subject.id)
        if pledge is None:
            raise RuleBroken("care.unknown")
        return dossier.pledge_card(
            pledge,
            summit,
            await follow_up_status.of_pledge(store, guild_id=guild_id, pledge_id=pledge.id),
            cared,
            notes,
            await tasks.of_pledge(store, guild_id=guild_id, pledge_id=pledge.id),
            organiser=organiser,
            now=answer.now,
            said=said,
        )

    async def _known(self, answer: Answer, summit: Summit, subject: Subject) -> Cared:
        """Raises RuleBroken ``care.unknown``, also where it is not for this person."""
        cared = await owners.get(self.bot.store, guild_id=summit.guild_id, subject=subject)
        mine = cared and cared.owner and cared.owner.user_id == answer.user_id
        if cared is None or not (mine or organises(answer, summit)):
            raise RuleBroken("care.unknown")
        return cared

    # ------------------------------------------------------------ giving

    async def give(self, answer: Answer, guild: str, kind: str, number: str, chosen: str) -> None:
        await self._give(answer, guild, kind, number, user_id=whole_number(chosen))

    async def take(self, answer: Answer, guild: str, kind: str, number: str) -> None:
        await self._give(answer, guild, kind, number, user_id=answer.user_id)

    async def _give(
        self,
        answer: Answer,
        guild: str,
        kind: str,
        number: str,
        *,
        user_id: int | None = None,
        name: str = "",
    ) -> None:
        summit_of(answer, guild)
        summit = require_organiser(answer)
        subject = read_subject(kind, whole_number(number))

        def tell(about: About) -> Note:
            return letters.given(about, summit)

        await owners.give(
            self.bot.store,
            guild_id=summit.guild_id,
            subject=subject,
            by=answer.user_id,
            user_id=user_id,
            name=name,
            tell=tell,
            now=answer.now,
        )
        answer.saved = "Who looks after it"
        await answer.replace(await self._card(answer, summit, subject, "Saved."))

    async def release(self, answer: Answer, guild: str, kind: str, number: str) -> None:
        summit_of(answer, guild)
        summit = require_organiser(answer)
        subject = read_subject(kind, whole_number(number))
        await owners.release(self.bot.store, guild_id=summit.guild_id, subject=subject)
        answer.saved = "That nobody looks after it"
        await answer.replace(await self._card(answer, summit, subject, "Saved."))

    async def ask_partner(self, answer: Answer, guild: str, kind: str, number: str) -> None:
        await answer.ask(await self.reopen_partner(answer, guild, kind, number, {}))

    async def reopen_partner(
        self, answer: Answer, guild: str, kind: str, number: str, fields: Mapping[str, str]
    ) -> Form:
        summit_of(answer, guild)
        summit = require_organiser(answer)
        subject = read_subject(kind, whole_number(number))
        return views.partner_form(summit.guild_id, subject, fields)

    async def give_partner(
        self, answer: Answer, guild: str, kind: str, number: str, fields: Mapping[str, str]
    ) -> None:
        await self._give(answer, guild, kind, number, name=fields.get("name", ""))

    # ------------------------------------------------------------ what is next, and notes

    async def ask_step(self, answer: Answer, guild: str, kind: str, number: str) -> None:
        await answer.ask(await self.reopen_step(answer, guild, kind, number, {}))

    async def reopen_step(
        self, answer: Answer, guild: str, kind: str, number: str, fields: Mapping[str, str]
    ) -> Form:
        """The form, with what is kept or could not be taken. Reads are timed: it comes first."""
        summit = summit_of(answer, guild)
        subject = read_subject(kind, whole_number(number))
        owner = (await self._soon(answer, summit, subject)).owner
        known = {"step": "", "day": ""}
        if owner is not None:
            known["step"] = owner.next_step
            known["day"] = f"{owner.next_on:%d/%m/%Y}" if owner.next_on else ""
        return views.step_form(summit.guild_id, subject, known | dict(fields))

    async def plan_step(
        self, answer: Answer, guild: str, kind: str, number: str, fields: Mapping[str, str]
    ) -> None:
        summit = summit_of(answer, guild)
        subject = read_subject(kind, whole_number(number))
        today = answer.now.astimezone(zone(summit)).date()
        step, on = check_step(fields.get("step", ""), fields.get("day", ""), today=today)
        await owners.plan_step(
            self.bot.store,
            guild_id=summit.guild_id,
            subject=subject,
            user_id=answer.user_id,
            organiser=organises(answer, summit),
            step=step,
            on=on,
            now=answer.now,
        )
        answer.saved = "The next step"
        await answer.send(await self._card(answer, summit, subject, "The next step is saved."))

    async def ask_note(self, answer: Answer, guild: str, kind: str, number: str) -> None:
        form_id = str(answer.interaction.id)
        await answer.ask(await self.reopen_note(answer, form_id, guild, kind, number, {}))

    async def reopen_note(
        self,
        answer: Answer,
        form_id: str,
        guild: str,
        kind: str,
        number: str,
        fields: Mapping[str, str],
    ) -> Form:
        summit = summit_of(answer, guild)
        subject = read_subject(kind, whole_number(number))
        await self._soon(answer, summit, subject)
        return views.note_form(whole_number(form_id), summit.guild_id, subject, fields)

    async def add_note(
        self,
        answer: Answer,
        form_id: str,
        guild: str,
        kind: str,
        number: str,
        fields: Mapping[str, str],
    ) -> None:
        summit = summit_of(answer, guild)
        subject = read_subject(kind, whole_number(number))
        await owners.note(
            self.bot.store,
            note_id=whole_number(form_id),
            guild_id=summit.guild_id,
            subject=subject,
            user_id=answer.user_id,
            organiser=organises(answer, summit),
            words=fields.get("words", ""),
            now=answer.now,
        )
        answer.saved = "Your note"
        await answer.send(await self._card(answer, summit, subject, "Your note is saved."))

    async def _soon(self, answer: Answer, summit: Summit, subject: Subject) -> Cared:
        try:
            async with asyncio.timeout(FORM_SECONDS):
                return await self._known(answer, summit, subject)
        except TimeoutError as error:
            raise NotRead("slow") from error

    # ------------------------------------------------------------ tasks

    async def open_task(self, answer: Answer, task_id: str) -> None:
        summit = require_organiser(answer)
        await answer.send(await self._task(answer, summit, whole_number(task_id)))

    async def _task(self, answer: Answer, summit: Summit, task_id: int, said: str = "") -> Reply:
        found = await tasks.get(self.bot.store, guild_id=summit.guild_id, task_id=task_id)
        if found is None:
            raise RuleBroken("task.unknown")
        task, pledge = found
        if task.state != "open":
            raise RuleBroken("task.done")
        return dossier.task_card(task, pledge, answer.user_id, said)

    async def take_task(self, answer: Answer, task_id: str) -> None:
        summit, number = require_organiser(answer), whole_number(task_id)
        await tasks.take(
            self.bot.store, guild_id=summit.guild_id, task_id=number, user_id=answer.user_id
        )
        answer.saved = "That you see to it"
        await answer.replace(await self._task(answer, summit, number, "You see to it."))

    async def give_task_back(self, answer: Answer, task_id: str) -> None:
        summit, number = require_organiser(answer), whole_number(task_id)
        await tasks.give_back(self.bot.store, guild_id=summit.guild_id, task_id=number)
        answer.saved = "That the task is free"
        await answer.replace(await self._task(answer, summit, number, "The task is free."))

    async def ask_done(self, answer: Answer, task_id: str) -> None:
        await answer.ask(await self.reopen_done(answer, task_id, {}))

    async def reopen_done(self, answer: Answer, task_id: str, fields: Mapping[str, str]) -> Form:
        require_organiser(answer)
        return views.task_form(whole_number(task_id), fields)

    async def finish_task(self, answer: Answer, task_id: str, fields: Mapping[str, str]) -> None:
        summit, number = require_organiser(answer), whole_number(task_id)

        def tell(pledge: Pledge, said: str) -> Note:
            return letters.seen_to(pledge, said, summit)

        await tasks.finish(
            self.bot.store,
            guild_id=summit.guild_id,
            task_id=number,
            user_id=answer.user_id,
            said=fields.get("said", ""),
            tell=tell,
            now=answer.now,
        )
        answer.saved = "That the task is done"
        found = await tasks.get(self.bot.store, guild_id=summit.guild_id, task_id=number)
        reference = found[1].reference if found else "the pledge"
        await answer.send(dossier.task_done(reference))
