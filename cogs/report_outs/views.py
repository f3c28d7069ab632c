"""The form of a group's report, and the buttons that lead to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.ui import ChoiceField, Form, Menu, Option, Press, TextField
from cogs.notes.views import KEPT, NO_NAME, READ_BY
from domain.report_outs import OWNER_LENGTH

# Room for what two people of a group wrote at the same time; the rule says how long a part may be.
HEARD_ROOM, PART_ROOM, OWNER_ROOM = 4000, 1100, 2 * OWNER_LENGTH + 10
MOST_OPTIONS = 25


def report_form(route: str, number: int, fields: Mapping[str, str]) -> Form:
    """What group ``number`` has to say. Every part may stay empty, but not all of them."""
    named = fields.get("named") == "yes"
    return Form(
        route=route,
        title=f"Group {number} reports back",
        fields=(
            TextField(
                "heard",
                "Three things you heard",
                f"One on each line. {READ_BY}",
                value=_fits(fields.get("heard", ""), HEARD_ROOM),
                required=False,
                most=HEARD_ROOM,
                long=True,
            ),
            TextField(
                "barrier",
                "One barrier",
                "What stands in the way? You can leave any box empty",
                value=_fits(fields.get("barrier", ""), PART_ROOM),
                required=False,
                most=PART_ROOM,
                long=True,
            ),
            TextField(
                "action",
                "One action",
                "What should somebody do next?",
                value=_fits(fields.get("action", ""), PART_ROOM),
                required=False,
                most=PART_ROOM,
                long=True,
            ),
            TextField(
                "owner",
                "Who would own it?",
                "A person, an organisation or a role. Name a person only if they agree",
                value=_fits(fields.get("owner", ""), OWNER_ROOM),
                required=False,
                most=OWNER_ROOM,
            ),
            ChoiceField(
                "named",
                "Show your name with the group’s number?",
                (
                    Option("yes", "Yes, show my name with the group’s number", default=named),
                    Option("no", "No, the group’s number alone", NO_NAME, default=not named),
                ),
                description=KEPT,
                radio=True,
            ),
        ),
    )


def _fits(text: str, most: int) -> str:
    """Discord refuses a form that is filled in with more than it takes."""
    return text if len(text) <= most else ""


def report_button(round_id: int, number: int, label: str = "Report back") -> Press:
    return Press(label, f"report.new:{round_id}:{number}", "primary")


def mine_button(round_id: int) -> Press:
    """For whoever presses: the form of their own group."""
    return Press("Report back", f"report.mine:{round_id}", "primary")


def list_button(slug: str) -> Press:
    return Press("Reports…", f"report.list:{slug}")


def group_menu(round_id: int, numbers: Sequence[int]) -> Menu:
    """A facilitator writes, or corrects, what a group said aloud."""
    return Menu(
        f"report.new:{round_id}",
        "Write the report of a group yourself",
        tuple(Option(str(number), f"Group {number}") for number in numbers[:MOST_OPTIONS]),
    )
