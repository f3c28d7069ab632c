"""What organisers read about keeping."""

from __future__ import annotations

from datetime import date, datetime

from bot.inert import inert
from bot.ui import Press, Reply
from cogs import buttons
from db.keeping_posts import KeepingPost
from db.retention import Kept
from domain.retention import Retention, erase_at, may_be_longer
from domain.summits import Summit

_WHAT_GOES = (
    "**What goes:** everything about each person: names, organisations, access needs, pledges,"
    " questions, notes, feedback, cards, choices, and the bot’s private messages to them. The"
    " pledge wall becomes empty.\n"
    "**What stays:** numbers without names: how many people, pledges, questions and notes there"
    " were, and how pledges ended, by theme. The programme and the plan stay too."
)
_WHAT_TO_DO = (
    "**Before then:** press “Export for organisers” and “Export for the public” in this channel,"
    " or run summit export, and keep the files for as long as you may."
)
_LONGER = (
    "If you still need it, press “Keep it longer”, and tell people if you had promised them this"
    " day. Or change [keeping] in the plan and type /summit setup."
)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _people(n: int) -> str:
    return "1 person" if n == 1 else f"{n:,} people"


def _buttons(ends_on: date, *, confirmed: bool = False) -> tuple[Press, ...]:
    longer = Press("Keep it longer…", f"keeping.longer:{ends_on}")
    right = Press("The day is right", f"keeping.right:{ends_on}", "success")
    return (longer,) if confirmed else (right, longer)


def overview(kept: Kept, summit: Summit, now: datetime) -> Reply:
    """What is kept until when, and what can be decided about it."""
    name, zone = inert(summit.plan.summit.name), summit.plan.summit.time_zone
    head = f"## How long personal data is kept\n{name} knows {_people(kept.people)}."
    state = kept.retention
    if state is None:
        return Reply(
            f"{head}\n**Your plan does not say how long.** So everything is kept until somebody"
            " erases it. Decide on a time, tell people in your privacy notice, add [keeping] with"
            " personal_data_months to the plan, and type /summit setup."
        )
    until = _day(state.ends_on)
    if state.done_at is not None:
        return Reply(
            f"{head}\n**Personal data was kept until {until}, and was erased then.** Who joins from"
            " now on is kept until your plan has another day."
        )
    if state.begun_at is not None:
        return Reply(f"{head}\n**Personal data was kept until {until}. It is being erased now.**")
    lines = [head, f"**It is kept until the end of {until}** ({zone})."]
    if state.ends_on != state.planned:
        lines.append(f"Your plan says {_day(state.planned)}; organisers put it off.")
    if erase_at(state, zone) <= now or (state.first_told is None and state.ends_on < now.date()):
        lines.append("That day has passed. You are told again a week before it is erased.")
    lines.append(
        "Organisers have confirmed this day."
        if state.confirmed
        else "You are told a month before and a week before."
    )
    return Reply(
        "\n".join([*lines, _WHAT_GOES]), (_buttons(state.ends_on, confirmed=state.confirmed),)
    )


def choices(state: Retention) -> Reply:
    """By how much it can be put off."""
    months = may_be_longer(state)
    if not months:
        return Reply(
            f"Personal data is kept until {_day(state.ends_on)}, and that cannot be put off any"
            " more here. Change [keeping] in the plan and type /summit setup."
        )
    return Reply(
        f"Personal data is kept until {_day(state.ends_on)}. How much longer do you need it? If"
        " you promised people this day, tell them of the new one.",
        (
            tuple(
                Press(
                    "1 month longer" if one == 1 else f"{one} months longer",
                    f"keeping.more:{state.ends_on}:{one}",
                )
                for one in months
            ),
        ),
    )


def put_off(state: Retention) -> Reply:
    return Reply(
        f"Personal data is now kept until the end of {_day(state.ends_on)}. This was noted, with"
        " your name.",
        ((buttons.KEEPING,),),
    )


def confirmed(state: Retention) -> Reply:
    return Reply(
        f"Thank you. Personal data is erased after {_day(state.ends_on)}. This was noted, with your"
        " name.",
        ((buttons.KEEPING,),),
    )


def post(told: KeepingPost, summit: Summit) -> Reply:
    """A message to the organisers' channel."""
    name, zone = inert(summit.plan.summit.name), summit.plan.summit.time_zone
    match told.what, told.ends_on:
        case ("month" | "week") as what, date() as ends_on:
            head = "## Personal data will be erased" if what == "month" else "## In a week"
            late = (
                " That is past, so it is erased a week from now."
                if ends_on <= told.created_at.date()
                else ""
            )
            return Reply(
                f"{head}\n{name} keeps what it knows of {_people(told.people)} until the end of"
                f" **{_day(ends_on)}** ({zone}). Then it is erased.{late}\n"
                f"{_WHAT_GOES}\n{_WHAT_TO_DO}\n{_LONGER}",
                (_buttons(ends_on),),
            )
        case "done", date() as ends_on:
            return Reply(
                f"## Personal data was erased\nWhat {name} knew of {_people(told.people)} was kept"
                f" until {_day(ends_on)}, and is erased from its record now. In the next hours the"
                " bot also empties the wall, deletes its private messages and takes the attendee"
                " role away. Numbers stay. Backups that the bot made hold it for 8 more weeks at"
                " most. Delete exports and copies that you need no longer."
            )
        case "failed", _:
            return Reply(
                "## Backups do not work\nThe bot could not make its last backup. What people write"
                " is still saved, but there is no new copy of it. Tell whoever hosts the bot: the"
                " log says why, and so does summit check. You are told when it works again."
            )
        case _:
            return Reply("## Backups work again\nThe bot has made a backup.")
