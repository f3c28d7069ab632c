"""What the bot says no with: what somebody typed."""

SENTENCES: dict[str, str] = {
    "text.empty": "The {field} is empty. Write something in it and send the form again.",
    "text.too_short": (
        "The {field} is too short: it has {length} characters and needs at least {least}."
        " Add a little more and send it again."
    ),
    "text.too_long": (
        "The {field} is too long: it can have {most} characters at most."
        " Make it shorter and send it again."
    ),
    "text.control": (
        "The {field} has a character in it that cannot be seen or printed."
        " Type that part again rather than pasting it."
    ),
    "text.reordering": (
        "The {field} has a hidden character in it that changes the order in which text is read."
        " Type that part again rather than pasting it."
    ),
    "text.marks": (
        "The {field} has letters with more than {most} marks on top of each other,"
        " which covers other people’s text. Write it without them."
    ),
}
