"""The columns of pledges and of what belongs to them."""

from __future__ import annotations

from domain.attendees import Kind
from domain.pledges import Delivery, Moderation
from exports.columns import Column, Holds, Table

_BOTH, _INSIDE = True, False

KINDS = tuple(kind.value for kind in Kind)
MODERATION = tuple(state.value for state in Moderation)
DELIVERY = tuple(state.value for state in Delivery)

PLEDGES = Table(
    "pledges",
    "What people and organisations promised.",
    (
        Column("reference", Holds.WORD, "The pledge's name within its summit.", _BOTH),
        Column("made_by", Holds.TEXT, "Who made it, as far as they agreed to be named.", _BOTH),
        Column("maker_name", Holds.TEXT, "The maker's name.", _INSIDE),
        Column("maker_id", Holds.ID, "The maker's Discord user id.", _INSIDE),
        Column("publish_name", Holds.YES_NO, "Whether the maker's name may be public.", _INSIDE),
        Column("kind", Holds.WORD, "What the maker was here as.", _BOTH, KINDS),
        Column("as_organisation", Holds.YES_NO, "Whether an organisation pledges.", _BOTH),
        Column("organisation", Holds.TEXT, "The organisation that pledges.", _BOTH),
        Column("theme", Holds.TEXT, "The short name of the theme.", _BOTH),
        Column("theme_title", Holds.TEXT, "The title of the theme.", _BOTH),
        Column("action", Holds.TEXT, "What is pledged.", _BOTH),
        Column("first_step", Holds.TEXT, "The first step and by when.", _BOTH),
        Column("who_benefits", Holds.TEXT, "Who is better off for it.", _BOTH),
        Column("measure", Holds.TEXT, "How one will know that it worked.", _BOTH),
        Column("due", Holds.DATE, "The day by which it is to be done.", _BOTH),
        Column("help_needed", Holds.TEXT, "What help the maker asks for.", _BOTH),
        Column("backup_contact", Holds.TEXT, "Whom else to ask about it.", _INSIDE),
        Column("moderation", Holds.WORD, "Whether it may be seen.", _INSIDE, MODERATION),
        Column("hidden_reason", Holds.TEXT, "Why it is hidden, as its maker was told.", _INSIDE),
        Column("checked", Holds.YES_NO, "Whether an organiser has looked at it.", _INSIDE),
        Column("delivery", Holds.WORD, "How far it has come.", _BOTH, DELIVERY),
        Column("version", Holds.NUMBER, "Which wording this is.", _BOTH),
        Column("too_count", Holds.NUMBER, "How many said that they'll do this too.", _BOTH),
        Column("help_count", Holds.NUMBER, "How many said that they can help.", _BOTH),
        Column("made_at", Holds.TIME, "When it was made.", _BOTH),
        Column("edited_at", Holds.TIME, "When its maker last changed it.", _BOTH),
    ),
)

PLEDGE_LOG = Table(
    "pledge-log",
    "What happened to each pledge, in its order.",
    (
        Column("reference", Holds.WORD, "The pledge that this is about.", _BOTH),
        Column("entry", Holds.NUMBER, "Puts entries of the same second in order.", _INSIDE),
        Column("at", Holds.TIME, "When it happened.", _BOTH),
        Column("event", Holds.WORD, "What happened.", _BOTH),
        Column("version", Holds.NUMBER, "Which wording the pledge had then.", _BOTH),
        Column("actor", Holds.WORD, "What part the person had who did it.", _INSIDE),
        Column("actor_id", Holds.ID, "That person's Discord user id.", _INSIDE),
        Column("actor_name", Holds.TEXT, "That person's name, if they joined.", _INSIDE),
        Column("action", Holds.TEXT, "The new wording, where it changed.", _INSIDE),
        Column(
            "note",
            Holds.TEXT,
            "What else is new, the reason given, or the kind of support.",
            _INSIDE,
        ),
    ),
)

SUPPORTERS = Table(
    "supporters",
    "Who stands by which pledge.",
    (
        Column("reference", Holds.WORD, "The pledge that they stand by.", _INSIDE),
        Column("support", Holds.WORD, "How they stand by it.", _INSIDE, ("too", "help")),
        Column("supporter_id", Holds.ID, "The supporter's Discord user id.", _INSIDE),
        Column("supporter_name", Holds.TEXT, "The supporter's name.", _INSIDE),
        Column("kind", Holds.WORD, "What the supporter was here as.", _INSIDE, KINDS),
        Column("organisation", Holds.TEXT, "The supporter's organisation.", _INSIDE),
        Column("publish_name", Holds.YES_NO, "Whether their name may be public.", _INSIDE),
        Column("at", Holds.TIME, "When they said so.", _INSIDE),
    ),
)
