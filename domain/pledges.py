"""What a pledge is and what may happen to it.

Three axes that are never mixed into one status: moderation (may it be seen), delivery (is it being
kept) and freshness (how old is the last report; derived, so not stored). Every function here takes
a pledge and gives the next one, or raises RuleBroken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from domain.attendees import UNNAMED, Kind
from domain.pledge_forms import Detail, Wording
from domain.rules import RuleBroken
from domain.text import clean

REASON_LENGTH = (10, 300)

# No reference is longer; the pattern would take minutes over thousands of spaces.
_REFERENCE_LENGTH = 40
_REFERENCE = re.compile(r"\s*(?:p|#)?\s*[-–]?\s*0*(\d{1,9})\s*\Z", re.IGNORECASE)


class Moderation(StrEnum):
    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"


class Delivery(StrEnum):
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    FULFILLED = "fulfilled"
    PARTLY_FULFILLED = "partly_fulfilled"
    NOT_POSSIBLE = "not_possible"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Support(StrEnum):
    """How somebody stands by another's pledge."""

    TOO = "too"
    HELP = "help"


class Event(StrEnum):
    """What the pledge log tells of. The values stand in exports: never rename one."""

    MADE = "made"
    EDITED = "edited"
    DETAILED = "detailed"
    WITHDRAWN = "withdrawn"
    SHOWN = "shown"
    HIDDEN = "hidden"
    CHECKED = "checked"
    SUPPORTED = "supported"
    SUPPORT_TAKEN_BACK = "support_taken_back"
    REPORTED = "reported"
    REPORT_CHANGED = "report_changed"
    REPORT_TAKEN_BACK = "report_taken_back"
    STORY_AGREED = "story_agreed"
    STORY_REFUSED = "story_refused"


@dataclass(frozen=True, slots=True)
class Pledge:
    """One pledge as it stands now. Times are UTC, ids are snowflakes.

    ``maker_name`` and ``publish_name`` are the maker's today, so that consent taken back counts at
    once; ``kind`` is what the maker was here as when the pledge was made.
    """

    id: int
    guild_id: int
    number: int
    maker_id: int
    maker_name: str
    publish_name: bool
    kind: Kind
    theme: str
    action: str
    as_organisation: bool
    organisation: str
    first_step: str
    who_benefits: str
    measure: str
    due: date | None
    help_needed: str
    backup_contact: str
    moderation: Moderation
    hidden_reason: str
    checked: bool
    delivery: Delivery
    version: int
    too_count: int
    help_count: int
    made_at: datetime
    edited_at: datetime | None
    wall_id: int | None

    @property
    def reference(self) -> str:
        return reference(self.number)

    @property
    def public(self) -> bool:
        """Whether everybody may read it."""
        return self.moderation is Moderation.SHOWN and self.delivery is not Delivery.WITHDRAWN

    @property
    def locked(self) -> bool:
        """Whether others stand by these words, so that a change becomes a new version."""
        return self.too_count + self.help_count > 0

    @property
    def byline(self) -> str:
        """Who made it, as far as they agreed to be named."""
        if not self.publish_name:
            return UNNAMED[self.kind]
        if self.as_organisation and self.organisation:
            return self.organisation
        return self.maker_name or UNNAMED[self.kind]


def reference(number: int) -> str:
    """A pledge's public name within its summit: ``P-0001``."""
    return f"P-{number:04d}"


def parse_reference(text: str) -> int:
    """The number in what somebody typed (``P-0012``, ``p12``, ``12``).

    Raises RuleBroken ``pledge.reference``.
    """
    match = _REFERENCE.match(text) if len(text) <= _REFERENCE_LENGTH else None
    if match is None:
        raise RuleBroken("pledge.reference", text=text[:_REFERENCE_LENGTH])
    return int(match[1])


def _own(pledge: Pledge, user_id: int) -> None:
    if pledge.maker_id != user_id:
        raise RuleBroken("pledge.not_yours", reference=pledge.reference)
    if pledge.delivery is Delivery.WITHDRAWN:
        raise RuleBroken("pledge.withdrawn", reference=pledge.reference)


