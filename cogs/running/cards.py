"""What is said of the day: the welcome, the thanks, and the dashboard. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.inert import MOST, inert, one_line
from bot.ui import Press, Reply
from cogs import buttons
from cogs.programme.cards import clock
from db.running import Now, RoomNow
from domain.attendees import KIND_TITLES, Kind
from domain.facilitation import Door
from domain.running import Day, Stage
from domain.sessions import Session
from domain.summits import Summit

OPEN, CLOSE, STATUS, CALLS = (
    buttons.DAY_OPEN,
    buttons.DAY_CLOSE,
    buttons.DAY_STATUS,
    buttons.CALLS,
)
LOOK = Press("Look now", "day.look")

# Discord takes 4,000 characters in a message that is laid out.
MOST_TEXT = 3500
_DOORS = {
    Door.QUIET: "not open yet",
    Door.OPEN: "open",
    Door.CLOSING: "closing",
    Door.CLOSED: "closed",
}


# ---------------------------------------------------------------------- opening and closing


def welcome(summit: Summit, first: Session | None) -> Reply:
    """What everybody reads when the summit is opened."""
    about = summit.plan.summit
    lines = [f"**{inert(about.name)} is open. Welcome!**"]
    if first is not None:
        where = f" in <#{first.text_channel}>" if first.text_channel else ""
        lines.append(
            f"It begins with {inert(one_line(first.title, 100))}{where},"
            f" at {clock(first.starts_at)} ({clock(first.starts_at, 'R')})."
        )
    lines.append("Press “Programme” to see the day, and “Call for help” if you are stuck.")
    return Reply("\n".join(lines), ((buttons.PROGRAMME, buttons.WORKSHOPS, buttons.CALL_FOR_HELP),))


def thanks(summit: Summit, *, recorded: bool) -> Reply:
    """What everybody reads when the summit is closed: what comes next."""
    about = summit.plan.summit
    lines = [
        f"**{inert(about.name)} is over. Thank you for being here.**",
        "What comes next:",
        "- **Feedback:** tell us how the day was. It takes a minute.",
        f"- **Pledges** stay in <#{summit.places.wall_channel}>. You can still make one, and change"
        " yours. Later we ask you how it is going.",
    ]
    if recorded:
        lines.append(
            "- **Recordings:** ask for one, and we write to you when it is out,"
            " or why there is none."
        )
    lines.append("- **Your data:** you can see it, take it with you or erase it at any time.")
    asked = (buttons.RECORDING,) if recorded else ()
    return Reply("\n".join(lines), ((buttons.FEEDBACK, buttons.MINE, *asked, buttons.MY_DATA),))


def panel_line(stage: Stage) -> str:
    """What the welcome panel says of the day."""
    return {
        Stage.BEFORE: "",
        Stage.OPEN: "**The summit is open.** Press “Programme” to see what is on.",
        Stage.CLOSED: "**The summit is over. Thank you for being here.**",
    }[stage]


def ask_to_open(day: Day, summit: Summit) -> Reply:
    """Before it is opened: what happens."""
    if day.stage is Stage.OPEN:
        return Reply(is_open(day), ((CLOSE, STATUS),))
    again = day.stage is Stage.CLOSED
    text = (
        "**Open the summit again?** Nobody is welcomed twice. Rooms that are closed stay closed"
        " until they are opened one by one."
        if again
        else "**Open the summit?** A welcome is posted in"
        f" <#{summit.places.welcome_channel}>, without an alert, and the dashboard is pinned in"
        f" <#{summit.places.organisers_channel}>."
        " People can join and choose before it too. Each room opens by itself at its time."
    )
    label = "Open it again" if again else "Open it now"
    return Reply(text, ((Press(label, f"day.open.yes:{summit.edition}", "success"),),))


def ask_to_close(day: Day, summit: Summit, to_come: Sequence[Session], rooms_open: int) -> Reply:
    """Before it is closed: what happens, and what is cut short."""
    if day.stage is Stage.CLOSED:
        return Reply(is_closed(day), ((OPEN, STATUS),))
    lines = ["**Close the summit?**"]
    if to_come:
        named = ", ".join(inert(one_line(one.title, 60)) for one in to_come[:5])
        more = f" and {len(to_come) - 5} more" if len(to_come) > 5 else ""
        lines.append(f"**These are not over: {named}{more}.**")
    rooms = {0: "No room is", 1: "The 1 room that is"}.get(
        rooms_open, f"The {rooms_open} rooms that are"
    )
    lines.append(
        f"{rooms} open{'.' if not rooms_open else ' will close in a minute, with a warning.'}"
        f" People are thanked in <#{summit.places.welcome_channel}> and told what comes next."
        " Pledges, feedback and questions go on."
    )
    return Reply(
        "\n".join(lines),
        ((Press("Close it now", f"day.close.yes:{summit.edition}", "danger"), STATUS),),
    )


def is_open(day: Day) -> str:
    since = f" since {clock(day.opened_at)}" if day.opened_at else ""
    by = f", opened by <@{day.opened_by}>" if day.opened_by else ""
    return f"**The summit is open**{since}{by}."


def is_closed(day: Day) -> str:
    since = f" since {clock(day.closed_at)}" if day.closed_at else ""
    by = f", closed by <@{day.closed_by}>" if day.closed_by else ""
    return f"**The summit is closed**{since}{by}."


def opened(day: Day, *, new: bool) -> Reply:
    text = (
        "**The summit is open.** People are welcomed in a moment."
        if new
        else f"{is_open(day)} Nothing was changed."
    )
    return Reply(text, ((STATUS, CLOSE),))


def closed(day: Day, closing: Sequence[str], *, new: bool) -> Reply:
    if not new:
        return Reply(f"{is_closed(day)} Nothing was changed.", ((STATUS, OPEN),))
    rooms = {0: "No room was open.", 1: "1 room closes in a minute."}.get(
        len(closing), f"{len(closing)} rooms close in a minute."
    )
    return Reply(
        f"**The summit is closed.** {rooms} People are thanked in a moment.", ((STATUS, OPEN),)
    )


# ---------------------------------------------------------------------- the dashboard


def dashboard(day: Day, now: Now, voice: Mapping[int, int], at: datetime, most: int) -> str:
    """How the day runs, in at most so many characters. ``voice``: people by voice room."""
    lines = [
        "## The day at a glance",
        {Stage.OPEN: is_open, Stage.CLOSED: is_closed}.get(day.stage, _not_open)(day),
        _people(now, voice),
        _waiting(now),
        _calls(now),
    ]
    if now.not_reached:
        many = "1 message" if now.not_reached == 1 else f"{now.not_reached:,} messages"
        lines.append(f"**{many} reached nobody**, neither directly nor privately in the server.")
    lines += _rooms(now.rooms, voice, at, most - len("\n".join(lines)) - 1)
    return "\n".join(lines)


def status(text: str) -> Reply:
    """The same for one organiser, in a message of its own."""
    return Reply(text, ((LOOK, CALLS),))


STATUS_TEXT = MOST - 50


def _not_open(_: Day) -> str:
    return "The summit has not been opened yet."


def _people(now: Now, voice: Mapping[int, int]) -> str:
    total = sum(now.people.values())
    joined = "1 person has joined" if total == 1 else f"{total:,} people have joined"
    kinds = [
        f"{KIND_TITLES[kind].lower()} {n:,}" for kind in Kind if (n := now.people.get(kind.value))
    ]
    listed = f" ({' · '.join(kinds)})" if kinds else ""
    speaking = sum(
        voice.get(channel, 0)
        for channel in {
            one
            for room in now.rooms
            for one in (room.voice_channel, *room.groups)
            if one is not None
        }
    )
    return f"**{joined}**{listed}. In voice now: {speaking:,}."


def _waiting(now: Now) -> str:
    hands = sum(room.hands for room in now.rooms)
    return (
        f"Waiting to be looked at: pledges {now.pledges:,} · questions {now.questions:,}."
        f" Hands up: {hands:,}."
    )


def _calls(now: Now) -> str:
    if not (now.calls_open or now.calls_taken):
        return "Calls for help: none."
    waiting = f"{now.calls_open:,} waiting" if now.calls_open else "none waiting"
    said = f"{waiting}, {now.calls_taken:,} taken"
    return f"**Calls for help: {said}.**" if now.calls_open else f"Calls for help: {said}."


def _rooms(
    rooms: Sequence[RoomNow], voice: Mapping[int, int], at: datetime, most: int
) -> list[str]:
    """A line for each room, what is on first; as many as fit, and how many more there are."""
    if not rooms:
        return []
    ordered = sorted(rooms, key=lambda one: (_turn(one, at), one.starts_at))
    lines = ["### Rooms"]
    room = most - len(lines[0]) - 80
    for number, one in enumerate(ordered):
        line = _room(one, voice, at)
        room -= len(line) + 1
        if room < 0:
            left = len(ordered) - number
            more = "1 more room" if left == 1 else f"{left} more rooms"
            lines.append(f"… and {more}, for which there is no space here.")
            break
        lines.append(line)
    return lines


def _turn(one: RoomNow, at: datetime) -> int:
    """On now, then open outside of its time, then what is to come, then what is over."""
    if one.starts_at <= at < one.ends_at:
        return 0
    if one.door in (Door.OPEN, Door.CLOSING):
        return 1
    return 2 if one.starts_at > at else 3


def _room(one: RoomNow, voice: Mapping[int, int], at: datetime) -> str:
    name = f"<#{one.text_channel}>" if one.text_channel else inert(one_line(one.title, 40))
    if one.starts_at <= at < one.ends_at:
        parts = [_DOORS[one.door], f"ends {clock(one.ends_at, 'R')}"]
    elif one.starts_at > at:
        parts = [_DOORS[one.door], f"starts {clock(one.starts_at)}"]
    else:
        parts = ["over", "was never opened" if one.door is Door.QUIET else _DOORS[one.door]]
    if one.voice_channel is not None:
        people = sum(voice.get(channel, 0) for channel in {one.voice_channel, *one.groups})
        if people or one.starts_at <= at < one.ends_at:
            parts.append(f"{people:,} in voice")
    if one.clock_ends_at is not None:
        parts.append(f"clock until {clock(one.clock_ends_at)}")
    if one.hands:
        parts.append("1 hand up" if one.hands == 1 else f"{one.hands:,} hands up")
    if not one.leads and one.ends_at > at:
        parts.append("**nobody leads it**")
    if _lacks_summary(one, at):
        parts.append("**no summary**")
    return f"{name}: {', '.join(parts)}"


def _lacks_summary(one: RoomNow, at: datetime) -> bool:
    closed = one.door in (Door.CLOSING, Door.CLOSED)
    return not one.summary and one.starts_at <= at and (one.ends_at <= at or closed)
