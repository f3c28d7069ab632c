"""How the programme reads. Pure: records in, text and buttons out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import discord

from bot.inert import MOST, inert, one_line
from bot.ui import Press, Reply
from cogs import buttons
from db.sessions import Changed
from domain.plan import Session as Planned
from domain.sessions import Change, Session, in_order, next_up, on_now
from domain.summits import Summit

# How much of a page what changed may take, so that the day still begins on the first one.
MOST_CHANGES = 500
# How many parallel sessions are named one by one under "Now" and "Next".
MOST_NAMED = 2
MOST_LOCATION = 100
# Of a channel that is gone: several of them stand in one list.
MOST_ROOM_NAME = 30
MOST_DESCRIPTION = 1000

KIND_TITLES = {
    "keynote": "Talk",
    "workshop": "Workshop",
    "pledging": "Pledges",
    "break": "Break",
}

Room = Callable[[Session], str]
"""How a session's room is written for the one who asks; empty where it has none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list that goes over pages, under the heading that it belongs to."""

    text: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """Which entries of a list stand on one page: from ``first`` up to, not with, ``last``."""

    first: int
    last: int
    text: str


def clock(moment: datetime, style: str = "t") -> str:
    """A moment as Discord shows it to everybody in their own time zone."""
    return f"<t:{int(moment.timestamp())}:{style}>"


# ---------------------------------------------------------------------- rooms


def room_name(guild: discord.Guild | None, summit: Summit, session: Session) -> str:
    """The name of a session's channel as it is, or as the plan has it where that is gone."""
    there = guild.get_channel(session.text_channel or 0) if guild else None
    if there is not None:
        return there.name
    plan = summit.plan.session(session.slug)
    return plan.channel_name if plan else session.slug


def link_or_name(guild: discord.Guild | None, summit: Summit, session: Session) -> str:
    """The room as a link while it is there, else its name; for those who may enter it."""
    there = guild.get_channel(session.text_channel or 0) if guild else None
    if there is not None:
        return there.mention
    return f"#{inert(one_line(room_name(guild, summit, session), MOST_ROOM_NAME))}"


def to_listen(session: Session, plan: Planned | None) -> str:
    """Where people hear a session; empty where it has no such room.

    On a stage people do not speak by themselves. A server without Community has voice rooms for
    stages: there the sentence is true too.
    """
    if session.voice_channel is None:
        return ""
    room = f"press <#{session.voice_channel}>."
    if plan is not None and plan.listens == "stage":
        return f"To listen, {room} To speak, raise your hand."
    return f"To listen and speak, {room}"


def room(guild: discord.Guild | None, summit: Summit, member: object, session: Session) -> str:
    """The room as a link for who may see it; else its name, which says more than a broken link."""
    if session.kind == "break":
        return ""
    there = guild.get_channel(session.text_channel or 0) if guild else None
    if (
        there is not None
        and isinstance(member, discord.Member)
        and there.permissions_for(member).view_channel
    ):
        where = there.mention
    else:
        where = f"#{inert(room_name(guild, summit, session))}"
    link = open_link(summit.plan.session(session.slug))
    # Round brackets would end the link early.
    link = link.replace("(", "%28").replace(")", "%29")
    return f"{where} · [Online](<{link}>)" if link else where


# ---------------------------------------------------------------------- the programme


def programme(
    sessions: Sequence[Session],
    summit: Summit,
    *,
    now: datetime,
    room: Room,
    changed: Sequence[Changed] = (),
    chosen: frozenset[str] = frozenset(),
    waiting: frozenset[str] = frozenset(),
    first: int | None = 0,
    last: int | None = None,
) -> Reply:
    """One page of the programme: from entry ``first`` on, or what stands before entry ``last``.

    The first page says what changed, what is on now and what comes next. ``chosen`` are the slugs
    of the workshops that the one who asks has chosen, ``waiting`` those that they wait for.
    """
    day = in_order(sessions)
    entries = day_entries(day, room=room, chosen=chosen, waiting=waiting)
    head = _head(summit)
    told = what_changed(changed, day)
    top = "\n".join([head, *([told] if told else []), _moment(day, now), "**The day**"])
    opening = forward(entries, 0, MOST - len(top) - 1)
    room_left = MOST - len(head) - 1
    page = opening
    last = min(last, len(entries)) if last is not None else None
    if last is not None and last > opening.last:
        # Back to where the first page ends at most: it takes fewer entries than the others.
        page = backward(entries, last, room_left, opening.last)
    elif last is None and first is not None and 0 < first < len(entries):
        page = forward(entries, first, room_left)
    return Reply(
        f"{top if page is opening else head}\n{page.text}",
        _rows(page, len(entries), "programme", _has_speakers(summit, sessions)),
    )


def _head(summit: Summit) -> str:
    about = summit.plan.summit
    lines = [
        f"## Programme: {inert(about.name)}",
        f"{about.date:%A} {about.date.day} {about.date:%B %Y}. You see each time in your own time"
        f" zone; the summit’s is {about.time_zone}.",
    ]
    if any(session.times_are_illustrative for session in summit.plan.sessions):
        lines.append("The times are examples and not final.")
    return "\n".join(lines)


