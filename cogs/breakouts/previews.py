"""Small groups before anybody is moved: the form, who would go with whom, and mixing again."""

from __future__ import annotations

from collections.abc import Sequence
from random import SystemRandom

import discord

from bot.access import is_organiser, require_facilitator
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Form
from cogs.breakouts import cards, views
from db import (
    attendees,
    breakout_limits,
    breakout_previews,
    breakouts,
    choices,
    facilitation,
)
from db.facilitation import Kept
from domain.breakouts import How, met, repeats
from domain.rules import RuleBroken
from domain.summits import Summit

# With fewer in the voice room than this, those who have a place are meant.
LEAST_IN_VOICE = 2


class Previews:
    """Each handler asks who it is; the verb asks whose room it is."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press("breakout.new", self.ask_new, opens_form=True)
        bot.routes.press("breakout.mix", self.mix)
        bot.again.form("breakout.new", self.save_new, self.new_again, final={"room.not_yours"})

    async def ask_new(self, answer: Answer, slug: str) -> None:
        require_facilitator(answer)
        await answer.ask(views.new_form(slug, {}))

    async def new_again(self, answer: Answer, slug: str, fields: dict[str, str]) -> Form:
        return views.new_form(slug, fields)

    async def save_new(self, answer: Answer, slug: str, fields: dict[str, str]) -> None:
        summit = require_facilitator(answer)
        kept = await facilitation.get(self.bot.store, guild_id=summit.guild_id, slug=slug)
        in_voice = await self._in_voice(summit, kept)
        source = "voice" if len(in_voice) >= LEAST_IN_VOICE else "chosen"
        number = _number(fields.get("number", ""))
        by_size = fields.get("by") != "count"
        await self._preview(
            answer,
            summit,
            kept,
            source,
            how=_how(fields.get("how", "")),
            groups=None if by_size else number,
            size=number if by_size else None,
            minutes=_number(fields.get("minutes", "")),
            brief=fields.get("brief", ""),
        )

    async def mix(self, answer: Answer, round_id: str, source: str) -> None:
        """The same again with another throw of the dice, or with other people."""
        summit = require_facilitator(answer)
        if source not in cards.SOURCES:
            raise RuleBroken("form.old")
        before = await breakouts.get(
            self.bot.store, guild_id=summit.guild_id, round_id=whole_number(round_id)
        )
        if before is None:
            raise RuleBroken("breakout.unknown")
        kept = await facilitation.get(self.bot.store, guild_id=summit.guild_id, slug=before.slug)
        await self._preview(
            answer,
            summit,
            kept,
            source,
            how=before.how,
            groups=len(before.groups),
            size=None,
            minutes=before.minutes,
            brief=before.brief,
        )

    async def _preview(
        self,
        answer: Answer,
        summit: Summit,
        kept: Kept,
        source: str,
        *,
        how: How,
        groups: int | None,
        size: int | None,
        minutes: int,
        brief: str,
    ) -> None:
        store, guild_id, session = self.bot.store, summit.guild_id, kept.session
        members = await choices.members(store, guild_id=guild_id, slug=session.slug)
        out = await breakout_limits.removed(store, guild_id=guild_id, slug=session.slug)
        chosen = [one.user_id for one in members if one.has_place and one.user_id not in out]
        in_voice = await self._in_voice(summit, kept)
        made = await breakout_previews.preview(
            store,
            guild_id=guild_id,
            slug=session.slug,
            user_id=answer.user_id,
            organiser=is_organiser(answer.interaction, summit),
            people=in_voice if source == "voice" else chosen,
            how=how,
            groups=groups,
            size=size,
            minutes=minutes,
            brief=brief,
            dice=SystemRandom(),
            now=answer.now,
        )
        other = "chosen" if source == "voice" else "voice"
        there = chosen if other == "chosen" else in_voice
        before = await breakout_previews.rounds_over(store, guild_id=guild_id, slug=session.slug)
        await answer.replace(
            cards.preview(
                made,
                await attendees.kinds(store, guild_id=guild_id),
                source=source,
                other=other if there else "",
                repeats=repeats(made.groups, met(before)),
            )
        )

    async def _in_voice(self, summit: Summit, kept: Kept) -> Sequence[int]:
        """Who is in the workshop's voice room now, but for who leads it or was removed from it."""
        guild = self.bot.get_guild(summit.guild_id)
        room = guild.get_channel(kept.session.voice_channel or 0) if guild else None
        if not isinstance(room, discord.VoiceChannel | discord.StageChannel):
            return ()
        out = await breakout_limits.removed(
            self.bot.store, guild_id=summit.guild_id, slug=kept.session.slug
        )
        return tuple(one for one in room.voice_states if one not in {*kept.facilitators, *out})


def _how(text: str) -> How:
    try:
        return How(text)
    except ValueError:
        raise RuleBroken("form.old") from None


def _number(text: str) -> int:
    """A number as it was typed; what is none is refused as such by the rule."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else 0
