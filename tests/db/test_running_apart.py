"""Two summits' days in one file: neither reads or changes anything of the other's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from db import call_reads, calls, facilitation, pledging, running, said
from db.store import Store
from domain.plan import Plan
from domain.rules import RuleBroken
from tests.db.given import (
    GUILD,
    MAYA,
    NOW,
    OLA,
    ORGANISER,
    OTHER_GUILD,
    SAM,
    join,
    set_up,
)
from tests.db.test_calls import FOOD, tell
from tests.db.test_guilds_apart import of_first, verbs

YEAR = "20211210"

Ask = Callable[[Store, int], Awaitable[object]]


async def _call(s: Store, g: int, press_id: int = 1, user_id: int = MAYA) -> object:
    return await calls.call(
        s,
        press_id=press_id,
        guild_id=g,
        user_id=user_id,
        session=FOOD,
        words="Help",
        tell_leads=tell,
        now=NOW,
    )


def _start(s: Store, g: int, slug: str) -> Awaitable[object]:
    return pledging.start(s, guild_id=g, slug=slug, user_id=SAM, organiser=True, minutes=2, now=NOW)


@pytest.fixture
async def slug(two: Store) -> str:
    row = await two.read_one("SELECT slug FROM session WHERE kind = 'pledging'")
    assert row is not None
    return row["slug"]


@pytest.fixture
async def two(summit: Store, plan: Plan) -> Store:
    """The first server's day is open, with a call for help; the second has people only."""
    await set_up(summit, plan, OTHER_GUILD)
    await summit.write(lambda tx: tx.execute("UPDATE session SET text_channel_id = 9"))
    for user_id in (MAYA, SAM, OLA):
        await join(summit, user_id, "Somebody", OTHER_GUILD)
    await running.open_day(summit, guild_id=GUILD, edition=YEAR, user_id=ORGANISER, now=NOW)
    await facilitation.lead(summit, guild_id=GUILD, slug=FOOD, user_id=SAM, now=NOW)
    await _call(summit, GUILD)
    return summit


READS: dict[str, Ask] = {
    "call_reads.get": lambda s, g: call_reads.get(s, guild_id=g, call_id=1),
    "call_reads.waiting": lambda s, g: call_reads.waiting(
        s, guild_id=g, user_id=SAM, organiser=True, most=5
    ),
    "call_reads.may_handle": lambda s, g: call_reads.may_handle(
        s, guild_id=g, call_id=1, user_id=SAM, organiser=True
    ),
    "said.to_do": lambda s, g: said.to_do(s, guild_id=g),
    "said.get": lambda s, g: said.get(s, guild_id=g, what="call", about="1"),
}
# Refused: another server's ids open nothing.
CLOSED: dict[str, Ask] = {
    "calls.handle": lambda s, g: calls.handle(
        s, guild_id=g, call_id=1, step="take", user_id=SAM, organiser=True, tell=tell, now=NOW
    ),
    "calls.withdraw": lambda s, g: calls.withdraw(s, guild_id=g, call_id=1, user_id=MAYA, now=NOW),
}
# These may change something of the server that asks, and nothing of the other's.
OWN_ONLY: dict[str, Ask] = {
    "calls.call": lambda s, g: _call(s, g, g, OLA),
    "calls.by_itself": lambda s, g: calls.by_itself(s, guild_id=g, now=NOW.replace(hour=23)),
    "running.open_day": lambda s, g: running.open_day(
        s, guild_id=g, edition="20221210", user_id=SAM, now=NOW
    ),
    "running.want_dashboard": lambda s, g: running.want_dashboard(
        s, guild_id=g, edition="20221210"
    ),
    "said.begin": lambda s, g: said.begin(s, guild_id=g, said_id=1, channel_id=5),
    "said.back": lambda s, g: said.back(s, guild_id=g, said_id=1),
    "said.settled": lambda s, g: said.settled(s, guild_id=g, said_id=1, message_id=5, told="x"),
    "said.mark_again": lambda s, g: said.mark_again(s, guild_id=g, said_id=1),
    "said.gone": lambda s, g: said.gone(s, guild_id=g, said_id=1),
}


@pytest.mark.parametrize("name", READS)
async def test_one_server_reads_nothing_of_the_other(two: Store, name: str) -> None:
    assert await READS[name](two, GUILD), "there was to be something to find"
    assert not await READS[name](two, OTHER_GUILD)


@pytest.mark.parametrize("name", CLOSED)
async def test_another_servers_ids_are_unknown(two: Store, path: Path, name: str) -> None:
    before = of_first(path)
    with pytest.raises(RuleBroken, match=r"call\.unknown"):
        await CLOSED[name](two, OTHER_GUILD)
    assert of_first(path) == before


@pytest.mark.parametrize("name", OWN_ONLY)
async def test_what_one_server_does_for_itself_leaves_the_other_as_it_was(
    two: Store, path: Path, name: str
) -> None:
    if name == "said.back":
        await said.begin(two, guild_id=GUILD, said_id=1, channel_id=5)
    before = of_first(path)
    await OWN_ONLY[name](two, OTHER_GUILD)
    assert of_first(path) == before
    await OWN_ONLY[name](two, GUILD)
    assert of_first(path) != before


async def test_a_day_and_a_pace_are_each_servers_own(two: Store, path: Path, slug: str) -> None:
    assert (await running.get(two, guild_id=GUILD, edition=YEAR)).opened_by == ORGANISER
    assert (await running.get(two, guild_id=OTHER_GUILD, edition=YEAR)).opened_by is None
    assert (await running.look(two, guild_id=GUILD, since=NOW)).calls_open == 1
    assert (await running.look(two, guild_id=OTHER_GUILD, since=NOW)).calls_open == 0
    before = of_first(path)
    await _start(two, OTHER_GUILD, slug)
    assert (await pledging.get(two, guild_id=OTHER_GUILD, slug=slug)).minutes == 2
    assert (await pledging.get(two, guild_id=GUILD, slug=slug)).minutes is None
    await pledging.stop(two, guild_id=OTHER_GUILD, slug=slug, user_id=SAM, organiser=True)
    await pledging.tell_totals(
        two,
        guild_id=OTHER_GUILD,
        slug=slug,
        edition=YEAR,
        user_id=SAM,
        organiser=True,
        now=NOW,
    )
    assert await pledging.pledge_of(two, guild_id=OTHER_GUILD, pledge_id=1) is None
    await running.open_day(two, guild_id=OTHER_GUILD, edition=YEAR, user_id=SAM, now=NOW)
    await running.close_day(two, guild_id=OTHER_GUILD, edition=YEAR, user_id=SAM, now=NOW)
    await said.begin_refresh(two, guild_id=OTHER_GUILD, said_id=1)
    assert of_first(path) == before


def test_every_verb_that_is_asked_for_a_server_is_tried_here() -> None:
    known = set().union(*(verbs(one) for one in (calls, call_reads, running, said, pledging)))
    here = READS.keys() | CLOSED.keys() | OWN_ONLY.keys()
    together = {
        "running.get",
        "running.look",
        "running.close_day",
        "pledging.get",
        "pledging.start",
        "pledging.stop",
        "pledging.tell_totals",
        "pledging.pledge_of",
        "said.begin_refresh",
    }
    assert known == here | together
