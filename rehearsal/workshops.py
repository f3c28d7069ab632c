"""Workshops at the same time, from the door to the summary."""

from __future__ import annotations

from datetime import timedelta

from domain.plan import Session, ends_at
from rehearsal import (
    grouping,
    guarding,
    listening,
    quoting,
    reporting,
    running,
    summing_up,
    working,
)
from rehearsal.material import Person
from rehearsal.stage import Stage

# Groups talk this long; they are asked to report when ten minutes are left.
TALK, SHORT_TALK = 12, 10
BEFORE_THE_REPORTS = timedelta(minutes=2, seconds=10)
# How long before the end a room is closed.
EARLY = timedelta(minutes=4)
# Whoever reports, and whomever something is done to, comes from the end of those who are there.
HOW = ("balanced", "random")


async def hold(stage: Stage, together: list[Session], *, first: bool) -> None:
    """What happens in the workshops of one slot; ``first``: it is the first slot of the day."""
    there: dict[str, list[Person]] = {}
    for session in together:
        there[session.slug] = await listening.come(stage, session)
    await stage.go(listening.guest(stage, together[-1]))
    await stage.world.pass_time(listening.LOOKING)
    await stage.go(running.keep_out(stage, together))
    for session in together:
        await stage.go(working.workshop(stage, session))
    await stage.go(_rounds(stage, together, there, first=first))
    await stage.go(_guard(stage, together, first=first))
    await stage.go(_end(stage, together, first=first))


async def _rounds(
    stage: Stage, together: list[Session], there: dict[str, list[Person]], *, first: bool
) -> None:
    """A round of groups in each room; in the biggest, a second one with new people."""
    begun: dict[str, int] = {}
    stage.tell.act("Workshops split into small groups")
    for number, session in enumerate(together):
        how = HOW[(number + (not first)) % len(HOW)]
        people = there[session.slug]
        begun[session.slug] = await grouping.begin(stage, session, people, how, minutes=TALK)
    grouped = [one for one in together if begun[one.slug]]
    if not grouped:
        return
    if first:
        await _restart(stage)
    await grouping.made(stage, grouped)
    for session in grouped:
        await stage.go(grouping.check_moved(stage, session, begun[session.slug]))
        await stage.go(grouping.come_late(stage, session, begun[session.slug]))
    biggest = max(grouped, key=lambda one: len(there[one.slug]))
    await stage.go(listening.leave_and_come_back(stage, biggest, there[biggest.slug][0]))
    await stage.world.until(stage.world.now() + BEFORE_THE_REPORTS)
    await stage.go(grouping.call(stage, biggest, begun[biggest.slug]))
    for session in grouped:
        await stage.go(reporting.report(stage, session, begun[session.slug]))
    await stage.go(grouping.tell_all(stage, biggest))
    if first:
        await stage.go(running.take_over(stage, biggest))
    await stage.go(grouping.call_back(stage, grouped))
    for session in grouped:
        await stage.go(reporting.remind(stage, session, begun[session.slug]))
    await stage.go(reporting.hide_one(stage, biggest, begun[biggest.slug]))
    if first:
        await stage.go(_new_people(stage, biggest, there[biggest.slug]))


async def _new_people(stage: Stage, session: Session, people: list[Person]) -> None:
    """A second, short round, in which everybody is with others than before."""
    number = await grouping.begin(stage, session, people, "new people", minutes=SHORT_TALK)
    if number:
        await grouping.made(stage, [session])
        await stage.go(grouping.check_moved(stage, session, number))
        await stage.go(grouping.call_back(stage, [session]))


async def _restart(stage: Stage) -> None:
    """The bot goes down while it makes threads and moves people."""
    await stage.world.pass_time(2)
    stage.say("The bot goes down in the middle of it, and comes back.", always=True)
    await stage.world.restart()


async def _guard(stage: Stage, together: list[Session], *, first: bool) -> None:
    """What people write, and what should not have been written."""
    biggest = max(together, key=lambda one: len(stage.placed(one)))
    people = stage.placed(biggest)
    if first:
        await stage.go(quoting.keep(stage, biggest, people))
        await stage.go(guarding.report_and_hide(stage, biggest, people[::-1]))
        await stage.go(running.slow_down(stage, biggest))
        return
    await stage.go(running.count_down(stage, biggest))
    done_to = {act.person for act in stage.ledger.rooms.acts}
    done_to |= {alarm.reporter for alarm in stage.ledger.rooms.alarms}
    others = [one for one in people[::-1] if one.name not in done_to]
    if others:
        await stage.go(guarding.time_out_and_appeal(stage, biggest, others[0]))
    if len(others) > 1:
        await stage.go(guarding.remove_and_let_back(stage, biggest, others[1]))


async def _end(stage: Stage, together: list[Session], *, first: bool) -> None:
    """The rooms close; summaries are confirmed, but for one of the second slot."""
    stage.tell.act("The workshops close")
    await stage.world.until(ends_at(stage.world.plan, together[0]) - EARLY)
    locked = await running.close(stage, together)
    await stage.go(listening.gone(stage, together, locked))
    for session in together if first else together[:-1]:
        await stage.go(summing_up.confirm(stage, session))
