"""How the queue reads for an organiser."""

from __future__ import annotations

from dataclasses import replace

from bot.inert import fitting, inert
from bot.ui import Press, Reply
from cogs.pledges import cards as pledge_cards
from cogs.review import views
from domain.pledges import Pledge
from domain.summits import Summit

FROM_THE_START = Press("Start again from the oldest", "review.next")


def to_decide(pledge: Pledge, summit: Summit, *, left: int, said: str = "") -> Reply:
    """One pledge and what can be decided about it; ``said`` tells of the one before."""
    card = pledge_cards.for_organiser(pledge, summit)
    waiting = "1 pledge waits" if left == 1 else f"{left} pledges wait"
    head = f"{said}\n" if said else ""
    text = fitting(f"{head}{waiting} to be looked at.\n{card.text}")
    return replace(card, text=text, rows=views.review_buttons(pledge))


def nothing_left(*, left: int, said: str = "") -> Reply:
    head = f"{said}\n" if said else ""
    if left:
        waits = "1 pledge still waits" if left == 1 else f"{left} pledges still wait"
        return Reply(f"{head}That was the last one. {waits} for later.", ((FROM_THE_START,),))
    return Reply(f"{head}**No pledge waits to be looked at.**")


def shown(pledge: Pledge) -> str:
    return f"**{pledge.reference} is on the wall**, or will be in a moment."


def hidden(pledge: Pledge) -> str:
    return (
        f"**{pledge.reference} is hidden.** Its maker is told your reason:"
        f" “{inert(pledge.hidden_reason)}” They can change it and send it again."
    )
