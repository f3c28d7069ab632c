"""What somebody is told who stands by a pledge."""

from __future__ import annotations

from bot.ui import Press, Reply
from domain.pledges import Pledge, Support

_SAID = {
    Support.TOO: "You said that you will do {reference} too.",
    Support.HELP: "You said that you can help with {reference}.",
}
_NEXT = {
    Support.TOO: "The wall counts you in, without your name.",
    Support.HELP: (
        "Its maker is told your name, and asked if they want to be put in touch with you. The"
        " organisers see it too."
    ),
}


def thanks(pledge: Pledge, support: Support, *, new: bool) -> Reply:
    """After a press; a second press changes nothing and says so."""
    said = _SAID[support].format(reference=pledge.reference)
    text = f"**Thank you. {said}** {_NEXT[support]}" if new else f"{said} That was counted before."
    return Reply(text, ((Press("Take it back", f"wall.back:{pledge.id}:{support.value}"),),))


def taken_back(pledge: Pledge, *, there: bool) -> Reply:
    text = (
        f"Taken back. You no longer stand by {pledge.reference}."
        if there
        else f"You did not stand by {pledge.reference}, so nothing was changed."
    )
    return Reply(text)
