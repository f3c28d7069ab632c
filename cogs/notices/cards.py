"""How a notice reads."""

from __future__ import annotations

from bot.inert import fitting, inert, quote
from bot.ui import Press, Reply
from domain.pledges import Pledge
from domain.summits import Summit


def hidden(pledge: Pledge, summit: Summit, reason: str) -> Reply:
    """A pledge was hidden: kindly, with the reason and the way back."""
    name = inert(summit.plan.summit.name)
    text = (
        f"Thank you for your pledge {pledge.reference} at {name}."
        " The organisers have not put it on the wall, or have taken it off, for this reason:\n"
        f"{quote(reason)}\n"
        "Your words are kept. Press “Edit and send again” to change them,"
        f" or open {pledge.reference} with /pledge mine in the server.\n"
        f"Your words:\n{quote(pledge.action)}"
    )
    return Reply(
        fitting(text),
        ((Press("Edit and send again", f"pledge.edit:{pledge.id}", "primary"),),),
    )
