"""/change and its buttons: what organisers change of the programme while the summit runs."""

from __future__ import annotations

from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import is_organiser, require_organiser
from bot.answers import Answer
from bot.client import SummitBot
from bot.inert import one_line
from bot.routes import whole_number
from bot.ui import Form, Reply
from cogs import buttons
from cogs.changes import cards, views
from cogs.changes.swapping import RoomSwaps
from db import sessions, shifting
from db.errors import StoreError
from domain.rules import RuleBroken
from domain.sessions import Session, in_order
from domain.shifting import (
    MOST_MINUTES,
    How,
    Shift,
    open_to_change,
    shifted,
    sign_of,
    sign_of_moves,
)
from domain.summits import Summit

# What opening a form again cannot mend.
_FINAL = frozenset({"change.unknown", "change.over", "change.is_cancelled"})

Reach = Literal["This and all after it", "Only this session", "Take it out of the breaks"]
_REACHES: dict[str, How] = {
    "This and all after it": How.ALL,
    "Only this session": How.ONE,
    "Take it out of the breaks": How.BREAKS,
}


class Changes(commands.Cog):
    """Later, earlier, cancelled, another room: first shown, then done."""

    change = app_commands.Group(
        name="change",
        description="For organisers: change the programme while the summit runs",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.rooms = RoomSwaps(bot)
        bot.routes.press(buttons.CHANGE.route, self.show)
        bot.routes.press("change.see", self.see)
        bot.routes.press("change.shift", self.preview)
        bot.routes.press("change.go", self.go)
        bot.routes.press("change.other", self.ask_minutes, opens_form=True)
        bot.again.form("change.minutes", self.take_minutes, self.minutes_again, final=_FINAL)
        bot.routes.press("change.cancel", self.ask_reason, opens_form=True)
        bot.again.form("change.cancelled", self.cancel, self.reason_again, final=_FINAL)
        bot.routes.press("change.restore", self.restore)

    # ------------------------------------------------------------ commands

    @change.command(name="shift", description="Move sessions later or earlier; you see it first")
    @app_commands.describe(
        minutes="Minutes later; with a minus, earlier",
        session="From which session on; without one, everything from now on",
        reach="What moves with it",
    )
    async def shift_command(
        self,
        interaction: discord.Interaction[SummitBot],
        minutes: app_commands.Range[int, -MOST_MINUTES, MOST_MINUTES],
        session: str = "",
        reach: Reach = "This and all after it",
    ) -> None:
        how = _REACHES[reach]
        if how is How.ONE and not session:
            raise RuleBroken("change.which")
        await self._preview(Answer.of(interaction), Shift(session, minutes, how))

    @change.command(
        name="cancel", description="Cancel a session, with a reason", extras={"opens_form": True}
    )
    @app_commands.describe(session="Which session")
    async def cancel_command(
        self, interaction: discord.Interaction[SummitBot], session: str
    ) -> None:
        await self.ask_reason(Answer.of(interaction), session)

    @change.command(name="restore", description="A cancelled session takes place after all")
    @app_commands.describe(session="Which session")
    async def restore_command(
        self, interaction: discord.Interaction[SummitBot], session: str
    ) -> None:
        await self.see(Answer.of(interaction), session)

    @change.command(name="swap", description="Two sessions take each other’s rooms")
    @app_commands.describe(session="Which session", other="With which other session")
    async def swap_command(
        self, interaction: discord.Interaction[SummitBot], session: str, other: str
    ) -> None:
        await self.rooms.preview(Answer.of(interaction), session, other)

    @shift_command.autocomplete("session")
    @cancel_command.autocomplete("session")
    @restore_command.autocomplete("session")
    @swap_command.autocomplete("session")
    @swap_command.autocomplete("other")
    async def _sessions(
        self, interaction: discord.Interaction[SummitBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        """What is not over, by what was typed of its title; for organisers alone."""
        answer = Answer.of(interaction)
        try:
            summit = answer.summit
            if not is_organiser(interaction, summit):
                return []
            day = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        except (RuleBroken, StoreError):
            return []
        found = [
            one
            for one in in_order(day)
            if not one.is_over(answer.now) and typed.casefold() in one.title.casefold()
        ]
        return [
            app_commands.Choice(name=one_line(one.title, views.OPTION), value=one.slug)
            for one in found[: views.A_PAGE]
        ]

    # ------------------------------------------------------------ looking

    async def show(self, answer: Answer, page: str = "0") -> None:
        """All that can be changed."""
        summit = require_organiser(answer)
        day = await sessions.every(self.bot.store, guild_id=summit.guild_id)
        zone = summit.plan.summit.time_zone
        await answer.replace(cards.of_day(day, zone, page=whole_number(page), now=answer.now))

    async def see(self, answer: Answer, slug: str) -> None:
        """One session."""
        summit = require_organiser(answer)
        await answer.replace(await self._session(answer, summit, slug))

    async def _session(
        self, answer: Answer, summit: Summit, slug: str, *, stale: bool = False
    ) -> Reply:
        day = await shifting.look(self.bot.store, guild_id=summit.guild_id)
        session = day.find(slug)
        if session is None:
            raise RuleBroken("change.unknown")
        if session.is_over(answer.now):
            raise RuleBroken("change.over", title=session.title)
        return cards.of_session(
            session,
            sign_of(day.version, "restore", slug),
            may_swap=session.text_channel is not None and session.starts_at > answer.now,
            now=answer.now,
            stale=stale,
        )

    # ------------------------------------------------------------ later or earlier

    async def preview(self, answer: Answer, slug: str, minutes: str, how: str) -> None:
        await self._preview(answer, _wanted(slug, minutes, how))

    async def ask_minutes(self, answer: Answer, slug: str) -> None:
        require_organiser(answer)
        await answer.ask(views.minutes_form(slug))

    async def minutes_again(self, answer: Answer, slug: str, fields: dict[str, str]) -> Form:
        require_organiser(answer)
        return views.minutes_form(slug).filled(fields)

    async def take_minutes(self, answer: Answer, slug: str, fields: dict[str, str]) -> None:
        await self._preview(answer, _wanted(slug, fields.get("minutes", "").strip(), "all"))

    async def _preview(self, answer: Answer, wanted: Shift, *, stale: bool = False) -> None:
        summit = require_organiser(answer)
        day = await shifting.look(self.bot.store, guild_id=summit.guild_id)
        moves = shifted(day.programme, wanted, answer.now)
        breaks = wanted.minutes > 0 and any(
            move.before.kind == "break" and not move.only_its_end for move in moves
        )
        if wanted.how is How.ONE:
            breaks = wanted.minutes > 0 and any(one.kind == "break" for one in day.programme)
        sign = sign_of_moves(day.version, wanted, moves)
        zone = summit.plan.summit.time_zone
        await answer.replace(cards.of_moves(moves, wanted, sign, zone, breaks=breaks, stale=stale))

    async def go(self, answer: Answer, slug: str, minutes: str, how: str, sign: str) -> None:
        """Nobody agrees to what they have not read."""
        summit = require_organiser(answer)
        wanted = _wanted(slug, minutes, how)
        try:
            moves, new = await shifting.shift(
                self.bot.store,
                guild_id=summit.guild_id,
                user_id=answer.user_id,
                wanted=wanted,
                sign=sign,
                now=answer.now,
            )
        except RuleBroken as error:
            if error.code != "change.stale":
                raise
            await self._preview(answer, wanted, stale=True)
            return
        answer.saved = "The change of the programme"
        await answer.replace(cards.moved(moves, wanted, new=new))

    # ------------------------------------------------------------ cancelled, and not

    async def ask_reason(self, answer: Answer, slug: str) -> None:
        session = await self._open(answer, slug)
        await answer.ask(views.cancel_form(session, answer.interaction.id))

    async def reason_again(
        self, answer: Answer, nonce: str, slug: str, fields: dict[str, str]
    ) -> Form:
        session = await self._open(answer, slug)
        return views.cancel_form(session, whole_number(nonce)).filled(fields)

    async def _open(self, answer: Answer, slug: str) -> Session:
        summit = require_organiser(answer)
        found = await sessions.get(self.bot.store, guild_id=summit.guild_id, slug=slug)
        return open_to_change(found, answer.now)

    async def cancel(self, answer: Answer, nonce: str, slug: str, fields: dict[str, str]) -> None:
        summit = require_organiser(answer)
        answer.typed = fields.get("reason", "")
        session, new = await shifting.cancel(
            self.bot.store,
            press_id=whole_number(nonce),
            guild_id=summit.guild_id,
            user_id=answer.user_id,
            slug=slug,
            reason=answer.typed,
            now=answer.now,
        )
        answer.saved = "That it is cancelled"
        await answer.send(cards.cancelled(session, new=new))

    async def restore(self, answer: Answer, slug: str, sign: str) -> None:
        summit = require_organiser(answer)
        try:
            session, _ = await shifting.restore(
                self.bot.store,
                guild_id=summit.guild_id,
                user_id=answer.user_id,
                slug=slug,
                sign=sign,
                now=answer.now,
            )
        except RuleBroken as error:
            if error.code != "change.stale":
                raise
            await answer.replace(await self._session(answer, summit, slug, stale=True))
            return
        answer.saved = "That it takes place"
        await answer.replace(cards.restored(session))


def _wanted(slug: str, minutes: str, how: str) -> Shift:
    """What a button or a form says. Raises RuleBroken ``form.old`` or ``change.number``."""
    if how not in list(How):
        raise RuleBroken("form.old")
    bare = minutes.replace("\u2212", "-").removeprefix("+")  # a minus sign, as some keyboards have
    if not bare.removeprefix("-").isdecimal() or len(bare) > 5:
        raise RuleBroken("change.number")
    return Shift(slug, int(bare), How(how))
