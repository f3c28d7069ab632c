"""Meeting people: cards, suggestions, requests; a yes opens a thread, a no is told to nobody."""

from __future__ import annotations

from itertools import cycle

from bot.inert import inert
from rehearsal import mailbox
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons

REQUEST = "would like to meet you."


async def take_part(stage: Stage) -> None:
    """Some fill in a card: what they offer, and what they need."""
    stage.tell.act("Some want to meet others")
    themes = [theme.slug for theme in stage.world.plan.pledges.themes]
    offers = cycle(stage.talk.offers)
    for person in stage.some(0.3, least=6):
        member = stage.members[person.name]
        card = answer_of(await member.slash(stage.world.welcome, "connect"))
        opened = await member.click(card, label="Fill in my card")
        one = next(offers)
        sent = await member.submit_modal(
            opened,
            {
                "offers": one.offer,
                "needs": one.need,
                "themes": stage.dice.sample(themes, k=1),
                "organisation": person.organisation,
            },
        )
        if "You take part" in answer_of(sent).content:
            stage.ledger.cards[person.name] = (one.offer, one.need)
            stage.say(f"{person.name} offers: {one.offer}")


async def ask(stage: Stage) -> None:
    """They look at whom they might like to meet, and ask for an introduction."""
    stage.tell.act("They look at suggestions, and ask to be introduced")
    names = {name[:20]: name for name in stage.ledger.cards}
    for name in list(stage.ledger.cards)[: max(4, len(stage.ledger.cards) // 2)]:
        member = stage.members[name]
        home = answer_of(await member.slash(stage.world.welcome, "connect"))
        found = answer_of(await member.click(home, label="Suggest people for me"))
        ways = [label for label in buttons(found) if label.startswith("Ask to meet ")]
        if len(ways) > 3:
            stage.ledger.surprises.append(f"{name} was suggested {len(ways)} people at once")
        for way in ways[:1]:
            opened = await member.click(found, custom_id=buttons(found)[way])
            told = answer_of(await member.submit_modal(opened, {"why": ""})).content
            other = names.get(way.removeprefix("Ask to meet ").removesuffix("…")[:20])
            if other is None:
                continue
            if "would like to meet you.**" in told:
                stage.ledger.asked_to_meet.add((name, other))
                stage.say(f"{name} asks to meet {other}.")
            elif "have both said yes" in told:
                _introduced(stage, name, other)
    await stage.world.pass_time(15 + len(stage.ledger.asked_to_meet))


async def answer(stage: Stage) -> None:
    """Whoever is asked reads of it, and says yes or no by the letter's buttons."""
    stage.tell.act("Those who are asked say yes, or no")
    asked = sorted(stage.ledger.asked_to_meet)
    number = 0
    for one in mailbox.collect(stage):
        if REQUEST not in one.letter.text or one.letter.by_thread:
            continue
        asker = next(
            (a for a, to in asked if to == one.letter.to and inert(a) in one.letter.text), None
        )
        if asker is None:
            continue
        number += 1
        user = stage.members[one.letter.to].user
        label = "No, thank you" if number % 3 == 0 else "Yes, introduce us"
        told = answer_of(await user.click(one.message, label=label)).content
        if "have both said yes" in told:
            _introduced(stage, asker, one.letter.to)
        elif "is not told" in told:
            stage.ledger.said_no.add((asker, one.letter.to))
            stage.say("Somebody says no. Nobody is told.", always=True)
    await stage.world.pass_time(20 + len(stage.ledger.introduced) * 5)


def _introduced(stage: Stage, one: str, other: str) -> None:
    pair = (min(one, other), max(one, other))
    if pair not in stage.ledger.introduced:
        stage.ledger.introduced.add(pair)
        stage.say(f"{one} and {other} both said yes: a private thread opens.", always=True)
