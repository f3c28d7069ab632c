"""What the bot says no with: recordings."""

SENTENCES: dict[str, str] = {
    "recording.unknown": "There is no such session here. Type /recording to see which there are.",
    "recording.cancelled": "“{title}” was cancelled, so there is no recording of it.",
    "recording.not_recorded": (
        "“{title}” is not recorded, so there is no recording to ask for."
        " This is to let people speak freely. Its notes and questions stay in its room."
    ),
    "recording.link": (
        "That is not a link that can be published. It has to be a plain address that begins with"
        " https://, without spaces and without a name or password in it."
    ),
    "recording.changed": (
        "Somebody else has answered this in the meantime."
        " Look at it with /recordings before you send the form again."
    ),
}
