"""/room and the buttons of the control panel."""

from __future__ import annotations

from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import is_organiser, may_moderate, require_facilitator
from bot.answers import Answer
from bot.client import SummitBot
from bot.room_panels import Panel, RoomPanels
from bot.routes import whole_number
from bot.ui import Form
from cogs.control import cards, panel, views
from cogs.control.keeper import DoorKeeper
from cogs.control.leaders import Leaders, lost_role
from cogs.here import room_run_by
from db import breakouts, clocks, facilitation, leading, room_records
from db.facilitation import Change, Kept
from domain import facilitation as rules
from domain.records import wants_summary
from domain.rules import RuleBroken
from domain.sessions import Session
from domain.summits import Summit


class Control(commands.Cog):
    """Running a session's room."""

    room = app_commands.Group(
        name="room",
        description="Run your room: open, close, lead, count time down",
        guild_only=True,
    )

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.keeper = DoorKeeper(bot)
        self.leaders = Leaders(bot)
        self.panels = RoomPanels(
            bot, "control_panel", self.paint, known_by=lambda one: f"room.lead:{one.slug}"
        )
        bot.routes.press("room.lead", self.lead)
        bot.routes.press("room.unlead", self.stop_leading)
        bot.routes.press("room.open", self.open)
        bot.routes.press("room.close", self.close)
        bot.routes.press("room.keep", self.keep)
        bot.routes.press("room.text", self.text)
        bot.routes.press("room.slow", self.ask_slow)
        bot.routes.press("room.slow.set", self.slow)
        bot.routes.press("room.clock", self.ask_clock, opens_form=True)
        bot.routes.press("room.clock.move", self.move_clock)
        bot.routes.press("room.clock.stop", self.stop_clock)
        bot.routes.press("room.clocks", self.all_clocks)
        bot.routes.press("room.more", self.more)
        bot.routes.press("room.words", self.words)
        bot.again.form("room.clock", self.start_clock, self.clock_again, final={"room.not_yours"})

    async def paint(self, summit: Summit, session: Session, now: datetime) -> Panel:
        """The panel from which a room is run, as it is now."""
        store, guild_id, slug = self.bot.store, session.guild_id, session.slug
        kept = await facilitation.get(store, guild_id=guild_id, slug=slug)
        running = await clocks.of_room(store, guild_id=guild_id, slug=slug)
        groups = await breakouts.running(store, guild_id=guild_id, slug=slug)
        lacks = wants_summary(session, kept.room.door, now) and (
            await room_records.latest(store, guild_id=guild_id, slug=slug) is None
        )
        rows = panel.rows(kept, running, groups, lacks_summary=lacks)
        return Panel(
            panel.text(kept, running, groups, lacks_summary=lacks),
            tuple(presses for _, presses in rows),
            tuple(head for head, _ in rows),
        )

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[SummitBot]) -> None:
        """Whoever does anything and leads a room without a role to do so leads it no longer."""
        guild_id, user_id = interaction.guild_id or 0, interaction.user.id
        if user_id not in self.keeper.leaders(guild_id):
            return
        summit = self.bot.summit(guild_id)
        if not may_moderate(interaction, summit):
            await lost_role(self.bot, summit, user_id)

    # ------------------------------------------------------------ commands

    @room.command(name="lead", description="Say that you lead the room you are in")
    async def lead_command(self, interaction: discord.Interaction[SummitBot]) -> None:
        answer = Answer.of(interaction)
        await self.lead(answer, await self._here(answer))

    @room.command(name="open", description="Let people write in the room you are in")
    async def open_command(self, interaction: discord.Interaction[SummitBot]) -> None:
        answer = Answer.of(interaction)
        await self.open(answer, await self._here(answer))

    @room.command(name="close", description="Warn people, and lock the room a minute later")
    async def close_command(self, interaction: discord.Interaction[SummitBot]) -> None:
        answer = Answer.of(interaction)
        await self.close(answer, await self._here(answer))

    @room.command(name="clock", description="Count time down in the room you are in")
    @app_commands.describe(minutes="How many minutes", label="What for; people read this")
    async def clock_command(
        self,
        interaction: discord.Interaction[SummitBot],
        minutes: app_commands.Range[int, 1, 240],
        label: str = "Small groups",
    ) -> None:
        answer = Answer.of(interaction)
        fields = {"label": label, "minutes": str(minutes)}
        await self.start_clock(answer, await self._here(answer), fields)

    @room.command(name="record", description="What this room leaves behind, with its files")
    async def record_command(self, interaction: discord.Interaction[SummitBot]) -> None:
        answer = Answer.of(interaction)
        await self.bot.routes.go(answer, f"record.show:{await self._here(answer)}")

    async def _here(self, answer: Answer) -> str:
        return (await room_run_by(answer, self.bot.store)).slug

    # ------------------------------------------------------------ leading

    async def lead(self, answer: Answer, slug: str) -> None:
        summit = require_facilitator(answer)
        kept, new = await facilitation.lead(
            self.bot.store,
            guild_id=summit.guild_id,
            slug=slug,
            user_id=answer.user_id,
            tell=cards.to_who_leads,
            now=answer.now,
        )
        answer.saved = "That you lead it"
        await answer.send(cards.leads(kept, new=new))

    async def stop_leading(self, answer: Answer, slug: str) -> None:
        summit = require_facilitator(answer)
        kept, there = await leading.stop_leading(
            self.bot.store,
            guild_id=summit.guild_id,
            slug=slug,
            user_id=answer.user_id,
            now=answer.now,
        )
        answer.saved = "That you stopped leading"
        await answer.replace(cards.leads_no_longer(kept, there=there))

    # ------------------------------------------------------------ behind the panel's buttons

    async def more(self, answer: Answer, slug: str) -> None:
        kept = await self._of_room(answer, slug)
        organiser = is_organiser(answer.interaction, answer.summit)
        await answer.send(panel.more(kept, answer.user_id, organiser=organiser))

    async def words(self, answer: Answer, slug: str) -> None:
        await answer.send(panel.words(await self._of_room(answer, slug)))

    async def all_clocks(self, answer: Answer, slug: str) -> None:
        kept = await self._of_room(answer, slug)
        running = await clocks.of_room(self.bot.store, guild_id=kept.session.guild_id, slug=slug)
        await answer.send(panel.all_clocks(kept, running))

    async def _of_room(self, answer: Answer, slug: str) -> Kept:
        """What is to be run. Whether it is theirs is asked by each thing that they do."""
        summit = require_facilitator(answer)
        return await facilitation.get(self.bot.store, guild_id=summit.guild_id, slug=slug)

    # ------------------------------------------------------------ doors

    async def open(self, answer: Answer, slug: str) -> None:
        await self._turn(
            answer,
            slug,
            "opened",
            lambda kept: rules.open_room(kept.room, kept.session, answer.now),
        )

    async def close(self, answer: Answer, slug: str) -> None:
        await self._turn(
            answer, slug, "closed", lambda kept: rules.close_room(kept.room, answer.now)
        )

    async def keep(self, answer: Answer, slug: str) -> None:
        await self._turn(answer, slug, "kept open", lambda kept: rules.keep_open(kept.room))

    async def text(self, answer: Answer, slug: str, wanted: str) -> None:
        closed = wanted == "closed"
        event = "closed the chat" if closed else "opened the chat"
        await self._turn(
            answer, slug, event, lambda kept: rules.with_text(kept.room, closed=closed)
        )

    async def ask_slow(self, answer: Answer, slug: str) -> None:
        summit = require_facilitator(answer)
        kept = await facilitation.get(self.bot.store, guild_id=summit.guild_id, slug=slug)
        await answer.send(cards.slow_choice(kept))

    async def slow(self, answer: Answer, slug: str, seconds: str) -> None:
        every = whole_number(seconds)
        kept = await self._change(
            answer, slug, "slow mode", lambda kept: rules.slowed(kept.room, every)
        )
        await answer.replace(cards.slow_choice(kept))

    async def _turn(self, answer: Answer, slug: str, event: str, work: Change) -> None:
        kept = await self._change(answer, slug, event, work)
        groups = await breakouts.running(self.bot.store, guild_id=kept.room.guild_id, slug=slug)
        await answer.replace(cards.turned(kept, groups))

    async def _change(self, answer: Answer, slug: str, event: str, work: Change) -> Kept:
        summit = require_facilitator(answer)
        kept = await facilitation.change(
            self.bot.store,
            guild_id=summit.guild_id,
            slug=slug,
            user_id=answer.user_id,
            organiser=is_organiser(answer.interaction, summit),
            event=event,
            work=work,
            now=answer.now,
        )
        answer.saved = "This"
        return kept

    # ------------------------------------------------------------ countdowns

    async def ask_clock(self, answer: Answer, slug: str) -> None:
        require_facilitator(answer)
        await answer.ask(views.clock_form(slug))

    async def clock_again(self, answer: Answer, slug: str, fields: dict[str, str]) -> Form:
        return views.clock_form(slug).filled(fields)

    async def start_clock(self, answer: Answer, slug: str, fields: dict[str, str]) -> None:
        summit = require_facilitator(answer)
        running = await clocks.start(
            self.bot.store,
            guild_id=summit.guild_id,
            slug=slug,
            user_id=answer.user_id,
            organiser=is_organiser(answer.interaction, summit),
            label=fields.get("label", ""),
            minutes=_minutes(fields.get("minutes", "")),
            now=answer.now,
        )
        answer.saved = "The clock"
        await answer.send(cards.counting(running, verb="The clock runs"))

    async def move_clock(self, answer: Answer, clock_id: str, minutes: str) -> None:
        summit = require_facilitator(answer)
        running = await clocks.move(
            self.bot.store,
            guild_id=summit.guild_id,
            clock_id=whole_number(clock_id),
            user_id=answer.user_id,
            organiser=is_organiser(answer.interaction, summit),
            minutes=_step(minutes),
            now=answer.now,
        )
        answer.saved = "The clock"
        await answer.replace(cards.counting(running, verb="The clock is changed"))

    async def stop_clock(self, answer: Answer, clock_id: str) -> None:
        summit = require_facilitator(answer)
        running = await clocks.stop(
            self.bot.store,
            guild_id=summit.guild_id,
            clock_id=whole_number(clock_id),
            user_id=answer.user_id,
            organiser=is_organiser(answer.interaction, summit),
        )
        answer.saved = "That it is stopped"
        await answer.replace(cards.stopped(running))


def _minutes(text: str) -> int:
    """A number of minutes as it was typed; what is none is refused as such by the rule."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else 0


def _step(text: str) -> int:
    """From a button: five minutes more or less."""
    if text not in ("5", "-5"):
        raise RuleBroken("form.old")
    return int(text)
