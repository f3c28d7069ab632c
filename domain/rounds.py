"""One round of small groups in a workshop: previewed, running, in its minute of grace, over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain import clocks
from domain.breakouts import Group, How
from domain.clocks import Clock
from domain.rules import RuleBroken
from domain.text import clean

# How long people have after the end before anybody is moved back.
GRACE = timedelta(seconds=60)
# Minutes before the end at which a group's report form appears in its thread.
REPORT_AT = 10
BRIEF_LENGTH = 500


class Stage(StrEnum):
    """Where a round is. The values are kept."""

    PREVIEW = "preview"
    RUNNING = "running"
    GRACE = "grace"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Round:
    """One round. ``number`` counts a workshop's rounds from 1; ``minutes`` is what was planned."""

    id: int
    guild_id: int
    slug: str
    number: int
    how: How
    minutes: int
    brief: str
    stage: Stage
    groups: tuple[Group, ...]
    clock: Clock | None = None
    back_at: datetime | None = None


def check_brief(text: str) -> str:
    """What the groups are to talk about; may be empty. Raises RuleBroken ``text.*``."""
    return clean(text, field="brief", most=BRIEF_LENGTH)


def begin(before: Round, now: datetime) -> Round:
    """From the preview to the groups. Raises RuleBroken ``breakout.begun``, ``clock.minutes``."""
    if before.stage is not Stage.PREVIEW:
        raise RuleBroken("breakout.begun")
    clock = clocks.started(f"Small groups, round {before.number}", before.minutes, now)
    return replace(before, stage=Stage.RUNNING, clock=clock)


def extend(before: Round, minutes: int, now: datetime) -> Round:
    """More time for all groups, also in the minute of grace; less with negative ``minutes``.

    Raises RuleBroken ``breakout.over``, ``clock.minutes``.
    """
    if before.clock is None or before.stage not in (Stage.RUNNING, Stage.GRACE):
        raise RuleBroken("breakout.over")
    clock = before.clock
    if clock.is_over(now):  # in the grace, more time counts from now
        clock = replace(clock, ends_at=now + timedelta(seconds=1))
    return replace(
        before, stage=Stage.RUNNING, back_at=None, clock=clocks.moved(clock, minutes, now)
    )


def end(before: Round, now: datetime) -> Round:
    """Call everybody back: a minute of grace first. Raises RuleBroken ``breakout.over``."""
    if before.stage is Stage.GRACE:
        return before
    if before.stage is not Stage.RUNNING or before.clock is None:
        raise RuleBroken("breakout.over")
    clock = replace(before.clock, ends_at=min(before.clock.ends_at, now))
    return replace(before, stage=Stage.GRACE, clock=clock, back_at=now + GRACE)


def under_way(one: Round) -> Round:
    """The same round. Raises RuleBroken ``breakout.over`` where it is not under way."""
    if one.stage not in (Stage.RUNNING, Stage.GRACE):
        raise RuleBroken("breakout.over")
    return one


def by_itself(before: Round, now: datetime) -> Round:
    """What time does alone: the end begins the grace, and the grace ends the round.

    Also after the bot was away: nobody is moved without their minute of grace.
    """
    if before.stage is Stage.RUNNING and before.clock is not None and before.clock.is_over(now):
        return end(before, now)
    if before.stage is Stage.GRACE and before.back_at is not None and before.back_at <= now:
        return replace(before, stage=Stage.OVER)
    return before


def wants_report(one: Round, now: datetime) -> bool:
    """Whether the groups' report form is to be in their threads by now."""
    if one.stage is Stage.GRACE:
        return True
    if one.stage is not Stage.RUNNING or one.clock is None:
        return False
    return one.clock.ends_at - now <= timedelta(minutes=REPORT_AT)
