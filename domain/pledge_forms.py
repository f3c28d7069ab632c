"""What the two pledge forms ask, and how what people type becomes what is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from domain.attendees import ORGANISATION_LENGTH
from domain.rules import RuleBroken
from domain.text import clean

ACTION_LENGTH = (10, 600)
STEP_LENGTH = 200
DETAIL_LENGTH = 200
CONTACT_LENGTH = 150


@dataclass(frozen=True, slots=True)
class Wording:
    """What the pledge form asks, checked."""

    theme: str
    action: str
    as_organisation: bool
    organisation: str
    first_step: str


@dataclass(frozen=True, slots=True)
class Detail:
    """What "Add detail" asks, checked. ``due`` is a local calendar date."""

    who_benefits: str
    measure: str
    due: date | None
    help_needed: str
    backup_contact: str


def check_wording(
    *,
    themes: frozenset[str] | set[str],
    theme: str,
    action: str,
    as_organisation: bool,
    organisation: str,
    first_step: str,
) -> Wording:
    """The form's words as they are kept. Raises RuleBroken ``text.*`` or ``pledge.*``."""
    if theme not in themes:
        raise RuleBroken("pledge.theme", theme=theme)
    least, most = ACTION_LENGTH
    wording = Wording(
        theme=theme,
        action=clean(action, field="pledge", least=least, most=most),
        as_organisation=as_organisation,
        organisation=clean(
            organisation, field="organisation", most=ORGANISATION_LENGTH, lines=False
        ),
        first_step=clean(first_step, field="first step", most=STEP_LENGTH, lines=False),
    )
    if as_organisation and not wording.organisation:
        raise RuleBroken("pledge.organisation_missing")
    return wording


def check_detail(
    *,
    who_benefits: str,
    measure: str,
    due: str,
    help_needed: str,
    backup_contact: str,
    today: date,
) -> Detail:
    """The optional form's words as they are kept; ``today`` is local to the summit."""
    return Detail(
        who_benefits=clean(who_benefits, field="who benefits", most=DETAIL_LENGTH),
        measure=clean(measure, field="measure", most=DETAIL_LENGTH),
        due=parse_due(due, today=today),
        help_needed=clean(help_needed, field="help needed", most=DETAIL_LENGTH),
        backup_contact=clean(backup_contact, field="backup contact", most=CONTACT_LENGTH),
    )


def parse_due(text: str, *, today: date) -> date | None:
    """A due date as people type it: ``30/06/2022``, ``30.6.2022``, ``2022-06-30``, or nothing.

    Day before month, as in Britain. Raises RuleBroken ``pledge.due`` or ``pledge.due_past``.
    """
    text = text.strip()
    if not text:
        return None
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    british = re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", text)
    try:
        if iso:
            due = date(int(iso[1]), int(iso[2]), int(iso[3]))
        elif british:
            due = date(int(british[3]), int(british[2]), int(british[1]))
        else:
            raise RuleBroken("pledge.due", text=text[:40])
    except ValueError as error:
        raise RuleBroken("pledge.due", text=text[:40]) from error
    if due < today:
        raise RuleBroken("pledge.due_past", due=due)
    return due
