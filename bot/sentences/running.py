"""What the bot says no with: running the day, calls for help, the pledging session."""

SENTENCES: dict[str, str] = {
    "day.not_open": (
        "The summit is not open, so there is nothing to close. You can close rooms one by one,"
        " with the buttons in each."
    ),
    "call.often": (
        "You have called for help several times in the last ten minutes. Write in the welcome"
        " channel, or wait a few minutes and call again."
    ),
    "call.full": ("Your call is full, so nothing was added to it. It still waits for somebody."),
    "call.unknown": "This call for help is not there any more, so nothing was changed.",
    "call.over": "This call for help has ended already, so nothing was changed.",
    "call.taken": "<@{by}> has taken this call already, so nothing was changed.",
    "call.not_taken": "This call is not yours any more, so nothing was changed.",
    "call.not_yours": "Somebody else made this call for help, so nothing was changed.",
    "call.not_for_you": (
        "This call is for organisers and whoever leads its room. If you lead that room, press"
        " “I lead this room” on its panel first."
    ),
    "moment.none": "There is no pledging session in the programme.",
    "moment.cancelled": "“{title}” was cancelled, so no pledges are posted in it.",
    "moment.over": "“{title}” is over, so no more pledges are posted in it.",
    "moment.room": "“{title}” has no channel to post in. Run /summit setup to make it.",
    "moment.minutes": "Choose a pace of {least} to {most} minutes.",
}