def _moment(day: Sequence[Session], now: datetime) -> str:
    """What is on now and what comes next, in two lines at most."""
    lines: list[str] = []
    if on := on_now(day, now):
        lines.append(f"**Now:** {_names(on)}, until {clock(max(one.ends_at for one in on))}")
    if coming := next_up(day, now):
        start = coming[0].starts_at
        lines.append(f"**Next:** {_names(coming)}, at {clock(start)} ({clock(start, 'R')})")
    elif not lines:
        over = any(not one.cancelled for one in day)
        lines.append("The summit is over." if over else "Every session is cancelled.")
    return "\n".join(lines)


def _names(sessions: Sequence[Session]) -> str:
    named = [inert(one_line(one.title, 50)) for one in sessions[:MOST_NAMED]]
    if more := len(sessions) - len(named):
        return f"{', '.join(named)} and {more} more"
    return " or ".join(named)


def day_entries(
    day: Sequence[Session],
    *,
    room: Room,
    chosen: frozenset[str] = frozenset(),
    waiting: frozenset[str] = frozenset(),
) -> list[Entry]:
    """The whole day in its order; parallel workshops under one heading."""
    together: dict[tuple[datetime, datetime, str | None], int] = {}
    for one in day:
        key = (one.starts_at, one.ends_at, one.slot)
        together[key] = together.get(key, 0) + 1
    entries: list[Entry] = []
    for one in day:
        notes = _notes(one, room=room, chosen=chosen, waiting=waiting)
        if one.slot and together[one.starts_at, one.ends_at, one.slot] > 1:
            head = f"{_span(one)} · Workshops at the same time: choose one"
            entries.append(Entry(f"- **{inert(one.title)}**{notes}", head))
        else:
            entries.append(Entry(f"{_span(one)} · **{inert(one.title)}**{notes}"))
    return entries


def _span(session: Session) -> str:
    return f"{clock(session.starts_at)} to {clock(session.ends_at)}"


def _notes(session: Session, *, room: Room, chosen: frozenset[str], waiting: frozenset[str]) -> str:
    notes: list[str] = []
    if session.cancelled:
        why = f": {inert(session.reason)}" if session.reason else ""
        notes.append(f"**Cancelled**{why}")
    elif session.kind != "break":
        if session.slot is None:
            notes.append(KIND_TITLES[session.kind])
        if where := room(session):
            notes.append(where)
        if session.slug in chosen:
            notes.append("**Your choice**")
        elif session.slug in waiting:
            notes.append("**You are on the waiting list**")
        if not session.recorded:
            notes.append("Not recorded")
    return "".join(f" · {note}" for note in notes)


def _has_speakers(summit: Summit, sessions: Sequence[Session]) -> bool:
    there = {one.slug for one in sessions if not one.cancelled}
    return any(plan.speakers and plan.slug in there for plan in summit.plan.sessions)


# ---------------------------------------------------------------------- what changed


def what_changed(changed: Sequence[Changed], day: Sequence[Session]) -> str:
    """What somebody has to know who saw the programme before; empty for nothing."""
    by_slug: dict[str, list[Changed]] = {}
    for one in changed:
        by_slug.setdefault(one.slug, []).append(one)
    now_there = {session.slug: session for session in day}
    lines = [
        f"- {line}"
        for slug, done in by_slug.items()
        if slug in now_there
        for line in _told(done, now_there[slug])
    ]
    if not lines:
        return ""
    head = "**What changed since you looked**"
    room = MOST_CHANGES - len(head) - 60
    taken: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        taken.append(line)
    if more := len(lines) - len(taken):
        taken.append(f"- {more} more: the whole day below is up to date.")
    return "\n".join([head, *taken])


def _told(done: Sequence[Changed], session: Session) -> list[str]:
    """What all these changes of one session come to, in plain words."""
    first = {change.what: change for change in reversed(done)}
    title = inert(one_line(session.title, 80))
    switched = next((c for c in done if c.what in (Change.CANCELLED, Change.RESTORED)), None)
    was_cancelled = switched is not None and switched.what is Change.RESTORED
    if Change.ADDED in first:
        start = clock(session.starts_at)
        return [] if session.cancelled else [f"{title} is new, at {start}."]
    if session.cancelled:
        return [f"{title} is cancelled."] if switched and not was_cancelled else []
    lines: list[str] = []
    if Change.RENAMED in first and first[Change.RENAMED].was != session.title:
        lines.append(f"{inert(one_line(first[Change.RENAMED].was, 80))} is now called {title}.")
    if was_cancelled:
        lines.append(f"{title} was cancelled and takes place after all, {_when(session)}.")
    elif Change.MOVED in first:
        was = datetime.fromisoformat(first[Change.MOVED].was)
        if was != session.starts_at:
            style = "t" if was.date() == session.starts_at.date() else "f"
            lines.append(
                f"{title} has moved: it starts at {clock(session.starts_at, style)},"
                f" not at {clock(was, style)}."
            )
        elif any(change.was == change.is_now for change in done if change.what is Change.MOVED):
            lines.append(f"{title} now ends at {clock(session.ends_at)}.")
    if Change.ROOM in first and first[Change.ROOM].was != str(session.text_channel):
        lines.append(f"{title} is in another room now.")
    return lines


