"""The columns of what organisers follow up and look into: attendance, check-ins, owners, tasks."""

from __future__ import annotations

from exports.catalogue_pledges import DELIVERY, KINDS
from exports.columns import Column, Holds, Table

_INSIDE = False

# The words of domain/ that its rules bring pydantic with: a test holds these to those.
FRESHNESS = ("current", "due", "overdue", "no reply")
ANSWERS = ("on_track", "done", "partly", "stuck", "not_possible", "superseded")

_SESSION = Column("session", Holds.WORD, "The session's short name, as in the programme.", _INSIDE)
_TITLE = Column("session_title", Holds.TEXT, "The session's title.", _INSIDE)
_PLEDGE = Column("reference", Holds.WORD, "The pledge that this is about.", _INSIDE)

ATTENDANCE = Table(
    "attendance",
    "Who was in which session's voice room, and for how many minutes.",
    (
        _SESSION,
        _TITLE,
        Column("user_id", Holds.ID, "Their Discord user id; empty if not joined.", _INSIDE),
        Column("name", Holds.TEXT, "Their name, if they joined the summit.", _INSIDE),
        Column("kind", Holds.WORD, "What they were here as.", _INSIDE, KINDS),
        Column("organisation", Holds.TEXT, "Their organisation, if they named one.", _INSIDE),
        Column("joined_at", Holds.TIME, "When they first came in.", _INSIDE),
        Column("left_at", Holds.TIME, "When they last left.", _INSIDE),
        Column("minutes", Holds.NUMBER, "Whole minutes that they were there.", _INSIDE),
    ),
)

ROOM_SUMMARIES = Table(
    "room-summaries",
    "What facilitators confirmed of their sessions at the end, with every version.",
    (
        _SESSION,
        _TITLE,
        Column("version", Holds.NUMBER, "Which version this is; the highest holds.", _INSIDE),
        Column("heads", Holds.NUMBER, "How many people took part.", _INSIDE),
        Column("summary", Holds.TEXT, "What the facilitator wrote.", _INSIDE),
        Column(
            "organisations", Holds.TEXT, "The organisations that were there, one a line.", _INSIDE
        ),
        Column("confirmed_by_id", Holds.ID, "The facilitator's Discord user id.", _INSIDE),
        Column("confirmed_by_name", Holds.TEXT, "That person's name, if they joined.", _INSIDE),
        Column("at", Holds.TIME, "When it was confirmed.", _INSIDE),
    ),
)

FOLLOW_UP = Table(
    "follow-up",
    "How following up each pledge stands.",
    (
        _PLEDGE,
        Column("summit_date", Holds.DATE, "The day of the summit that it belongs to.", _INSIDE),
        Column("delivery", Holds.WORD, "How far it has come.", _INSIDE, DELIVERY),
        Column("freshness", Holds.WORD, "How old the last word on it is.", _INSIDE, FRESHNESS),
        Column("reported_at", Holds.TIME, "When its maker last said how it is going.", _INSIDE),
        Column("last_answer", Holds.WORD, "What its maker said then.", _INSIDE, ANSWERS),
        Column("waiting_since", Holds.TIME, "Since when a question has no answer.", _INSIDE),
        Column("due_at", Holds.TIME, "When its maker is asked next.", _INSIDE),
        Column("stuck", Holds.YES_NO, "Whether its maker said that it is stuck.", _INSIDE),
        Column("reports", Holds.NUMBER, "How often its maker has said how it is going.", _INSIDE),
        Column("offers", Holds.NUMBER, "How many people offer help with it.", _INSIDE),
        Column("open_task", Holds.YES_NO, "Whether organisers have something to see to.", _INSIDE),
        Column(
            "story_consent",
            Holds.WORD,
            "Whether its maker agrees to a story of it.",
            _INSIDE,
            ("named", "unnamed", "no"),
        ),
        Column("story_posted_at", Holds.TIME, "When its story was posted.", _INSIDE),
    ),
)

