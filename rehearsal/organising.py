"""What the organiser does: sets the server up, looks at pledges, and tells their makers."""

from __future__ import annotations

from bot.inert import one_line
from rehearsal.ledger import Told
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons


async def set_up(stage: Stage) -> None:
    """The organiser makes the server that the plan describes; nobody else may."""
    stage.tell.act("The organiser sets the server up")
    shown = answer_of(await stage.boss.slash(stage.world.lobby, "summit setup"))
    done = answer_of(await stage.boss.click(shown, custom_id=buttons(shown)["Set it up"]))
    for line in [*shown.content.split("\n"), *done.content.split("\n")]:
        stage.say(line.replace("**", ""), always=True)
    stage.world.let_everybody_see("summit", "review", "export")
    for command in ("summit setup", "review", "export record"):
        passer_by = stage.world.person("Passer-by")
        result = await passer_by.slash(stage.world.lobby, command)
        stage.ledger.refused += 1
        stage.say(f"A passer-by tries /{command}: {answer_of(result).content}", always=True)


async def moderate(stage: Stage, *, title: str = "The organiser looks at every pledge") -> None:
    """One press a pledge; four are hidden, with a reason that their makers read."""
    stage.tell.act(title)
    reasons = {promise.action: reason for promise, reason in stage.material.to_hide}
    place = stage.world.organisers
    result = await stage.boss.click(stage.world.panel(place), custom_id="review.next")
    while True:
        card = answer_of(result)
        choices = buttons(card)
        pledge = on_card(stage, card.content)
        if pledge is None or not choices:
            break
        reason = reasons.get(pledge.action)
        if reason is None or pledge.edited:
            show = choices.get("Show on the wall") or choices["Leave it on the wall"]
            result = await stage.boss.click(card, custom_id=show)
            pledge.shown, pledge.hidden = True, False
            stage.say(f"{pledge.reference} is let through.")
        else:
            opened = await stage.boss.click(card, custom_id=choices["Hide…"])
            result = await stage.boss.submit_modal(opened, {"reason": reason})
            pledge.hidden, pledge.shown = True, False
            stage.ledger.hidden_words.add(pledge.action)
            stage.say(f"{pledge.reference} is hidden: {one_line(reason, 80)}", always=True)
        await stage.world.pass_time(1)


def on_card(stage: Stage, text: str) -> Told | None:
    """The pledge that a card of the queue asks about: the last reference at a line's start."""
    for line in reversed(text.split("\n")):
        if line.startswith("**P-") and "** · " in line:
            return stage.ledger.pledges[line[2:].split("**")[0]]
    return None


async def hidden_are_told(stage: Stage) -> None:
    """Who was hidden hears of it: by direct message, or privately in the server."""
    hidden = [told for told in stage.ledger.pledges.values() if told.hidden]
    for pledge in hidden:
        member = stage.members[pledge.maker.name]
        for message in member.user.dm_channel.history():
            if pledge.reference in message.content:
                stage.ledger.reached_by_dm += 1
                stage.say(f"{pledge.maker.name} reads a direct message about {pledge.reference}.")
    for thread in stage.world.welcome.threads:
        if any(pledge.reference in (thread.name or "") for pledge in hidden):
            stage.ledger.reached_in_thread += 1
            stage.say(f"A private thread “{thread.name}” tells who has closed their messages.")


def close_messages(stage: Stage) -> None:
    """The next direct message is refused, as Discord does for who has closed them."""
    stage.world.env.inject_error(
        "POST",
        "/users/@me/channels",
        status=403,
        code=50007,
        message="Cannot send messages to this user",
    )
