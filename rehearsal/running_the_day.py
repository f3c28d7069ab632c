"""The organiser's day: opened, watched, people who call for help, the closing session, closed."""

from __future__ import annotations

import re
from datetime import timedelta

import discord
from simcord import ChannelHandle

from domain.plan import Session
from rehearsal.later import Call
from rehearsal.ledger import Told
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons, texts_of

# How long the bot may take to post something.
POSTING = 8
PATIENCE = timedelta(minutes=2)
PACE = 2
MOMENTS = 3
_CALL = re.compile(r"^\*\*Call for help (\d+)")
_CALLER = re.compile(r"^<@(\d+)> called", re.MULTILINE)
_MOMENT = re.compile(r"^\*\*Pledge of the moment: (P-\d+)\*\*")
ANNOUNCED = "We will ask some of you to read your pledge aloud in the closing session."
REASON = "Somebody else wrote these words first. Please tell us what you yourself will do."


async def open_summit(stage: Stage) -> None:
    """People are welcomed, and the dashboard begins to count."""
    stage.tell.act("The organiser opens the summit")
    place, boss = stage.world.organisers, stage.boss
    asked = answer_of(await boss.slash(place, "summit open"))
    told = answer_of(await boss.click(asked, label="Open it now"))
    stage.ledger.later_day.opened = told.content.startswith("**The summit is open.**")
    stage.say(told.content.split("\n")[0].replace("**", ""), always=True)
    await boss.click(told, label="How is it going?")
    await stage.world.pass_time(POSTING)
    for line in _dashboard(stage).split("\n"):
        if "joined" in line:
            stage.say(line.replace("**", ""), always=True)
    await announce(stage)


async def announce(stage: Stage) -> None:
    """One kind of people is told something, each by a message of their own."""
    if not stage.joined:
        return
    kind, boss, day = stage.joined[0].kind, stage.boss, stage.ledger.later_day
    listing = answer_of(await boss.slash(stage.world.organisers, "announce"))
    form = await boss.select(listing, [f"kind-{kind.value}"], custom_id="announce.to")
    shown = answer_of(await boss.submit_modal(form, {"words": ANNOUNCED}))
    told = answer_of(await boss.click(shown, label="Send")).content
    if told.startswith("**Sent to "):
        day.announced = ANNOUNCED
        day.announced_to = {one.name for one in stage.joined if one.kind is kind}
    stage.say(told.split("\n")[0].replace("**", ""), always=True)


def _dashboard(stage: Stage) -> str:
    """What the dashboard says; a surprise where nothing or something else stands there."""
    head = "## The day at a glance"
    for message in stage.world.organisers.history():
        parts = [component.to_dict() for component in message.components]
        text = "\n".join(texts_of(message.content, parts))
        if head in text:
            n = len(stage.ledger.joined)
            wanted = "1 person has joined" if n == 1 else f"{n:,} people have joined"
            if wanted not in text:
                stage.ledger.surprises.append(f"the dashboard does not say that {wanted}")
            return text
    stage.ledger.surprises.append("there is no dashboard")
    return f"{head}\n\nnone"


# ---------------------------------------------------------------------- calls for help


async def calls(stage: Stage, session: Session) -> None:
    """One call is taken by who leads the room; one waits, is raised again, and an organiser comes.

    Only in the first keynote of the day.
    """
    if stage.ledger.later_day.calls or not stage.joined:
        return
    stage.tell.act("People call for help")
    first, second = stage.joined[0].name, stage.joined[-1].name
    leader = stage.leader(session).user
    await _call(stage, first, stage.world.room(session), "I cannot hear the speakers.")
    number = _newest(stage, session.slug)
    letter = next(iter(reversed(leader.dm_channel.history())), None)
    if number is None or letter is None or "See the call" not in buttons(letter):
        stage.ledger.surprises.append(f"the call of {first} reaches nobody")
        return
    card = answer_of(await leader.click(letter, label="See the call"))
    card = answer_of(await leader.click(card, label="I take it"))
    stage.say(f"{first} calls from “{session.title}”; whoever leads it comes.", always=True)
    await _call(stage, second, stage.world.welcome, "I am lost. Where do I go?")
    other = _newest(stage, "")
    card = answer_of(await leader.click(card, label="Done"))
    if "It is done." in card.content:
        stage.ledger.later_day.calls[number].state = "done"
    if other is not None:
        await stage.world.until(stage.world.now() + PATIENCE)
        await stage.world.pass_time(POSTING)
        await _come(stage, other)


async def _call(stage: Stage, name: str, where: ChannelHandle, words: str) -> None:
    member = stage.members[name]
    form = await member.slash(where, "callforhelp")
    told = answer_of(await member.submit_modal(form, {"words": words})).content
    if not told.startswith("**Your call for help is sent.**"):
        stage.ledger.surprises.append(f"the call of {name} is not sent: {told}")
    await stage.world.pass_time(POSTING)


