"""What the bot says no with: questions."""

SENTENCES: dict[str, str] = {
    "question.none_open": "No session takes questions at the moment. See the times in /programme.",
    "question.session": (
        "That session takes no questions. Open the form again and choose another."
    ),
    "question.cancelled": "“{title}” was cancelled, so it takes no questions any more.",
    "question.closed": "“{title}” is over, so its questions and votes are closed.",
    "question.foreign": (
        "This form is not yours, or it was used before. Open a new one with “Ask a question”."
    ),
    "question.unknown": "There is no such question here. It may be from another server.",
    "question.dealt_with": "{reference} was {state} already, so its votes are closed.",
    "question.not_shown": "{reference} is {state}, so this cannot be done with it.",
    "question.done": "Somebody has dealt with {reference} already: it is {state} now.",
    "question.owned": (
        "Somebody else has taken {reference} in the meantime. Open it again to see who it is."
    ),
    "question.not_taken": (
        "You can hand over what you have taken. Take {reference} first, with “I’ll take this one”."
    ),
    "question.same_owner": "{reference} is theirs already, so nothing was changed.",
    "question.given_back": "{reference} is not yours any more, so nothing was changed.",
    "question.colleague": (
        "You can hand a question to facilitators and organisers of this summit. Choose one of them."
    ),
    "question.pins": (
        "{most} questions of this session are pinned already. Unpin one of them first."
    ),
}
