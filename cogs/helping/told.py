"""Every command, told of once: in which part of help, and what suits which moment of the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.sessions import Phase


class Reader(StrEnum):
    """For whom a page of help is. The values stand in buttons."""

    ATTENDEES = "attendees"
    FACILITATORS = "facilitators"
    ORGANISERS = "organisers"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that can be done, with its command."""

    command: str
    says: str


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs together."""

    head: str
    lines: tuple[Line, ...]


# ---------------------------------------------------------------------- everything

ATTENDEES = (
    Part(
        "The day",
        (
            Line("programme", "see what is on and the whole day"),
            Line("workshops", "choose your workshops, or change them"),
            Line("reminders", "turn reminders on or off"),
        ),
    ),
    Part(
        "Have your say",
        (
            Line("ask", "ask a question"),
            Line("questions", "see the questions and vote for one"),
            Line("hand up", "raise your hand and see your place in the queue"),
            Line("hand down", "lower your hand"),
            Line("hand queue", "see how many hands are up"),
            Line("note", "note an idea, a barrier, an insight or an action"),
            Line("notes", "read a session’s notes, and yours"),
            Line("groups report", "report back what your small group found"),
        ),
    ),
    Part(
        "Pledges",
        (
            Line("pledge make", "make a pledge; it takes a minute"),
            Line("pledge mine", "see and change your pledges"),
            Line("pledge progress", "say how your pledge goes"),
            Line("pledge show", "see one pledge"),
            Line("pledge wall", "see everybody’s pledges"),
        ),
    ),
    Part(
        "People, and afterwards",
        (
            Line("connect", "meet people, if you both want to"),
            Line("feedback", "say how the sessions and the day were"),
            Line("recording", "ask for the recording of a session"),
        ),
    ),
    Part(
        "For you",
        (
            Line("join", "join, or change your name or details"),
            Line("mydata", "see, take along or erase what is kept about you"),
            Line("callforhelp", "call an organiser to you"),
            Line("report", "tell facilitators and organisers about a problem"),
            Line("help", "see what you can do now"),
        ),
    ),
)
FACILITATORS = (
    Part(
        "Your room",
        (
            Line("room lead", "say that you lead the room you are in"),
            Line("room open", "let people write"),
            Line("room close", "warn people, and lock the room a minute later"),
            Line("room keep", "keep it open when it is about to close"),
            Line("room chat", "close the chat, or open it again"),
            Line("room slow", "slow the chat down"),
            Line("room clock", "count time down, with calls at 10, 5 and 1 minutes"),
            Line("room clocks", "move or stop the clocks"),
            Line("room summary", "look through the summary, and confirm it"),
            Line("room leave", "say that you lead it no longer"),
            Line("room record", "see what the room leaves behind"),
        ),
    ),
    Part(
        "Small groups",
        (
            Line("groups make", "split people; you see the groups before anybody is moved"),
            Line("groups more", "give all groups five minutes more"),
            Line("groups message", "write to all groups at once"),
            Line("groups back", "call all groups back"),
            Line("groups remind", "remind the groups that have not reported"),
            Line("groups reports", "see which groups have reported, and remind the others"),
        ),
    ),
    Part(
        "People, and what they say",
        (
            Line("moderate person", "warn somebody, time them out or remove them"),
            Line("keep", "keep a message as an output, by its link"),
        ),
    ),
)
ORGANISERS = (
    Part(
        "The day",
        (
            Line("summit status", "see how the day goes"),
            Line("summit open", "open the summit on its day"),
            Line("summit close", "close it, and thank people"),
            Line("announce", "tell everybody, a room or some people something"),
            Line("pledging start", "post a pledge of the moment every few minutes"),
            Line("pledging pace", "change how often"),
            Line("pledging stop", "post no more of them"),
        ),
    ),
    Part(
        "When the day changes",
        (
            Line("change shift", "move sessions later or earlier"),
            Line("change cancel", "cancel a session, with a reason"),
            Line("change restore", "have a cancelled session after all"),
            Line("change swap", "let two sessions take each other’s rooms"),
        ),
    ),
    Part(
        "What comes in",
        (
            Line("review", "look at the pledges that wait"),
            Line("results", "read what people said in their feedback"),
            Line("recordings", "see which recordings people ask for, and answer"),
            Line("introductions", "suggest people to meet to everybody who wants that"),
            Line("moderate log", "see everything that moderators did"),
        ),
    ),
    Part(
        "Afterwards",
        (
            Line("followup status", "see how the pledges go"),
            Line("followup tasks", "see who is stuck or needs help"),
            Line("followup mine", "see what you look after"),
            Line("export record", "get the whole record as a workbook and files"),
            Line("export report", "get a report to read, print or publish"),
        ),
    ),
    Part(
        "The server and its data",
        (
            Line("summit setup", "bring the server in step with the plan file"),
            Line("keeping", "see until when personal data is kept, and put it off"),
        ),
    ),
)
EVERYTHING: Mapping[Reader, tuple[Part, ...]] = {
    Reader.ATTENDEES: ATTENDEES,
    Reader.FACILITATORS: FACILITATORS,
    Reader.ORGANISERS: ORGANISERS,
}


def _said() -> dict[str, Line]:
    return {
        line.command: line for parts in EVERYTHING.values() for part in parts for line in part.lines
    }


# ---------------------------------------------------------------------- what suits the moment

MOMENTS: dict[Phase, str] = {
    Phase.BEFORE: "The summit has not begun.",
    Phase.KEYNOTE: "There is a talk now.",
    Phase.WORKSHOP: "Workshops are on now.",
    Phase.PLEDGING: "It is time for pledges.",
    Phase.BETWEEN: "There is no session at this moment.",
    Phase.AFTER: "The sessions are over.",
    Phase.OFF: "Every session is cancelled. Ask the organisers what happens now.",
}
# Commands, the most important first. What no longer helps after the day is not offered then.
NOW: Mapping[Reader, Mapping[Phase, tuple[str, ...]]] = {
    Reader.ATTENDEES: {
        Phase.BEFORE: ("programme", "workshops"),
        Phase.KEYNOTE: ("ask", "hand up", "questions"),
        Phase.WORKSHOP: ("note", "hand up", "workshops"),
        Phase.PLEDGING: ("pledge make", "hand up", "pledge wall"),
        Phase.BETWEEN: ("programme", "workshops"),
        Phase.AFTER: ("feedback", "pledge mine", "recording"),
        Phase.OFF: ("pledge mine",),
    },
    Reader.FACILITATORS: {
        Phase.BEFORE: ("room lead", "room open"),
        Phase.KEYNOTE: ("room lead", "hand queue", "questions"),
        Phase.WORKSHOP: ("room lead", "groups make", "hand queue"),
        Phase.PLEDGING: ("room lead", "hand queue"),
        Phase.BETWEEN: ("room lead", "room open"),
        Phase.AFTER: ("room record",),
        Phase.OFF: (),
    },
    Reader.ORGANISERS: {
        Phase.BEFORE: ("summit status", "summit open", "summit setup"),
        Phase.KEYNOTE: ("summit status", "review"),
        Phase.WORKSHOP: ("summit status", "review"),
        Phase.PLEDGING: ("review", "pledging start", "summit close"),
        Phase.BETWEEN: ("summit status", "review", "change shift"),
        Phase.AFTER: ("review", "followup status", "export record"),
        Phase.OFF: ("change restore", "announce"),
    },
}
ALWAYS = ("programme", "pledge make", "mydata", "callforhelp")
BEFORE_JOINING = ("programme", "callforhelp")
SAID = _said()
