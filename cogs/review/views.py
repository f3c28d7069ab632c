"""The organisers' panel, the buttons of the queue, and the form that asks why."""

from __future__ import annotations

from discord import ui

from bot.ui import Form, Press, TextField, board
from db.pledges import seen_version
from domain.pledges import REASON_LENGTH, Delivery, Moderation, Pledge, reference

REVIEW = Press("Look at pledges", "review.next", "primary")
EXPORT_INTERNAL = Press("Export for organisers", "export.pledges:internal")
EXPORT_PUBLIC = Press("Export for the public", "export.pledges:public")
QUESTIONS = Press("Look at questions", "ask.queue")
FEEDBACK = Press("Feedback", "results")
RECORDINGS = Press("Recordings", "recordings")
INTRODUCTIONS = Press("Suggest introductions", "connect.round")

# How many of those not reached the panel names.
NAMED = 20


def decide_buttons(pledge: Pledge) -> tuple[tuple[Press, ...], ...]:
    """What an organiser can do with a pledge that they looked up."""
    if pledge.delivery is Delivery.WITHDRAWN:
        return ()
    hide = Press("Hide…", f"review.hide:{pledge.id}", "danger")
    if pledge.public:
        return ((hide,),)
    show = Press("Show on the wall", f"review.show:{pledge.id}:{seen_version(pledge)}", "success")
    return ((show,) if pledge.moderation is Moderation.HIDDEN else (show, hide),)


def review_buttons(pledge: Pledge) -> tuple[tuple[Press, ...], ...]:
    """What an organiser decides about one pledge."""
    shown = pledge.moderation is Moderation.SHOWN
    return (
        (
            Press(
                "Leave it on the wall" if shown else "Show on the wall",
                f"review.show:{pledge.id}:{seen_version(pledge)}",
                "success",
            ),
            Press("Hide…", f"review.hide:{pledge.id}", "danger"),
            Press("Later", f"review.next:{pledge.id}"),
        ),
    )


def hide_form(pledge: Pledge) -> Form:
    least, most = REASON_LENGTH
    return Form(
        route=f"review.hide:{pledge.id}",
        title=f"Hide {pledge.reference}",
        fields=(
            TextField(
                "reason",
                "Why? Its maker reads this",
                "Be kind, and say what they could change",
                least=least,
                most=most,
                long=True,
            ),
        ),
    )


ROWS = (
    (REVIEW, EXPORT_INTERNAL, EXPORT_PUBLIC),
    (QUESTIONS, FEEDBACK, RECORDINGS, INTRODUCTIONS),
)


def panel(
    to_check: int, not_reached: list[int], questions: int = 0, recordings: int = 0
) -> ui.LayoutView:
    """The pinned message in the organisers' channel."""
    return board(panel_text(to_check, not_reached, questions, recordings), ROWS)


def panel_text(
    to_check: int, not_reached: list[int], questions: int = 0, recordings: int = 0
) -> str:
    """``not_reached``: the numbers of pledges whose makers could not be told.

    ``questions`` wait to be looked at; ``recordings`` are requests without an answer.
    """
    waiting = {0: "No pledge waits", 1: "1 pledge waits"}.get(
        to_check, f"{to_check:,} pledges wait"
    )
    lines = ["## For organisers", f"{waiting} to be looked at."]
    waiting = {0: "No question waits", 1: "1 question waits"}.get(
        questions, f"{questions:,} questions wait"
    )
    lines.append(f"{waiting} to be looked at.")
    waiting = {0: "No request", 1: "1 request"}.get(recordings, f"{recordings:,} requests")
    lines.append(f"{waiting} for a recording {'waits' if recordings <= 1 else 'wait'}.")
    if not_reached:
        named = ", ".join(reference(number) for number in not_reached[:NAMED])
        more = len(not_reached) - NAMED
        rest = f" and {more:,} more" if more > 0 else ""
        lines.append(
            "These pledges are hidden, and their makers could not be told why, neither by"
            f" direct message nor privately in the server: {named}{rest}."
        )
    return "\n".join(lines)
