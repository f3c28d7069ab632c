"""What the bot says no with: pledges and those who stand by them."""

SENTENCES: dict[str, str] = {
    "pledge.theme": (
        "That theme is no longer part of this summit. Open the form again and choose another."
    ),
    "pledge.organisation_missing": (
        "You said the pledge is from your organisation. Write the organisation’s name,"
        " or choose “Me”."
    ),
    "pledge.reference": (
        "“{text}” is not a pledge’s number. It looks like P-0012:"
        " choose one from the list as you type."
    ),
    "pledge.unknown": "There is no such pledge here. It may be from another server.",
    "pledge.not_yours": "{reference} is somebody else’s pledge, so you cannot change it.",
    "pledge.withdrawn": (
        "{reference} was withdrawn, so it cannot be changed any more. You can make a new pledge."
    ),
    "pledge.unchanged": "Nothing was different, so {reference} stays as it was.",
    "pledge.due": (
        "“{text}” is not a date. Write the day, the month and the year, such as 30/06/2027."
    ),
    "pledge.due_past": "{due} is in the past. Choose a date from today on.",
    "support.not_shown": "{reference} is not on the wall at the moment.",
    "support.own": "{reference} is your own pledge, so you already stand by it.",
}