def _newest(stage: Stage, session: str, *, group: bool = False) -> int | None:
    """The number of the newest call that stands with the organisers, written down."""
    known = stage.ledger.later_day.calls
    names = {member.id: name for name, member in stage.members.items()}
    for message in reversed(stage.world.organisers.history()):
        found, by = _CALL.match(message.content), _CALLER.search(message.content)
        if found is not None and by is not None and int(found[1]) not in known:
            known[int(found[1])] = Call(names.get(int(by[1]), ""), session, group=group)
            return int(found[1])
    return None


async def _come(stage: Stage, number: int) -> None:
    """An organiser takes the call that was raised again, from its button there, and ends it."""
    call, boss = stage.ledger.later_day.calls[number], stage.boss
    head = f"**Call for help {number}"
    posts = [one for one in stage.world.organisers.history() if one.content.startswith(head)]
    call.raised = any("has waited for two minutes" in one.content for one in posts)
    if not posts or "I take it" not in buttons(posts[-1]):
        stage.ledger.surprises.append(f"call {number} cannot be taken")
        return
    card = answer_of(await boss.click(posts[-1], label="I take it"))
    again = " again" if call.raised else ""
    stage.say(f"Call {number} waits for two minutes and is raised{again}: an organiser comes.",
              always=True)  # fmt: skip
    card = answer_of(await boss.click(card, label="Done"))
    if "It is done." in card.content:
        call.state = "done"
    await stage.world.pass_time(POSTING)


async def group_calls(stage: Stage) -> None:
    """What a small group called for and nobody took has come before the organisers."""
    number = _newest(stage, "", group=True)
    if number is None:
        return
    stage.tell.act("A small group’s call that nobody took comes before the organisers")
    await _come(stage, number)


# ---------------------------------------------------------------------- the closing session


async def moments(stage: Stage, session: Session) -> None:
    """Pledges of the moment, one that is hidden after it was shown, and the totals."""
    stage.tell.act("Pledges of the moment")
    day, place, boss = stage.ledger.later_day, stage.world.organisers, stage.boss
    desk = answer_of(await boss.slash(place, "pledging start", minutes=PACE))
    for _ in range(MOMENTS):
        await stage.world.pass_time(POSTING)
        await stage.world.until(stage.world.now() + timedelta(minutes=PACE))
    day.moments = [found[1] for one in _room(stage, session) if (found := _moment(one))]
    stage.say(f"Every {PACE} minutes one: {', '.join(day.moments)}.", always=True)
    await _hide_one(stage)
    desk = answer_of(await boss.click(desk, label="Post the totals…"))
    told = answer_of(await boss.click(desk, label="Post it now")).content
    day.totals = told.startswith("**The totals are posted")
    await boss.slash(place, "pledging stop")
    await stage.world.pass_time(POSTING)
    there = [found[1] for one in _room(stage, session) if (found := _moment(one))]
    day.moments += [reference for reference in there if reference not in day.moments]
    for one in _room(stage, session):
        if one.content.startswith("**Thank you for your pledges.**"):
            stage.say(one.content.split("\n")[1], always=True)


def _room(stage: Stage, session: Session) -> list[discord.Message]:
    return stage.world.room(session).history()


def _moment(message: discord.Message) -> re.Match[str] | None:
    return _MOMENT.match(message.content)


async def _hide_one(stage: Stage) -> None:
    """One that was read by all is hidden after all; its maker is told why."""
    ledger, boss = stage.ledger, stage.boss
    pledge = next((one for ref in ledger.later_day.moments if (one := _alone(stage, ref))), None)
    if pledge is None:
        return
    place = stage.world.organisers
    card = answer_of(await boss.slash(place, "pledge show", reference=pledge.reference))
    form = await boss.click(card, label="Hide…")
    told = answer_of(await boss.submit_modal(form, {"reason": REASON})).content
    if "hidden" in told:
        pledge.hidden, pledge.shown = True, False
        ledger.hidden_words.add(pledge.action)
        ledger.later_day.moments_gone.append(pledge.reference)
        stage.say(f"{pledge.reference} is hidden; it goes from the room too.", always=True)
    await stage.world.pass_time(POSTING)


def _alone(stage: Stage, reference: str) -> Told | None:
    """The pledge, where nobody else wrote its words: those are to be in no public file."""
    ledger = stage.ledger
    pledge = ledger.pledges[reference]
    others = [one.action for one in ledger.pledges.values() if one is not pledge]
    others += [one.words for one in ledger.notes.values()]
    head = pledge.action.split("\n")[0]
    return None if pledge.edited or any(head in words for words in others) else pledge


# ---------------------------------------------------------------------- the end


async def close_summit(stage: Stage) -> None:
    """People are thanked and told what comes next."""
    stage.tell.act("The organiser closes the summit")
    place, boss = stage.world.organisers, stage.boss
    asked = answer_of(await boss.slash(place, "summit close"))
    told = answer_of(await boss.click(asked, label="Close it now")).content
    stage.ledger.later_day.closed = told.startswith("**The summit is closed.**")
    stage.say(told.split("\n")[0].replace("**", ""), always=True)
    await stage.world.pass_time(POSTING + 10)
    _dashboard(stage)
