"""What somebody is told after joining."""

from __future__ import annotations

from bot.inert import inert
from bot.ui import Reply
from cogs import buttons
from domain.attendees import KIND_TITLES, UNNAMED, Attendee
from domain.summits import Summit


def joined(attendee: Attendee, summit: Summit, *, new: bool) -> Reply:
    """The answer after joining: what is kept, and what comes next."""
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
        f"You are here as: {KIND_TITLES[attendee.kind].lower()}."
        f" Your pledges are published {shown}.",
        "Next: make a pledge with the button below or with /pledge make."
        f" You can read everybody’s pledges in <#{summit.places.wall_channel}>.",
    ]
    return Reply("\n".join(lines), ((buttons.MAKE, buttons.MY_DETAILS),))
