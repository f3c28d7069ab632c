"""Moderation: a report, a hidden message, a time-out and its appeal, a removal and the way back."""

from __future__ import annotations

import discord
from simcord import MemberActor

from domain.plan import Session
from rehearsal import choosing, mailbox
from rehearsal.ledger import Act, Alarm
from rehearsal.listening import put_out
from rehearsal.material import Person
from rehearsal.running import press
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons

WHY_WRONG = "I only asked who will pay for it. That was not meant unkindly."
TOO_LOUD = "Please let others finish. You have been asked twice."
NOT_LISTENING = "You were warned and went on. Talk to an organiser when you want to come back."
# How long letters and the posts to organisers may take.
LETTERS = 12


async def report_and_hide(stage: Stage, session: Session, people: list[Person]) -> None:
    """An attendee reports a message; the facilitator hides it, and says that it is dealt with."""
    if len(people) < 2:
        return
    stage.tell.act(f"“{session.title}”: a message is reported")
    author, reporter = people[0], people[1]
    unkind = stage.talk.unkind[0]
    room, leader = stage.world.room(session), stage.leader(session)
    message = await stage.members[author.name].send(room, unkind.words)
    member = stage.members[reporter.name]
    form = await member.context_menu(room, "Report this message", message)
    told = answer_of(await member.submit_modal(form, {"problem": unkind.problem})).content
    if not told.startswith("**Thank you. Your report is with"):
        stage.ledger.surprises.append(f"{reporter.name} cannot report: {told}")
        return
    alarm = Alarm(reporter.name, member.id, author.name, unkind.problem, unkind.words, ["reported"])
    stage.ledger.rooms.alarms.append(alarm)
    stage.say("Somebody reports it. Nobody is told who.", always=True)
    await stage.world.pass_time(LETTERS)
    letter = _letter(leader, "Somebody reported a problem in")
    if letter is None or unkind.problem not in letter.content:
        stage.ledger.surprises.append("the facilitator has no letter about the report")
        return
    form = await leader.context_menu(room, "Hide this message", message)
    told = answer_of(await leader.submit_modal(form, {"reason": unkind.reason})).content
    if " is hidden.** Its words are kept for organisers." in told:
        stage.ledger.rooms.acts.append(
            Act(
                author.name,
                _name(stage, leader),
                unkind.reason,
                ["hide: asked", "hide: done"],
                message=unkind.words,
                letters=["was taken down.**"],
            )
        )
        stage.say(f"The facilitator hides it: {unkind.reason}", always=True)
    told = answer_of(await leader.user.click(letter, label="It is dealt with")).content
    if told.startswith("**Dealt with.**"):
        alarm.events.append("report: dealt with")
    await stage.world.pass_time(LETTERS)
    mailbox.collect(stage)


async def time_out_and_appeal(stage: Stage, session: Session, person: Person) -> None:
    """Five minutes of silence; the person appeals, and an organiser takes it back."""
    stage.tell.act(f"“{session.title}”: somebody is timed out, and appeals")
    member, leader = stage.members[person.name], stage.leader(session)
    room = stage.world.room(session)
    card = answer_of(await leader.context_menu(room, "Moderate this person", member))
    form = await leader.click(card, label="Time out…")
    sent = await leader.submit_modal(form, {"minutes": ["5"], "reason": TOO_LOUD})
    told = answer_of(sent).content
    if " is timed out until <t:" not in told:
        stage.ledger.surprises.append(f"{person.name} is not timed out: {told}")
        return
    act = Act(person.name, _name(stage, leader), TOO_LOUD, ["time out: asked", "time out: done"])
    act.letters.append("You are timed out until <t:")
    stage.ledger.rooms.acts.append(act)
    stage.say(f"{person.name} is timed out for five minutes: {TOO_LOUD}", always=True)
    await stage.world.pass_time(LETTERS)
    letter = _letter(member, "You are timed out until")
    if letter is None:
        stage.ledger.surprises.append(f"{person.name} is not told of the time-out")
        return
    form = await member.user.click(letter, label="Appeal")
    told = answer_of(await member.user.submit_modal(form, {"appeal": WHY_WRONG})).content
    if told.startswith("**Your appeal is with the organisers.**"):
        act.events.append("time out: appealed")
        act.appeal = WHY_WRONG
        stage.say(f"{person.name} appeals: {WHY_WRONG}", always=True)
    await stage.world.pass_time(LETTERS)
    post = next(
        (
            one
            for one in reversed(stage.world.organisers.history())
            if "Take back" in buttons(one) and WHY_WRONG in one.content
        ),
        None,
    )
    if post is None:
        stage.ledger.surprises.append("organisers do not read the appeal")
        return
    told = answer_of(await stage.boss.click(post, label="Take back")).content
    if told.startswith("**It is taken back.**"):
        act.events += ["time out: appeal: taken back", "time out: taken back"]
        act.letters.append("Your appeal was right: it is taken back.")
        stage.say("An organiser takes it back.", always=True)
    await stage.world.pass_time(LETTERS)
    if _is_timed_out(stage, member):
        stage.ledger.surprises.append(f"{person.name} is timed out still")
    mailbox.collect(stage)


