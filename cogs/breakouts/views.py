"""The forms of small groups."""

from __future__ import annotations

from collections.abc import Mapping

from bot.ui import ChoiceField, Form, Option, TextField
from cogs.breakouts.cards import HOW_TITLES
from domain.breakouts import How
from domain.rounds import BRIEF_LENGTH

MESSAGE_LENGTH = 1000


def new_form(slug: str, fields: Mapping[str, str]) -> Form:
    """How people are to be split."""
    return Form(
        route=f"breakout.new:{slug}",
        title="Small groups",
        fields=(
            ChoiceField(
                "how",
                "Who goes with whom?",
                tuple(
                    Option(
                        how.value,
                        HOW_TITLES[how],
                        default=fields.get("how", How.BALANCED.value) == how.value,
                    )
                    for how in HOW_TITLES
                ),
            ),
            ChoiceField(
                "by",
                "Split into",
                (
                    Option("size", "Groups of so many people", default=fields.get("by") != "count"),
                    Option("count", "So many groups", default=fields.get("by") == "count"),
                ),
                radio=True,
            ),
            TextField("number", "How many?", value=fields.get("number", "5"), most=3),
            TextField(
                "minutes", "For how many minutes?", value=fields.get("minutes", "15"), most=3
            ),
            TextField(
                "brief",
                "What shall they talk about?",
                "It stands in each group’s thread",
                value=fields.get("brief", ""),
                required=False,
                most=BRIEF_LENGTH,
                long=True,
            ),
        ),
    )


def message_form(round_id: int, text: str = "") -> Form:
    """One message to all groups."""
    return Form(
        route=f"breakout.message:{round_id}",
        title="Message to all groups",
        fields=(
            TextField("text", "Your message", value=text, least=1, most=MESSAGE_LENGTH, long=True),
        ),
    )
