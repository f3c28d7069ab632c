"""Doors open: people come in and join."""

from __future__ import annotations

from simcord import InteractionResult

from domain.attendees import Kind
from rehearsal.ledger import SAVED
from rehearsal.material import Person
from rehearsal.stage import Stage
from rehearsal.world import answer_of


async def arrive(stage: Stage) -> None:
    """People join, by button or by command; some will pledge without having joined."""
    stage.tell.act(f"{len(stage.cast)} people arrive")
    for number, person in enumerate(stage.cast):
        stage.members[person.name] = stage.world.person(person.name)
        if number % 8 == 5:
            stage.say(f"{person.name} looks around and does not join yet.")
            continue
        await join(stage, person, by_button=number % 4 != 3)
        if number % 3 == 0:
            await stage.world.pass_time(2)


async def join(stage: Stage, person: Person, *, by_button: bool) -> None:
    member = stage.members[person.name]
    if by_button:
        panel = stage.world.panel(stage.world.welcome)
        opened = await member.click(panel, custom_id="join")
    else:
        opened = await member.slash(stage.world.welcome, "join")
    await send_joining(stage, person, opened)


async def send_joining(
    stage: Stage, person: Person, opened: InteractionResult
) -> InteractionResult:
    result = await stage.members[person.name].submit_modal(opened, joining_fields(person))
    told = answer_of(result).content
    if "You have joined" in told or SAVED.search(told):
        stage.ledger.joined[person.name] = person
        stage.say(f"{person.name} joins as {article(person.kind)}.")
    return result


def article(kind: Kind) -> str:
    return {
        Kind.RESIDENT: "a resident",
        Kind.BUSINESS: "a business",
        Kind.COMMUNITY_GROUP: "a community group",
        Kind.PUBLIC_BODY: "the council or a public body",
        Kind.OTHER: "somebody else",
    }[kind]


def joining_fields(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "kind": [person.kind.value],
        "organisation": person.organisation,
        "publish_name": "yes" if person.publish_name else "no",
        "access_needs": person.access_needs,
    }
