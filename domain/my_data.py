"""What is kept about a person, part by part, and what an erasure leaves of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class About:
    """What one part is, what it is kept for, and who can see it. ``one`` and ``many`` name it."""

    title: str
    one: str
    many: str
    purpose: str
    seen_by: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what is kept about somebody: its rows, by the names of their columns."""

    name: str
    rows: tuple[Mapping[str, Cell], ...]

    @property
    def about(self) -> About:
        return PARTS[self.name]


@dataclass(frozen=True, slots=True)
class MyData:
    """Everything that one server's summit keeps about one person at one moment."""

    guild_id: int
    user_id: int
    read_at: datetime
    parts: tuple[Part, ...]

    @property
    def joined(self) -> bool:
        return any(part.name == "details" for part in self.parts)

    def count(self, name: str) -> int:
        return next((len(part.rows) for part in self.parts if part.name == name), 0)


_YOU = "only you"
_YOU_ORGANISERS = "you and the organisers"
_MODERATORS = "facilitators and organisers"

# In the order in which people read it. Every part that is read has its entry here.
PARTS: dict[str, About] = {
    "details": About(
        "Your details",
        "set of details",
        "sets of details",
        "to know who is here, and what may be published",
        "organisers; your name is public only if you agreed",
    ),
    "workshops": About(
        "Workshops you chose", "workshop", "workshops", "to keep your place", _YOU_ORGANISERS
    ),
    "rooms": About(
        "Rooms opened to you", "room", "rooms", "to open and close rooms for you", _YOU_ORGANISERS
    ),
    "questions": About(
        "Questions you asked",
        "question",
        "questions",
        "to put them to the speakers and to tell you the answer",
        "everybody once shown; your name only if you gave it",
    ),
    "votes": About(
        "Votes for questions", "vote", "votes", "so that each person has one vote", _YOU
    ),
    "pledges": About(
        "Pledges you made",
        "pledge",
        "pledges",
        "to show them and to follow up on them",
        "everybody once shown; your name only if you agreed",
    ),
    "earlier words": About(
        "Earlier words of your pledges",
        "earlier wording",
        "earlier wordings",
        "so that people know what they stood by",
        "everybody who can read the pledge",
    ),
    "pledge history": About(
        "History of pledges",
        "line of history",
        "lines of history",
        "to know what happened to each pledge",
        "organisers",
    ),
    "support": About(
        "Pledges you stand by",
        "pledge you stand by",
        "pledges you stand by",
        "so that each person counts once",
        "everybody sees the number; organisers’ files say who",
    ),
    "notes": About(
        "Notes you kept in workshops",
        "note",
        "notes",
        "for the workshop’s results",
        "everybody who has joined, and your name only if you gave it; the words may be published",
    ),
    "group reports": About(
        "Reports you sent for your small group",
        "report",
        "reports",
        "so that a group’s report is kept once, and can be corrected",
        "everybody who has joined reads what it says, and the words may be published; your name"
        " only if you gave it",
    ),
    "kept messages": About(
        "Messages of yours that were kept as notes",
        "message",
        "messages",
        "to ask you whether they may stay, and with your name",
        _YOU,
    ),
    "hands": About(
        "Raised hands",
        "raised hand",
        "raised hands",
        "to call on people in their order",
        "facilitators and organisers; you are named in the room when you are called",
    ),
    "attendance": About(
        "When you were in voice rooms of sessions",
        "visit",
        "visits",
        "to know how many people took part",
        "organisers; others read numbers only",
    ),
    "groups": About(
        "Small groups you were in",
        "group",
        "groups",
        "to bring you to your group, and to mix people",
        "everybody in the workshop",
    ),
    "feedback": About(
        "Feedback on sessions",
        "answer on a session",
        "answers on sessions",
        "to make the next summit better",
        "organisers; your name only if you gave it",
    ),
    "feedback on the day": About(
        "Feedback on the day",
        "answer on the day",
        "answers on the day",
        "to make the next summit better",
        "organisers; your name only if you gave it",
    ),
    "connections": About(
        "Your card for meeting others",
        "card",
        "cards",
        "so that others find you",
        "everybody who meets people",
    ),
    "introductions": About(
        "Introductions",
        "introduction",
        "introductions",
        "to bring two people together who both want it",
        "what you write when you ask: the person you ask",
    ),
    "recordings": About(
        "Recordings you asked for",
        "request",
        "requests",
        "to tell you when a recording is out",
        "you; organisers see how many people asked, not who",
    ),
    "progress": About(
        "What you said of your pledges",
        "report",
        "reports",
        "to know how the pledges go, and to help",
        "organisers, and whoever looks after the pledge; others only in a story you agreed to",
    ),
    "check-ins": About(
        "When you were asked about your pledges",
        "check-in",
        "check-ins",
        "to ask you at the right times, and only once",
        _YOU_ORGANISERS,
    ),
    "offers": About(
        "Help you offered",
        "offer",
        "offers",
        "to put you in touch with who made the pledge",
        "who made the pledge, and the organisers",
    ),
    "stories": About(
        "Success stories",
        "story",
        "stories",
        "to tell a story only if its maker agrees, and to each person once",
        _YOU_ORGANISERS,
    ),
    "reminders": About(
        "Reminders you do not want", "choice", "choices", "so that you are not reminded", _YOU
    ),
    "programme": About(
        "How far you have read the programme",
        "mark",
        "marks",
        "to show you what changed since you looked",
        _YOU,
    ),
    "drafts": About(
        "Words that could not be sent yet",
        "draft",
        "drafts",
        "so that you do not type anything twice",
        _YOU,
    ),
    "messages": About(
        "Messages from the bot to you",
        "message",
        "messages",
        "to tell you what happened, once",
        "you; where your direct messages are closed, a private thread that people who manage the"
        " server can open",
    ),
    "moderation": About(
        "What was done because of you, and why",
        "act",
        "acts",
        "to keep the summit safe, and so that you can appeal",
        "you, organisers, and who facilitates the room",
    ),
    "reports": About(
        "What you reported",
        "report",
        "reports",
        "to look into it and to tell you that it was dealt with",
        "organisers and who facilitates the room read it; nobody is shown that it was you",
    ),
    "calls": About(
        "Calls for help",
        "call for help",
        "calls for help",
        "so that somebody comes to help you",
        "organisers, and who leads the room you called from",
    ),
    "acts": About(
        "What you did as a facilitator or organiser",
        "act",
        "acts",
        "to know later who decided what",
        _MODERATORS,
    ),
    "still to do": About(
        "Left over from an erasure",
        "step",
        "steps",
        "to finish an earlier erasure in Discord",
        "nobody",
    ),
}


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took. ``counts`` are what stays as numbers, by what they count."""

    anything: bool
    counts: Mapping[str, int]
    in_discord: int
