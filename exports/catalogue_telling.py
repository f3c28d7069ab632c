"""The columns of what everybody was told: announcements, and changes of the programme."""

from __future__ import annotations

from exports.columns import Column, Holds, Table

_BOTH, _INSIDE = True, False

# The words of domain/ that its rules bring pydantic with: a test holds these to those.
AUDIENCES = ("everybody", "room", "kind", "role")
CHANGES = ("added", "moved", "renamed", "cancelled", "restored", "room")
BY_HAND = ("shift", "cancel", "restore", "swap")

ANNOUNCEMENTS = Table(
    "announcements",
    "What organisers announced.",
    (
        Column("sent_at", Holds.TIME, "When it was sent.", _BOTH),
        Column("words", Holds.TEXT, "Its words.", _BOTH),
        Column("audience", Holds.WORD, "Who it was for.", _INSIDE, AUDIENCES),
        Column("about", Holds.WORD, "Which session, kind, or Discord role.", _INSIDE),
        Column("alert", Holds.YES_NO, "Whether people got a notification.", _INSIDE),
        Column("letters", Holds.NUMBER, "How many got it as a private message.", _INSIDE),
        Column("author_id", Holds.ID, "The Discord user id of who sent it.", _INSIDE),
        Column("author_name", Holds.TEXT, "That person's name, if they joined.", _INSIDE),
    ),
)

PROGRAMME_CHANGES = Table(
    "programme-changes",
    "What changed in the programme, and when.",
    (
        Column("at", Holds.TIME, "When it changed.", _BOTH),
        Column("session", Holds.WORD, "The session's short name, as in the programme.", _BOTH),
        Column("session_title", Holds.TEXT, "The session's title, as it is now.", _BOTH),
        Column("change", Holds.WORD, "What changed.", _BOTH, CHANGES),
        Column("was", Holds.TEXT, "What it was before: a start, a title, or a room.", _BOTH),
        Column("is_now", Holds.TEXT, "What it was from then on.", _BOTH),
        Column("reason", Holds.TEXT, "Why it is cancelled, as people were told.", _BOTH),
        Column("entry", Holds.NUMBER, "Puts entries of the same second in order.", _INSIDE),
        Column(
            "by_hand",
            Holds.WORD,
            "What an organiser did; empty where set-up read a new plan.",
            _INSIDE,
            BY_HAND,
        ),
        Column("minutes", Holds.NUMBER, "By how many minutes, where it was moved.", _INSIDE),
        Column("told", Holds.YES_NO, "Whether people were told of it.", _INSIDE),
        Column("actor_id", Holds.ID, "The Discord user id of who did it.", _INSIDE),
        Column("actor_name", Holds.TEXT, "That person's name, if they joined.", _INSIDE),
    ),
)
