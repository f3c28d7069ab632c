"""Keeping of two summits in one file: neither reads or changes the other's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from db import erasure_people, keeping_posts, retention
from db.retention import Kept
from db.store import Store
from domain.choices import News, Note
from domain.plan import Keeping, Plan
from domain.retention import Step, end_of
from domain.rules import RuleBroken
from domain.sessions import Session
from tests.db.given import GUILD, MAYA, ORGANISER, OTHER_GUILD, join, look, make, set_up
from tests.db.test_guilds_apart import of_first, verbs

DAY = date(2023, 6, 10)
END = end_of(DAY, "Europe/London")
MONTH_BEFORE = END - timedelta(days=31)

Ask = Callable[[Store, int], Awaitable[object]]


def tell(news: News, session: Session, has_place: bool) -> Note:
    return Note(session.title, news.value)


@pytest.fixture
def kept_plan(plan: Plan) -> Plan:
    return plan.model_copy(update={"keeping": Keeping(personal_data_months=18)})


@pytest.fixture
async def two(summit: Store, kept_plan: Plan) -> Store:
    """Both have the same day; Maya is in both and has pledged in the first."""
    for guild in (GUILD, OTHER_GUILD):
        await set_up(summit, kept_plan, guild)
    await join(summit, MAYA, "Maya", OTHER_GUILD)
    await make(summit)
    assert await retention.take_step(summit, guild_id=GUILD, now=MONTH_BEFORE) is Step.TELL
    return summit


async def _begun(store: Store, guild: int) -> object:
    """Once it has begun in the first server, either is asked to go on."""
    await store.write(
        lambda tx: tx.execute(
            "UPDATE retention SET begun_at = '2023-06-10T23:00:00Z' WHERE guild_id = ?", (GUILD,)
        )
    )
    return await retention.erase_next(store, guild_id=guild, now=END, tell=tell)


READS: dict[str, Ask] = {
    "keeping_posts.waiting": lambda s, g: keeping_posts.waiting(s, guild_id=g),
    "erasure_people.by_pledge": lambda s, g: erasure_people.by_pledge(s, guild_id=g, number=1),
    "erasure_people.by_name": lambda s, g: erasure_people.by_name(s, guild_id=g, name="sam"),
}

OWN_ONLY: dict[str, Ask] = {
    "retention.take_step": lambda s, g: retention.take_step(
        s, guild_id=g, now=END - timedelta(days=7)
    ),
    "retention.put_off": lambda s, g: retention.put_off(
        s, guild_id=g, actor_id=ORGANISER, months=3, seen=DAY, now=MONTH_BEFORE
    ),
    "retention.confirm": lambda s, g: retention.confirm(
        s, guild_id=g, actor_id=ORGANISER, seen=DAY, now=MONTH_BEFORE
    ),
}


@pytest.mark.parametrize("name", READS)
async def test_one_server_reads_nothing_of_the_other(two: Store, name: str) -> None:
    assert await READS[name](two, GUILD)
    assert not await READS[name](two, OTHER_GUILD)


@pytest.mark.parametrize("name", OWN_ONLY)
async def test_what_one_server_does_for_itself_leaves_the_other_as_it_was(
    two: Store, path: Path, name: str
) -> None:
    before = of_first(path)
    await OWN_ONLY[name](two, OTHER_GUILD)
    assert of_first(path) == before
    await OWN_ONLY[name](two, GUILD)
    assert of_first(path) != before


async def test_the_end_in_one_server_is_none_in_the_other(two: Store, path: Path) -> None:
    assert not await _begun(two, OTHER_GUILD)
    assert look(path, "SELECT count(*) FROM attendee") == [(4,)]
    while await _begun(two, GUILD):
        pass
    assert look(path, "SELECT guild_id FROM attendee") == [(OTHER_GUILD,)]
    assert look(path, "SELECT count(*) FROM retention WHERE done_at IS NOT NULL") == [(1,)]


async def test_how_far_each_is_and_of_whom_it_knows(two: Store, kept_plan: Plan) -> None:
    first: Kept = await retention.get(two, guild_id=GUILD, plan=kept_plan)
    other: Kept = await retention.get(two, guild_id=OTHER_GUILD, plan=kept_plan)
    assert (first.people, other.people) == (3, 1)
    assert first.retention is not None
    assert other.retention is not None
    assert (first.retention.first_told, other.retention.first_told) == (MONTH_BEFORE, None)
    about = {"guild_id": OTHER_GUILD, "user_id": MAYA}
    assert "pledge" not in await erasure_people.everything_of(two, **about)
    assert "pledge" in await erasure_people.everything_of(two, guild_id=GUILD, user_id=MAYA)


async def test_a_server_without_a_summit_or_without_a_day_has_nothing_to_decide(
    summit: Store, plan: Plan
) -> None:
    assert await retention.take_step(summit, guild_id=GUILD, now=END) is None
    assert (await retention.get(summit, guild_id=GUILD, plan=plan)).retention is None
    for guild, code in ((GUILD, "keeping.none"), (4711, "summit.none")):
        with pytest.raises(RuleBroken) as told:
            await OWN_ONLY["retention.confirm"](summit, guild)
        assert told.value.code == code


async def test_the_end_is_carried_out_by_the_plan_that_is_kept_not_by_the_one_remembered(
    two: Store, plan: Plan
) -> None:
    await set_up(two, plan)  # without a day
    assert await retention.take_step(two, guild_id=GUILD, now=END + timedelta(days=99)) is None


def test_every_verb_that_is_asked_for_a_server_is_tried_here() -> None:
    known = set().union(*(verbs(one) for one in (retention, keeping_posts, erasure_people)))
    here = {"retention.get", "retention.erase_next", "erasure_people.everything_of"}
    assert known == READS.keys() | OWN_ONLY.keys() | here
