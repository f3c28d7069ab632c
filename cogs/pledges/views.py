"""The pledge forms and the buttons under a pledge."""

from __future__ import annotations

from collections.abc import Mapping

from bot.inert import one_line
from bot.ui import ChoiceField, Form, Menu, Option, Press, TextField
from cogs import buttons
from domain.attendees import ORGANISATION_LENGTH, Attendee
from domain.pledge_forms import ACTION_LENGTH, CONTACT_LENGTH, DETAIL_LENGTH, STEP_LENGTH
from domain.pledges import Delivery, Pledge
from domain.summits import Summit


def blank_fields(attendee: Attendee | None) -> dict[str, str]:
    """How a new pledge form is filled in for somebody."""
    organisation = attendee.organisation if attendee else ""
    return {"from": "organisation" if organisation else "me", "organisation": organisation}


def fields_of(pledge: Pledge) -> dict[str, str]:
    """The form's fields as this pledge would fill them."""
    return {
        "theme": pledge.theme,
        "action": pledge.action,
        "from": "organisation" if pledge.as_organisation else "me",
        "organisation": pledge.organisation,
        "first_step": pledge.first_step,
    }


def pledge_form(summit: Summit, route: str, title: str, fields: Mapping[str, str]) -> Form:
    """The one form of five fields in which a pledge is made or changed."""
    least, most = ACTION_LENGTH
    return Form(
        route=route,
        title=title,
        fields=(
            ChoiceField(
                "theme",
                "What is it about?",
                tuple(
                    Option(
                        theme.slug,
                        theme.title,
                        one_line(theme.description, 100),
                        default=theme.slug == fields.get("theme"),
                    )
                    for theme in summit.plan.pledges.themes
                ),
                placeholder="Choose a theme",
            ),
            TextField(
                "action",
                "What will you do?",
                f"From {least} to {most} characters, in any language",
                value=fields.get("action", ""),
                least=least,
                most=most,
                long=True,
            ),
            ChoiceField(
                "from",
                "Who is this pledge from?",
                (
                    Option("me", "Me", default=fields.get("from") != "organisation"),
                    Option(
                        "organisation",
                        "My organisation",
                        default=fields.get("from") == "organisation",
                    ),
                ),
                radio=True,
            ),
            TextField(
                "organisation",
                "Organisation, if it is from one",
                value=fields.get("organisation", ""),
                required=False,
                most=ORGANISATION_LENGTH,
            ),
            TextField(
                "first_step",
                "Your first step, and by when (optional)",
                value=fields.get("first_step", ""),
                required=False,
                most=STEP_LENGTH,
            ),
        ),
    )


def detail_form(pledge: Pledge) -> Form:
    """The optional second form."""
    return Form(
        route=f"pledge.detail:{pledge.id}",
        title=f"Add detail to {pledge.reference}",
        fields=(
            TextField(
                "who_benefits",
                "Who benefits?",
                value=pledge.who_benefits,
                required=False,
                most=DETAIL_LENGTH,
                long=True,
            ),
            TextField(
                "measure",
                "How will you know that it is done?",
                value=pledge.measure,
                required=False,
                most=DETAIL_LENGTH,
                long=True,
            ),
            TextField(
                "due",
                "Done by (a date)",
                "Day, month and year, such as 30/06/2027",
                value=f"{pledge.due:%d/%m/%Y}" if pledge.due else "",
                required=False,
                most=20,
            ),
            TextField(
                "help_needed",
                "What help do you need?",
                value=pledge.help_needed,
                required=False,
                most=DETAIL_LENGTH,
                long=True,
            ),
            TextField(
                "backup_contact",
                "Backup contact, for organisations",
                "Never published. Only organisers see it",
                value=pledge.backup_contact,
                required=False,
                most=CONTACT_LENGTH,
            ),
        ),
    )


def own_buttons(pledge: Pledge) -> tuple[tuple[Press | Menu, ...], ...]:
    """What a maker can do with a pledge."""
    if pledge.delivery is Delivery.WITHDRAWN:
        return ((buttons.MAKE, buttons.MINE),)
    return (
        (
            Press("Add detail", f"pledge.detail:{pledge.id}", "primary"),
            Press("Edit", f"pledge.edit:{pledge.id}"),
            Press("Withdraw", f"pledge.withdraw:{pledge.id}", "danger"),
        ),
    )


def tell_button(pledge: Pledge) -> Press:
    """Leads to saying how it goes (cogs/followup), from the server and from a letter."""
    route = f"progress.open:{pledge.guild_id}:{pledge.id}"
    return Press("Say how it goes", route, "success")


def support_buttons(pledge: Pledge) -> tuple[Press, Press]:
    """How others stand by a pledge."""
    return (
        Press("I’ll do this too", f"wall.too:{pledge.id}", "primary"),
        Press("I can help", f"wall.help:{pledge.id}"),
    )


def pledge_menu(pledges: list[Pledge]) -> Menu:
    """A menu to open one of somebody's pledges."""
    return Menu(
        "pledge.open",
        "Open a pledge",
        tuple(
            Option(str(pledge.id), pledge.reference, one_line(pledge.action, 100))
            for pledge in pledges
        ),
    )
