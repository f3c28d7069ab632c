"""Help in the year after: offers that both agree to, and a pledge that is stuck."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.inert import inert
from rehearsal import menus
from rehearsal.later import Task
from rehearsal.mailbox import Arrived
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons

if TYPE_CHECKING:
    from rehearsal.following import Turn

ONE = re.compile(r"^\*\*(.+) offers to help with your pledge (P-\d+)\*\*", re.MULTILINE)
MANY = re.compile(r"^(.+): with (P-\d+)$", re.MULTILINE)
NEED = "A van on two Saturdays"
STUCK = "We have the food, and nobody to drive it to people."
SEEN_TO = "The council’s transport team lends you a van on both days."
# How long until the introducing loop has made the threads.
THREADS = 15


async def answer(stage: Stage, arrived: Iterable[Arrived]) -> None:
    """Makers read who offers help: some say yes, some not now, some nothing."""
    offers = stage.ledger.later_year.offers
    known = len(offers)
    for one in list(arrived):
        for helper, reference in _offers(stage, one):
            offers[reference, helper] = "asked"
            number = len(offers)
            # Who met on the day already have their own thread, or a no that is told to nobody.
            maker = one.letter.to
            pairs = {(maker, helper), (helper, maker)}
            ledger = stage.ledger
            met = pairs & (ledger.introduced | ledger.said_no | ledger.asked_to_meet)
            if number % 3 and not met:
                await _decide(stage, one, helper, reference, yes=number % 3 == 1)
    if len(offers) > known:
        await stage.world.pass_time(THREADS)


def _offers(stage: Stage, one: Arrived) -> list[tuple[str, str]]:
    """Who offers help with which pledge, by a letter to its maker."""
    names = {inert(name): name for name in stage.members}
    found = ONE.findall(one.letter.text)
    if not found and "offer to help with what you pledged" in one.letter.text:
        found = MANY.findall(one.letter.text)
    return [(names[helper], reference) for helper, reference in found if helper in names]


async def _decide(stage: Stage, one: Arrived, helper: str, reference: str, *, yes: bool) -> None:
    from rehearsal.following import press

    label = "Put us in touch" if yes else "Not now"
    if label in buttons(one.message):
        told = answer_of(await press(stage, one, label)).content
    else:
        there = next((text for text in buttons(one.message) if helper.startswith(text[:79])), "")
        if not there:
            return
        card = answer_of(await press(stage, one, there))
        member = stage.members[one.letter.to]
        clicker = member if one.letter.by_thread else member.user
        told = answer_of(await clicker.click(card, label=label)).content
    offers, maker = stage.ledger.later_year.offers, one.letter.to
    if "You both said yes." in told:
        offers[reference, helper] = "yes"
        stage.ledger.introduced.add((min(maker, helper), max(maker, helper)))
        stage.say(f"{maker} accepts the help of {helper} with {reference}: a private thread opens.",
                  always=True)  # fmt: skip
    elif "is not told" in told:
        offers[reference, helper] = "no"
        stage.say(f"{maker} says “Not now” about {reference}. Nobody is told.")


async def stuck(stage: Stage, turn: Turn) -> None:
    """A maker is stuck and says why; an organiser takes the task and ends it."""
    reference = next((ref for ref in sorted(turn.asked) if _may(turn, ref)), "")
    if not reference:
        return
    one = turn.asked.pop(reference)
    member = stage.members[one.letter.to]
    clicker = member if one.letter.by_thread else member.user
    card = answer_of(await clicker.click(one.message, label="Stuck"))
    form = await clicker.click(card, label="Add words or a link")
    fields = {"answer": "stuck", "words": STUCK, "link": "", "help": NEED}
    told = answer_of(await clicker.submit_modal(form, fields)).content
    if "is stuck" not in told:
        stage.ledger.surprises.append(f"{reference} is not stuck: {told}")
        return
    stage.ledger.later_year.said.setdefault(reference, []).append("stuck")
    stage.say(f"{one.letter.to} is stuck with {reference}: {NEED}.", always=True)
    await _see_to(stage, reference)


def _may(turn: Turn, reference: str) -> bool:
    return "Stuck" in buttons(turn.asked[reference].message)


async def _see_to(stage: Stage, reference: str) -> None:
    boss = stage.boss
    listing = answer_of(await boss.slash(stage.world.organisers, "followup tasks"))
    async for page in menus.pages(boss, listing):
        if chosen := menus.options(page, "task.open").get(reference):
            task = answer_of(await boss.select(page, [chosen], custom_id="task.open"))
            break
    else:
        stage.ledger.surprises.append(f"no task for {reference}")
        return
    task = answer_of(await boss.click(task, label="I see to it"))
    form = await boss.click(task, label="It is done…")
    told = answer_of(await boss.submit_modal(form, {"said": SEEN_TO})).content
    if told.startswith("**Done.**"):
        stage.ledger.later_year.tasks[reference] = Task(NEED, SEEN_TO)
        stage.say(f"The organiser sees to it: {SEEN_TO}", always=True)
