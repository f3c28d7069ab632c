"""The organisers' panel, the buttons of the queue, and the form that asks why."""

from __future__ import annotations

from discord import ui

from bot.ui import Form, Press, TextField, board
from cogs import buttons
from db.pledges import seen_version
from domain.pledges import REASON_LENGTH, Delivery, Moderation, Pledge, reference

REVIEW = Press("Look at pledges", "review.next", "primary")
EXPORT_INTERNAL = Press("Export for organisers", "export.record:internal")
EXPORT_PUBLIC = Press("Export for the public", "export.record:public")
REPORT = Press("Summit report", "export.report:public")
QUESTIONS = Press("Look at questions", "ask.queue")
FEEDBACK = Press("Feedback", "results")
RECORDINGS = Press("Recordings", "recordings")
RECORDS = Press("Room records", "record.list")
INTRODUCTIONS = Press("Suggest introductions", "connect.round")
FOLLOW_UP = Press("Follow up", "followup", "primary")
TASKS = Press("Tasks", "followup.tasks")
LOOKED_AFTER = Press("What I look after", "followup.mine")
MODERATION_LOG = Press("Moderation log", "mod.log")

# How many of those not reached the panel names.
NAMED = 20
NOTHING_WAITS = "Nothing waits for you now."


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


# By the moment: first the day itself, last what is kept of it.
HEADS = (
    "The day",
    "Pledges and questions",
    "People",
    "Follow-up",
    "Results",
    "Files and data",
)
ROWS = (
    (buttons.DAY_OPEN, buttons.DAY_STATUS, buttons.CHANGE, buttons.ANNOUNCE, buttons.DAY_CLOSE),
    (REVIEW, QUESTIONS, buttons.MOMENT),
    (buttons.CALLS, INTRODUCTIONS, MODERATION_LOG),
    (FOLLOW_UP, TASKS, LOOKED_AFTER),
    (FEEDBACK, RECORDS, RECORDINGS, REPORT),
    (EXPORT_INTERNAL, EXPORT_PUBLIC, buttons.KEEPING, buttons.SETUP),
)


def panel(
    to_check: int, not_reached: list[int], questions: int = 0, recordings: int = 0, tasks: int = 0
) -> ui.LayoutView:
    """The pinned message in the organisers' channel."""
    text = panel_text(to_check, not_reached, questions, recordings, tasks)
    return board(text, ROWS, HEADS)


def panel_text(
    to_check: int, not_reached: list[int], questions: int = 0, recordings: int = 0, tasks: int = 0
) -> str:
    """``not_reached``: the numbers of pledges whose makers could not be told.

    ``questions`` wait to be looked at; ``recordings`` are requests without an answer.
    ``tasks``: makers who are stuck or need help.
    """
    lines = ["## For organisers"]
    if to_check:
        waiting = "1 pledge waits" if to_check == 1 else f"{to_check:,} pledges wait"
        lines.append(f"{waiting} to be looked at.")
    if questions:
        waiting = "1 question waits" if questions == 1 else f"{questions:,} questions wait"
        lines.append(f"{waiting} to be looked at.")
    if recordings:
        waiting = "1 request" if recordings == 1 else f"{recordings:,} requests"
        lines.append(f"{waiting} for a recording {'waits' if recordings == 1 else 'wait'}.")
    if tasks:
        are = "pledge is" if tasks == 1 else "pledges are"
        lines.append(f"{tasks:,} {are} stuck or {'needs' if tasks == 1 else 'need'} help.")
    if len(lines) == 1:
        lines.append(NOTHING_WAITS)
    if not_reached:
        named = ", ".join(reference(number) for number in not_reached[:NAMED])
        more = len(not_reached) - NAMED
        rest = f" and {more:,} more" if more > 0 else ""
        lines.append(
            "These pledges are hidden, and their makers could not be told why, neither by"
            f" direct message nor privately in the server: {named}{rest}."
        )
    return "\n".join(lines)
