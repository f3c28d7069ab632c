"""Groups report back: in their threads, two at once, after the end; a part is hidden."""

from __future__ import annotations

import re
from typing import Any

import discord
from simcord import InteractionResult

from bot.inert import inert, one_line
from domain.plan import Session
from rehearsal import grouping, menus
from rehearsal.ledger import Part
from rehearsal.running import press
from rehearsal.stage import Stage
from rehearsal.talk import Report
from rehearsal.world import answer_of, buttons, fields_of

_REFERENCE = re.compile(r"N-\d+")
_SAVED = re.compile(r"The report of group \d+ is (?:corrected and )?saved\*\* as (.+?)\.")
ASKED = "what will you report back?"
HIDDEN = "This names a person who is not here. The rest of your report stands."
# How long reading reports out in the room may take, and drawing one again.
READING, DRAWING = 8, 8

Fields = dict[str, Any]


async def report(stage: Stage, session: Session, round_number: int) -> None:
    """All groups but the last one report in their threads; in the first, two do at once."""
    groups = _groups(stage, session, round_number)
    stage.tell.act(f"“{session.title}”: groups report back")
    for number in groups[:-1] or groups:
        said = stage.talk.reports[number % len(stage.talk.reports)]
        people = sorted(stage.ledger.rooms.groups[session.slug, round_number, number])
        message = _message(stage, session, round_number, number, ASKED)
        if message is None:
            stage.ledger.surprises.append(f"group {number} of {session.slug} is not asked")
            continue
        first = await stage.members[people[0]].click(message, label="Report back")
        if number == groups[0] and len(people) > 1:
            other = await stage.members[people[1]].click(message, label="Report back")
            await _send(stage, session, round_number, number, people[0], first, _fields(said))
            more = stage.talk.reports[0]
            await _merge(stage, session, round_number, number, people[1], other, _fields(more))
        else:
            await _send(stage, session, round_number, number, people[0], first, _fields(said))


async def remind(stage: Stage, session: Session, round_number: int) -> None:
    """After the end: who has not reported is reminded, and reports all the same."""
    if not _groups(stage, session, round_number)[:-1]:
        return
    leader = stage.leader(session)
    listing = answer_of(await press(stage, leader, session, "Reports…"))
    last = _groups(stage, session, round_number)[-1]
    if f"Not yet: Group {last}." not in listing.content:
        stage.ledger.surprises.append(f"{session.slug} misses another report: {listing.content}")
    told = answer_of(await leader.click(listing, label="Remind the groups")).content
    if "The groups that have not reported are reminded." not in told:
        stage.ledger.surprises.append(f"{session.slug} reminds nobody: {told}")
    stage.say(f"The facilitator reminds group {last}.", always=True)
    name = sorted(stage.ledger.rooms.groups[session.slug, round_number, last])[0]
    opened = await stage.members[name].slash(stage.world.room(session), "groups report")
    said = stage.talk.reports[last % len(stage.talk.reports)]
    await _send(stage, session, round_number, last, name, opened, _fields(said))
    await stage.world.pass_time(READING)


async def hide_one(stage: Stage, session: Session, round_number: int) -> None:
    """The facilitator hides one part, and the message in the room is drawn without it."""
    number = _groups(stage, session, round_number)[0]
    parts = stage.ledger.rooms.reports.get((session.slug, round_number, number))
    before = read_out(stage, session, number)
    if not parts or not before:
        return
    part = parts[0]
    leader = stage.leader(session)
    note = part.reference.removeprefix("N-")
    listing = answer_of(await leader.slash(stage.world.room(session), "notes"))
    card = answer_of(await menus.choose(leader, listing, note, "note.open"))
    form = await leader.click(card, custom_id=buttons(card)["Hide…"])
    told = answer_of(await leader.submit_modal(form, {"reason": HIDDEN})).content
    if f"{part.reference} is hidden" in told:
        part.hidden = True
        stage.say(f"{part.reference} of group {number} is hidden.", always=True)
    await stage.world.pass_time(DRAWING)
    after = read_out(stage, session, number)
    if len(after) != 1 or inert(one_line(part.words, 100)) in after[0].content:
        stage.ledger.surprises.append(f"the room still reads what is hidden of group {number}")


def read_out(stage: Stage, session: Session, number: int) -> list[discord.Message]:
    """The messages in a workshop's room that read a group's report out."""
    return [
        message
        for message in stage.world.room(session).history()
        if any(
            route.startswith("report.read:") and route.endswith(f":{number}")
            for route in buttons(message).values()
        )
    ]


# ---------------------------------------------------------------------- one group


def _groups(stage: Stage, session: Session, round_number: int) -> list[int]:
    return sorted(
        group
        for slug, number, group in stage.ledger.rooms.groups
        if (slug, number) == (session.slug, round_number)
    )


def _message(
    stage: Stage, session: Session, round_number: int, group: int, words: str
) -> discord.Message | None:
    there = grouping.thread(stage, session, group, round_number)
    if there is None:
        return None
    return next((one for one in there.history() if words in one.content), None)


def _fields(said: Report) -> Fields:
    return {
        "heard": "\n".join(said.heard),
        "barrier": said.barrier,
        "action": said.action,
        "owner": said.owner,
    }


async def _send(
    stage: Stage,
    session: Session,
    round_number: int,
    group: int,
    name: str,
    opened: InteractionResult,
    fields: Fields,
) -> InteractionResult:
    """Send the form, and write down what its sender is told."""
    person = stage.ledger.joined[name]
    named = "yes" if person.publish_name and group % 2 else "no"
    result = await stage.members[name].submit_modal(opened, fields | {"named": named})
    told = answer_of(result).content
    if found := _SAVED.search(told):
        key = (session.slug, round_number, group)
        before = stage.ledger.rooms.reports.get(key, [])
        references = _REFERENCE.findall(found[1])
        stage.ledger.rooms.reports[key] = _parts(before, fields, references, name)
        stage.say(f"Group {group} of “{session.title}” reports: {', '.join(references)}.")
    return result


async def _merge(
    stage: Stage,
    session: Session,
    round_number: int,
    group: int,
    name: str,
    opened: InteractionResult,
    fields: Fields,
) -> None:
    """Somebody else was quicker: the form opens again with the words of both, and is sent."""
    result = await _send(stage, session, round_number, group, name, opened, fields)
    told = answer_of(result)
    if "has reported while you were writing" not in told.content:
        stage.ledger.surprises.append(f"{name} wrote over another report: {told.content}")
        return
    again = await stage.members[name].click(told, label="Open the form again")
    both = {
        control["custom_id"]: control.get("value") or ""
        for control in fields_of(again.modal)
        if control["custom_id"] in fields
    }
    stage.say(f"{name} finds both reports of group {group} in one form, and sends it.", always=True)
    await _send(stage, session, round_number, group, name, again, both)


def _parts(before: list[Part], fields: Fields, references: list[str], name: str) -> list[Part]:
    """What is kept now: what nobody changed stays whose it was."""
    wanted = [("insight", line, "") for line in fields["heard"].splitlines() if line]
    wanted += [("barrier", fields["barrier"], "")] if fields["barrier"] else []
    wanted += [("action", fields["action"], fields["owner"])] if fields["action"] else []
    known = {(one.kind, one.words, one.owner): one.author for one in before}
    return [
        Part(reference, *said, author=known.get(said, name))
        for reference, said in zip(references, wanted, strict=False)
    ]
