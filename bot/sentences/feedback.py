"""What the bot says no with: feedback."""

SENTENCES: dict[str, str] = {
    "feedback.rating": "Choose a number from 1 to 5, and send it again.",
    "feedback.unknown": "There is no such session here. Type /feedback to see which there are.",
    "feedback.nothing": (
        "Nothing can be rated at the moment. You can say how a session was when it is over,"
        " and for 14 days after that."
    ),
    "feedback.cancelled": "“{title}” was cancelled, so there is nothing to rate.",
    "feedback.early": "“{title}” is not over yet. You can say how it was when it has ended.",
    "feedback.closed": (
        "“{title}” ended more than {days} days ago, so its feedback is closed."
        " What you said before is kept."
    ),
    "feedback.none": (
        "You have not rated “{title}” yet. Type /feedback, press a number,"
        " and then open the form again."
    ),
    "feedback.day_off": "Every session was cancelled, so there is no day to rate.",
    "feedback.day_early": (
        "The day is not over yet. You can say how it was after the last session."
    ),
    "feedback.day_closed": (
        "The summit was more than {days} days ago, so its feedback is closed."
        " What you said before is kept."
    ),
}
