"""What people write in the room is kept as outputs, and whoever wrote it is asked."""

from __future__ import annotations

import re

from domain.plan import Session
from rehearsal import mailbox
from rehearsal.ledger import Quoted
from rehearsal.material import Person
from rehearsal.stage import Stage
from rehearsal.world import answer_of

MENU = "Keep as an output"
_KEPT = re.compile(r"The message is kept as (N-\d+), without a name\.")
_ASKED = "Something you wrote at "
# What they answer, in this order: the button, and what they read then.
ANSWERS = {
    "Show my name": "stands with your name",
    "Keep it without my name": "stays without your name",
    "Do not keep it": "is erased",
}


async def keep(stage: Stage, session: Session, people: list[Person]) -> None:
    """Three write something; the facilitator keeps it; one says yes, one half, and one no."""
    willing = [one for one in people if one.publish_name]
    writers = [*willing[:1], *(one for one in people if one not in willing[:1])][: len(ANSWERS)]
    if len(writers) < len(ANSWERS) or not willing:
        return
    stage.tell.act(f"“{session.title}”: the facilitator keeps what people write")
    room, leader = stage.world.room(session), stage.leader(session)
    kept: list[Quoted] = []
    for person, said in zip(writers, stage.talk.messages, strict=False):
        message = await stage.members[person.name].send(room, said.words)
        form = await leader.context_menu(room, MENU, message)
        fields = {"note": said.words, "kind": said.kind, "theme": [session.theme or "-"]}
        told = answer_of(await leader.submit_modal(form, fields)).content
        if found := _KEPT.search(told):
            kept.append(Quoted(found[1], person, session.slug, said.kind, said.words))
            stage.ledger.rooms.quotes[found[1]] = kept[-1]
            stage.say(f"{found[1]} is kept from the room: {said.words}")
    await stage.world.pass_time(LETTERS)
    letters = {one.letter.to: one for one in mailbox.collect(stage) if _ASKED in one.letter.text}
    if len(kept) < len(ANSWERS):
        stage.ledger.surprises.append(f"of {len(ANSWERS)} messages, {len(kept)} are kept")
    for quoted, (label, reads) in zip(kept, ANSWERS.items(), strict=False):
        name = quoted.author.name
        if name not in letters:
            stage.ledger.surprises.append(f"{name} is not asked about {quoted.reference}")
            continue
        user = stage.members[name].user
        told = answer_of(await user.click(letters[name].message, label=label)).content
        if reads in told:
            quoted.says = label
            stage.say(f"{name} presses “{label}” for {quoted.reference}.", always=True)


# How long letters may take.
LETTERS = 8
