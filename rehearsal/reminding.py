"""Reminders: ten minutes and one minute before a session, to those whom it concerns."""

from __future__ import annotations

from datetime import timedelta

from domain.plan import Session, starts_at
from rehearsal.stage import Stage
from rehearsal.world import answer_of

LEADS = (10, 1)
# How long the posts may take, in seconds: for everybody, and so many people more for each second.
POSTING, A_SECOND = 12, 8


async def turn_off(stage: Stage) -> None:
    """A few want no reminders, and one of them changes their mind."""
    stage.tell.act("Some want no reminders")
    for number, person in enumerate(stage.some(0.05, least=2)):
        member = stage.members[person.name]
        shown = answer_of(await member.slash(stage.world.welcome, "reminders"))
        told = answer_of(await member.click(shown, label="Don’t remind me"))
        if "You get no more reminders" in told.content:
            stage.ledger.not_reminded.add(person.name)
            stage.say(f"{person.name} wants no reminders.")
        if number == 0:
            again = answer_of(await member.click(told, label="Remind me again"))
            if "You get reminders again" in again.content:
                stage.ledger.not_reminded.discard(person.name)
                stage.say(f"{person.name} wants them after all.")


async def remind(stage: Stage, together: list[Session]) -> None:
    """The minutes before a session. Whom its reminders have to name is written down then."""
    start = starts_at(stage.world.plan, together[0])
    before = len(stage.world.mentioning)
    for lead in LEADS:
        await stage.world.until(start - timedelta(minutes=lead))
        for session in together:
            there = (
                set(stage.ledger.places.get(session.slug, ()))
                if session.kind == "workshop"
                else set(stage.ledger.joined)
            )
            there -= stage.ledger.not_reminded
            if there:
                stage.ledger.to_remind[session.slug, lead] = there
        await stage.world.pass_time(POSTING + len(stage.cast) / A_SECOND)
    named = sum(text.count("<@") for _, text in stage.world.mentioning[before:])
    titles = " and ".join(f"“{session.title}”" for session in together)
    stage.say(f"Before {titles}, people are reminded {named} times.", always=True)
