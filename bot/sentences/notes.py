"""What the bot says no with: notes."""

SENTENCES: dict[str, str] = {
    "note.none_open": "No session takes notes at the moment. See the times in /programme.",
    "note.session": "That session takes no notes. Open the form again and choose another.",
    "note.cancelled": (
        "“{title}” was cancelled, so it takes no notes. Open the form again and choose another."
    ),
    "note.closed": (
        "The notes of “{title}” closed at the end of its day."
        " Open the form again and choose another session."
    ),
    "note.foreign": (
        "This form is not yours, or it was used before. Open a new one with “Note an idea”."
    ),
    "note.unknown": (
        "There is no such note here. It may have been taken back, or be from another server."
    ),
    "note.not_yours": "{reference} is somebody else’s note, so you cannot change it.",
    "note.unchanged": "Nothing was different, so {reference} stays as it was.",
    "note.changed": (
        "{reference} was changed while you were writing, so your words were not taken."
        " Open the form again to send them all the same, or read the note first."
    ),
    "note.merged": "{reference} is part of another note by now, so nothing was changed.",
    "note.merge_unknown": "There is no such note in this session. Write another number.",
    "note.merge_self": "{reference} cannot be merged with itself. Write another number.",
    "note.reference": "“{text}” is not a note’s number. It looks like N-12.",
    "note.done": "Somebody has dealt with {reference} already: it is {state} now.",
    "note.kind": "Choose what your note is, and send the form again.",
    "note.theme": "That theme is no longer part of this summit. Open the note again.",
}
