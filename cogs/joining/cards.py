"""What somebody is told after joining."""

from __future__ import annotations

from bot.inert import inert
from bot.ui import Press, Reply
from cogs import buttons
from domain.attendees import UNNAMED, Attendee
from domain.summits import Summit


def joined(attendee: Attendee, summit: Summit, *, new: bool, onward: Press | None = None) -> Reply:
    """The answer after joining: what is kept, and what comes next.

    ``onward``: what somebody wanted to do when they were asked to join first.
    """
    head = (
        f"**You have joined {inert(summit.plan.summit.name)}.**"
        if new
        else "**Your details are saved.**"
    )
    shown = (
        f"as “{inert(attendee.name)}”"
        + (f" or “{inert(attendee.organisation)}”" if attendee.organisation else "")
        if attendee.publish_name
        else f"only as “{UNNAMED[attendee.kind]}”"
    )
    lines = [
        head,
        f"You are here as {UNNAMED[attendee.kind][0].lower()}{UNNAMED[attendee.kind][1:]}."
        f" Your pledges are published {shown}.",
    ]
    if onward is not None:
        lines.append(f"Now press “{onward.label}” to go on.")
        return Reply("\n".join(lines), ((onward,),))
    read = f"You can read everybody’s pledges in <#{summit.places.wall_channel}>."
    if any(session.kind == "workshop" for session in summit.plan.sessions):
        lines.append("Next: choose your workshops with the button below.")
        lines.append(f"Then, when you are ready: make a pledge. {read}")
        pressed = (buttons.WORKSHOPS, buttons.PROGRAMME, buttons.MAKE, buttons.MY_DETAILS)
    else:
        lines.append(f"Next: look at the programme, or make a pledge. {read}")
        pressed = (buttons.PROGRAMME, buttons.MAKE, buttons.MY_DETAILS)
    return Reply("\n".join(lines), (pressed,))
