"""Questions: people ask and vote, a facilitator shows, hides, pins and answers."""

from __future__ import annotations

import re

from simcord import InteractionResult, MemberActor, ResponseMessage

from bot.inert import one_line
from domain.plan import Session
from rehearsal.ledger import Asked
from rehearsal.material import Person
from rehearsal.stage import Stage
from rehearsal.talk import Question
from rehearsal.world import answer_of, buttons

ASKED = re.compile(r"Your question is saved as (Q-\d+)\.")
_LINE = re.compile(r"^\*\*(Q-\d+)\*\* · .*$", re.MULTILINE)
_COUNTED = re.compile(r"Your vote for (Q-\d+) is counted")
_UNDONE = re.compile(r"Your vote for (Q-\d+) is taken back")


async def keynote(stage: Stage, session: Session) -> None:
    """Questions from the first to the one that is asked live."""
    await ask(stage, session)
    await moderate(stage)
    await vote(stage, session)
    await bring_to_the_speakers(stage, session)


async def ask(stage: Stage, session: Session) -> None:
    """Some ask, with their name or without it; two questions should not be shown."""
    stage.tell.act(f"“{session.title}”: people ask questions")
    said = [*stage.talk.questions]
    stage.dice.shuffle(said)
    people = stage.some(0.25, least=5)
    for number, person in enumerate(people):
        question = said[number % len(said)]
        if number < len(stage.talk.to_hide):
            question = stage.talk.to_hide[number]
        await _ask_one(stage, person, session, question, by_button=number % 3 != 2)
        if number == 3:
            await stage.world.deliver_again()
            stage.ledger.repeats += 1
            stage.say("Discord delivers that form a second time: nothing is added.")
        if number % 10 == 9:
            await stage.world.pass_time(2)


async def _ask_one(
    stage: Stage, person: Person, session: Session, question: Question, *, by_button: bool
) -> None:
    member = stage.members[person.name]
    if by_button:
        opened = await member.click(stage.world.panel(stage.world.welcome), custom_id="ask.new")
    else:
        opened = await member.slash(stage.world.welcome, "ask")
    named = person.publish_name and stage.dice.random() < 0.6
    fields = {
        "question": question.words,
        "session": [session.slug],
        "named": "yes" if named else "no",
    }
    told = answer_of(await member.submit_modal(opened, fields)).content
    saved = ASKED.search(told)
    if saved is None:
        stage.say(f"{person.name} is told: {one_line(told, 90)}", always=True)
        return
    stage.ledger.questions[saved[1]] = Asked(saved[1], person, session.slug, question.words, named)
    who = person.name if named else "Somebody who gives no name"
    stage.say(f"{saved[1]}  {who}: {one_line(question.words, 70)}")


async def moderate(stage: Stage) -> None:
    """The facilitator looks at each question: most are shown, some are hidden with a reason."""
    stage.tell.act("The facilitator looks at the questions")
    reasons = {question.words: question.reason for question in stage.talk.to_hide}
    listing = await _listing(stage, stage.facilitator)
    result = await stage.facilitator.click(listing, custom_id="ask.queue")
    while True:
        card = answer_of(result)
        ways = buttons(card)
        asked = _on_card(stage, card)
        if asked is None or "Show" not in ways:
            break
        if reason := reasons.get(asked.words):
            opened = await stage.facilitator.click(card, custom_id=ways["Hide…"])
            result = await stage.facilitator.submit_modal(opened, {"reason": reason})
            if f"{asked.reference} is hidden" in answer_of(result).content:
                asked.state, asked.answer = "hidden", reason
                stage.say(f"{asked.reference} is hidden: {one_line(reason, 80)}", always=True)
        else:
            result = await stage.facilitator.click(card, custom_id=ways["Show"])
            if f"{asked.reference} is shown" in answer_of(result).content:
                asked.state = "shown"
                stage.say(f"{asked.reference} is shown.")


async def vote(stage: Stage, session: Session) -> None:
    """People read the questions and vote; some vote twice, and some take it back."""
    stage.tell.act("People read the questions and vote")
    for number, person in enumerate(stage.some(0.6, least=5)):
        member = stage.members[person.name]
        listing = await _listing(stage, member)
        _note_lines(stage, listing, person)
        votes = [way for way in buttons(listing).values() if way.startswith("ask.vote:")]
        if not votes:
            continue
        for way in stage.dice.sample(votes, k=min(2, len(votes))):
            done = await member.click(listing, custom_id=way)
            counted = _COUNTED.search(answer_of(done).content)
            if counted is None:
                continue
            stage.ledger.questions[counted[1]].voters.add(person.name)
            stage.say(f"{person.name} votes for {counted[1]}.")
            if number % 7 == 2:
                again = await member.click(listing, custom_id=way)
                stage.ledger.repeats += "already" in answer_of(again).content
            if number % 6 == 3:
                await _take_back(stage, member, person, done)


async def _take_back(
    stage: Stage, member: MemberActor, person: Person, done: InteractionResult
) -> None:
    card = answer_of(done)
    undone = await member.click(card, custom_id=buttons(card)["Take it back"])
    if found := _UNDONE.search(answer_of(undone).content):
        stage.ledger.questions[found[1]].voters.discard(person.name)
        stage.say(f"{person.name} takes the vote for {found[1]} back.")


