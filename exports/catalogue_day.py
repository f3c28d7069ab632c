"""The columns of what belongs to the day: its programme, and what people said and did in it."""

from __future__ import annotations

from exports.columns import Column, Holds, Table

_BOTH, _INSIDE = True, False

# The words of domain/ that its rules bring pydantic with: a test holds these to those.
SESSION_KINDS = ("keynote", "workshop", "pledging", "break")
QUESTION_STATES = ("waiting", "shown", "hidden", "asked live", "answered in writing")
OUTPUT_KINDS = ("idea", "barrier", "insight", "action")
OUTPUT_STATES = ("shown", "hidden")

_SESSION = Column("session", Holds.WORD, "The session's short name, as in the programme.", _INSIDE)
_TITLE = Column("session_title", Holds.TEXT, "The session's title.", _INSIDE)

PROGRAMME = Table(
    "programme",
    "The sessions of this summit and of those before it.",
    (
        Column("session", Holds.WORD, "The session's short name.", _BOTH),
        Column("summit_date", Holds.DATE, "The day of the summit that it belongs to.", _BOTH),
        Column("title", Holds.TEXT, "The session's title.", _BOTH),
        Column("kind", Holds.WORD, "What kind of session it is.", _BOTH, SESSION_KINDS),
        Column("starts_at", Holds.TIME, "When it starts.", _BOTH),
        Column("ends_at", Holds.TIME, "When it ends.", _BOTH),
        Column("slot", Holds.WORD, "Sessions with the same slot run side by side.", _BOTH),
        Column("theme", Holds.WORD, "The short name of the theme that it is about.", _BOTH),
        Column("brief", Holds.TEXT, "What it is about.", _BOTH),
        Column("speakers", Holds.TEXT, "Who speaks, one a line.", _BOTH),
        Column("cancelled", Holds.YES_NO, "Whether it was cancelled.", _BOTH),
        Column("past", Holds.YES_NO, "Whether it belongs to an earlier summit.", _BOTH),
        Column("times_are_illustrative", Holds.YES_NO, "Whether its times are an example.", _BOTH),
        Column("capacity", Holds.NUMBER, "How many places it has; empty: no limit.", _INSIDE),
        Column("places", Holds.NUMBER, "How many people have a place.", _INSIDE),
        Column("waiting", Holds.NUMBER, "How many people wait for a place.", _INSIDE),
        Column("link", Holds.TEXT, "Where it takes place outside of Discord.", _INSIDE),
    ),
)

CHOICES = Table(
    "choices",
    "Who chose which workshop.",
    (
        _SESSION,
        _TITLE,
        Column("user_id", Holds.ID, "The person's Discord user id.", _INSIDE),
        Column("name", Holds.TEXT, "The person's name.", _INSIDE),
        Column(
            "state",
            Holds.WORD,
            "Whether they have a place or wait for one.",
            _INSIDE,
            ("place", "waiting"),
        ),
        Column("chosen_at", Holds.TIME, "When they chose.", _INSIDE),
    ),
)

QUESTIONS = Table(
    "questions",
    "What people asked the speakers.",
    (
        Column("reference", Holds.WORD, "The question's name within its summit.", _BOTH),
        Column("session", Holds.WORD, "The session's short name, as in the programme.", _BOTH),
        Column("session_title", Holds.TEXT, "The session's title.", _BOTH),
        Column("question", Holds.TEXT, "What is asked.", _BOTH),
        Column("state", Holds.WORD, "Where it stands.", _BOTH, QUESTION_STATES),
        Column("votes", Holds.NUMBER, "How many people want to hear the answer.", _BOTH),
        Column("answer", Holds.TEXT, "The answer, where it was given in writing.", _BOTH),
        Column("asked_at", Holds.TIME, "When it was asked.", _BOTH),
        Column("pinned", Holds.YES_NO, "Whether a moderator put it first.", _INSIDE),
        Column("named", Holds.YES_NO, "Whether it stands with its asker's name.", _INSIDE),
        Column("asker_id", Holds.ID, "The asker's Discord user id, where named.", _INSIDE),
        Column("asker_name", Holds.TEXT, "The asker's name, where named.", _INSIDE),
        Column("hidden_reason", Holds.TEXT, "Why it is hidden.", _INSIDE),
        Column("owner_id", Holds.ID, "Who sees to it that it is answered.", _INSIDE),
        Column("owner_name", Holds.TEXT, "That person's name, if they joined.", _INSIDE),
    ),
)

QUESTION_LOG = Table(
    "question-log",
    "What moderators did with each question.",
    (
        Column("reference", Holds.WORD, "The question that this is about.", _INSIDE),
        Column("entry", Holds.NUMBER, "Puts entries of the same second in order.", _INSIDE),
        Column("at", Holds.TIME, "When it happened.", _INSIDE),
        Column("event", Holds.WORD, "What happened.", _INSIDE),
        Column("moderator_id", Holds.ID, "The moderator's Discord user id.", _INSIDE),
        Column("moderator_name", Holds.TEXT, "That person's name, if they joined.", _INSIDE),
        Column("to_id", Holds.ID, "To whom it was handed over.", _INSIDE),
        Column("to_name", Holds.TEXT, "That person's name, if they joined.", _INSIDE),
    ),
)

