"""The buttons of a room's record: read it, confirm its summary, see which rooms lack one."""

from __future__ import annotations

import asyncio
import io
from datetime import date

import discord
from discord.ext import commands

from bot.access import is_organiser, require_facilitator, require_organiser
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Form
from cogs.records import cards, views
from cogs.records.poster import Poster, titles_of
from db import attendance, facilitation, room_records, sessions
from db.errors import NotRead
from domain import facilitation as rooms
from domain import records as rules
from domain.facilitation import Door
from domain.records import Record
from domain.rules import RuleBroken
from domain.summits import Summit
from exports import room_record
from exports.room_attendance import attendance_csv
from exports.room_record import Setting

# A form must open within 3 seconds: what it is filled in with may take this long to read.
FORM_SECONDS = 1.5


class Records(commands.Cog):
    """What a session's room leaves behind."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.poster = Poster(bot)
        bot.routes.press("record.show", self.show)
        bot.routes.press("record.review", self.review)
        bot.routes.press("record.confirm", self.confirm)
        bot.routes.press("record.form", self.ask, opens_form=True)
        bot.routes.press("record.list", self.overview)
        bot.again.form("record.save", self.save, self.again, final={"room.not_yours"})

    # ------------------------------------------------------------ reading

    async def show(self, answer: Answer, slug: str, edition: str = "") -> None:
        """A room's record with its files. ``edition``: which year's, on what stands for good."""
        summit = require_facilitator(answer)
        if edition and edition != summit.edition:
            slug = f"{slug}@{_day(edition)}"
        record = await self._record(answer, summit, slug)
        organiser = is_organiser(answer.interaction, summit)
        setting = Setting(
            summit=summit.plan.summit.name,
            time_zone=summit.plan.summit.time_zone,
            themes=titles_of(summit),
            read_at=answer.now,
        )
        files = [_file(record, "public", "html", room_record.page(record, setting, public=True))]
        if organiser:
            whole = room_record.page(record, setting, public=False)
            files += [
                _file(record, "organisers", "html", whole),
                _file(record, "attendance", "csv", attendance_csv(record.attendance)),
            ]
        reply = cards.shown(record, titles_of(summit), organiser=organiser)
        await answer.send(reply, files=files)

    async def review(self, answer: Answer, slug: str) -> None:
        """The summary, filled in."""
        summit = require_facilitator(answer)
        record = await self._record(answer, summit, slug)
        organiser = is_organiser(answer.interaction, summit)
        await answer.send(
            cards.review(record, titles_of(summit), summit.edition, organiser=organiser)
        )

    async def _record(self, answer: Answer, summit: Summit, slug: str) -> Record:
        """For who leads the room, and for organisers. Raises RuleBroken ``room.*``."""
        record = await room_records.read(self.bot.store, guild_id=summit.guild_id, slug=slug)
        rooms.require_own(
            [one.user_id for one in record.leaders],
            answer.user_id,
            organiser=is_organiser(answer.interaction, summit),
        )
        return record

    async def overview(self, answer: Answer, page: str = "0") -> None:
        """Every room, and which of them lack a summary."""
        summit = require_organiser(answer)
        store, guild_id = self.bot.store, summit.guild_id
        programme = [
            one
            for one in await sessions.every_with_archived(store, guild_id=guild_id)
            if one.kind != "break"
        ]
        done = await room_records.with_summary(store, guild_id=guild_id)
        doors = await attendance.doors(store, guild_id=guild_id)
        due = {
            one.slug
            for one in programme
            if one.slug not in done
            and not sessions.is_archived(one.slug)
            and rules.wants_summary(one, doors.get(one.slug, Door.QUIET), answer.now)
        }
        states = {
            one.slug: cards.state(one, confirmed=one.slug in done, due=one.slug in due)
            for one in programme
        }
        first = sorted(programme, key=lambda one: one.slug not in due)
        number = min(whole_number(page), 1000)
        await answer.replace(cards.overview(first, states, lacking=len(due), page=number))

    # ------------------------------------------------------------ confirming

    async def confirm(
        self, answer: Answer, edition: str, slug: str, version: str, heads: str
    ) -> None:
        """Confirm what was shown."""
        summit = _this_edition(answer, edition)
        record = await self._record(answer, summit, slug)
        fields = views.filled_in(record) | {"heads": heads}
        await self._keep(answer, summit, slug, version, fields)

    async def ask(self, answer: Answer, edition: str, slug: str) -> None:
        summit = _this_edition(answer, edition)
        try:
            async with asyncio.timeout(FORM_SECONDS):
                record = await self._record(answer, summit, slug)
        except TimeoutError as error:
            raise NotRead("slow") from error
        form = views.summary_form(edition, slug, record.version, views.filled_in(record))
        await answer.ask(form)

    async def again(
        self, answer: Answer, edition: str, slug: str, version: str, fields: dict[str, str]
    ) -> Form:
        """What was typed, to follow the summary that counts now."""
        summit = _this_edition(answer, edition)
        try:
            async with asyncio.timeout(FORM_SECONDS):
                kept = await room_records.latest(
                    self.bot.store, guild_id=summit.guild_id, slug=slug
                )
        except TimeoutError as error:
            raise NotRead("slow") from error
        return views.summary_form(edition, slug, kept.version if kept else 0, fields)

    async def save(
        self, answer: Answer, edition: str, slug: str, version: str, fields: dict[str, str]
    ) -> None:
        answer.typed = "\n".join(
            fields[name] for name in ("heads", "organisations", "words") if fields.get(name)
        )
        await self._keep(answer, _this_edition(answer, edition), slug, version, fields)

    async def _keep(
        self, answer: Answer, summit: Summit, slug: str, version: str, fields: dict[str, str]
    ) -> None:
        summary, new = await room_records.confirm(
            self.bot.store,
            summary_id=answer.interaction.id,
            guild_id=summit.guild_id,
            slug=slug,
            user_id=answer.user_id,
            organiser=is_organiser(answer.interaction, summit),
            version_seen=whole_number(version),
            heads=rules.check_heads(fields.get("heads", "")),
            organisations=rules.check_organisations(fields.get("organisations", "")),
            words=rules.check_words(fields.get("words", "")),
            now=answer.now,
        )
        answer.saved = "The summary"
        kept = await facilitation.get(self.bot.store, guild_id=summit.guild_id, slug=slug)
        await answer.replace(cards.confirmed(kept.session, summary, new=new))


def _this_edition(answer: Answer, edition: str) -> Summit:
    """The summit, for a button or form of its own. Raises RuleBroken ``form.old``."""
    summit = require_facilitator(answer)
    if edition != summit.edition:
        raise RuleBroken("form.old")
    return summit


def _day(edition: str) -> date:
    """The day that an edition's mark means. Raises RuleBroken ``form.old``."""
    try:
        return date.fromisoformat(edition)
    except ValueError:
        raise RuleBroken("form.old") from None


def _file(record: Record, what: str, end: str, held: bytes) -> discord.File:
    return discord.File(io.BytesIO(held), room_record.file_name(record, what, end))
