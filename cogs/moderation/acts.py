"""Warn, time out, remove, hide; try again and take back. Each asks who presses, and about whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Form
from cogs.moderation import cards, letters, people, views
from cogs.moderation.keeper import ModerationKeeper
from db import moderation, moderation_reads, moderation_reports, room_locks, sessions
from domain import moderation as rules
from domain.moderation import Act, Kind
from domain.rules import RuleBroken
from domain.summits import Summit

# What opening the form again cannot mend.
_FINAL = {
    "room.not_yours",
    "moderation.room",
    "moderation.self",
    "moderation.bot",
    "moderation.organiser",
    "moderation.facilitator",
    "moderation.left",
    "moderation.sight",
    "access.facilitator",
}


class Acts:
    """The forms of what can be done, and doing it."""

    def __init__(self, bot: SummitBot, keeper: ModerationKeeper) -> None:
        self.bot = bot
        self.keeper = keeper
        bot.routes.press("mod.warn", self.ask_warn, opens_form=True)
        bot.routes.press("mod.timeout", self.ask_time_out, opens_form=True)
        bot.routes.press("mod.remove", self.ask_remove, opens_form=True)
        bot.routes.press("mod.again", self.again)
        bot.routes.press("mod.back", self.take_back)
        bot.routes.press("mod.unlock", self.unlock)
        bot.again.form("mod.hide", self.hide, self._hide_form, final=_FINAL)
        bot.again.form("mod.warn", self.warn, self._warn_form, final=_FINAL)
        bot.again.form("mod.timeout", self.time_out, self._time_out_form, final=_FINAL)
        bot.again.form("mod.remove", self.remove, self._remove_form, final=_FINAL)

    # ------------------------------------------------------------ forms

    async def ask_warn(self, answer: Answer, user_id: str, slug: str) -> None:
        people.require_moderator(await people.presser(answer, answer.summit))
        await answer.ask(views.warn_form(whole_number(user_id), slug_of(slug)))

    async def ask_time_out(self, answer: Answer, user_id: str, slug: str) -> None:
        actor = people.require_moderator(await people.presser(answer, answer.summit))
        form = views.time_out_form(whole_number(user_id), slug_of(slug), organiser=actor.organiser)
        await answer.ask(form)

    async def ask_remove(self, answer: Answer, user_id: str, slug: str) -> None:
        people.require_moderator(await people.presser(answer, answer.summit))
        await answer.ask(views.remove_form(whole_number(user_id), slug_of(slug)))

    async def _hide_form(
        self, answer: Answer, sight_id: str, slug: str, fields: dict[str, str]
    ) -> Form:
        return views.hide_form(whole_number(sight_id), slug_of(slug)).filled(fields)

    async def _warn_form(
        self, answer: Answer, user_id: str, slug: str, fields: dict[str, str]
    ) -> Form:
        return views.warn_form(whole_number(user_id), slug_of(slug)).filled(fields)

    async def _time_out_form(
        self, answer: Answer, user_id: str, slug: str, fields: dict[str, str]
    ) -> Form:
        actor = await people.presser(answer, answer.summit)
        return views.time_out_form(
            whole_number(user_id),
            slug_of(slug),
            organiser=actor.organiser,
            chosen=fields.get("minutes", ""),
        ).filled(fields)

    async def _remove_form(
        self, answer: Answer, user_id: str, slug: str, fields: dict[str, str]
    ) -> Form:
        return views.remove_form(whole_number(user_id), slug_of(slug)).filled(fields)

    # ------------------------------------------------------------ acting

    async def hide(
        self, answer: Answer, sight_id: str, slug: str, fields: Mapping[str, str]
    ) -> None:
        summit = answer.summit
        sight = await moderation_reports.sight(
            self.bot.store,
            guild_id=summit.guild_id,
            sight_id=whole_number(sight_id),
            user_id=answer.user_id,
        )
        act = self._wanted(answer, summit, Kind.HIDE, sight.author_id, slug)
        act = replace(act, channel_id=sight.channel_id, message_id=sight.message_id)
        await self._act(answer, summit, act, fields, sight.words)

    async def warn(
        self, answer: Answer, user_id: str, slug: str, fields: Mapping[str, str]
    ) -> None:
        summit = answer.summit
        act = self._wanted(answer, summit, Kind.WARN, whole_number(user_id), slug)
        await self._act(answer, summit, act, fields)

    async def time_out(
        self, answer: Answer, user_id: str, slug: str, fields: Mapping[str, str]
    ) -> None:
        summit = answer.summit
        actor = people.require_moderator(await people.presser(answer, summit))
        minutes = fields.get("minutes", "")
        length = int(minutes) if minutes.isascii() and minutes.isdecimal() else 0
        act = self._wanted(answer, summit, Kind.TIME_OUT, whole_number(user_id), slug)
        until = rules.end_of(length, answer.now, organiser=actor.organiser)
        await self._act(answer, summit, replace(act, until=until), fields)

    async def remove(
        self, answer: Answer, user_id: str, slug: str, fields: Mapping[str, str]
    ) -> None:
        summit = answer.summit
        act = self._wanted(answer, summit, Kind.REMOVE, whole_number(user_id), slug)
        await self._act(answer, summit, act, fields)

    def _wanted(self, answer: Answer, summit: Summit, kind: Kind, target_id: int, slug: str) -> Act:
        return Act(
            id=answer.interaction.id,
            guild_id=summit.guild_id,
            slug=slug_of(slug),
            kind=kind,
            target_id=target_id,
            actor_id=answer.user_id,
            channel_id=answer.interaction.channel_id or 0,
            asked_at=answer.now,
        )

    async def _act(
        self,
        answer: Answer,
        summit: Summit,
        wanted: Act,
        fields: Mapping[str, str],
        message: str = "",
    ) -> None:
        answer.typed = fields.get("reason", "")
        actor = people.require_moderator(await people.presser(answer, summit))
        target = await people.find(self.bot, summit, wanted.target_id)
        act, new = await moderation.ask(
            self.bot.store,
            wanted=wanted,
            actor=actor,
            target=target,
            reason=answer.typed,
            message=message,
            tell=letters.of_act(summit),
            now=answer.now,
        )
        answer.saved = "What you asked for"
        if new:
            act = await self._do(summit, act)
        await self._say(answer, act, new=new)

    async def again(self, answer: Answer, act_id: str) -> None:
        """Try once more what could not be done."""
        summit = answer.summit
        actor = people.require_moderator(await people.presser(answer, summit))
        known = await moderation_reads.act(
            self.bot.store, guild_id=summit.guild_id, act_id=whole_number(act_id)
        )
        if known is None:
            raise RuleBroken("moderation.unknown")
        target = await people.find(self.bot, summit, known.act.target_id)
        act = await moderation.ask_again(
            self.bot.store,
            guild_id=summit.guild_id,
            act_id=known.act.id,
            actor=actor,
            target=target,
            now=answer.now,
        )
        answer.saved = "What you asked for"
        await self._say(answer, await self._do(summit, act), new=True)

    async def _do(self, summit: Summit, act: Act) -> Act:
        return await self.keeper.do(act, letters.of_act(summit))

    async def _say(self, answer: Answer, act: Act, *, new: bool) -> None:
        told = await moderation_reads.act(self.bot.store, guild_id=act.guild_id, act_id=act.id)
        assert told is not None, "acts stay"
        await answer.replace(cards.acted(told, new=new, me=answer.user_id))

    async def take_back(self, answer: Answer, act_id: str) -> None:
        """End a time-out, or let somebody back in."""
        summit = answer.summit
        actor = people.require_moderator(await people.presser(answer, summit))
        act = await moderation.take_back(
            self.bot.store,
            guild_id=summit.guild_id,
            act_id=whole_number(act_id),
            actor=actor,
            now=answer.now,
        )
        answer.saved = "What you asked for"
        await self.keeper.undo(act, letters.of_act(summit))
        told = await moderation_reads.act(self.bot.store, guild_id=act.guild_id, act_id=act.id)
        assert told is not None, "acts stay"
        await answer.replace(cards.taken_back(told))

    async def unlock(self, answer: Answer, user_id: str, slug: str) -> None:
        """Let somebody back in who has erased their data since they were removed."""
        summit = answer.summit
        actor = people.require_moderator(await people.presser(answer, summit))
        whom = whole_number(user_id)
        await room_locks.lift(
            self.bot.store,
            guild_id=summit.guild_id,
            slug=slug,
            user_id=whom,
            actor=actor,
            now=answer.now,
        )
        answer.saved = "What you asked for"
        session = await sessions.get(self.bot.store, guild_id=summit.guild_id, slug=slug)
        await answer.replace(cards.unlocked(whom, session.title if session else ""))


def slug_of(text: str) -> str:
    """The session that a custom_id names; ``-`` is none."""
    return "" if text == "-" else text