OUTPUTS = Table(
    "outputs",
    "The notes that people kept in sessions.",
    (
        Column("reference", Holds.WORD, "The note's name within its summit.", _BOTH),
        Column("session", Holds.WORD, "The session's short name, as in the programme.", _BOTH),
        Column("session_title", Holds.TEXT, "The session's title.", _BOTH),
        Column("kind", Holds.WORD, "What it is.", _BOTH, OUTPUT_KINDS),
        Column("note", Holds.TEXT, "Its words.", _BOTH),
        Column("theme", Holds.WORD, "The short name of its theme, if it has one.", _BOTH),
        Column("theme_title", Holds.TEXT, "The title of the theme.", _BOTH),
        Column("state", Holds.WORD, "Whether others see it.", _INSIDE, OUTPUT_STATES),
        Column("hidden_reason", Holds.TEXT, "Why it is hidden.", _INSIDE),
        Column("named", Holds.YES_NO, "Whether it stands with its author's name.", _INSIDE),
        Column("author_id", Holds.ID, "The author's Discord user id, where named.", _INSIDE),
        Column("author_name", Holds.TEXT, "The author's name, where named.", _INSIDE),
        Column("version", Holds.NUMBER, "Which wording this is.", _INSIDE),
        Column("merged_into", Holds.WORD, "The note that it is part of by now.", _INSIDE),
        Column("pledges", Holds.WORD, "The pledges that came from it.", _INSIDE),
        Column("noted_at", Holds.TIME, "When it was noted.", _BOTH),
        Column("owner", Holds.TEXT, "Who would take an action on, as it was reported.", _INSIDE),
    ),
)

OUTPUT_LOG = Table(
    "output-log",
    "What happened to each note, with what stood there before.",
    (
        Column("reference", Holds.WORD, "The note that this is about.", _INSIDE),
        Column("entry", Holds.NUMBER, "Puts entries of the same second in order.", _INSIDE),
        Column("at", Holds.TIME, "When it happened.", _INSIDE),
        Column("event", Holds.WORD, "What happened.", _INSIDE),
        Column("actor", Holds.WORD, "What part the person had who did it.", _INSIDE),
        Column("moderator_id", Holds.ID, "The moderator's Discord user id.", _INSIDE),
        Column("moderator_name", Holds.TEXT, "That person's name, if they joined.", _INSIDE),
        Column("earlier_kind", Holds.WORD, "What kind it was before, where it changed.", _INSIDE),
        Column("earlier_words", Holds.TEXT, "Its words before, where they changed.", _INSIDE),
        Column("detail", Holds.TEXT, "The reason, the theme, or the other note.", _INSIDE),
    ),
)

FEEDBACK = Table(
    "feedback",
    "How many people gave which rating.",
    (
        Column("about", Holds.WORD, "What was rated.", _INSIDE, ("session", "day")),
        _SESSION,
        _TITLE,
        Column("summit_date", Holds.DATE, "The day of the summit.", _INSIDE),
        Column("ratings", Holds.NUMBER, "How many people rated it.", _INSIDE),
        Column("poor", Holds.NUMBER, "How many gave a 1.", _INSIDE),
        Column("not_so_good", Holds.NUMBER, "How many gave a 2.", _INSIDE),
        Column("all_right", Holds.NUMBER, "How many gave a 3.", _INSIDE),
        Column("good", Holds.NUMBER, "How many gave a 4.", _INSIDE),
        Column("very_good", Holds.NUMBER, "How many gave a 5.", _INSIDE),
    ),
)

REMARKS = Table(
    "remarks",
    "The sentences that people wrote with their ratings.",
    (
        Column("about", Holds.WORD, "What it answers.", _INSIDE, ("session", "useful", "change")),
        _SESSION,
        _TITLE,
        Column("summit_date", Holds.DATE, "The day of the summit.", _INSIDE),
        Column("remark", Holds.TEXT, "The sentence.", _INSIDE),
        Column("name", Holds.TEXT, "Its author's name, where they show it.", _INSIDE),
    ),
)

CONNECTIONS = Table(
    "connections",
    "How many people met through the summit.",
    (
        Column(
            "what",
            Holds.WORD,
            "What is counted.",
            _BOTH,
            ("taking_part", "introduced", "suggestion_rounds", "suggested"),
        ),
        Column("count", Holds.NUMBER, "How many there are.", _BOTH),
    ),
)

RECORDINGS = Table(
    "recordings",
    "How many people asked for which recording, and what they were told.",
    (
        _SESSION,
        _TITLE,
        Column("asked", Holds.NUMBER, "How many people asked for it.", _INSIDE),
        Column("waiting", Holds.NUMBER, "How many of them have had no answer.", _INSIDE),
        Column("answer", Holds.WORD, "What organisers said.", _INSIDE, ("out", "none")),
        Column("link", Holds.TEXT, "Where the recording is.", _INSIDE),
        Column("note", Holds.TEXT, "What was said with the link.", _INSIDE),
        Column("reason", Holds.TEXT, "Why there is no recording.", _INSIDE),
        Column("answered_at", Holds.TIME, "When organisers last answered.", _INSIDE),
    ),
)

ROOM_LOG = Table(
    "room-log",
    "What facilitators did in their rooms.",
    (
        _SESSION,
        _TITLE,
        Column("entry", Holds.NUMBER, "Puts entries of the same second in order.", _INSIDE),
        Column("at", Holds.TIME, "When it happened.", _INSIDE),
        Column("event", Holds.WORD, "What happened.", _INSIDE),
        Column("actor_id", Holds.ID, "The Discord user id of who did it.", _INSIDE),
        Column("actor_name", Holds.TEXT, "That person's name, if they joined.", _INSIDE),
    ),
)
