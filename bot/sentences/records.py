"""What the bot says no with: the summary at the end of a session."""

SENTENCES: dict[str, str] = {
    "summary.heads": "Write how many people took part as a whole number, 0 to {most}.",
    "summary.organisations": "A summary takes {most} organisations at most. Leave some out.",
    "summary.cancelled": "“{title}” was cancelled, so there is no summary to confirm.",
    "summary.early": "“{title}” has not begun yet. Confirm its summary when it is over.",
    "summary.changed": (
        "Somebody else has confirmed a summary of this room in the meantime. Look at the room’s"
        " record first. If you send yours too, it takes the place of theirs, and theirs is kept."
    ),
}
