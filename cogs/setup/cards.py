"""What somebody is told before and after a set-up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.inert import fitting, inert
from bot.server.engine import Built, Preview, name_of, named
from bot.ui import Press, Reply
from domain.editions import Turn
from domain.server import Kind, Step, Verb
from domain.summits import Summit

BY_HAND = "Changed by organisers while the summit runs, and kept:"
_KINDS = {
    Kind.ROLE: "Roles",
    Kind.CATEGORY: "Categories",
    Kind.TEXT: "Channels",
    Kind.VOICE: "Voice rooms",
    Kind.STAGE: "Stages",
    Kind.WORDS: "AutoMod rules",
    Kind.MENTIONS: "AutoMod rules",
}
# What each list of names may take, so that what somebody has to look at is always read.
MOST_NAMES = 400
MOST_OF_A_KIND = 250
MOST_DIFFERING = 500
# Of one channel, how many differences are told.
MOST_OF_ONE = 3
MOST_TEXT = 2000


def previewed(seen: Preview, *, changed_since: bool = False) -> Reply:
    """What a set-up would do, with the buttons that do it."""
    steps = seen.changes
    make, change = steps.of(Verb.MAKE), steps.of(Verb.CHANGE)
    by_hand = steps.of(Verb.PUT_BACK)
    found = [step for step in steps.of(Verb.LEAVE) if step.by_hand]
    go = "Set it up" if make or change or seen.programme else "Leave it so"
    lines = [
        f"**{inert(seen.plan.summit.name)}: nothing is changed yet.** Read what would be done, then"
        f" press “{go}”. Nothing is ever deleted."
    ]
    if changed_since:
        lines.insert(0, "The server or the plan changed since you looked. This is how it is now.")
    if make:
        lines.append(f"Will be made ({len(make)}):")
        lines += _by_kind(make)
    if change:
        lines.append(f"Will be changed, because the plan changed ({len(change)}):")
        lines += _differing(change)
    if by_hand:
        lines.append(f"Changed by hand, and left so unless you say otherwise ({len(by_hand)}):")
        lines += _differing(by_hand)
    if found:
        lines.append(f"There already, and left as it is: {_names(named(found))}.")
    if seen.programme:
        lines.append(f"In the programme: {_names(seen.programme, ' ')}")
        lines.append("People who chose a session that moves are told, once.")
    if seen.by_hand:
        lines.append(f"{BY_HAND} {_names(seen.by_hand, ' ')}")
    if not (make or change or seen.programme):
        lines.append("Nothing else would change.")
    else:
        lines.append("Then the panels, and the events in Discord’s own list, follow the plan.")
    sign = seen.sign
    buttons = [Press(go, f"setup.go:{sign}", "success")]
    if by_hand:
        buttons.append(Press("Put back what was changed by hand too", f"setup.all:{sign}"))
    return Reply(fitting("\n".join(lines)), (tuple(buttons),))


def _by_kind(steps: Sequence[Step]) -> list[str]:
    """What things of each kind are called, a line a kind."""
    found: dict[str, list[str]] = {}
    for step in steps:
        name = step.thing.state.name
        sign = "#" if step.thing.kind is Kind.TEXT else ""
        found.setdefault(_KINDS[step.thing.kind], []).append(f"{sign}{name}")
    return [f"- {title}: {_names(names, most=MOST_OF_A_KIND)}" for title, names in found.items()]


def done(
    built: Built,
    summit: Summit,
    *,
    organiser: bool,
    turned: Turn | None = None,
    left_over: Sequence[int] = (),
    kept: Sequence[str] = (),
) -> Reply:
    """What was made, what was there, what to look at, and what comes next."""
    lines = [f"**{inert(summit.plan.summit.name)} is set up in this server.**"]
    if turned is not None:
        lines.append(_turned(turned, summit))
    lines.append(f"Made: {_names(built.made)}." if built.made else "Nothing had to be made.")
    if built.changed:
        lines.append(f"Changed: {_names(built.changed)}.")
    if built.found:
        lines.append(f"There already, and left as it was: {_names(built.found)}.")
    if built.by_hand:
        lines.append(f"Changed by hand, and left so: {_names(built.by_hand)}.")
    if kept:
        lines.append(f"{BY_HAND} {_names(kept, ' ')}")
    if left_over:
        rooms = _names([f"<#{channel}>" for channel in left_over])
        lines.append(
            f"Not in the plan any more, and left as it was: {rooms}. Delete by hand what you do not"
            " need."
        )
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
    return Reply("\n".join(lines)[:MOST_TEXT])


def _differing(steps: Sequence[Step]) -> list[str]:
    """What differs, a line a thing; as many as there is room for, and how many more."""
    lines: list[str] = []
    room = MOST_DIFFERING
    for step in steps:
        more = len(step.differs) - MOST_OF_ONE
        said = "; ".join(step.differs[:MOST_OF_ONE]) + (f"; and {more} more" if more > 0 else "")
        line = f"- {name_of(step)} ({said})"
        room -= len(line) + 1
        if room < 0 and lines:
            lines.append(f"- and {len(steps) - len(lines)} more")
            break
        lines.append(line)
    return lines


def _names(names: Sequence[str], between: str = ", ", *, most: int = MOST_NAMES) -> str:
    """The names, or as many as there is room for and how many more."""
    taken: list[str] = []
    room = most
    for name in names:
        room -= len(name) + 2
        if room < 0 and taken:
            break
        taken.append(name[:most])
    more = len(names) - len(taken)
    return between.join(taken) + (f" and {more} more" if more else "")


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