async def bring_to_the_speakers(stage: Stage, session: Session) -> None:
    """The facilitator pins one question, and puts those with the most votes to the speakers."""
    stage.tell.act("The facilitator brings questions to the speakers")
    shown = [
        one
        for one in stage.ledger.questions.values()
        if one.state == "shown" and one.session == session.slug
    ]
    shown.sort(key=lambda one: -len(one.voters))
    for number, asked in enumerate(shown[:3]):
        listing = await _listing(stage, stage.facilitator)
        card = await _open(stage, stage.facilitator, asked, listing)
        way = "Pin" if number == 0 else "Asked live"
        told = answer_of(await stage.facilitator.click(card, custom_id=buttons(card)[way])).content
        if f"{asked.reference} is pinned" in told:
            asked.pinned = True
            stage.say(f"{asked.reference} is pinned, with {len(asked.voters)} votes.", always=True)
        elif f"{asked.reference} is marked as asked live" in told:
            asked.state = "asked live"
            stage.say(f"{asked.reference} is asked live.", always=True)


async def answer_in_writing(stage: Stage) -> None:
    """After the session: what nobody asked gets an owner, and some get their written answer."""
    written = {one.words: one.written for one in stage.talk.questions if one.written}
    left = [
        one
        for one in stage.ledger.questions.values()
        if one.state == "shown" and one.words in written
    ]
    if not left:
        return
    stage.tell.act("Questions that nobody asked live are answered in writing")
    boss = stage.facilitator
    for asked in left:
        text = written[asked.words]
        card = await _open(stage, boss, asked, await _left_over(stage))
        taken = answer_of(await boss.click(card, custom_id=buttons(card)["I’ll take this one"]))
        if not stage.ledger.handed_over:
            taken = await _hand_over(stage, asked, taken)
        opened = await boss.click(taken, custom_id=buttons(taken)["Answer in writing"])
        told = answer_of(await boss.submit_modal(opened, {"answer": text})).content
        if f"{asked.reference} is answered" in told:
            asked.state, asked.answer = "answered in writing", text
            stage.say(f"{asked.reference} is answered: {one_line(text, 70)}", always=True)
    await stage.world.pass_time(15)


async def _hand_over(stage: Stage, asked: Asked, card: ResponseMessage) -> ResponseMessage:
    """A colleague gets the question, and gives it back; it is taken once more."""
    boss, colleague = stage.facilitator, stage.colleague()
    whom = answer_of(await boss.click(card, custom_id=buttons(card)["Hand over…"]))
    told = answer_of(await boss.select(whom, [colleague])).content
    if "is handed over, and your colleague is told" not in told:
        stage.ledger.surprises.append(f"{asked.reference} is not handed over: {told}")
    await stage.world.pass_time(15)
    letter = colleague.user.dm_channel.history()[-1]
    told = answer_of(await colleague.user.click(letter, label="Give it back")).content
    if not told.startswith(f"**You gave {asked.reference} back.**"):
        stage.ledger.surprises.append(f"{asked.reference} is not given back: {told}")
    stage.ledger.handed_over.append(asked.reference)
    stage.say(f"{asked.reference} is handed to a colleague, who gives it back.", always=True)
    await stage.world.pass_time(15)
    told = boss.user.dm_channel.history()[-1].content
    if f"Question {asked.reference} " not in told or "came back" not in told:
        stage.ledger.surprises.append(f"nobody hears that {asked.reference} came back: {told}")
    card = await _open(stage, boss, asked, await _left_over(stage))
    return answer_of(await boss.click(card, custom_id=buttons(card)["I’ll take this one"]))


# ---------------------------------------------------------------------- small parts


async def _listing(stage: Stage, member: MemberActor) -> ResponseMessage:
    if stage.dice.random() < 0.3:
        return answer_of(await member.slash(stage.world.welcome, "questions"))
    panel = stage.world.panel(stage.world.welcome)
    return answer_of(await member.click(panel, custom_id="questions"))


async def _left_over(stage: Stage) -> ResponseMessage:
    """The list of what nobody asked or answered, as the facilitator comes to it."""
    listing = await _listing(stage, stage.facilitator)
    queue = answer_of(await stage.facilitator.click(listing, custom_id="ask.queue"))
    way = buttons(queue)["Not asked yet"]
    return answer_of(await stage.facilitator.click(queue, custom_id=way))


async def _open(
    stage: Stage, member: MemberActor, asked: Asked, card: ResponseMessage
) -> ResponseMessage:
    """A question in full, by the menu of a list; where it stands further back, through pages."""
    number = asked.reference.removeprefix("Q-")
    while f"\n**{asked.reference}** · " not in card.content:
        card = answer_of(await member.click(card, custom_id=buttons(card)["More"]))
    opened = answer_of(await member.select(card, [number], custom_id="ask.open"))
    _note_lines(stage, opened, None)
    return opened


def _on_card(stage: Stage, card: ResponseMessage) -> Asked | None:
    """The question that a card of the queue asks about."""
    _note_lines(stage, card, None)
    found = _LINE.search(card.content)
    return stage.ledger.questions[found[1]] if found else None


def _note_lines(stage: Stage, card: ResponseMessage, reader: Person | None) -> None:
    """What others than the asker are shown of who asked."""
    for found in _LINE.finditer(card.content):
        asked = stage.ledger.questions.get(found[1])
        if asked is not None and asked.asker is not reader:
            stage.ledger.question_lines.add(found[0])
