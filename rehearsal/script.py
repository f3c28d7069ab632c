"""The whole day, act by act: the evening before, each session at its time, and the evening."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.plan import Plan, Session, ends_at, starts_at
from rehearsal import (
    arriving,
    asking,
    changing,
    choosing,
    ending,
    guarding,
    leaving,
    meeting,
    organising,
    pledging,
    rating,
    recording,
    reminding,
    running,
    running_the_day,
    speaking,
    summing_up,
    working,
    workshops,
)
from rehearsal.stage import Stage

# How long, in seconds, the wall may take to show everything once the last person is done.
WALL_SECONDS = 600
# How long before the first session people come in.
EARLY = timedelta(minutes=75)
# How long, in seconds, after a session its room asks how it was.
AFTER = 15


async def play(stage: Stage) -> None:
    """The acts in their order, until the wall has nothing more to show."""
    day = list(_in_turn(stage.world.plan))
    await organising.set_up(stage)
    await stage.world.until(starts_at(stage.world.plan, day[0][0]) - EARLY)
    await stage.go(arriving.arrive(stage))
    await stage.go(choosing.choose_all(stage))
    await stage.go(choosing.change(stage))
    await stage.go(choosing.look_at_programme(stage))
    await stage.go(reminding.turn_off(stage))
    await stage.go(meeting.take_part(stage))
    await stage.go(meeting.ask(stage))
    await stage.go(meeting.answer(stage))
    await stage.go(running_the_day.open_summit(stage))
    pledged = led = False
    for together in day:
        await stage.go(reminding.remind(stage, together))
        at_work = [session for session in together if session.kind == "workshop"]
        if at_work:
            await stage.go(running.take(stage, at_work))
        await stage.world.until(starts_at(stage.world.plan, together[0]))
        for session in together:
            await hold(stage, session)
        if at_work:
            await stage.go(workshops.hold(stage, at_work, first=not led))
            await stage.go(running_the_day.group_calls(stage))
            led = True
        pledged = pledged or together[0].kind == "pledging"
        await stage.world.until(ends_at(stage.world.plan, together[0]))
        await stage.world.pass_time(AFTER)
        for session in together:
            await stage.go(rating.rate(stage, session))
        await stage.go(asking.answer_in_writing(stage))
    if not pledged:
        await close(stage)
    await evening(stage)


async def hold(stage: Stage, session: Session) -> None:
    """What happens during one session that is no workshop: those are held together."""
    if session.kind == "keynote":
        await stage.go(working.lead(stage, session))
        await stage.go(running_the_day.calls(stage, session))
        await stage.go(asking.keynote(stage, session))
        await stage.go(speaking.hands(stage, session))
    elif session.kind == "pledging":
        await close(stage)
        await stage.go(running_the_day.moments(stage, session))


async def close(stage: Stage) -> None:
    """The closing session: people make pledges."""
    await stage.go(pledging.pledge_all(stage))
    await stage.go(pledging.restart(stage))
    await stage.go(pledging.bad_pledges(stage))
    organising.close_messages(stage)
    await stage.go(organising.moderate(stage))
    await stage.world.pass_time(30)
    await stage.go(organising.hidden_are_told(stage))
    await stage.go(changing.send_again(stage))
    await stage.world.pass_time(60)
    await stage.go(changing.support(stage))
    await stage.go(changing.second_thoughts(stage))
    await stage.go(organising.moderate(stage, title="The organiser looks at what was changed"))


async def evening(stage: Stage) -> None:
    """What comes after the last session."""
    await stage.go(running_the_day.close_summit(stage))
    await stage.go(rating.rate_day(stage))
    await stage.go(recording.ask(stage))
    await stage.go(recording.answer(stage))
    choosing.read_letters(stage)
    await stage.go(leaving.come_back(stage))
    await stage.go(ending.back_up(stage))
    await stage.go(leaving.erase(stage))
    await stage.go(ending.bring_back(stage))
    await stage.go(summing_up.read_records(stage))
    await stage.go(guarding.read_the_log(stage))
    await _wall_is_quiet(stage)


def _in_turn(plan: Plan) -> Iterator[list[Session]]:
    """The sessions in the order of the day, those at the same time together; breaks left out."""
    together: dict[datetime, list[Session]] = {}
    for session in plan.sessions:
        if session.kind != "break":
            together.setdefault(starts_at(plan, session), []).append(session)
    for moment in sorted(together):
        yield together[moment]


async def _wall_is_quiet(stage: Stage) -> None:
    """Let the wall catch up: it posts at the pace that Discord allows."""
    stage.tell.act("The wall fills, a few messages at a time")
    before, quiet, waited = "", 0, 0
    while quiet < 3 and waited < WALL_SECONDS:
        await stage.world.pass_time(10)
        waited += 10
        now = "".join(str(message.components) for message in stage.world.wall.history())
        quiet = quiet + 1 if now == before else 0
        before = now
    messages = len(stage.world.wall.history())
    stage.say(
        f"All pledges that may be seen stand on the wall, in {messages} messages.", always=True
    )
