"""What somebody is told after a set-up."""

from __future__ import annotations

from bot.ui import Reply
from cogs.setup.builder import Built
from domain.summits import Summit


def done(built: Built, summit: Summit, *, organiser: bool) -> Reply:
    """What was made, what was there, what to look at, and what comes next."""
    lines = [f"**{summit.plan.summit.name} is set up in this server.**"]
    lines.append(f"Made: {', '.join(built.made)}." if built.made else "Nothing had to be made.")
    if built.found:
        lines.append(f"There already, and left as it was: {', '.join(built.found)}.")
    lines += [f"Look at this: {line}" for line in built.look_at]
    role = (
        "You have the organiser role."
        if organiser
        else "The bot could not give you the organiser role: give it to yourself by hand."
    )
    lines.append(
        f"{role} People join in <#{summit.places.welcome_channel}>;"
        f" you look at pledges in <#{summit.places.organisers_channel}>."
    )
    return Reply("\n".join(lines)[:2000])
