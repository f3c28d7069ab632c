"""In the workshop room: hands go up and are called on, and notes are kept."""

from __future__ import annotations

import re

from bot.inert import one_line
from domain.plan import Session
from rehearsal import pledging
from rehearsal.ledger import Noted
from rehearsal.material import Person, Promise
from rehearsal.stage import Stage
from rehearsal.talk import Remark
from rehearsal.world import answer_of, buttons

_PLACE = re.compile(r"You are (\d+)\w\w in the queue")
_CALLED = re.compile(r"You called on <@(\d+)>")
NOTED = re.compile(r"Your note is saved as (N-\d+)\.")


async def lead(stage: Stage, session: Session) -> None:
    """The facilitator takes the room: only then can they moderate what people say in it."""
    told = answer_of(await stage.facilitator.slash(stage.world.room(session), "room lead"))
    if "You lead" not in told.content:
        stage.ledger.surprises.append(f"the facilitator does not lead {session.slug}")
    stage.say(f"The facilitator leads “{session.title}”.")


async def workshop(stage: Stage, session: Session) -> None:
    """What happens in one room."""
    people = stage.placed(session)
    if people:
        await raise_hands(stage, session, people)
        await note(stage, session, people)


async def raise_hands(stage: Stage, session: Session, people: list[Person]) -> None:
    """Some raise a hand, one lowers it again, and the facilitator calls on those who come first."""
    stage.tell.act(f"“{session.title}”: hands go up")
    room = stage.world.room(session)
    line: list[str] = []
    for person in stage.dice.sample(people, k=min(len(people), 3 + len(people) // 8)):
        told = answer_of(await stage.members[person.name].slash(room, "hand up"))
        place = _PLACE.search(told.content)
        if place is None:
            continue
        line.append(person.name)
        stage.ledger.raised += 1
        stage.ledger.rooms.raised.setdefault(session.slug, set()).add(person.name)
        stage.say(f"{person.name} raises a hand, as number {place[1]}.")
        if int(place[1]) != len(line):
            stage.ledger.surprises.append(f"{person.name} is told {place[1]}, not {len(line)}")
    if len(line) > 2:
        name = line[1]
        told = answer_of(await stage.members[name].slash(room, "hand down"))
        if "Your hand is down" in told.content:
            line.remove(name)
            stage.say(f"{name} lowers it again.")
    leader = stage.leader(session)
    card = answer_of(await leader.slash(room, "hand queue"))
    names = {member.id: name for name, member in stage.members.items()}
    for _ in range(2):
        if "Call on the next" not in buttons(card):
            break
        card = answer_of(await leader.click(card, label="Call on the next"))
        if found := _CALLED.search(card.content):
            name = names[int(found[1])]
            stage.ledger.called.setdefault(session.slug, []).append(name)
            stage.say(f"The facilitator calls on {name}.", always=True)
            if line[:1] != [name]:
                stage.ledger.surprises.append(f"{name} was called on before {line[0]}")
            line.remove(name)


async def note(stage: Stage, session: Session, people: list[Person]) -> None:
    """Ideas, barriers, insights and actions are kept; one of them becomes a pledge."""
    stage.tell.act(f"“{session.title}”: people keep notes")
    remarks = [one for one in stage.talk.remarks if one.theme == session.theme]
    remarks = remarks or list(stage.talk.remarks)
    writing = stage.dice.sample(people, k=min(len(people), 3 + len(people) // 6))
    for number, person in enumerate(writing):
        remark = remarks[number % len(remarks)]
        await _note_one(stage, session, person, remark, to_pledge=number == 0)


async def _note_one(
    stage: Stage, session: Session, person: Person, remark: Remark, *, to_pledge: bool
) -> None:
    member = stage.members[person.name]
    opened = await member.slash(stage.world.room(session), "note")
    named = person.publish_name and stage.dice.random() < 0.6
    sent = await member.submit_modal(
        opened,
        {
            "kind": remark.kind,
            "note": remark.words,
            "named": "yes" if named else "no",
            "session": [session.slug],
        },
    )
    saved = NOTED.search(answer_of(sent).content)
    if saved is None:
        stage.say(f"{person.name} is told: {one_line(answer_of(sent).content, 90)}", always=True)
        return
    noted = Noted(saved[1], person, session.slug, remark.kind, remark.words, named)
    stage.ledger.notes[noted.reference] = noted
    who = person.name if named else "Somebody who gives no name"
    stage.say(f"{noted.reference}  {who}: {one_line(remark.words, 70)}")
    if to_pledge:
        card = answer_of(sent)
        form = await member.click(card, label="Make this a pledge")
        promise = Promise(person.kind, remark.theme, remark.words)
        before = set(stage.ledger.pledges)
        await pledging.send_pledge(stage, person, promise, form)
        for noted.pledge in stage.ledger.pledges.keys() - before:
            stage.say(f"{noted.reference} is made a pledge, {noted.pledge}.", always=True)
