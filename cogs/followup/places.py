"""Which summit a button means: this server's, or the one that a letter's button names."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.access import is_organiser
from bot.answers import Answer
from bot.routes import whole_number
from domain.rules import RuleBroken
from domain.summits import Summit


def summit_of(answer: Answer, guild: str) -> Summit:
    """The summit that a button names. Raises RuleBroken ``pledge.unknown``, ``summit.none``.

    Whoever presses must be who the row says: the verbs see to that.
    """
    guild_id = whole_number(guild)
    if answer.interaction.guild_id not in (None, guild_id):
        raise RuleBroken("pledge.unknown")
    answer.home = guild_id
    return answer.bot.summit(guild_id)


def organises(answer: Answer, summit: Summit) -> bool:
    """Whether they are an organiser here; in a direct message nobody is known to be one."""
    return is_organiser(answer.interaction, summit)


def zone(summit: Summit) -> ZoneInfo:
    return ZoneInfo(summit.plan.summit.time_zone)
