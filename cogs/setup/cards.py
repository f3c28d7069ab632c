"""What somebody is told after a set-up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.ui import Reply
from cogs.setup.builder import Built
from domain.editions import Turn
from domain.summits import Summit

# What both lists of names may take, so that what somebody has to look at is always read.
MOST_NAMES = 500


def done(built: Built, summit: Summit, *, organiser: bool, turned: Turn | None = None) -> Reply:
    """What was made, what was there, what to look at, and what comes next."""
    lines = [f"**{summit.plan.summit.name} is set up in this server.**"]
    if turned is not None:
        lines.append(_turned(turned, summit))
    lines.append(f"Made: {_named(built.made)}." if built.made else "Nothing had to be made.")
    if built.found:
        lines.append(f"There already, and left as it was: {_named(built.found)}.")
    lines += [f"Look at this: {line}" for line in built.look_at]
    role = (
        "You have the organiser role."
        if organiser
        else "The bot could not give you the organiser role: give it to yourself by hand."
    )
    lines.append(
        f"{role} People join in <#{summit.places.welcome_channel}>;"
        f" you look at pledges in <#{summit.places.organisers_channel}>."
    )
    return Reply("\n".join(lines)[:2000])


def _named(names: Sequence[str]) -> str:
    """The names, or as many as there is room for and how many more."""
    taken: list[str] = []
    room = MOST_NAMES
    for name in names:
        room -= len(name) + 2
        if room < 0:
            break
        taken.append(name)
    more = len(names) - len(taken)
    return ", ".join(taken) + (f" and {more} more" if more else "")


def _turned(turned: Turn, summit: Summit) -> str:
    away, now = _day(turned.put_away), _day(summit.plan.summit.date)
    if turned.back:
        return (
            f"**This is the summit of {now} again.** Its sessions, choices and questions are back,"
            f" and those of {away} are put away. Pledges go on."
        )
    return (
        f"**This is a new summit.** The sessions of {away} are put away, with their choices and"
        " questions. Nothing is deleted, and pledges go on. If you did not mean a new summit, set"
        f" the date in the plan back to {away} and run /summit setup again: then all is as it was."
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
