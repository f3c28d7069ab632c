"""What help says: to whom, at what time of the day. Pure: records in, text and buttons out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.inert import MOST, inert, one_line
from bot.ui import Press, Reply
from cogs import buttons
from cogs.programme.cards import clock
from domain.sessions import Phase, Session, next_up, on_now, phase
from domain.summits import Summit

Mention = Callable[[str], str]
"""A command as it can be pressed; empty where this bot does not have it."""


@dataclass(frozen=True, slots=True)
class Who:
    """What somebody is here."""

    joined: bool
    attendee_role: bool = False
    facilitator: bool = False
    organiser: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that can be done, with its command."""

    command: str
    says: str


# What suits this moment comes first; each command is told of once.
AT: dict[Phase, tuple[str, tuple[Line, ...]]] = {
    Phase.BEFORE: (
        "The summit has not begun.",
        (
            Line("programme", "see the whole day"),
            Line("workshops", "choose your workshops"),
        ),
    ),
    Phase.KEYNOTE: (
        "There is a talk now.",
        (
            Line("ask", "ask the speakers a question"),
            Line("hand up", "raise your hand and see your place in the queue"),
            Line("questions", "see the questions and vote for one"),
        ),
    ),
    Phase.WORKSHOP: (
        "Workshops are on now.",
        (
            Line("note", "note an idea, a barrier, an insight or an action"),
            Line("hand up", "raise your hand and see your place in the queue"),
            Line("workshops", "see which workshop you chose, or change it"),
        ),
    ),
    Phase.PLEDGING: (
        "It is time for pledges.",
        (
            Line("pledge make", "make a pledge; it takes a minute"),
            Line("hand up", "raise your hand and see your place in the queue"),
            Line("pledge wall", "see what others have pledged"),
        ),
    ),
    Phase.BETWEEN: (
        "There is no session at this moment.",
        (
            Line("programme", "see what comes next"),
            Line("workshops", "choose your workshops, or change them"),
        ),
    ),
    Phase.AFTER: (
        "The sessions are over.",
        (
            Line("feedback", "say how the sessions and the day were"),
            Line("pledge mine", "see and change your pledges"),
        ),
    ),
    Phase.OFF: (
        "Every session is cancelled. Ask the organisers what happens now.",
        (Line("pledge mine", "see and change your pledges"),),
    ),
}
# By importance: where the page is full, the last ones are left out.
ALWAYS = (
    Line("programme", "see what is on and the whole day"),
    Line("join", "change your name or details"),
    Line("mydata", "see, take along or erase what is kept about you"),
    Line("workshops", "choose your workshops, or change them"),
    Line("ask", "ask a question"),
    Line("note", "note an idea for a session"),
    Line("notes", "read a session’s notes, and yours"),
    Line("pledge make", "make a pledge"),
    Line("pledge mine", "see and change your pledges"),
    Line("pledge wall", "see everybody’s pledges"),
    Line("feedback", "say how a session was"),
    Line("recording", "ask for the recording of a session"),
    Line("connect", "meet people, if you both want to"),
    Line("reminders", "turn reminders on or off"),
)
# Nothing to do with these once no session is to come.
DONE_AFTER = frozenset({"workshops", "ask"})
FOR_FACILITATORS = (
    Line("room lead", "run the room you are in"),
    Line("questions", "see the questions of a session"),
    Line("notes", "read, correct and hide the notes of a session"),
    Line("hand queue", "call on the next hand in a session"),
)
FOR_ORGANISERS = (
    Line("review", "look at the pledges that wait"),
    Line("questions", "see the questions of a session"),
    Line("results", "read what people said in their feedback"),
    Line("recordings", "see which recordings people ask for, and answer"),
    Line("introductions", "suggest people to meet to everybody who wants that"),
    Line("export pledges", "get the pledges and their log as files"),
    Line("summit setup", "bring the server in step with the plan file"),
)


def page(
    summit: Summit, day: Sequence[Session], who: Who, *, now: datetime, mention: Mention
) -> Reply:
    """Help for one person at one moment, on one page."""
    head = f"## Help: {inert(summit.plan.summit.name)}"
    at_phase = phase(day, now)
    moment, at = AT[at_phase]
    before = [head, _now(day, now, moment)]
    told: set[str] = set()
    if not who.joined:
        before += _not_joined(who, mention)
        always = _listed("Before you join, you can:", ALWAYS[:1], mention, told)
    else:
        before += _listed("What you can do now:", at, mention, told)
        over = at_phase in (Phase.AFTER, Phase.OFF)
        lines = [one for one in ALWAYS if not (over and one.command in DONE_AFTER)]
        always = _listed("At any time:", lines, mention, told)
    after: list[str] = []
    if who.facilitator:
        after += _listed("As a facilitator:", FOR_FACILITATORS, mention, told)
    if who.organiser:
        listed = _listed("As an organiser:", FOR_ORGANISERS, mention, told)
        if listed:  # Discord offers these commands only to whom the server lets use them
            listed[0] += f" (or the buttons in <#{summit.places.organisers_channel}>)"
        after += listed
    welcome = f"<#{summit.places.welcome_channel}>"
    contact = summit.plan.summit.contact
    stuck = f"Stuck? Write in {welcome}." if not contact else f"Stuck? {inert(contact)}"
    after.append(f"Only you see this. {stuck}")
    # What comes last in the general list is left out first: a message takes 2,000 characters.
    while len(text := "\n".join([*before, *always, *after])) > MOST and always:
        always.pop()
    return Reply(text, (_buttons(who),))


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


def _listed(head: str, lines: Sequence[Line], mention: Mention, told: set[str]) -> list[str]:
    """A list of what this bot has and what was not told yet; empty where that is nothing."""
    found: list[str] = []
    for line in lines:
        pressed = mention(line.command)
        if pressed and line.command not in told:
            told.add(line.command)
            found.append(f"- {pressed}: {line.says}")
    return [f"**{head}**", *found] if found else []


def _buttons(who: Who) -> tuple[Press, ...]:
    if not who.joined:
        return (buttons.JOIN, buttons.PROGRAMME, buttons.WALL)
    return (buttons.PROGRAMME, buttons.MAKE, buttons.MINE, buttons.WALL)
