"""The closing session, act by act."""

from __future__ import annotations

from rehearsal import arriving, changing, organising, pledging
from rehearsal.stage import Stage

# How long, in seconds, the wall may take to show everything once the last person is done.
WALL_SECONDS = 600


async def play(stage: Stage) -> None:
    """The acts in their order, until the wall has nothing more to show."""
    await organising.set_up(stage)
    await arriving.arrive(stage)
    await pledging.pledge_all(stage)
    await pledging.restart(stage)
    await pledging.bad_pledges(stage)
    organising.close_messages(stage)
    await organising.moderate(stage)
    await stage.world.pass_time(30)
    await organising.hidden_are_told(stage)
    await changing.send_again(stage)
    await stage.world.pass_time(60)
    await changing.support(stage)
    await changing.second_thoughts(stage)
    await organising.moderate(stage, title="The organiser looks at what was changed")
    await _wall_is_quiet(stage)


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
