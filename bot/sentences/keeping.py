"""What the bot says no with: how long personal data is kept."""

SENTENCES: dict[str, str] = {
    "keeping.none": (
        "Your plan does not say how long personal data is kept, so there is no day to change. Add"
        " [keeping] to the plan and type /summit setup."
    ),
    "keeping.changed": (
        "The day has changed since. Type /keeping to see it, and decide again there."
    ),
    "keeping.begun": "It is too late to change the day: personal data is being erased now.",
    "keeping.done": "It is too late to change the day: personal data was erased already.",
    "keeping.too_long": (
        "It cannot be put off by more than {months} months in all. Change [keeping] in the plan and"
        " type /summit setup."
    ),
}
