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
_CALLS = "(SELECT id FROM help_call WHERE guild_id = :guild AND caller_id = :me)"
# What facilitators typed about somebody's note may hold the note's words.
_ABOUT_NOTES = """EXISTS (SELECT 1 FROM output AS o WHERE o.guild_id = :guild AND o.author_id = :me
    AND (form = 'note.hide:' || o.number OR form = 'note.merge:' || o.number
        OR form GLOB 'note.correct:' || o.number || ':*'))"""

# What people who look after a pledge or a note keep about it.
_CARED = f"""(subject = 'pledge' AND subject_id IN {PLEDGES}
    OR subject = 'output' AND subject_id IN {_NOTES})"""

# In the order of deleting: what points at something goes before it.
TABLES: dict[str, Table] = {
    "check_in": Table(
        gone=f"pledge_id IN {PLEDGES}",
        rest=(
            *("id", "guild_id", "pledge_id", "due_at", "state", "asked_at", "letter_id"),
            "answered",
        ),
    ),
    "report": Table(
        gone=f"pledge_id IN {PLEDGES}",
        words=("words", "link", "help"),
        rest=("number", "id", "guild_id", "pledge_id", "answer", "at", "taken_back"),
    ),
    "follow_up": Table(
        gone=f"pledge_id IN {PLEDGES}",
        rest=(
            *("pledge_id", "guild_id", "number", "edition", "version", "due_at"),
            *("waiting_since", "reported_at", "stuck"),
        ),
    ),
    "owner": Table(
        gone=f"user_id = :me OR {_CARED}",
        people=("user_id", "given_by"),
        nameless={"given_by": 0},
        words=("name", "next_step"),
        rest=("subject", "subject_id", "guild_id", "given_at", "next_on", "reminded_on"),
    ),
    "owner_note": Table(
        gone=_CARED,
        people=("author_id",),
        nameless={"author_id": 0},
        words=("words",),
        rest=("id", "guild_id", "subject", "subject_id", "at"),
    ),
    "task": Table(
        gone=f"pledge_id IN {PLEDGES}",
        people=("taken_by", "done_by"),
        nameless={"taken_by": None, "done_by": None},
        words=("words", "said"),
        rest=("id", "guild_id", "pledge_id", "kind", "state", "opened_at", "done_at"),
    ),
    "offer": Table(
        gone=f"helper_id = :me OR pledge_id IN {PLEDGES}",
        people=("helper_id",),
        rest=(
            *("id", "guild_id", "pledge_id", "state", "offered_at", "asked_at", "answered_at"),
            "introduction_id",
        ),
    ),
    "story_told": Table(
        gone=f"user_id = :me OR pledge_id IN {PLEDGES}",
        people=("user_id",),
        rest=("pledge_id", "guild_id", "at"),
    ),
    "story": Table(
        gone=f"pledge_id IN {PLEDGES}",
        people=("wanted_by",),
        nameless={"wanted_by": 0},
        rest=(
            *("pledge_id", "guild_id", "consent", "consent_at", "asked", "state", "begun_at"),
            *("posted_at", "channel_id", "message_id", "drawn"),
        ),
    ),
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
        people=("moderator_id", "to_id"),
        nameless={"moderator_id": 0, "to_id": 0},
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
    "quote": Table(
        gone="author_id = :me",
        people=("author_id", "keeper_id"),
        nameless={"keeper_id": 0},
        rest=("message_id", "guild_id", "channel_id", "output_id", "said", "kept_at"),
    ),
    "group_report_form": Table(
        gone="sender_id = :me",
        people=("sender_id",),
        rest=("form_id", "guild_id", "round_id", "number", "version", "sent_at"),
    ),
    "output_log": Table(
        gone=f"output_id IN {_NOTES} OR earlier_author_id = :me",
        people=("moderator_id", "earlier_author_id"),
        nameless={"moderator_id": 0},
        words=("earlier_words", "detail"),
        rest=("id", "guild_id", "output_id", "at", "event", "earlier_kind"),
    ),
    "output": Table(
        gone="author_id = :me",
        people=("author_id",),
        words=("words", "owner", "hidden_reason"),
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
        rest=(
            *("id", "guild_id", "session", "state", "place", "raised_at", "done_at", "way"),
            *("turn", "stage", "post_channel_id", "post_id"),
        ),
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
    # How many of each kind were there stays in ``presence_left``, by a trigger.
    "presence": Table(
        gone="user_id = :me",
        people=("user_id",),
        rest=("id", "guild_id", "session", "head", "joined_at", "left_at"),
        counted={
            "session you took part in": """SELECT session, '', count(DISTINCT head) FROM presence
                WHERE guild_id = :guild AND user_id = :me GROUP BY 1"""
        },
    ),
    # An organisation goes with the last person who named it.
    "room_summary_organisation": Table(
        gone="""EXISTS (SELECT 1 FROM attendee AS a WHERE a.guild_id = :guild AND a.user_id = :me
                AND a.organisation = room_summary_organisation.organisation COLLATE NOCASE)
            AND NOT EXISTS (SELECT 1 FROM attendee AS a WHERE a.guild_id = :guild
                AND a.user_id <> :me
                AND a.organisation = room_summary_organisation.organisation COLLATE NOCASE)""",
        words=("organisation",),
        rest=("summary_id", "number", "guild_id"),
    ),
    "room_summary": Table(
        people=("confirmed_by",),
        nameless={"confirmed_by": 0},
        words=("words",),
        rest=("id", "guild_id", "session", "version", "heads", "at", "post"),
        stays="a facilitator wrote it of the whole session, and was asked to name nobody",
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
    # What its parts say stands in ``output``; the message in the room is drawn again without them.
    "group_report": Table(
        rest=(
            *("round_id", "number", "guild_id", "version", "state", "channel_id", "message_id"),
            "dirty",
        )
    ),
    "group_report_part": Table(rest=("output_id", "guild_id", "round_id", "number", "place")),
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
    # The log of moderation keeps what was done, without the name and the words of who is erased.
    "moderation_words": Table(
        gone="about_id = :me OR (said_by = :me AND what IN ('report', 'appeal'))",
        people=("about_id", "said_by"),
        nameless={"said_by": 0},
        words=("words",),
        rest=("id", "guild_id", "act_id", "report_id", "what"),
    ),
    "moderation_sight": Table(
        gone="author_id = :me OR seen_by = :me",
        people=("seen_by", "author_id"),
        words=("words",),
        rest=("id", "guild_id", "is_bot", "channel_id", "message_id", "seen_at"),
    ),
    "moderation_log": Table(
        people=("actor_id", "target_id"),
        nameless={"actor_id": 0, "target_id": 0},
        rest=(
            *("id", "guild_id", "at", "event", "session", "channel_id", "act_id", "report_id"),
            "detail",
        ),
    ),
    "moderation_act": Table(
        people=("target_id", "actor_id"),
        nameless={"target_id": 0, "actor_id": 0},
        rest=(
            *("id", "guild_id", "slug", "kind", "channel_id", "message_id", "asked_at", "until"),
            *("state", "trouble", "tried_at", "tries", "undo", "appeal"),
        ),
    ),
    "moderation_report": Table(
        people=("reporter_id", "target_id", "dealt_by"),
        nameless={"reporter_id": 0, "target_id": 0, "dealt_by": 0},
        rest=("id", "guild_id", "slug", "channel_id", "message_id", "reported_at", "state"),
    ),
    "moderation_shut": Table(rest=("act_id", "channel_id", "guild_id")),
    "room_lock": Table(
        people=("user_id",),
        rest=("guild_id", "channel_id", "slug", "lift"),
        later="goes when the room is over or they are let back in (cogs/moderation/locks.py)",
    ),
    "moderation_post": Table(
        rest=(
            *("id", "guild_id", "what", "of_id", "channel_id", "message_id", "changes", "drawn"),
            "state",
        )
    ),
    "help_call_words": Table(
        gone=f"call_id IN {_CALLS}",
        words=("words",),
        rest=("id", "guild_id", "call_id", "at"),
    ),
    "help_call": Table(
        gone="caller_id = :me",
        people=("caller_id", "taken_by", "done_by"),
        # Taken by nobody, a call that waits is open again and raised again: domain/calls.py.
        nameless={"taken_by": None, "done_by": 0},
        rest=(
            *("id", "guild_id", "session", "small_group", "state", "called_at", "told_at"),
            *("raised_at", "taken_at", "done_at"),
        ),
        counted={
            "call for help": """SELECT ifnull(session, ''), state, count(*) FROM help_call
                WHERE guild_id = :guild AND caller_id = :me GROUP BY 1, 2"""
        },
    ),
    "running": Table(
        people=("opened_by", "closed_by"),
        nameless={"opened_by": 0, "closed_by": 0},
        rest=("guild_id", "edition", "stage", "opened_at", "closed_at", "dashboard"),
    ),
    "pledging": Table(
        people=("started_by",),
        nameless={"started_by": 0},
        rest=("guild_id", "slug", "minutes", "next_at", "none_said"),
    ),
    "programme_seen": Table(
        gone="user_id = :me", people=("user_id",), rest=("guild_id", "change_id")
    ),
    "letter": Table(
        gone="user_id = :me",
        people=("user_id",),
        words=("subject", "text", "buttons", "thread_text"),
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
    "retention_log": Table(
        people=("actor_id",),
        nameless={"actor_id": 0},
        rest=("id", "guild_id", "at", "event", "ends_on"),
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
            *("planned_starts_at", "planned_ends_at", "cancelled_by_hand", "cancel_reason"),
            "rooms_of",
        )
    ),
    "programme_act": Table(
        people=("actor_id",),
        nameless={"actor_id": 0},
        rest=("id", "guild_id", "at", "what", "slug", "minutes", "sign"),
    ),
    "announcement": Table(
        gone="author_id = :me AND state = 'draft'",
        people=("author_id",),
        nameless={"author_id": 0},
        words=("words",),
        rest=(
            *("id", "guild_id", "audience", "about", "alert", "state", "version", "written_at"),
            *("sent_at", "people"),
        ),
        stays="What organisers announced was said for the summit; who wrote it is taken out.",
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
    "follow_up_plan": Table(rest=("guild_id", "edition", "cadence", "time_zone", "version")),
    # What stands in Discord goes with the call or the pledge that it is about (bot/saying.py).
    "said": Table(
        rest=(
            *("id", "guild_id", "what", "about", "channel_id", "message_id", "state", "dirty"),
            *("told", "created_at"),
        )
    ),
    "pledge_count": Table(rest=("guild_id", "moderation", "theme", "kind", "n")),
    "made": Table(rest=("guild_id", "key", "discord_id", "state")),
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
    # A digest is of somebody, but leads to nobody without the key; it is emptied within seconds.
    "erasure_key": Table(rest=("one", "secret")),
    "erasure_mark": Table(rest=("id", "guild_id", "at", "digest")),
    "retention": Table(
        rest=(
            *("guild_id", "planned", "ends_on", "first_told", "second_told", "confirmed"),
            *("begun_at", "done_at"),
        )
    ),
    "keeping_post": Table(
        rest=("id", "guild_id", "what", "ends_on", "people", "state", "created_at")
    ),
    "presence_seen": Table(rest=("guild_id", "session", "at")),
    "presence_left": Table(rest=("guild_id", "session", "kind", "n")),
    "erased": Table(rest=("guild_id", "what", "theme", "kind", "n")),
}
