"""What every act of a facilitator or organiser on a numbered thing carries."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from bot.access import is_organiser, require_facilitator
from bot.answers import Answer
from bot.routes import whole_number


class Act(TypedDict):
    """On which row, by whom, as what, and when: what each verb of moderation is given."""

    guild_id: int
    number: int
    user_id: int
    organiser: bool
    now: datetime


def act_on(answer: Answer, number: str) -> Act:
    """The act of who presses. Raises RuleBroken ``access.facilitator``, ``form.old``."""
    summit = require_facilitator(answer)
    return Act(
        guild_id=summit.guild_id,
        number=whole_number(number),
        user_id=answer.user_id,
        organiser=is_organiser(answer.interaction, summit),
        now=answer.now,
    )