def _when(session: Session) -> str:
    return f"at {clock(session.starts_at)}"


# ---------------------------------------------------------------------- speakers


def speakers(
    sessions: Sequence[Session], summit: Summit, *, first: int | None = 0, last: int | None = None
) -> Reply:
    """Who speaks, with a line about each; pages as in :func:`programme`."""
    entries = speaker_entries(in_order(sessions), summit)
    head = "## Speakers"
    if not entries:
        return Reply(f"{head}\nNo speakers are named in this programme.", ((buttons.PROGRAMME,),))
    room = MOST - len(head) - 1
    page = backward(entries, last, room) if last is not None else None
    if page is None or page.first == 0:
        page = forward(entries, first if first and first < len(entries) else 0, room)
    return Reply(
        f"{head}\n{page.text}", _rows(page, len(entries), "programme.speakers", speakers=False)
    )


def speaker_entries(day: Sequence[Session], summit: Summit) -> list[Entry]:
    entries: list[Entry] = []
    for session in day:
        plan = summit.plan.session(session.slug)
        if plan is None or session.cancelled:
            continue
        head = f"**{inert(session.title)}**, {clock(session.starts_at)}"
        for speaker in plan.speakers:
            role = f", {inert(speaker.role)}" if speaker.role else ""
            about = f". {inert(one_line(speaker.about, 300))}" if speaker.about else ""
            entries.append(Entry(f"- {inert(speaker.name)}{role}{about}", head))
    return entries


# ---------------------------------------------------------------------- pages


def forward(entries: Sequence[Entry], first: int, room: int) -> Window:
    """As many entries as ``room`` characters take, from ``first`` on; at least one."""
    last = first
    text = ""
    while last < len(entries):
        longer = _lines(entries[first : last + 1])
        if len(longer) > room and last > first:
            break
        text = longer
        last += 1
    return Window(first, last, text[:room])


def backward(entries: Sequence[Entry], last: int, room: int, least: int = 0) -> Window:
    """As many entries as ``room`` characters take, up to ``last`` and from ``least`` at most."""
    last = min(max(last, least + 1), len(entries))
    first = last
    text = ""
    while first > least:
        longer = _lines(entries[first - 1 : last])
        if len(longer) > room and first < last:
            break
        text = longer
        first -= 1
    return Window(first, last, text[:room])


def _lines(entries: Sequence[Entry]) -> str:
    """Entries as lines, each heading once where it begins (and again on the next page)."""
    lines: list[str] = []
    head = ""
    for entry in entries:
        if entry.head and entry.head != head:
            lines.append(entry.head)
        head = entry.head
        lines.append(entry.text)
    return "\n".join(lines)


def _rows(page: Window, count: int, route: str, speakers: bool) -> tuple[tuple[Press, ...], ...]:
    turn: list[Press] = []
    if page.first > 0:
        turn.append(Press("Earlier", f"{route}:to:{page.first}"))
    if page.last < count:
        turn.append(Press("Later", f"{route}:from:{page.last}"))
    below = [Press("Speakers", "programme.speakers")] if speakers else []
    below.append(buttons.PROGRAMME if route != "programme" else buttons.WORKSHOPS)
    below.append(buttons.HELP)
    return tuple(tuple(row) for row in (turn, below) if row)


# ---------------------------------------------------------------------- scheduled events


def open_link(plan: Planned | None) -> str:
    """Where a session is outside Discord, if everybody may know; else empty.

    Everybody in the server sees the programme and the events. Where nobody may walk in, the link
    stands in the room.
    """
    if plan is None or (plan.kind == "workshop" and not plan.walk_in):
        return ""
    return plan.link or ""


def event_name(session: Session) -> str:
    return session.title[:100]


def event_location(room: str, plan: Planned | None = None) -> str:
    """Where people go, in the 100 characters that Discord gives a place."""
    link = open_link(plan)
    if link and len(link) <= MOST_LOCATION:
        return link
    after = " in this server"
    return f"#{one_line(room, MOST_LOCATION - len(after) - 1)}{after}"


def event_description(plan: Planned | None, session: Session) -> str:
    """What the session is about and who speaks, in the 1,000 characters that Discord takes."""
    parts: list[str] = []
    if not session.recorded:
        parts.append("This session is not recorded.")
    if plan is not None:
        if len(link := open_link(plan)) > MOST_LOCATION:
            parts.append(f"To take part, open {link}")
        if plan.times_are_illustrative:
            parts.append("The time is an example and not final.")
        if plan.brief:
            parts.append(plan.brief.strip())
        if plan.speakers:
            names = [f"{one.name}, {one.role}" if one.role else one.name for one in plan.speakers]
            parts.append("Speakers: " + "; ".join(names))
    # Discord refuses an empty description.
    text = "\n\n".join(parts) or "A part of the summit. Type /programme to see the whole day."
    return text if len(text) <= MOST_DESCRIPTION else text[: MOST_DESCRIPTION - 1] + "…"
