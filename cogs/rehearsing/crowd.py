"""The crowd: invented people, of whom Discord is never told."""

from __future__ import annotations

import asyncio
import itertools

from bot.client import SummitBot
from cogs.workshops.cards import note
from db import attendees, choices, pledges, rehearsals, reminders, sessions
from domain.choices import slots
from domain.pledge_forms import Wording
from domain.rehearsals import PLEDGES_AT_ONCE, invented, invented_words
from domain.rules import RuleBroken
from domain.summits import Summit

# So many at once share a COMMIT, and people's own presses come between.
AT_ONCE = 50


async def join(bot: SummitBot, summit: Summit) -> int:
    """Everybody joins who has not; returns how many have."""
    store, guild_id, now = bot.store, summit.guild_id, bot.now()
    there = set(await rehearsals.crowd(store, guild_id=guild_id))
    people = invented()

    async def one(user_id: int) -> None:
        details = people[user_id]
        await attendees.join(store, guild_id=guild_id, user_id=user_id, details=details, now=now)
        await attendees.role_given(store, guild_id=guild_id, user_id=user_id)
        # Reminders name whom they are for.
        await reminders.turn_off(store, guild_id=guild_id, user_id=user_id, now=now)

    for some in _some([one for one in people if one not in there]):
        await asyncio.gather(*(one(user_id) for user_id in some))
    return len(people)


async def choose(bot: SummitBot, summit: Summit) -> int:
    """Everybody chooses in every slot; returns how many choices were made.

    Raises RuleBroken ``rehearsal.crowd``, ``rehearsal.no_workshops``.
    """
    store, guild_id, now = bot.store, summit.guild_id, bot.now()
    people = await _there(bot, summit)
    programme = await sessions.every(store, guild_id=guild_id)
    to_choose = slots(programme, now)
    if not to_choose:
        raise RuleBroken("rehearsal.no_workshops")

    async def one(user_id: int, slug: str) -> bool:
        try:
            await choices.choose(
                store, guild_id=guild_id, user_id=user_id, slug=slug, now=now, tell=note
            )
        except RuleBroken:
            return False  # full, or over: as people are told
        return True

    made = 0
    for slot, some in itertools.product(to_choose, _some(people)):
        wanted = {person: slot.workshops[person % len(slot.workshops)].slug for person in some}
        made += sum(await asyncio.gather(*(one(*pair) for pair in wanted.items())))
    return made


async def pledge(bot: SummitBot, summit: Summit, interaction_id: int) -> int:
    """Some of them pledge; returns how many. The same press again makes nothing twice.

    Raises RuleBroken ``rehearsal.crowd``.
    """
    people = await _there(bot, summit)
    themes = list(summit.plan.theme_titles.items())
    base = interaction_id >> 22 << 22
    for number in range(1, PLEDGES_AT_ONCE + 1):
        theme, title = themes[number % len(themes)]
        await pledges.make(
            bot.store,
            pledge_id=base + number,
            guild_id=summit.guild_id,
            user_id=people[(base // 1000 + number * 7) % len(people)],
            wording=Wording(theme, invented_words(number, title), False, "", ""),
            check_first=summit.check_first,
            now=bot.now(),
        )
    return PLEDGES_AT_ONCE


async def _there(bot: SummitBot, summit: Summit) -> list[int]:
    people = await rehearsals.crowd(bot.store, guild_id=summit.guild_id)
    if not people:
        raise RuleBroken("rehearsal.crowd")
    return people


def _some(people: list[int]) -> list[list[int]]:
    return [people[first : first + AT_ONCE] for first in range(0, len(people), AT_ONCE)]