async def remove_and_let_back(stage: Stage, session: Session, person: Person) -> None:
    """Somebody is removed from the room, does not see it, and is let back in."""
    member, leader = stage.members[person.name], stage.leader(session)
    room = stage.world.room(session)
    card = answer_of(await leader.context_menu(room, "Moderate this person", member))
    form = await leader.click(card, label="Remove from the room…")
    shown = answer_of(await leader.submit_modal(form, {"reason": NOT_LISTENING}))
    if " is removed from " not in shown.content:
        stage.ledger.surprises.append(f"{person.name} is not removed: {shown.content}")
        return
    put_out(stage, session, person.name)
    act = Act(person.name, _name(stage, leader), NOT_LISTENING, ["remove: asked", "remove: done"])
    act.events.append("remove: place free")
    stage.ledger.places[session.slug].remove(person.name)
    choosing.changed(stage, person.name, session, has_place=False)
    act.letters.append("You were removed from ")
    stage.ledger.rooms.acts.append(act)
    stage.say(f"{person.name} is removed from the room: {NOT_LISTENING}", always=True)
    await stage.world.pass_time(LETTERS)
    choosing.read_letters(stage)  # who waited has the place now
    if _sees(stage, member, session):
        stage.ledger.surprises.append(f"{person.name} is removed and sees {session.slug}")
    card = answer_of(await press(stage, leader, session, "Moderate…"))
    told = answer_of(await leader.click(card, label="Let back in: number 1")).content
    if " can come back to " in told:
        act.events += ["remove: taking back", "remove: taken back"]
        act.letters.append("You can come back to ")
        again = "They have a place in " in told
        line = stage.ledger.places if again else stage.ledger.waiting
        line.setdefault(session.slug, []).append(person.name)
        choosing.changed(stage, person.name, session, has_place=again)
        has = "has the place again" if again else "waits for a place"
        stage.say(f"{person.name} is let back in, and {has}.", always=True)
    await stage.world.pass_time(LETTERS)
    welcome = session.walk_in or person.name in stage.ledger.places[session.slug]
    if _sees(stage, member, session) is not welcome:
        stage.ledger.surprises.append(f"{person.name} is let back in and sees the wrong thing")
    mailbox.collect(stage)


async def read_the_log(stage: Stage) -> None:
    """The organiser takes the log of everything that moderators did."""
    stage.tell.act("The organiser reads the log of moderation")
    answer = answer_of(await stage.boss.slash(stage.world.organisers, "moderate log"))
    files = {one.filename: await stage.world.read(one) for one in answer.attachments}
    stage.ledger.rooms.log.update(files)
    stage.say(answer.content.split("\n")[0].split("** ")[0].replace("**", ""), always=True)


# ---------------------------------------------------------------------- small parts


def _letter(member: MemberActor, words: str) -> discord.Message | None:
    """The newest direct message of the bot with these words."""
    return next(
        (
            one
            for one in reversed(member.user.dm_channel.history())
            if one.author.bot and words in one.content
        ),
        None,
    )


def _name(stage: Stage, member: MemberActor) -> str:
    return next(name for name, one in stage.staff.items() if one.id == member.id)


def _is_timed_out(stage: Stage, member: MemberActor) -> bool:
    there = stage.world.env.backend.guilds[stage.world.guild.id].members[member.id]
    return there.timed_out_until is not None


def _sees(stage: Stage, member: MemberActor, session: Session) -> bool:
    allowed = stage.world.env.backend.compute_permissions(
        stage.world.guild.id, member.id, stage.world.room(session).id
    )
    return discord.Permissions(allowed).view_channel
