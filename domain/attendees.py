"""Who somebody is at the summit: what joining asks, and its rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.rules import RuleBroken
from domain.text import clean

NAME_LENGTH = 60
ORGANISATION_LENGTH = 100
ACCESS_NEEDS_LENGTH = 300


class Kind(StrEnum):
    """What somebody is here as. The values stand in the store and in exports: never rename one."""

    RESIDENT = "resident"
    BUSINESS = "business"
    COMMUNITY_GROUP = "community_group"
    PUBLIC_BODY = "public_body"
    OTHER = "other"


KIND_TITLES = {
    Kind.RESIDENT: "Resident",
    Kind.BUSINESS: "Business",
    Kind.COMMUNITY_GROUP: "Community group",
    Kind.PUBLIC_BODY: "Council or public body",
    Kind.OTHER: "Other",
}

# How somebody is called who has not agreed to be named.
UNNAMED = {
    Kind.RESIDENT: "A resident",
    Kind.BUSINESS: "A business",
    Kind.COMMUNITY_GROUP: "A community group",
    Kind.PUBLIC_BODY: "A public body",
    Kind.OTHER: "An attendee",
}


@dataclass(frozen=True, slots=True)
class Details:
    """What the joining form asks, checked."""

    name: str
    kind: Kind
    organisation: str
    publish_name: bool
    access_needs: str


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who joined one guild's summit. ``joined_at`` is UTC; ids are snowflakes."""

    guild_id: int
    user_id: int
    name: str
    kind: Kind
    organisation: str
    publish_name: bool
    access_needs: str
    joined_at: datetime


def check_details(
    *, name: str, kind: str, organisation: str, publish_name: bool, access_needs: str
) -> Details:
    """The form's words as they are kept. Raises RuleBroken ``text.*`` or ``join.*``."""
    try:
        known = Kind(kind)
    except ValueError as error:
        raise RuleBroken("join.kind", kind=kind) from error
    return Details(
        name=clean(name, field="name", least=1, most=NAME_LENGTH, lines=False),
        kind=known,
        organisation=clean(
            organisation, field="organisation", most=ORGANISATION_LENGTH, lines=False
        ),
        publish_name=publish_name,
        access_needs=clean(access_needs, field="access needs", most=ACCESS_NEEDS_LENGTH),
    )
