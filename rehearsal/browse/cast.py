"""The people that whoever rehearses can be."""

from __future__ import annotations

from dataclasses import dataclass

from simcord import MemberActor

from domain.attendees import Kind
from rehearsal.arriving import joining_fields
from rehearsal.material import Person
from rehearsal.stage import Stage
from rehearsal.world import answer_of

NEWCOMER = Person("Nadia Rahman", Kind.RESIDENT)
JOINED = (
    Person("Rob Whitaker", Kind.RESIDENT),
    Person("Bea Lowe", Kind.BUSINESS, "Lowe & Daughters Bakery"),
    Person("Grace Obi", Kind.COMMUNITY_GROUP, "Brinnington Growers"),
)
WHAT = {
    Kind.RESIDENT: "Resident",
    Kind.BUSINESS: "Business",
    Kind.COMMUNITY_GROUP: "Community group",
}


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody of the cast, and what they are in a few words."""

    key: str
    name: str
    what: str
    member: MemberActor


async def set_up(stage: Stage) -> None:
    """The organiser makes the server that the plan describes. Raises LookupError."""
    shown = answer_of(await stage.boss.slash(stage.world.lobby, "summit setup"))
    answer_of(await stage.boss.click(shown, label="Set it up"))


async def gather(stage: Stage) -> list[Role]:
    """Everybody of the cast, on a server that is set up; only the newcomer has not joined."""
    world = stage.world
    found = [("newcomer", NEWCOMER.name, "New here", world.person(NEWCOMER.name))]
    for person in JOINED:
        member = world.person(person.name)
        opened = await member.click(world.panel(world.welcome), custom_id="join")
        answer_of(await member.submit_modal(opened, joining_fields(person)))
        what = f"{WHAT[person.kind]}: {person.organisation}" if person.organisation else "Resident"
        found.append((person.kind.value, person.name, what, member))
    for session in world.plan.sessions:
        if session.kind == "workshop":
            leader = stage.leader(session)
            name = (leader.user.global_name or leader.name).partition(",")[0]
            what = f"Facilitator: {session.title}"
            found.append((f"facilitator-{session.slug}", name, what, leader))
    found.append(("organiser", "Olga", "Organiser", stage.boss))
    return [Role(*one) for one in found]
