"""What whoever rehearses sees. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.inert import fitting, inert
from bot.server.removing import Removed
from bot.ui import Menu, Option, Press, Reply
from domain.rehearsals import ACTS, SPEEDS, Jump, Part, cast, jumps
from domain.summits import Summit

# A menu of Discord's has so many options, and so much room in each.
MOST_OPTIONS, MOST_LABEL = 25, 100

_SPEEDS = {
    0: "Stop the clock",
    1: "As fast as real time",
    10: "10 times as fast",
    60: "60 times as fast",
}
JUMP = Press("Jump to…", "rehearsal.jump")
BE = Press("Be somebody…", "rehearsal.be", "primary")
BACK = Press("Be an organiser again", "rehearsal.is:organiser")
REMOVE = Press("Remove all traces…", "rehearsal.remove", "danger")
YES = Press("Yes, remove all traces", "rehearsal.remove.yes", "danger")
CROWD = tuple(Press(act.label, f"rehearsal.crowd:{act.key}") for act in ACTS)
HEADS = ("The clock", "People", "The end")


def panel(summit: Summit, now: datetime, speed: int, invented: int) -> str:
    """How the rehearsal stands."""
    crowd = f"{invented} invented people have joined." if invented else "Nobody is invented yet."
    return "\n".join(
        (
            "## Rehearsal",
            f"**In the summit it is {moment(now, summit)}.** {_pace(speed)}",
            f"{crowd} They are sent nothing, and have no roles.",
            "Be anybody of the day with “Be somebody…”. Everything that the rehearsal made here is"
            " called “Rehearsal”, and goes with “Remove all traces…”.",
        )
    )


def rows(speed: int) -> tuple[tuple[Press, ...], ...]:
    """The panel's buttons, a row for each of the heads."""
    paces = tuple(
        Press(_SPEEDS[one], f"rehearsal.speed:{one}", disabled=one == speed) for one in SPEEDS
    )
    return ((*paces, JUMP), (BE, *CROWD), (REMOVE,))


def clock_set(summit: Summit, now: datetime, speed: int) -> Reply:
    return Reply(f"**In the summit it is {moment(now, summit)}.** {_pace(speed)}", ((JUMP, BE),))


def _pace(speed: int) -> str:
    if speed == 0:
        return "The clock stands still."
    return "Time goes by as in real life." if speed == 1 else f"Time goes by {speed} times as fast."


def moment(at: datetime, summit: Summit) -> str:
    """``Thursday 9 December 2021, 18:00``, in the summit's time zone."""
    local = at.astimezone(ZoneInfo(summit.plan.summit.time_zone))
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M}"


def where_to(summit: Summit, now: datetime) -> Reply:
    """The moments that are still to come."""
    coming = [one for one in jumps(summit.plan) if one.at > now][:MOST_OPTIONS]
    if not coming:
        return Reply("There is nothing more to jump to: the first follow-up was the last moment.")
    options = tuple(
        Option(one.key, _label(one)[:MOST_LABEL], moment(one.at, summit)) for one in coming
    )
    return Reply(
        "Where is the clock to be put? What would have happened in between is skipped, as if the"
        " bot had been off.",
        ((Menu("rehearsal.to", "Choose a moment", options),),),
    )


def _label(jump: Jump) -> str:
    return f"10 minutes before: {jump.label}" if jump.before else jump.label


def who_to_be(summit: Summit) -> Reply:
    """Everybody of the day: the two menus that this may take."""
    parts = cast(summit.plan)
    menus = [parts[at : at + MOST_OPTIONS] for at in range(0, len(parts), MOST_OPTIONS)][:5]
    return Reply(
        "Who do you want to be? You are given the roles, and lose the others. “Be an organiser"
        " again” or /rehearsal be brings you back.",
        tuple((_people(part, number),) for number, part in enumerate(menus)),
    )


def _people(parts: Sequence[Part], number: int) -> Menu:
    options = tuple(
        Option(one.key, one.label[:MOST_LABEL], one.about[:MOST_LABEL]) for one in parts
    )
    return Menu(f"rehearsal.among:{number}", "Choose somebody", options)


def you_are(part: Part, *, sees_all: bool) -> Reply:
    """Who somebody is now, and how they come back."""
    lines = [f"**You are: {inert(part.label)}.** {part.about}"]
    if sees_all:
        lines.append(
            "You may manage this server, so Discord shows you every channel all the same. To see"
            " what others see, use somebody who may not."
        )
    return Reply("\n".join(lines), ((BACK, BE),))


def crowd_did(key: str, count: int) -> Reply:
    did = {
        "join": f"**{count} invented people have joined.**",
        "choose": f"**{count} choices of workshops are made.**",
        "pledge": f"**{count} pledges are made.** Look at them as an organiser would.",
    }
    return Reply(did[key])


def sure(count: int, server: str) -> Reply:
    """What would go; nothing is removed yet."""
    return Reply(
        f"**Nothing is removed yet.** {count} things in {inert(server)} would be deleted: the"
        " rehearsal’s channels with everything that is written in them, its category, its roles,"
        " its events and its AutoMod rules. What was here before stays. Export first what you want"
        " to keep. This cannot be undone.",
        ((YES,),),
    )


def removed(told: Removed) -> Reply:
    """What is gone, what stays, and what is to be tried again."""
    lines: list[str] = []
    if told.failed:
        lines.append(f"**{told.gone} things are removed, and {len(told.failed)} are not:**")
        lines += [f"- {inert(one)}" for one in told.failed]
        lines.append("Mend this, then press “Remove all traces…” again: it goes on from here.")
    else:
        lines.append(
            f"**The traces are removed: {told.gone} things.** The room for rehearsing and its role"
            " go now. The database and the letters in people’s direct messages are still there."
        )
    lines += [f"This stays: {inert(one)}" for one in told.stays]
    return Reply(fitting("\n".join(lines)))