REPORTS = Table(
    "progress",
    "What makers said about how their pledges are going.",
    (
        _PLEDGE,
        Column("entry", Holds.NUMBER, "Puts entries of the same second in order.", _INSIDE),
        Column("at", Holds.TIME, "When they said it.", _INSIDE),
        Column("answer", Holds.WORD, "How it is going.", _INSIDE, ANSWERS),
        Column("words", Holds.TEXT, "What they said about it.", _INSIDE),
        Column("link", Holds.TEXT, "Where one can see it.", _INSIDE),
        Column("help", Holds.TEXT, "What help they ask for.", _INSIDE),
        Column("taken_back", Holds.YES_NO, "Whether they took it back.", _INSIDE),
    ),
)

CHECK_INS = Table(
    "check-ins",
    "When makers were asked how their pledges are going.",
    (
        _PLEDGE,
        Column("due_at", Holds.TIME, "When it was time to ask.", _INSIDE),
        Column(
            "state",
            Holds.WORD,
            "Whether they were asked, or another one stood for it.",
            _INSIDE,
            ("asked", "passed"),
        ),
        Column("asked_at", Holds.TIME, "When they were asked.", _INSIDE),
        Column("answered", Holds.YES_NO, "Whether they answered this one.", _INSIDE),
    ),
)

_ABOUT = Column("about", Holds.WORD, "What is looked after.", _INSIDE, ("pledge", "output"))
_REFERENCE = Column("reference", Holds.WORD, "The pledge or the note.", _INSIDE)

OWNERS = Table(
    "owners",
    "Who looks after which pledge or note, and what is next.",
    (
        _ABOUT,
        _REFERENCE,
        Column("owner_id", Holds.ID, "The owner's Discord user id; empty for a partner.", _INSIDE),
        Column("owner_name", Holds.TEXT, "The owner's name.", _INSIDE),
        Column("given_by_id", Holds.ID, "Who gave it to them.", _INSIDE),
        Column("given_at", Holds.TIME, "When.", _INSIDE),
        Column("next_step", Holds.TEXT, "What is to be done next.", _INSIDE),
        Column("next_on", Holds.DATE, "The day of the next step.", _INSIDE),
    ),
)

OWNER_NOTES = Table(
    "owner-notes",
    "What owners and organisers noted about a pledge or a note.",
    (
        _ABOUT,
        _REFERENCE,
        Column("entry", Holds.NUMBER, "Puts entries of the same second in order.", _INSIDE),
        Column("at", Holds.TIME, "When it was noted.", _INSIDE),
        Column("author_id", Holds.ID, "The Discord user id of who noted it.", _INSIDE),
        Column("author_name", Holds.TEXT, "That person's name, if they joined.", _INSIDE),
        Column("words", Holds.TEXT, "What was noted.", _INSIDE),
    ),
)

TASKS = Table(
    "tasks",
    "What organisers had to see to: stuck pledges, and help that was asked for.",
    (
        _PLEDGE,
        Column("entry", Holds.NUMBER, "Puts entries of the same second in order.", _INSIDE),
        Column("kind", Holds.WORD, "Why it was raised.", _INSIDE, ("stuck", "help")),
        Column("words", Holds.TEXT, "What the maker said.", _INSIDE),
        Column("state", Holds.WORD, "Where it stands.", _INSIDE, ("open", "done", "dropped")),
        Column("taken_by_id", Holds.ID, "Who took it on.", _INSIDE),
        Column("done_by_id", Holds.ID, "Who finished it.", _INSIDE),
        Column("said", Holds.TEXT, "What was said when it was finished.", _INSIDE),
        Column("opened_at", Holds.TIME, "When it was raised.", _INSIDE),
        Column("done_at", Holds.TIME, "When it was finished.", _INSIDE),
    ),
)

OFFERS = Table(
    "offers",
    "Who offers help with which pledge, and what its maker said.",
    (
        _PLEDGE,
        Column("helper_id", Holds.ID, "The helper's Discord user id.", _INSIDE),
        Column("helper_name", Holds.TEXT, "The helper's name.", _INSIDE),
        Column(
            "state",
            Holds.WORD,
            "Where it stands.",
            _INSIDE,
            ("waiting", "asked", "yes", "no", "taken_back"),
        ),
        Column("offered_at", Holds.TIME, "When they offered it.", _INSIDE),
        Column("asked_at", Holds.TIME, "When the maker was asked.", _INSIDE),
        Column("answered_at", Holds.TIME, "When the maker answered.", _INSIDE),
    ),
)
