"""What the bot says no with: running a room: doors, clocks, small groups."""

SENTENCES: dict[str, str] = {
    "room.unknown": "There is no such room here any more. Look at the programme.",
    "room.where": (
        "It is not clear which room you mean. Type this in the room’s own channel,"
        " or use its panel."
    ),
    "room.not_yours": (
        "This is not your room. If you lead it, press “I lead this room”, here or on its panel,"
        " and do this again."
    ),
    "room.not_first": (
        "Only whoever led this room first, or an organiser, can stop somebody else leading it."
    ),
    "room.cancelled": "“{title}” was cancelled, so its room stays quiet.",
    "room.not_open": "This room is not open, so nothing was changed.",
    "room.not_closing": "This room is not about to close, so nothing was changed.",
    "room.slow": "Slow mode has no such step. Choose one of the buttons.",
    "clock.minutes": "A clock runs for 1 to {most} minutes. Write a whole number.",
    "clock.over": "“{label}” is over. Start a new clock.",
    "clock.unknown": "This clock has ended, or somebody stopped it. Start a new one.",
    "breakout.nobody": "There is nobody to put into groups yet.",
    "breakout.count": (
        "Choose 1 to {most} groups, or groups of at least 2 people that make no more than that."
    ),
    "breakout.not_in_it": (
        "This is another group’s button. Use the one in your own group’s thread."
    ),
    "breakout.removed": (
        "A moderator removed you from this room, so its small groups are closed to you too."
        " If you think that was wrong, press “Appeal” in the message about it."
    ),
    "breakout.begun": "These groups have begun already. Look at the room’s panel.",
    "breakout.runs": (
        "Small groups are under way in this room. End them first, or give them more time."
    ),
    "breakout.none": "There are no small groups in this room at the moment.",
    "breakout.over": "These groups are over, so nothing was changed.",
    "breakout.unknown": "There are no such groups here any more. Make new ones.",
    "breakout.no_round": "There were no groups yet in this room. Make some first.",
}
