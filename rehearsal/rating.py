"""Feedback: a press after each session, perhaps a sentence, and three questions about the day."""

from __future__ import annotations

from simcord import InteractionResult

from domain.plan import Session
from rehearsal.ledger import Rated
from rehearsal.material import Person
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons


async def rate(stage: Stage, session: Session) -> None:
    """Once a session is over: its room asks, and some answer."""
    there = stage.joined
    if session.kind == "workshop":
        there = [stage.ledger.joined[name] for name in stage.ledger.places.get(session.slug, ())]
    messages = [
        message
        for message in stage.world.room(session).history()
        if any(f":{session.slug}:5" in route for route in buttons(message).values())
    ]
    if not messages or not there:
        return
    stage.tell.act(f"“{session.title}” is over: how was it?")
    if len(messages) != 1:
        stage.ledger.surprises.append(f"{session.slug} was asked about {len(messages)} times")
    stars = {int(route[-1]): route for route in buttons(messages[0]).values()}
    people = stage.dice.sample(there, k=max(1, len(there) * 2 // 5))
    for number, person in enumerate(people):
        opinion = stage.dice.choice(stage.talk.opinions)
        member = stage.members[person.name]
        result = await member.click(messages[0], custom_id=stars[opinion.stars])
        if "Thank you" not in answer_of(result).content:
            continue
        kept = Rated(opinion.stars)
        stage.ledger.ratings[person.name, session.slug] = kept
        if number % 3 == 0:
            await _add_sentence(stage, person, kept, opinion.words, result)
        elif number % 5 == 1:
            other = 5 if opinion.stars < 5 else 4
            changed = await member.click(messages[0], custom_id=stars[other])
            if "Changed" in answer_of(changed).content:
                kept.stars = other
        elif number % 7 == 2:
            back = answer_of(await member.click(answer_of(result), label="Take it back"))
            if "is taken back" in back.content:
                del stage.ledger.ratings[person.name, session.slug]
                stage.say("Somebody takes their number back.")
                continue
        stage.say(f"Somebody gives it {kept.stars} of 5{' and a sentence' if kept.words else ''}.")


async def _add_sentence(
    stage: Stage, person: Person, kept: Rated, words: str, result: InteractionResult
) -> None:
    member = stage.members[person.name]
    named = person.publish_name and stage.dice.random() < 0.3
    opened = await member.click(answer_of(result), label="Add a sentence")
    sent = await member.submit_modal(opened, {"words": words, "named": "yes" if named else "no"})
    if "is kept" in answer_of(sent).content:
        kept.words, kept.named = words, named


async def rate_day(stage: Stage) -> None:
    """Three questions, for who has a word to say about the day."""
    stage.tell.act("Three questions about the day")
    for person in stage.some(0.2, least=2):
        member = stage.members[person.name]
        opinion = stage.dice.choice(stage.talk.opinions)
        named = person.publish_name and stage.dice.random() < 0.3
        card = answer_of(await member.slash(stage.world.welcome, "feedback"))
        if "Say how the day was" not in buttons(card):
            return
        opened = await member.click(card, label="Say how the day was")
        sent = await member.submit_modal(
            opened,
            {
                "rating": str(opinion.stars),
                "useful": opinion.words,
                "change": "",
                "named": "yes" if named else "no",
            },
        )
        if "You gave the day" in answer_of(sent).content:
            stage.ledger.ratings[person.name, ""] = Rated(opinion.stars, opinion.words, "", named)
            stage.say(f"Somebody gives the day {opinion.stars} of 5.")
    results = answer_of(await stage.boss.slash(stage.world.organisers, "results"))
    for line in results.content.split("\n")[:6]:
        stage.say(line.replace("**", ""), always=True)