def edit(
    pledge: Pledge, wording: Wording, *, user_id: int, check_first: bool, now: datetime
) -> Pledge:
    """The pledge with new words.

    Once somebody supports it, new words are a new version, so that it is plain what they stood by.
    A hidden pledge always goes back to the organisers; a shown one does where the summit checks
    pledges before they are shown (``check_first``), or anybody could swap the words afterwards.
    """
    _own(pledge, user_id)
    if words_of(pledge) == wording:
        raise RuleBroken("pledge.unchanged", reference=pledge.reference)
    again = pledge.moderation is Moderation.HIDDEN or check_first
    return replace(
        pledge,
        theme=wording.theme,
        action=wording.action,
        as_organisation=wording.as_organisation,
        organisation=wording.organisation,
        first_step=wording.first_step,
        version=pledge.version + 1 if pledge.locked else pledge.version,
        moderation=Moderation.WAITING if again else pledge.moderation,
        hidden_reason="",
        checked=False,
        edited_at=now,
    )


def add_detail(
    pledge: Pledge, detail: Detail, *, user_id: int, check_first: bool, now: datetime
) -> Pledge:
    """The pledge with its optional part. Public parts are checked again like the words."""
    _own(pledge, user_id)
    if detail_of(pledge) == detail:
        raise RuleBroken("pledge.unchanged", reference=pledge.reference)
    said_more = (detail.who_benefits, detail.measure, detail.help_needed) != (
        pledge.who_benefits,
        pledge.measure,
        pledge.help_needed,
    )
    again = said_more and (check_first or pledge.moderation is Moderation.HIDDEN)
    return replace(
        pledge,
        who_benefits=detail.who_benefits,
        measure=detail.measure,
        due=detail.due,
        help_needed=detail.help_needed,
        backup_contact=detail.backup_contact,
        moderation=Moderation.WAITING if again else pledge.moderation,
        hidden_reason="" if again else pledge.hidden_reason,
        checked=pledge.checked and not said_more,
        edited_at=now,
    )


def withdraw(pledge: Pledge, *, user_id: int) -> Pledge:
    """The pledge taken back by its maker. It keeps its number and its place in the log."""
    _own(pledge, user_id)
    return replace(pledge, delivery=Delivery.WITHDRAWN)


def show(pledge: Pledge) -> Pledge:
    """The pledge on the wall, or marked as looked at where it is there already."""
    _reviewable(pledge)
    if pledge.moderation is Moderation.SHOWN and pledge.checked:
        raise RuleBroken("review.done", reference=pledge.reference, state=pledge.moderation.value)
    return replace(pledge, moderation=Moderation.SHOWN, hidden_reason="", checked=True)


def hide(pledge: Pledge, *, reason: str) -> Pledge:
    """The pledge off the wall, with the reason that its maker reads."""
    _reviewable(pledge)
    if pledge.moderation is Moderation.HIDDEN:
        raise RuleBroken("review.done", reference=pledge.reference, state=pledge.moderation.value)
    least, most = REASON_LENGTH
    reason = clean(reason, field="reason", least=least, most=most)
    return replace(pledge, moderation=Moderation.HIDDEN, hidden_reason=reason, checked=True)


def _reviewable(pledge: Pledge) -> None:
    if pledge.delivery is Delivery.WITHDRAWN:
        raise RuleBroken("review.withdrawn", reference=pledge.reference)


def may_support(pledge: Pledge, *, user_id: int) -> None:
    """Raises RuleBroken where ``user_id`` can't stand by this pledge."""
    if not pledge.public:
        raise RuleBroken("support.not_shown", reference=pledge.reference)
    if pledge.maker_id == user_id:
        raise RuleBroken("support.own", reference=pledge.reference)


def may_see(pledge: Pledge, *, user_id: int, organiser: bool) -> bool:
    """Whether somebody may read this pledge at all."""
    return organiser or pledge.public or pledge.maker_id == user_id


def words_of(pledge: Pledge) -> Wording:
    return Wording(
        theme=pledge.theme,
        action=pledge.action,
        as_organisation=pledge.as_organisation,
        organisation=pledge.organisation,
        first_step=pledge.first_step,
    )


def detail_of(pledge: Pledge) -> Detail:
    return Detail(
        who_benefits=pledge.who_benefits,
        measure=pledge.measure,
        due=pledge.due,
        help_needed=pledge.help_needed,
        backup_contact=pledge.backup_contact,
    )
