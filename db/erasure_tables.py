"""What each table holds of people, and what an erasure does with it.

``TABLES`` says of every column of every table what it holds. A test holds it to the file: a new
table or column needs a decision here before anything of it can be kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a table holds of people.

    ``gone``: which rows an erasure deletes. ``people``: columns that name somebody; in rows that
    stay, those in ``nameless`` get the value given there. ``words``: what people wrote; where
    ``gone`` does not take it, ``stays`` says why. ``rest``: neither ids nor words of a person.
    ``counted``: what stays as a number, as (theme, kind, n). ``later``: a loop ends what is left.
    """

    gone: str = ""
    people: tuple[str, ...] = ()
    nameless: Mapping[str, int | None] = field(default_factory=dict[str, int | None])
    words: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    counted: Mapping[str, str] = field(default_factory=dict[str, str])
    stays: str = ""
    later: str = ""


PLEDGES = "(SELECT id FROM pledge WHERE guild_id = :guild AND maker_id = :me)"
_QUESTIONS = "(SELECT id FROM question WHERE guild_id = :guild AND asker_id = :me)"
_HANDS = "(SELECT id FROM hand WHERE guild_id = :guild AND user_id = :me)"
_NOTES = "(SELECT id FROM output WHERE guild_id = :guild AND author_id = :me)"
# What facilitators typed about somebody's note may hold the note's words.
_ABOUT_NOTES = """EXISTS (SELECT 1 FROM output AS o WHERE o.guild_id = :guild AND o.author_id = :me
    AND (form = 'note.hide:' || o.number OR form = 'note.merge:' || o.number
        OR form GLOB 'note.correct:' || o.number || ':*'))"""

