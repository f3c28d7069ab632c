"""Hands at a keynote: by the button and by “request to speak” on the stage, in one queue."""

from __future__ import annotations

import re

from simcord import MemberActor, ResponseMessage

from domain.plan import Session
from rehearsal.ledger import Visit
from rehearsal.listening import LOOKING
from rehearsal.material import Person
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons

_CALLED = re.compile(r"You called on <@(\d+)>")
_LINE = re.compile(r"^\d+\. <@(\d+)>", re.MULTILINE)
# How many come onto the stage’s floor, and how few are too few to play it.
MOST, LEAST = 5, 3


async def hands(stage: Stage, session: Session) -> None:
    """Some raise a hand, some ask on the stage; the queue survives a restart of the bot."""
    floor = stage.world.voice(session)
    people = stage.some(0.15, least=MOST)[:MOST]
    if floor is None or len(people) < LEAST:
        return
    stage.tell.act(f"“{session.title}”: hands go up, also on the stage")
    members = [stage.members[person.name] for person in people]
    await stage.world.in_voice(members, floor, suppress=True, request_to_speak_timestamp=None)
    visits = stage.ledger.rooms.visits.setdefault(session.slug, {})
    for person in people:
        visits[person.name] = [Visit(stage.world.now())]
    await stage.world.pass_time(LOOKING)
    line = await _raise(stage, session, people)
    stage.say("The bot goes down and comes back. The queue is as it was.", always=True)
    await stage.world.restart()
    await _call_on(stage, session, line)
    await stage.world.pass_time(LOOKING)
    for person in people:
        visits[person.name][0].left = stage.world.now()
    await stage.world.in_voice(members, None, suppress=True, request_to_speak_timestamp=None)
    await stage.world.pass_time(LOOKING)


async def _raise(stage: Stage, session: Session, people: list[Person]) -> list[str]:
    """Every other one by the button, the others on the stage; returns the queue."""
    room, floor = stage.world.room(session), stage.world.voice(session)
    line: list[str] = []
    for number, person in enumerate(people):
        member = stage.members[person.name]
        if number % 2 == 0:
            told = answer_of(await member.slash(room, "hand up")).content
            if f"You are {number + 1}" not in told:
                stage.ledger.surprises.append(f"{person.name} is told: {told}")
            stage.say(f"{person.name} raises a hand.")
        else:
            asked = stage.world.now().isoformat()
            await stage.world.in_voice([member], floor, request_to_speak_timestamp=asked)
            stage.say(f"{person.name} asks to speak on the stage, in Discord itself.")
        line.append(person.name)
        stage.ledger.raised += 1
        stage.ledger.rooms.raised.setdefault(session.slug, set()).add(person.name)
        await stage.world.pass_time(1)
    return line


async def _call_on(stage: Stage, session: Session, line: list[str]) -> None:
    """The first is called on, the second skipped, the third called on; the rest is cleared."""
    leader, room = stage.leader(session), stage.world.room(session)
    card = answer_of(await leader.slash(room, "hand queue"))
    if (found := _names(stage, card)) != line:
        stage.ledger.surprises.append(f"after the restart {found} wait, not {line}")
    card = await _call(stage, session, leader, card, line)
    if line:
        card = answer_of(await leader.click(card, label="Skip"))
        line.append(line.pop(0))
        stage.say(f"{line[-1]} lets the others go first.")
        card = await _call(stage, session, leader, card, line)
    if "Their turn is over" in buttons(card):
        card = answer_of(await leader.click(card, label="Their turn is over"))
    if (found := _names(stage, card)) != line:
        stage.ledger.surprises.append(f"in {session.slug} {found} wait, not {line}")
    if line:
        asked = answer_of(await leader.click(card, label="Clear…"))
        told = answer_of(await leader.click(asked, label="Lower them all")).content
        if "lowered" not in told:
            stage.ledger.surprises.append(f"the hands of {session.slug} stay up: {told}")
        stage.say(f"{len(line)} hands are lowered: there is no more time.", always=True)


async def _call(
    stage: Stage,
    session: Session,
    leader: MemberActor,
    card: ResponseMessage,
    line: list[str],
) -> ResponseMessage:
    card = answer_of(await leader.click(card, label="Call on the next"))
    if (found := _CALLED.search(card.content)) is None:
        stage.ledger.surprises.append(f"nobody is called on in {session.slug}: {card.content}")
        return card
    name = _by_id(stage)[int(found[1])]
    stage.ledger.called.setdefault(session.slug, []).append(name)
    if name != line.pop(0):
        stage.ledger.surprises.append(f"{name} was called on before others in {session.slug}")
    state = stage.world.guild.voice_states().get(stage.members[name].id)
    if state is None or state.suppress:
        stage.ledger.surprises.append(f"{name} is called on and may not speak")
    stage.say(f"{name} is called on, and may speak on the stage.", always=True)
    return card


def _names(stage: Stage, card: ResponseMessage) -> list[str]:
    names = _by_id(stage)
    return [names[int(one)] for one in _LINE.findall(card.content)]


def _by_id(stage: Stage) -> dict[int, str]:
    return {member.id: name for name, member in stage.members.items()}
