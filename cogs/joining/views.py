"""The joining form and the buttons around it."""

from __future__ import annotations

from discord import ui

from bot.inert import inert
from bot.ui import ChoiceField, Form, Option, TextField, board
from cogs import buttons
from domain.attendees import (
    ACCESS_NEEDS_LENGTH,
    KIND_TITLES,
    NAME_LENGTH,
    ORGANISATION_LENGTH,
    Attendee,
)
from domain.summits import Summit

# What comes after joining is carried by the form's custom_id (bot/again.py); here, nothing.
NOTHING = "-"


def join_form(known: Attendee | None, *, suggested_name: str, then: str) -> Form:
    """The one form of joining; with what is kept already where somebody joined before."""
    name = known.name if known else suggested_name
    return Form(
        route=f"join:{then}",
        title="Your details" if known else "Join the summit",
        fields=(
            TextField(
                "name", "Name to show", "As others see you here", value=name, most=NAME_LENGTH
            ),
            ChoiceField(
                "kind",
                "I am here as",
                tuple(
                    Option(kind.value, title, default=known is not None and known.kind is kind)
                    for kind, title in KIND_TITLES.items()
                ),
                placeholder="Choose one",
            ),
            TextField(
                "organisation",
                "Organisation, if any",
                value=known.organisation if known else "",
                required=False,
                most=ORGANISATION_LENGTH,
            ),
            ChoiceField(
                "publish_name",
                "May we publish your name with your pledges?",
                (
                    Option(
                        "yes",
                        "Yes, publish my name or organisation",
                        default=known is not None and known.publish_name,
                    ),
                    Option(
                        "no",
                        "No, say only what I am here as",
                        "For example “A resident”",
                        default=known is None or not known.publish_name,
                    ),
                ),
                radio=True,
            ),
            TextField(
                "access_needs",
                "Access needs, if any",
                "Only organisers see this",
                value=known.access_needs if known else "",
                required=False,
                most=ACCESS_NEEDS_LENGTH,
                long=True,
            ),
        ),
    )


# First what everybody needs, then the day, then what is one's own.
HEADS = ("Start here", "During the day", "People and afterwards", "For you")
ROWS = (
    (buttons.JOIN, buttons.PROGRAMME, buttons.WORKSHOPS),
    (buttons.ASK, buttons.QUESTIONS, buttons.MAKE, buttons.WALL),
    (buttons.MEET, buttons.FEEDBACK, buttons.RECORDING),
    (buttons.MINE, buttons.REMINDERS, buttons.MY_DATA, buttons.CALL_FOR_HELP, buttons.HELP),
)


def welcome_panel(summit: Summit, day: str = "") -> ui.LayoutView:
    """The pinned message that newcomers see: what this is, what is kept, and the first buttons.

    ``day`` says whether the summit is open, where there is anything to say.
    """
    return board(welcome_text(summit, day), ROWS, HEADS)


def welcome_text(summit: Summit, day: str = "") -> str:
    about = summit.plan.summit
    lines = [
        f"## {inert(about.name)}",
        f"{about.date:%A} {about.date.day} {about.date:%B %Y} · {inert(about.organiser)}",
        *([day] if day else []),
        about.welcome.strip(),
        "### What we keep about you",
        about.privacy_notice.strip(),
    ]
    if about.contact:
        lines.append(f"Questions? {about.contact}")
    lines.append("New here? Press “Join the summit”, or type /join.")
    return "\n".join(lines)