# In the order of deleting: what points at something goes before it.
TABLES: dict[str, Table] = {
    "supporter": Table(
        gone=f"user_id = :me OR pledge_id IN {PLEDGES}",
        people=("user_id",),
        rest=("pledge_id", "support", "guild_id", "at"),
        counted={
            "support": """SELECT p.theme, s.support, count(*) FROM supporter AS s
                JOIN pledge AS p ON p.id = s.pledge_id
                WHERE s.guild_id = :guild AND s.user_id = :me GROUP BY 1, 2"""
        },
    ),
    "notice": Table(
        gone=f"user_id = :me OR pledge_id IN {PLEDGES}",
        people=("user_id",),
        words=("reason",),
        rest=(
            *("id", "guild_id", "pledge_id", "event", "state", "tries", "created_at"),
            *("channel_id", "message_id"),
        ),
    ),
    "pledge_version": Table(
        gone=f"pledge_id IN {PLEDGES}",
        words=("action", "organisation", "first_step"),
        rest=("pledge_id", "version", "guild_id", "theme", "until"),
    ),
    "pledge_log": Table(
        gone=f"pledge_id IN {PLEDGES}",
        people=("actor_id",),
        nameless={"actor_id": 0},
        words=("action", "note"),
        rest=("id", "guild_id", "pledge_id", "number", "at", "event", "actor", "version"),
    ),
    "draft": Table(
        gone=f"user_id = :me OR {_ABOUT_NOTES}",
        people=("user_id",),
        words=("fields",),
        rest=("id", "guild_id", "form", "created_at"),
    ),
    "output_pledge": Table(
        gone=f"pledge_id IN {PLEDGES} OR output_id IN {_NOTES}",
        rest=("output_id", "pledge_id", "guild_id"),
    ),
    "pledge": Table(
        gone="maker_id = :me",
        people=("maker_id",),
        words=(
            *("action", "organisation", "first_step", "who_benefits", "measure"),
            *("help_needed", "backup_contact", "hidden_reason"),
        ),
        rest=(
            *("id", "guild_id", "number", "kind", "theme", "as_organisation", "due", "moderation"),
            *("checked", "delivery", "version", "too_count", "help_count", "wall_id", "made_at"),
            "edited_at",
        ),
        counted={
            "pledge": """SELECT theme, kind, count(*) FROM pledge WHERE guild_id = :guild
                AND maker_id = :me AND delivery <> 'withdrawn' GROUP BY 1, 2""",
            "withdrawn pledge": """SELECT theme, kind, count(*) FROM pledge
                WHERE guild_id = :guild AND maker_id = :me AND delivery = 'withdrawn'
                GROUP BY 1, 2""",
        },
    ),
    "question_vote": Table(
        gone=f"user_id = :me OR question_id IN {_QUESTIONS}",
        people=("user_id",),
        rest=("question_id", "guild_id", "at"),
        counted={
            "vote": """SELECT q.session, '', count(*) FROM question_vote AS v
                JOIN question AS q ON q.id = v.question_id
                WHERE v.guild_id = :guild AND v.user_id = :me GROUP BY 1"""
        },
    ),
    "question_log": Table(
        gone=f"question_id IN {_QUESTIONS}",
        people=("moderator_id",),
        nameless={"moderator_id": 0},
        rest=("id", "guild_id", "question_id", "at", "event"),
    ),
    "question": Table(
        gone="asker_id = :me",
        people=("asker_id", "owner_id"),
        nameless={"owner_id": None},
        words=("words", "hidden_reason", "answer"),
        rest=(
            "id",
            "guild_id",
            "number",
            "session",
            "named",
            "state",
            "pinned",
            "votes",
            "asked_at",
        ),
        counted={
            "question": """SELECT session, '', count(*) FROM question
                WHERE guild_id = :guild AND asker_id = :me GROUP BY 1"""
        },
    ),
    "output_log": Table(
        gone=f"output_id IN {_NOTES}",
        people=("moderator_id",),
        nameless={"moderator_id": 0},
        words=("earlier_words", "detail"),
        rest=("id", "guild_id", "output_id", "at", "event", "earlier_kind"),
    ),
    "output": Table(
        gone="author_id = :me",
        people=("author_id",),
        words=("words", "hidden_reason"),
        rest=(
            *("id", "guild_id", "number", "session", "named", "kind", "theme", "state", "version"),
            *("merged_into", "noted_at"),
        ),
        counted={
            "note": """SELECT session, kind, count(*) FROM output
                WHERE guild_id = :guild AND author_id = :me GROUP BY 1, 2"""
        },
    ),
    "hand_log": Table(
        gone=f"hand_id IN {_HANDS}",
        people=("actor_id",),
        nameless={"actor_id": 0},
        rest=("id", "guild_id", "hand_id", "at", "event"),
    ),
    "hand": Table(
        gone="user_id = :me",
        people=("user_id", "called_by"),
        nameless={"called_by": 0},
        rest=("id", "guild_id", "session", "state", "place", "raised_at", "done_at"),
        counted={
            "hand": """SELECT session, state, count(*) FROM hand
                WHERE guild_id = :guild AND user_id = :me GROUP BY 1, 2"""
        },
    ),
    "rating": Table(
        gone="user_id = :me",
        people=("user_id",),
        words=("words",),
        rest=("guild_id", "session", "rating", "named", "mixed"),
        counted={
            "feedback": """SELECT session, CAST(rating AS TEXT), count(*) FROM rating
                WHERE guild_id = :guild AND user_id = :me GROUP BY 1, 2"""
        },
    ),
    "day_rating": Table(
        gone="user_id = :me",
        people=("user_id",),
        words=("useful", "change"),
        rest=("guild_id", "edition", "rating", "named", "mixed"),
        counted={
            "feedback on the day": """SELECT '', CAST(rating AS TEXT), count(*) FROM day_rating
                WHERE guild_id = :guild AND user_id = :me GROUP BY 2"""
        },
    ),
    "introduction": Table(
        gone="low_id = :me OR high_id = :me",
        people=("low_id", "high_id"),
        words=("low_why", "high_why"),
        rest=(
            *("id", "guild_id", "low_says", "high_says", "low_told", "high_told", "low_shown"),
            *("high_shown", "thread", "thread_begun_at", "thread_id", "message_id", "changed_at"),
        ),
    ),
    "connect_card": Table(
        gone="user_id = :me",
        people=("user_id",),
        words=("organisation", "offers", "needs"),
        rest=("id", "guild_id", "themes", "made_at", "changed_at"),
    ),
    "connect_round": Table(
        people=("organiser_id",),
        nameless={"organiser_id": 0},
        rest=("guild_id", "number", "at", "people", "pairs"),
    ),
    "recording": Table(
        people=("organiser_id",),
        nameless={"organiser_id": 0},
        words=("link", "note", "reason"),
        rest=("guild_id", "session", "answer", "version", "answered_at"),
        stays="organisers wrote it for everybody who asked",
    ),
    "recording_request": Table(
        gone="user_id = :me",
        people=("user_id",),
        rest=("guild_id", "session", "told", "asked_at"),
        counted={
            "recording asked for": """SELECT session, '', count(*) FROM recording_request
                WHERE guild_id = :guild AND user_id = :me GROUP BY 1"""
        },
    ),
    "choice": Table(
        gone="user_id = :me",
        people=("user_id",),
        rest=("id", "guild_id", "slug", "state", "cancelled_told", "chosen_at"),
    ),
    "room_access": Table(
        people=("user_id",),
        rest=("guild_id", "channel_id", "state"),
        later="goes when Discord has closed the room (cogs/workshops/rooms.py)",
    ),
    "reminder_off": Table(gone="user_id = :me", people=("user_id",), rest=("guild_id", "at")),
    "reminder": Table(
        people=("after_user", "up_to_user"),
        rest=(
            *("id", "guild_id", "slug", "starts_at", "lead", "part", "more", "channel_id"),
            *("message_id", "state", "begun_at"),
        ),
        later="the bounds move to somebody else in the same transaction (_move_bounds)",
    ),
    "feedback_asked": Table(
        rest=("id", "guild_id", "edition", "session", "channel_id", "state", "created_at")
    ),
    "room_facilitator": Table(
        gone="user_id = :me", people=("user_id",), rest=("guild_id", "slug", "since")
    ),
    "breakout_member": Table(
        gone="user_id = :me",
        people=("user_id",),
        rest=("round_id", "guild_id", "number", "in_thread", "moved"),
    ),
    "breakout_group": Table(
        rest=(
            *("round_id", "number", "guild_id", "thread_id", "thread_state", "voice_id"),
            *("voice_state", "report"),
        )
    ),
    "breakout_round": Table(
        words=("brief",),
        rest=(
            *("id", "guild_id", "slug", "number", "how", "minutes", "stage", "starts_at"),
            *("ends_at", "back_at", "called", "made_at"),
        ),
        stays="the facilitator set it for everybody in the room, and no id stands beside it",
    ),
    "room_log": Table(
        people=("actor_id",),
        nameless={"actor_id": 0},
        rest=("id", "guild_id", "slug", "at", "event"),
    ),
    "programme_seen": Table(
        gone="user_id = :me", people=("user_id",), rest=("guild_id", "change_id")
    ),
    "letter": Table(
        gone="user_id = :me",
        people=("user_id",),
        words=("subject", "text", "buttons"),
        rest=(*("id", "guild_id", "state", "tries", "created_at", "channel_id", "message_id"),),
    ),
    "attendee": Table(
        gone="user_id = :me",
        people=("user_id",),
        words=("name", "organisation", "access_needs"),
        rest=("guild_id", "kind", "publish_name", "role_given", "joined_at", "updated_at"),
        counted={
            "attendee": """SELECT '', kind, count(*) FROM attendee
                WHERE guild_id = :guild AND user_id = :me GROUP BY 2"""
        },
    ),
    "erasure_step": Table(
        people=("user_id",),
        rest=(
            *("id", "guild_id", "what", "channel_id", "message_id", "pledge_id", "posted_id"),
            "tries",
        ),
        later="goes when it is done (cogs/mydata/keeper.py)",
    ),
    "erasing": Table(
        people=("user_id",), rest=("guild_id",), later="empty at the end of the transaction"
    ),
    # What follows holds nothing of anybody.
    "summit": Table(
        rest=(
            *("guild_id", "plan", "attendee_role_id", "facilitator_role_id", "organiser_role_id"),
            *("welcome_channel_id", "wall_channel_id", "organisers_channel_id", "pledges_made"),
            *("set_up_at", "updated_at", "questions_asked", "notes_made"),
        )
    ),
    "session": Table(
        rest=(
            *("guild_id", "slug", "position", "title", "kind", "starts_at", "ends_at", "slot"),
            *("capacity", "walk_in", "recorded", "text_channel_id", "voice_channel_id"),
            *("event_id", "cancelled", "event_told", "archived"),
        )
    ),
    "programme_change": Table(
        rest=("id", "guild_id", "slug", "at", "what", "was", "is_now", "told")
    ),
    "posted_message": Table(
        rest=(
            *("id", "guild_id", "channel_id", "message_id", "purpose", "state", "dirty"),
            "created_at",
        )
    ),
    "pledge_count": Table(rest=("guild_id", "moderation", "theme", "kind", "n")),
    "kept": Table(rest=("key", "value")),
    "room": Table(
        rest=(
            *("guild_id", "slug", "door", "opened_at", "closes_at", "text_closed"),
            *("slow_seconds", "told", "said"),
        )
    ),
    "room_clock": Table(
        rest=("id", "guild_id", "slug", "label", "starts_at", "ends_at", "called", "state")
    ),
    "erased": Table(rest=("guild_id", "what", "theme", "kind", "n")),
}
