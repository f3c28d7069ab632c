"""What the bot says no with: moderation, reports and appeals."""

SENTENCES: dict[str, str] = {
    "moderation.room": (
        "You moderate in the rooms that you lead. Do this in your room’s own channel,"
        " or from its panel."
    ),
    "moderation.where": (
        "Do this in the channel of the room from which you want to remove somebody."
    ),
    "moderation.self": "This is about you, so somebody else has to do it.",
    "moderation.bot": "This is about a bot or its message. Only a person can be moderated.",
    "moderation.organiser": "This person is an organiser. Nobody can do this to an organiser.",
    "moderation.facilitator": (
        "This person is a facilitator. Ask an organiser: only they can do this to a facilitator."
    ),
    "moderation.left": "This person has left the server, so nothing was done.",
    "moderation.minutes": "Choose one of the times in the form.",
    "moderation.long": "Time-outs of more than an hour are for organisers. Ask one of them.",
    "moderation.unknown": "This is not there any more, so nothing was done.",
    "moderation.not_failed": "This is done, or is being done now.",
    "moderation.not_running": "This has ended already, so nothing was changed.",
    "moderation.not_about_you": "Only the person whom it is about can do this.",
    "moderation.appealed": (
        "You have appealed against this already. The organisers’ answer comes as a message."
    ),
    "moderation.taken_back": "This was taken back already, so there is nothing to appeal against.",
    "moderation.no_appeal": "Nobody has appealed against this.",
    "moderation.decided": "Another organiser has decided this appeal already.",
    "moderation.shown": "Your message is posted again already.",
    "moderation.sight": (
        "The form was open for too long, so nothing was done. Open the message’s menu again, then"
        " Apps, and start from there."
    ),
    "moderation.many": (
        "{most} of your reports wait already, so this one was not sent. You are told when each is"
        " dealt with. If somebody is in danger, call the emergency services."
    ),
}
