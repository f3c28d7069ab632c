"""What the bot says no with: hands."""

SENTENCES: dict[str, str] = {
    "hand.none_on": (
        "No session is on at the moment, so no hand can be raised. See the times in /programme."
    ),
    "hand.session": "Hands cannot be raised there. Use the buttons in the room of a session.",
    "hand.cancelled": "“{title}” was cancelled, so hands cannot be raised in it.",
    "hand.no_place": "Only people with a place in “{title}” can raise a hand in it.",
    "hand.over": "“{title}” is over, so hands are down.",
    "hand.closed": (
        "The room of “{title}” is closed, so hands are down. If it opens again, so can your hand."
    ),
    "hand.removed": (
        "A moderator removed you from the room of “{title}”, so you cannot raise a hand in it."
    ),
    "hand.early": "“{title}” has not begun. You can raise your hand when it is on.",
    "hand.unknown": "There is no such hand here. Open the hands again.",
    "hand.called": "<@{by}> has called on <@{user_id}> already, so nobody else was called.",
    "hand.gone": "<@{user_id}> has no hand up any more, so nothing was changed.",
    "hand.moved": "Somebody has put <@{user_id}> last already, so nothing was changed.",
}
