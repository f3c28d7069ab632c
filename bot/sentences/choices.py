"""What the bot says no with: choosing workshops."""

SENTENCES: dict[str, str] = {
    "choice.unknown": (
        "There is no such workshop here any more. Type /workshops to see what there is."
    ),
    "choice.not_workshop": (
        "“{title}” is for everybody, so you do not need to choose it."
        " Type /workshops to see the workshops."
    ),
    "choice.cancelled": (
        "“{title}” was cancelled, so nothing was changed. Type /workshops to choose another."
    ),
    "choice.removed": (
        "A moderator removed you from this room, so you cannot choose “{title}” now."
        " If you think that was wrong, press “Appeal” in the message about it."
    ),
    "choice.over": "“{title}” is over, so nothing was changed.",
    "choice.full": "“{title}” is full, so you have kept your place in “{kept}”.",
}
