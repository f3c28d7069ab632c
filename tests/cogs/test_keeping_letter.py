"""“summit erase” in a process of its own, while the bot runs: what stands in Discord follows."""

from __future__ import annotations

from pathlib import Path

from tests.bot.people import run
from tests.cogs.test_mydata import rows_about
from tests.world import World

WORDS = "I will cook for my neighbours once a week"


async def test_a_request_by_letter_is_followed_by_the_running_bot(
    open_world: World, tmp_path: Path
) -> None:
    world = open_world
    amina, ben = await world.join(name="Amina Khan"), await world.join(name="Ben")
    await world.pledge(amina, WORDS)
    await world.pledge(ben, "I will walk to work")
    await world.wait(20)
    assert WORDS in world.wall_text()
    assert "Attendee" in world.roles_of(amina)
    told = run(
        *("erase", "--user", str(amina.id), "--yes", "--database", str(world.path)), cwd=tmp_path
    )
    assert told.code == 0, told.err
    assert "The running bot now takes their pledges off the wall" in told.out
    await world.wait(60)
    assert WORDS not in world.wall_text()
    assert "Amina" not in world.wall_text()
    assert "I will walk to work" in world.wall_text()
    assert world.roles_of(amina) == set()
    assert "Attendee" in world.roles_of(ben)
    assert rows_about(world, amina) == []
    assert "1 pledge" in world.summary_text()
    seen = await world.type(amina, "mydata")
    assert "keeps nothing about you" in seen.text
    again = await world.join(amina, name="Amina Khan")
    await world.wait(40)
    assert "Attendee" in world.roles_of(again)
