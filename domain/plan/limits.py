"""How much a plan may hold, and what it says where the file says nothing."""

from domain.plan.follow_up import FollowUp

THEMES_AT_MOST = 25
"""A Discord select menu has 25 options at most."""
WORKSHOPS_IN_A_SLOT_AT_MOST = 25
"""People choose among them in a select menu, too."""
CHANNELS_AT_MOST = 50
"""A Discord category holds 50 channels at most."""
VOICE_NAME_ENDS = " live"
VOICE_NAME_AT_MOST = 100 - len(VOICE_NAME_ENDS)
"""What is left of a channel's name in the name of its voice room."""
VOICES_CATEGORY_ENDS = " live"
NAME_OF_CATEGORY_AT_MOST = 100 - len(VOICES_CATEGORY_ENDS)
SESSIONS_AT_MOST = 200
"""Our own limit: more cannot be one day, and the checks stay quick."""
LIST_AT_MOST = 25
"""Our own limit for the speakers, facilitators and questions of one session."""
FOLLOW_UPS_AT_MOST = 12
"""Our own limit: to be asked more than once a month for a year is a nuisance."""
BLOCKED_WORDS_AT_MOST = 1_000
"""Discord's limit for the words of one rule of AutoMod."""
FILE_AT_MOST = 300_000
"""Characters of a plan file; a full day with long texts has well under 100,000."""

DEFAULT_ROLES = {
    "attendee": "Attendee",
    "facilitator": "Facilitator",
    "organiser": "Organiser",
}
DEFAULT_CHANNELS = {
    "welcome": "welcome",
    "pledge_wall": "pledge-wall",
    "organisers": "organisers",
}
DEFAULT_FOLLOW_UP = (
    FollowUp(amount=3, unit="day"),
    FollowUp(amount=4, unit="week"),
    FollowUp(amount=6, unit="month"),
    FollowUp(amount=12, unit="month"),
)
