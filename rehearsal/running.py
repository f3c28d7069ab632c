"""Facilitators run their rooms: lead, open, count time down, hand over, close."""

from __future__ import annotations

from datetime import datetime, timedelta

from simcord import InteractionResult, MemberActor

from domain.plan import Session
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons

# How often, and every how many seconds, somebody looks again for a button that is still to come.
LOOKS, LOOK = 4, 3
# From the press to the lock, with the loop's own turn.
LOCKING = timedelta(seconds=60)
AFTER_THE_LOCK = 8


async def press(
    stage: Stage, member: MemberActor, session: Session, label: str
) -> InteractionResult:
    """Press a button of the room's control panel, which is drawn anew a moment after a change."""
    for _ in range(LOOKS):
        panel = stage.world.control(session)
        if label in buttons(panel):
            break
        await stage.world.pass_time(LOOK)
    return await member.click(stage.world.control(session), label=label)


async def take(stage: Stage, together: list[Session]) -> None:
    """Minutes before they begin: each room gets its own facilitator, and is opened."""
    stage.tell.act("Facilitators take their rooms")
    for session in together:
        leader = stage.leader(session)
        told = answer_of(await press(stage, leader, session, "I lead this room")).content
        if "You lead" not in told:
            stage.ledger.surprises.append(f"nobody leads {session.slug}: {told}")
        told = answer_of(await press(stage, leader, session, "Open the room")).content
        if "is open.**" not in told:
            stage.ledger.surprises.append(f"{session.slug} is not opened: {told}")
        stage.say(f"“{session.title}” has its facilitator, and is open.", always=True)


async def keep_out(stage: Stage, together: list[Session]) -> None:
    """Whoever leads the room beside tries to close this one, and may not."""
    for session, other in zip(together, together[1:] + together[:1], strict=True):
        if session is other:
            continue
        stranger = stage.leader(other)
        told = answer_of(await press(stage, stranger, session, "Close the room")).content
        if not told.startswith("This is not your room."):
            stage.ledger.surprises.append(f"a stranger closes {session.slug}: {told}")
        stage.ledger.refused += 1
        stage.say(f"The facilitator of “{other.title}” presses here too: {told}", always=True)


async def count_down(stage: Stage, session: Session) -> None:
    """A clock, and five minutes more."""
    leader = stage.leader(session)
    form = await press(stage, leader, session, "Start a clock…")
    sent = await leader.submit_modal(form, {"label": "Talking together", "minutes": "10"})
    told = answer_of(await leader.click(answer_of(sent), label="5 minutes more")).content
    if "The clock is changed." not in told:
        stage.ledger.surprises.append(f"the clock of {session.slug} is not moved: {told}")
    stage.say(f"A clock runs in “{session.title}”, and gets five minutes more.")


async def slow_down(stage: Stage, session: Session) -> None:
    """One message in ten seconds for each person, for a while."""
    leader = stage.leader(session)
    more = answer_of(await press(stage, leader, session, "More…"))
    choice = answer_of(await leader.click(more, label="Slow mode…"))
    for label in ("Every 10 seconds", "Off"):
        choice = answer_of(await leader.click(choice, label=label))
        stage.ledger.rooms.turned.append("room: slow mode")
    stage.say(f"Slow mode is on in “{session.title}” for a moment.")


async def take_over(stage: Stage, session: Session) -> None:
    """In the middle somebody else leads, and who led until now stops."""
    before, after = stage.leader(session), stage.colleague()
    told = answer_of(await press(stage, after, session, "I lead this room")).content
    if "With you: 1 other." not in told:
        stage.ledger.surprises.append(f"{session.slug} is not led by two: {told}")
    card = answer_of(await press(stage, before, session, "I lead this room"))
    told = answer_of(await before.click(card, label="Stop leading")).content
    if "You no longer lead" not in told or "Nobody leads it" in told:
        stage.ledger.surprises.append(f"{session.slug} is not handed over: {told}")
    stage.handed_to(session, after)
    stage.say(f"Somebody else leads “{session.title}” from here on.", always=True)


async def close(stage: Stage, together: list[Session]) -> datetime:
    """A warning, and a minute later the lock; returns when they lock."""
    locks = stage.world.now() + LOCKING
    for session in together:
        told = answer_of(
            await press(stage, stage.leader(session), session, "Close the room")
        ).content
        if " closes <t:" not in told:
            stage.ledger.surprises.append(f"{session.slug} does not close: {told}")
        stage.say(f"“{session.title}” closes in a minute; people are told.", always=True)
    await stage.world.until(locks)
    await stage.world.pass_time(AFTER_THE_LOCK)
    return locks
