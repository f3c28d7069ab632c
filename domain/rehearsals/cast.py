"""Whom somebody can be in a rehearsal, and the crowd of people whom nobody is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.attendees import Details, Kind
from domain.plan import Plan

Role = Literal["newcomer", "attendee", "facilitator", "organiser"]

# Discord's ids hold the time: none as small as these was ever given to anybody.
_INVENTED_BELOW = 1 << 22
PEOPLE, PLEDGES_AT_ONCE = 300, 50
_ORGANISATIONS = {
    Kind.BUSINESS: "Lowe & Daughters Bakery (invented)",
    Kind.COMMUNITY_GROUP: "Brinnington Growers (invented)",
}
_WHAT = {
    Kind.RESIDENT: "Resident",
    Kind.BUSINESS: "Business",
    Kind.COMMUNITY_GROUP: "Community group",
}
# Of ten invented people, so many are each: about as in Stockport.
_IN_TEN = (
    *(Kind.RESIDENT,) * 5,
    *(Kind.BUSINESS,) * 2,
    *(Kind.COMMUNITY_GROUP,) * 3,
)


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody to be. ``kind`` of attendees; ``slug`` of the workshop that a facilitator leads."""

    key: str
    label: str
    about: str
    role: Role
    kind: Kind | None = None
    organisation: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that the crowd can do."""

    key: str
    label: str


ACTS = (
    Act("join", f"{PEOPLE} people join"),
    Act("choose", "Everyone chooses workshops"),
    Act("pledge", f"{PLEDGES_AT_ONCE} pledges"),
)


def cast(plan: Plan) -> list[Part]:
    """Everybody whom somebody can be."""
    newcomer = "You have not joined. What you did so far is erased."
    parts = [Part("newcomer", "Newcomer", newcomer, "newcomer")]
    for kind, what in _WHAT.items():
        organisation = _ORGANISATIONS.get(kind, "")
        about = f"You have joined for {organisation}." if organisation else "You have joined."
        parts.append(Part(kind.value, what, about, "attendee", kind, organisation))
    for session in plan.sessions:
        if session.kind == "workshop":
            parts.append(
                Part(
                    f"facilitator-{session.slug}",
                    f"Facilitator: {session.title}",
                    "You lead this workshop, and no other.",
                    "facilitator",
                    slug=session.slug,
                )
            )
    return [*parts, Part("organiser", "Organiser", "You run the summit.", "organiser")]


def part_of(plan: Plan, key: str) -> Part | None:
    """The one called ``key``, or None."""
    return next((one for one in cast(plan) if one.key == key), None)


def is_invented(user_id: int) -> bool:
    """Whether this is nobody: such people are sent nothing and given nothing in Discord."""
    return user_id < _INVENTED_BELOW


def invented(count: int = PEOPLE) -> dict[int, Details]:
    """So many people, by their id. Each says of themselves that they are invented."""
    found: dict[int, Details] = {}
    for number in range(1, count + 1):
        kind = _IN_TEN[number % len(_IN_TEN)]
        what = "" if kind is Kind.RESIDENT else f"Invented {_WHAT[kind].lower()} {number}"
        found[number] = Details(f"Invented person {number}", kind, what, number % 4 != 0, "")
    return found


def invented_words(number: int, theme: str) -> str:
    """What an invented person promises."""
    return f"Invented pledge {number}, for {theme}: once a week, we do one small thing."
