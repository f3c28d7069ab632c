"""People make pledges; Discord, fingers and the bot's own restart get in the way."""

from __future__ import annotations

from typing import Any

from simcord import InteractionResult

from bot.inert import one_line
from rehearsal.arriving import send_joining
from rehearsal.ledger import BEFORE, SAVED, Told
from rehearsal.material import Person, Promise
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons


async def pledge_all(stage: Stage) -> None:
    """Most people pledge, some twice; Discord and fingers repeat themselves."""
    stage.tell.act("People make pledges")
    pledging = [person for person in stage.cast if stage.dice.random() < 0.9]
    pledging += stage.dice.sample(stage.cast, k=max(1, len(stage.cast) // 8))
    for number, person in enumerate(pledging):
        promise = next(stage.promises[person.kind])
        result = await pledge(stage, person, promise, by_button=number % 3 != 2)
        if result is None:
            continue
        if number % 9 == 4:
            await stage.world.deliver_again()
            stage.ledger.repeats += 1
            stage.say("Discord delivers that form a second time: nothing is added.")
        if number % 5 == 0:
            await stage.world.pass_time(2)


async def pledge(
    stage: Stage, person: Person, promise: Promise, *, by_button: bool
) -> InteractionResult | None:
    """Open the form and send it; who has not joined is taken through joining first."""
    opened = await open_form(stage, person, by_button=by_button)
    if opened.modal is not None and opened.modal["custom_id"].startswith("join"):
        stage.say(f"{person.name} has not joined, and is asked to first.")
        joined = await send_joining(stage, person, opened)
        make = buttons(answer_of(joined))["Make a pledge"]
        opened = await stage.members[person.name].click(answer_of(joined), custom_id=make)
    return await send_pledge(stage, person, promise, opened)


async def open_form(stage: Stage, person: Person, *, by_button: bool) -> InteractionResult:
    member = stage.members[person.name]
    if by_button:
        return await member.click(stage.world.panel(stage.world.welcome), custom_id="pledge.new")
    return await member.slash(stage.world.welcome, "pledge make")


async def send_pledge(
    stage: Stage, person: Person, promise: Promise, opened: InteractionResult
) -> InteractionResult | None:
    """Send the form and write down what the person is told."""
    fields = pledge_fields(stage, person, promise)
    result = await stage.members[person.name].submit_modal(opened, fields)
    told = answer_of(result)
    saved = SAVED.search(told.content)
    if saved is None:
        stage.ledger.repeats += bool(BEFORE.search(told.content))
        stage.say(f"{person.name} is told: {one_line(told.content, 90)}", always=True)
        return None
    pledge = Told(
        saved[1], person, fields["theme"][0], promise.action, fields["from"] == "organisation"
    )
    stage.ledger.pledges[pledge.reference] = pledge
    stage.say(f"{pledge.reference}  {person.name}: {one_line(promise.action, 70)}")
    if promise.has_detail and stage.dice.random() < 0.6:
        await add_detail(stage, person, promise, pledge, result)
    return result


def pledge_fields(stage: Stage, person: Person, promise: Promise) -> dict[str, Any]:
    themes = [theme.slug for theme in stage.world.plan.pledges.themes]
    theme = promise.theme if promise.theme in themes else themes[len(promise.action) % len(themes)]
    as_organisation = promise.as_organisation and bool(person.organisation)
    return {
        "theme": [theme],
        "action": promise.action,
        "from": "organisation" if as_organisation else "me",
        "organisation": person.organisation if as_organisation else "",
        "first_step": promise.first_step,
    }


async def add_detail(
    stage: Stage, person: Person, promise: Promise, pledge: Told, result: InteractionResult
) -> None:
    member = stage.members[person.name]
    receipt = answer_of(result)
    opened = await member.click(receipt, custom_id=buttons(receipt)["Add detail"])
    detail = await member.submit_modal(
        opened,
        {
            "who_benefits": promise.who_benefits,
            "measure": promise.measure,
            "due": f"{promise.due:%d/%m/%Y}" if promise.due else "",
            "help_needed": promise.help_needed,
            "backup_contact": "0161 496 0000" if pledge.as_organisation else "",
        },
    )
    pledge.detailed = "is saved" in answer_of(detail).content


async def restart(stage: Stage) -> None:
    """The bot restarts while forms are open: what is typed in them is kept all the same."""
    stage.tell.act("The bot restarts while people are writing")
    writers = stage.dice.sample(stage.cast, k=min(5, len(stage.cast)))
    open_forms: list[tuple[Person, Promise, InteractionResult]] = []
    for person in writers:
        if person.name not in stage.ledger.joined:
            continue
        opened = await open_form(stage, person, by_button=True)
        open_forms.append((person, next(stage.promises[person.kind]), opened))
    stage.say(f"{len(open_forms)} forms are open. The bot goes down and comes back.", always=True)
    await stage.world.restart()
    for person, promise, opened in open_forms:
        await send_pledge(stage, person, promise, opened)


async def bad_pledges(stage: Stage) -> None:
    """Four pledges that should not stand on a wall."""
    for promise, _ in stage.material.to_hide:
        maker = next(
            person
            for person in stage.dice.sample(stage.cast, k=len(stage.cast))
            if person.name in stage.ledger.joined
        )
        await pledge(stage, maker, promise, by_button=True)
