"""The organisers' panel, the buttons of the queue, and the form that asks why."""

from __future__ import annotations

from typing import Any

from discord import ui

from bot.ui import Form, Press, TextField, still
from db.pledges import seen_version
from domain.pledges import REASON_LENGTH, Delivery, Moderation, Pledge, reference

REVIEW = Press("Look at pledges", "review.next", "primary")
EXPORT_INTERNAL = Press("Export for organisers", "export.pledges:internal")
EXPORT_PUBLIC = Press("Export for the public", "export.pledges:public")

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


def panel(to_check: int, not_reached: list[int]) -> ui.LayoutView:
    """The pinned message in the organisers' channel."""
    layout = ui.LayoutView(timeout=None)
    row: ui.ActionRow[Any] = ui.ActionRow()
    for press in (REVIEW, EXPORT_INTERNAL, EXPORT_PUBLIC):
        row.add_item(press.item())
    layout.add_item(ui.Container(ui.TextDisplay(panel_text(to_check, not_reached)), row))
    return still(layout)


def panel_text(to_check: int, not_reached: list[int]) -> str:
    """``not_reached``: the numbers of pledges whose makers could not be told."""
    waiting = {0: "No pledge waits", 1: "1 pledge waits"}.get(
        to_check, f"{to_check:,} pledges wait"
    )
    lines = ["## For organisers", f"{waiting} to be looked at."]
    if not_reached:
        named = ", ".join(reference(number) for number in not_reached[:NAMED])
        more = len(not_reached) - NAMED
        rest = f" and {more:,} more" if more > 0 else ""
        lines.append(
            "These pledges are hidden, and their makers could not be told why, neither by"
            f" direct message nor privately in the server: {named}{rest}."
        )
    return "\n".join(lines)
