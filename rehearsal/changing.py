"""People stand by each other's pledges, sharpen their own, and withdraw."""

from __future__ import annotations

from simcord import MemberActor

from bot.inert import one_line
from rehearsal.ledger import Told
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons, fields_of, wall_pledges


async def support(stage: Stage) -> None:
    """People stand by others' pledges, press twice, and change their minds."""
    stage.tell.act("People stand by each other’s pledges")
    posts = [message for message in stage.world.wall.history() if wall_pledges(message)]
    joined = [person for person in stage.cast if person.name in stage.ledger.joined]
    for number, person in enumerate(stage.dice.sample(joined, k=max(4, len(joined) * 2 // 3))):
        message = stage.dice.choice(posts)
        pledge_id, reference = stage.dice.choice(wall_pledges(message))
        pledge = stage.ledger.pledges[reference]
        if pledge.maker is person:
            continue
        way = "too" if stage.dice.random() < 0.7 else "help"
        member = stage.members[person.name]
        result = await member.click(message, custom_id=f"wall.{way}:{pledge_id}")
        if "Thank you" not in answer_of(result).content:
            continue
        setattr(pledge, way, getattr(pledge, way) + 1)
        stage.say(f"{person.name} stands by {reference} ({way}).")
        if number % 6 == 2:
            again = await member.click(message, custom_id=f"wall.{way}:{pledge_id}")
            stage.ledger.repeats += "counted before" in answer_of(again).content
        if number % 11 == 3:
            thanks = answer_of(result)
            await member.click(thanks, custom_id=buttons(thanks)["Take it back"])
            setattr(pledge, way, getattr(pledge, way) - 1)
            stage.say(f"{person.name} takes it back.")
        if number % 4 == 0:
            await stage.world.pass_time(2)


async def second_thoughts(stage: Stage) -> None:
    """Some sharpen their pledge after others stood by it, and some withdraw."""
    stage.tell.act("Second thoughts")
    for pledge in list(stage.ledger.pledges.values()):
        sharper = stage.material.sharper.get(pledge.action)
        if sharper and pledge.shown:
            await edit(stage, stage.members[pledge.maker.name], pledge, sharper)
            stage.say(f"{pledge.reference} is sharpened: {one_line(sharper, 70)}", always=True)
    shown = [told for told in stage.ledger.pledges.values() if told.shown and not told.edited]
    for pledge in stage.dice.sample(shown, k=max(1, len(shown) // 20)):
        await withdraw(stage, pledge)


async def send_again(stage: Stage) -> None:
    """One author takes the reason to heart."""
    hidden = [told for told in stage.ledger.pledges.values() if told.hidden]
    pledge = hidden[-1]
    member = stage.members[pledge.maker.name]
    await edit(stage, member, pledge, "I will help at the breakfast club of our school on Mondays.")
    stage.say(f"{pledge.maker.name} writes {pledge.reference} again.", always=True)


async def edit(stage: Stage, member: MemberActor, pledge: Told, action: str) -> None:
    shown = await member.slash(stage.world.welcome, "pledge show", reference=pledge.reference)
    card = answer_of(shown)
    opened = await member.click(card, custom_id=buttons(card)["Edit"])
    values = {control["custom_id"]: control for control in fields_of(opened.modal)}
    fields = {
        "theme": [pledge.theme],
        "action": action,
        "from": "organisation" if pledge.as_organisation else "me",
        "organisation": values["organisation"].get("value", ""),
        "first_step": values["first_step"].get("value", ""),
    }
    result = await member.submit_modal(opened, fields)
    if "is changed and saved" in answer_of(result).content:
        pledge.action, pledge.edited, pledge.shown, pledge.hidden = action, True, False, False


async def withdraw(stage: Stage, pledge: Told) -> None:
    member = stage.members[pledge.maker.name]
    shown = await member.slash(stage.world.welcome, "pledge show", reference=pledge.reference)
    card = answer_of(shown)
    question = answer_of(await member.click(card, custom_id=buttons(card)["Withdraw"]))
    done = await member.click(question, custom_id=buttons(question)["Yes, withdraw it"])
    if "is withdrawn" in answer_of(done).content:
        pledge.withdrawn = True
        stage.say(f"{pledge.maker.name} withdraws {pledge.reference}.", always=True)
