"""Small groups: previewed, made, called, extended, cut off by a restart, and called back."""

from __future__ import annotations

import re
from datetime import timedelta

from simcord import ChannelHandle

from domain.plan import Session
from rehearsal.material import Person
from rehearsal.running import press
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons

_GROUP = re.compile(r"^Group (\d+): (.+)$", re.MULTILINE)
_NAMED = re.compile(r"<@(\d+)>")
_IN = re.compile(r"You are in group (\d+)\*\*")
_THREAD = re.compile(r" · group (\d+) · round (\d+)$")

MOST_GROUPS = 4
BRIEF = "What helps already, and what would make it reach more people?"
# How long threads and rooms may take: so many people for each second, and some to begin.
MAKING, A_SECOND = 6, 4
# After everybody is called back: the minute of grace, and how long moving them may take.
GRACE, BACK = timedelta(seconds=60), 10


def groups_for(people: int) -> int:
    """How many groups are made of so many people: of two at least."""
    return min(MOST_GROUPS, people // 2)


async def begin(
    stage: Stage, session: Session, people: list[Person], how: str, *, minutes: int
) -> int:
    """Preview, mix once more, and begin; returns which round it is, or 0."""
    if groups_for(len(people)) < 1:
        return 0
    leader = stage.leader(session)
    form = await press(stage, leader, session, "Small groups…")
    sent = await leader.submit_modal(
        form,
        {
            "how": [how],
            "by": "count",
            "number": str(groups_for(len(people))),
            "minutes": str(minutes),
            "brief": BRIEF,
        },
    )
    shown = answer_of(sent)
    if "Nobody has been moved yet." not in shown.content:
        stage.ledger.surprises.append(f"no preview in {session.slug}: {shown.content}")
        return 0
    mixed = answer_of(await leader.click(shown, label="Mix again"))
    preview = mixed.content  # the answer takes its place
    told = answer_of(await leader.click(mixed, label="Begin")).content
    if "The groups begin." not in told:
        stage.ledger.surprises.append(f"no groups begin in {session.slug}: {told}")
        return 0
    number = _write_down(stage, session, preview)
    stage.say(f"{_head(preview)} They begin.", always=True)
    return number


def _write_down(stage: Stage, session: Session, preview: str) -> int:
    """Who is with whom, as the facilitator was shown it; a guest has no name."""
    groups = stage.ledger.rooms.groups
    number = 1 + max((key[1] for key in groups if key[0] == session.slug), default=0)
    names = {member.id: name for name, member in stage.members.items()}
    for found in _GROUP.finditer(preview):
        groups[session.slug, number, int(found[1])] = {
            names[int(one)] for one in _NAMED.findall(found[2]) if int(one) in names
        }
    return number


def _head(preview: str) -> str:
    return preview.split(". ")[0].replace("**", "") + "."


async def made(stage: Stage, together: list[Session]) -> None:
    """Let the bot make its threads and rooms, and move whoever is in voice."""
    people = sum(len(stage.ledger.places.get(one.slug, ())) for one in together)
    await stage.world.pass_time(MAKING + people / A_SECOND)


async def check_moved(stage: Stage, session: Session, round_number: int) -> None:
    """Everybody in voice is with their own group, and sees its thread."""
    for (slug, number, group), people in stage.ledger.rooms.groups.items():
        if (slug, number) != (session.slug, round_number):
            continue
        there = thread(stage, session, group, round_number)
        if there is None:
            stage.ledger.surprises.append(f"group {group} of {slug} has no thread")
            continue
        inside = stage.world.env.backend.channels[there.id].thread_members
        rooms = {
            stage.world.heard_in(stage.members[name])
            for name in people
            if stage.ledger.rooms.visits[slug].get(name)
        }
        if len(rooms) > 1:
            stage.ledger.surprises.append(f"group {group} of {slug} is in {len(rooms)} voice rooms")
        for name in people:
            if stage.members[name].id not in inside:
                stage.ledger.surprises.append(f"{name} is not in the thread of group {group}")


def thread(stage: Stage, session: Session, group: int, round_number: int) -> ChannelHandle | None:
    """A group's thread."""
    wanted = (str(group), str(round_number))
    for one in stage.world.room(session).threads:
        found = _THREAD.search(one.name or "")
        if found is not None and found.groups() == wanted:
            return one
    return None


async def come_late(stage: Stage, session: Session, round_number: int) -> None:
    """Somebody with a place was not there when groups were made, and presses “Go to my group”."""
    known = {
        name
        for (slug, number, _), names in stage.ledger.rooms.groups.items()
        if (slug, number) == (session.slug, round_number)
        for name in names
    }
    late = next((one for one in stage.placed(session) if one.name not in known), None)
    if late is None:
        return
    member = stage.members[late.name]
    panel = stage.world.panel(stage.world.room(session))
    if "Go to my group" not in buttons(panel):
        stage.ledger.surprises.append(f"who comes late finds no way into {session.slug}")
        return
    told = answer_of(await member.click(panel, label="Go to my group")).content
    if found := _IN.search(told):
        stage.ledger.rooms.groups[session.slug, round_number, int(found[1])].add(late.name)
        stage.say(f"{late.name} comes late, and goes to group {found[1]}.", always=True)
    else:
        stage.ledger.surprises.append(f"{late.name} has no group: {told}")


async def call(stage: Stage, session: Session, round_number: int) -> None:
    """A group calls its facilitator."""
    there = thread(stage, session, 1, round_number)
    people = stage.ledger.rooms.groups.get((session.slug, round_number, 1))
    if there is None or not people:
        return
    name = sorted(people)[0]
    welcome = there.history()[0]
    told = answer_of(await stage.members[name].click(welcome, label="Call the facilitator")).content
    if not told.startswith("The facilitator has been called"):
        stage.ledger.surprises.append(f"{name} calls nobody: {told}")
    stage.say(f"{name} calls the facilitator into group 1.")


async def tell_all(stage: Stage, session: Session) -> None:
    """One message to all groups, and more time for all of them."""
    leader = stage.leader(session)
    form = await press(stage, leader, session, "Message to all groups…")
    text = "Please choose who will report for you."
    told = answer_of(await leader.submit_modal(form, {"text": text})).content
    if "on its way" not in told:
        stage.ledger.surprises.append(f"{session.slug} was not told: {told}")
    told = answer_of(await press(stage, leader, session, "5 minutes more for all")).content
    if "All groups have five minutes more." not in told:
        stage.ledger.surprises.append(f"{session.slug} got no more time: {told}")
    stage.say(f"All groups of “{session.title}” read a message, and get five minutes more.")


async def call_back(stage: Stage, together: list[Session]) -> None:
    """Everybody is called back, and has a minute to finish their sentence."""
    for session in together:
        told = answer_of(
            await press(stage, stage.leader(session), session, "Call everybody back")
        ).content
        if "Everybody is called back." not in told:
            stage.ledger.surprises.append(f"{session.slug} is not called back: {told}")
    await stage.world.until(stage.world.now() + GRACE)
    people = sum(len(stage.ledger.places.get(one.slug, ())) for one in together)
    await stage.world.pass_time(BACK + people / A_SECOND)
    for session in together:
        main = stage.world.voice(session)
        for name, visits in stage.ledger.rooms.visits.get(session.slug, {}).items():
            if name and visits[-1].left is None and main is not None:
                where = stage.world.heard_in(stage.members[name])
                if where != main.id:
                    stage.ledger.surprises.append(f"{name} is not back in {session.slug}")
        stage.say(f"Everybody is back in “{session.title}”.", always=True)
