"""The forms of moderation, and the menu of people."""

from __future__ import annotations

from bot.ui import ChoiceField, Form, Option, PeopleMenu, Press, TextField
from domain.moderation import APPEAL_LENGTH, LONG, REASON_LENGTH, REPORT_LENGTH, SHORT

MODERATE = Press("Moderate…", "mod.pick")
LOG = Press("Moderation log", "mod.log")

MINUTES = {
    **{minutes: f"{minutes} minutes" for minutes in SHORT},
    60: "1 hour",
    LONG[0]: "1 day",
    LONG[1]: "1 week",
}


def person_menu(slug: str) -> PeopleMenu:
    return PeopleMenu(f"mod.picked:{slug or '-'}", "Choose a person")


def _reason(label: str = "Why? The person reads this") -> TextField:
    least, most = REASON_LENGTH
    return TextField(
        "reason",
        label,
        "Say what happened and what you expect. Be fair and short",
        least=least,
        most=most,
        long=True,
    )


def hide_form(sight_id: int, slug: str) -> Form:
    return Form(f"mod.hide:{sight_id}:{slug or '-'}", "Hide this message", (_reason(),))


def warn_form(user_id: int, slug: str) -> Form:
    return Form(f"mod.warn:{user_id}:{slug or '-'}", "Warn", (_reason(),))


def time_out_form(user_id: int, slug: str, *, organiser: bool, chosen: str = "10") -> Form:
    offered = (*SHORT, *LONG) if organiser else SHORT
    options = tuple(
        Option(str(minutes), MINUTES[minutes], default=str(minutes) == chosen)
        for minutes in offered
    )
    return Form(
        f"mod.timeout:{user_id}:{slug or '-'}",
        "Time out",
        (
            ChoiceField("minutes", "For how long?", options, "In the whole server"),
            _reason(),
        ),
    )


def remove_form(user_id: int, slug: str) -> Form:
    return Form(f"mod.remove:{user_id}:{slug}", "Remove from the room", (_reason(),))


def report_form(route: str, title: str) -> Form:
    least, most = REPORT_LENGTH
    return Form(
        route,
        title,
        (
            TextField(
                "problem",
                "What is wrong?",
                "Facilitators and organisers read this, not who wrote it",
                least=least,
                most=most,
                long=True,
            ),
        ),
    )


def appeal_form(guild_id: int, act_id: int) -> Form:
    return Form(
        f"mod.appeal:{guild_id}:{act_id}",
        "Appeal",
        (
            TextField(
                "appeal",
                "Why was it wrong?",
                "You can leave this empty. Organisers read it",
                required=False,
                most=APPEAL_LENGTH[1],
                long=True,
            ),
        ),
    )
