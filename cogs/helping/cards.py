"""What help says: to whom, at what time of the day. Pure: records in, text and buttons out.

The first page is short: what suits this moment. Everything else stands on pages of its own, one
press further, and those for facilitators and organisers are theirs alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.inert import MOST, inert, one_line
from bot.ui import Press, Reply
from cogs import buttons
from cogs.helping.told import (
    ALWAYS,
    BEFORE_JOINING,
    EVERYTHING,
    MOMENTS,
    NOW,
    SAID,
    Line,
    Part,
    Reader,
)
from cogs.programme.cards import clock
from domain.sessions import Session, next_up, on_now, phase
from domain.summits import Summit

Mention = Callable[[str], str]
"""A command as it can be pressed; empty where this bot does not have it."""

HEADS = {
    Reader.ATTENDEES: "Everything you can do",
    Reader.FACILITATORS: "For facilitators",
    Reader.ORGANISERS: "For organisers",
}
FACILITATORS_SAY = (
    "Each room has a panel for you, pinned, with a button for all of this. To keep, hide or report"
    " a message, press on it for longer (on a computer, right-click it), then Apps."
)


@dataclass(frozen=True, slots=True)
class Who:
    """What somebody is here."""

    joined: bool
    attendee_role: bool = False
    facilitator: bool = False
    organiser: bool = False

    @property
    def readers(self) -> tuple[Reader, ...]:
        """Which pages are for them. An organiser runs every room."""
        found = [Reader.ATTENDEES]
        if self.facilitator or self.organiser:
            found.append(Reader.FACILITATORS)
        if self.organiser:
            found.append(Reader.ORGANISERS)
        return tuple(found)


# ---------------------------------------------------------------------- the first page


def page(
    summit: Summit, day: Sequence[Session], who: Who, *, now: datetime, mention: Mention
) -> Reply:
    """What suits one person at one moment."""
    at = phase(day, now)
    before = [f"## Help: {inert(summit.plan.summit.name)}", _now(day, now, MOMENTS[at])]
    told: set[str] = set()
    listed: list[str] = []
    staff = who.facilitator or who.organiser
    if who.joined:
        listed += _listed("What you can do now", NOW[Reader.ATTENDEES][at], mention, told)
    elif not staff:
        before += _not_joined(who, mention)
    if who.facilitator:
        listed += _listed("As a facilitator", NOW[Reader.FACILITATORS][at], mention, told)
    if who.organiser:
        listed += _listed("As an organiser", NOW[Reader.ORGANISERS][at], mention, told)
    if who.joined:
        listed += _listed("At any time", ALWAYS, mention, told)
    else:
        listed += _listed("Before you join, you can", BEFORE_JOINING, mention, told)
    welcome = f"<#{summit.places.welcome_channel}>"
    contact = summit.plan.summit.contact
    stuck = f"Stuck? Write in {welcome}." if not contact else f"Stuck? {inert(contact)}"
    # Who runs a room or the summit came for that: joining is told of after it.
    hint = _not_joined(who, mention) if staff and not who.joined else []
    last = "\n".join([*hint, f"Only you see this. {stuck}"])
    # A message takes 2,000 characters: with a long name and contact, what comes last gives way.
    while len(text := "\n".join([*before, *listed, last])) > MOST and listed:
        listed.pop()
    return Reply(text, (_first(who), tuple(_further(who))))


def _now(day: Sequence[Session], now: datetime, moment: str) -> str:
    on = on_now(day, now)
    if on:
        names = " or ".join(inert(one_line(one.title, 50)) for one in on[:2])
        more = f" and {len(on) - 2} more" if len(on) > 2 else ""
        return f"{moment} **{names}{more}**, until {clock(max(one.ends_at for one in on))}."
    if coming := next_up(day, now):
        name = inert(one_line(coming[0].title, 50))
        start = coming[0].starts_at
        return f"{moment} Next: **{name}**, on {clock(start, 'f')} ({clock(start, 'R')})."
    return moment


def _not_joined(who: Who, mention: Mention) -> list[str]:
    join = mention("join")
    how = f"Press “Join the summit” below{f' or type {join}' if join else ''}. It takes a minute."
    if who.attendee_role:
        return [
            "**One more step.** Somebody gave you the attendee role, but you have not joined, so"
            f" you cannot pledge or choose yet. {how}"
        ]
    return [f"**You have not joined yet.** {how} After that you can take part."]


def _listed(head: str, commands: Iterable[str], mention: Mention, told: set[str]) -> list[str]:
    """A list of what this bot has and what was not told yet; empty where that is nothing."""
    found: list[str] = []
    for command in commands:
        if command not in told and (line := _line(SAID[command], mention)):
            told.add(command)
            found.append(line)
    return [f"**{head}:**", *found] if found else []


def _line(line: Line, mention: Mention) -> str:
    pressed = mention(line.command)
    return f"- {pressed}: {line.says}" if pressed else ""


def _first(who: Who) -> tuple[Press, ...]:
    if not who.joined:
        return (buttons.JOIN, buttons.PROGRAMME, buttons.WALL)
    return (buttons.PROGRAMME, buttons.MAKE, buttons.MINE, buttons.WALL)


def _further(who: Who) -> list[Press]:
    labels = {
        Reader.ATTENDEES: "Everything for attendees…"
        if len(who.readers) > 1
        else "Everything you can do…",
        Reader.FACILITATORS: "For facilitators…",
        Reader.ORGANISERS: "For organisers…",
    }
    return [Press(labels[reader], f"help.page:{reader.value}") for reader in who.readers]


# ---------------------------------------------------------------------- everything


def everything(summit: Summit, reader: Reader, number: int, *, mention: Mention) -> Reply:
    """One page of everything for one kind of reader, with the way to the next one and back."""
    pages = whole(summit, EVERYTHING[reader], reader, mention=mention)
    number = min(number, len(pages) - 1)
    presses = [Press("Back to help", "help.back")]
    if number + 1 < len(pages):
        presses.insert(0, Press("More…", f"help.page:{reader.value}:{number + 1}", "primary"))
    return Reply(pages[number], (tuple(presses),))


def whole(
    summit: Summit, parts: Sequence[Part], reader: Reader, *, mention: Mention
) -> tuple[str, ...]:
    """Every part, on as many pages as that takes. However many commands come, each page fits."""
    head = [f"## {HEADS[reader]}", *_how(summit, reader)]
    pages: list[list[str]] = []
    for part in parts:
        under = ""
        for line in filter(None, (_line(one, mention) for one in part.lines)):
            more = [line] if under == part.head else [f"**{part.head}**", line]
            if not pages or len("\n".join([*pages[-1], *more])) > MOST:
                pages.append([*head, f"**{part.head}**", line])
            else:
                pages[-1] += more
            under = part.head
    return tuple("\n".join(one) for one in pages or [head])


def _how(summit: Summit, reader: Reader) -> list[str]:
    match reader:
        case Reader.ATTENDEES:
            return [f"The buttons in <#{summit.places.welcome_channel}> do the same."]
        case Reader.FACILITATORS:
            return [FACILITATORS_SAY]
        case Reader.ORGANISERS:
            return [f"The buttons in <#{summit.places.organisers_channel}> do the same."]
