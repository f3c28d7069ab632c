"""Backups, an erasure that stays one, and the end of personal data: all of that on copies.

What stands in the folder at the end of a rehearsal is to be looked at, so nothing is taken from it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bot.cli.restore import teller, told
from bot.client import SummitBot
from db import attendees, backup, erasure_marks, erasure_people, ledger, numbers, restore
from db.restore import Restored
from db.store import Store
from domain.plan.follow_up import add_months
from domain.retention import NOTICE, end_of, last_day
from rehearsal.later import Ending
from rehearsal.stage import Stage
from rehearsal.world import wall_pledges

# How long the loops may take to tell, and to empty the wall.
TELLING, EMPTYING, MOST_LOOKS = 10, 6, 60
HEADS = ("## Personal data will be erased", "## In a week", "## Personal data was erased")


async def back_up(stage: Stage) -> None:
    """In the evening, before somebody has themselves erased."""
    if stage.aside is None:
        return
    stage.tell.act("A backup is made")
    made = await _copy(stage, stage.aside / "evening")
    stage.say(f"{made.name}, checked.", always=True)


async def _copy(stage: Stage, folder: Path) -> Path:
    world = stage.world
    made = await asyncio.to_thread(backup.make, world.store.path, folder, now=world.now())
    return made.path


async def _restored(stage: Stage, file: Path, folder: Path) -> Restored:
    """A backup in an empty place, with the list of erasures that stands beside the database."""
    world = stage.world
    await erasure_marks.try_to_list(world.store)
    listed = ledger.beside(world.store.path)
    await asyncio.to_thread(folder.mkdir)
    return await asyncio.to_thread(
        restore.restore,
        file,
        folder / "summit.sqlite3",
        lists=[listed] if listed.is_file() else [],
        now=world.now(),
        tell=teller(),
    )


async def bring_back(stage: Stage) -> None:
    """The evening's backup is put in another place: who was erased since is not brought back."""
    if stage.aside is None:
        return
    stage.tell.act("The evening’s backup is put in another place")
    (file,) = (stage.aside / "evening").glob("*.sqlite3")
    done = await _restored(stage, file, stage.aside / "restored")
    ending = stage.ledger.later_end
    ending.erased, ending.people = done.erased, done.people
    for line in told(done, file)[1:-1]:
        stage.say(line, always=True)


async def end(stage: Stage, logged: Sequence[str]) -> None:
    """A month before the end, a week before, and the end. The simulation is over after it."""
    world, ending = stage.world, stage.ledger.later_end
    day = last_day(world.plan)
    if stage.aside is None or day is None:
        return
    stage.tell.act("On a copy: the time for which personal data is kept runs out")
    met, known = len(world.env.errors), len(logged)
    file = await _copy(stage, stage.aside / "last")
    done = await _restored(stage, file, stage.aside / "copy")
    zone = world.plan.summit.time_zone
    async with Store.open(done.path) as copy:
        # Before the clock goes on, or the bot of the played summit would meet that day too.
        await world.env.restart_bot(SummitBot(copy, plan_file=world.plan_file, now=world.now))
        ending.before = await numbers.ever(copy, guild_id=world.guild.id)
        for moment in (
            end_of(add_months(day, -1), zone),
            end_of(day, zone) - NOTICE,
            end_of(day, zone),
        ):
            left = (moment - world.now()) + timedelta(seconds=5)
            world.env.backend.advance_clock(max(0.0, left.total_seconds()))
            bot = SummitBot(copy, plan_file=world.plan_file, now=world.now)
            await world.env.restart_bot(bot)
            await world.pass_time(TELLING)
            _read(stage, ending)
        await _wall_is_empty(stage, ending)
        ending.after = await numbers.ever(copy, guild_id=world.guild.id)
        guild_id = world.guild.id
        ending.left = len(await copy.write(lambda tx: erasure_people.people(tx, guild_id=guild_id)))
        stage.say(f"People left: {ending.left}. Numbers stay: {ending.after.get('people', 0)}"
                  " people.", always=True)  # fmt: skip
        await world.env.shutdown()
    ending.kept = await attendees.count(world.store, guild_id=guild_id)
    ending.errors = [str(error) for error in world.env.errors[met:]] + list(logged[known:])


def _read(stage: Stage, ending: Ending) -> None:
    """What organisers were told of it, by its first line."""
    found = [
        head
        for message in stage.world.organisers.history()
        if (head := message.content.split("\n")[0]) in HEADS
    ]
    for head in found[len(ending.notices) :]:
        stage.say(f"Organisers read: {head.removeprefix('## ')}.", always=True)
    ending.notices = found


async def _wall_is_empty(stage: Stage, ending: Ending) -> None:
    for _ in range(MOST_LOOKS):
        standing = [one for one in stage.world.wall.history() if wall_pledges(one)]
        ending.on_the_wall = sum(len(wall_pledges(one)) for one in standing)
        if not ending.on_the_wall:
            return
        await stage.world.pass_time(EMPTYING)
