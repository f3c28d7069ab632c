"""Success stories: a fulfilled pledge, told as far as its maker agrees, and only as long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.attendees import UNNAMED
from domain.pledges import Delivery, Moderation, Pledge
from domain.rules import RuleBroken


class Consent(StrEnum):
    """What a maker says to telling the story. The values are kept."""

    UNDECIDED = ""
    NAMED = "named"
    UNNAMED = "unnamed"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Story:
    """A fulfilled pledge as it may be told. ``name_off``: the maker has since said no to names."""

    pledge: Pledge
    consent: Consent
    words: str
    link: str
    name_off: bool = False

    @property
    def byline(self) -> str:
        """Who did it, as far as they agree to be named in the story."""
        pledge = self.pledge
        if self.consent is not Consent.NAMED or self.name_off:
            return UNNAMED[pledge.kind]
        if pledge.as_organisation and pledge.organisation:
            return pledge.organisation
        return pledge.maker_name or UNNAMED[pledge.kind]


def read_consent(text: str) -> Consent:
    """An answer from a button. Raises RuleBroken ``form.old``."""
    try:
        found = Consent(text)
    except ValueError:
        raise RuleBroken("form.old") from None
    if found is Consent.UNDECIDED:
        raise RuleBroken("form.old")
    return found


def may_decide(pledge: Pledge, consent: Consent, *, user_id: int) -> None:
    """A no counts always; a yes needs a pledge that is fulfilled.

    Raises RuleBroken ``pledge.not_yours`` or ``story.not_done``.
    """
    if pledge.maker_id != user_id:
        raise RuleBroken("pledge.not_yours", reference=pledge.reference)
    if consent is not Consent.NO and pledge.delivery is not Delivery.FULFILLED:
        raise RuleBroken("story.not_done", reference=pledge.reference)


def may_tell(pledge: Pledge, consent: Consent) -> bool:
    """Whether the story may stand anywhere at this moment."""
    return (
        consent in (Consent.NAMED, Consent.UNNAMED)
        and pledge.delivery is Delivery.FULFILLED
        and pledge.moderation is Moderation.SHOWN
    )


def require_tellable(pledge: Pledge, consent: Consent) -> None:
    """Raises RuleBroken ``story.none``."""
    if not may_tell(pledge, consent):
        raise RuleBroken("story.none", reference=pledge.reference)


def name_is_off(*, publish_name: bool, details_at: datetime, consent_at: datetime) -> bool:
    """Whether somebody took their name back in their details after agreeing to the story."""
    return not publish_name and details_at > consent_at
