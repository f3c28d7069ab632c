"""Standing by another's pledge: once each, taken back when wanted, and counted right."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from db import pledge_reads, pledges, supporters
from db.store import Store
from domain.pledges import Pledge, Support
from domain.rules import RuleBroken
from tests.db.given import GUILD, MAYA, NOW, OLA, ROB, SAM, at, join, look, make


async def add(
    store: Store, user_id: int = SAM, support: Support = Support.TOO
) -> tuple[Pledge, bool]:
    return await supporters.add(
        store, guild_id=GUILD, pledge_id=1001, user_id=user_id, support=support, now=at(5)
    )


async def take_back(
    store: Store, user_id: int = SAM, support: Support = Support.TOO
) -> tuple[Pledge, bool]:
    return await supporters.take_back(
        store, guild_id=GUILD, pledge_id=1001, user_id=user_id, support=support, now=at(6)
    )


async def now_of(store: Store) -> Pledge | None:
    return await pledge_reads.by_id(store, guild_id=GUILD, pledge_id=1001)


async def test_each_kind_of_support_is_counted_by_itself(summit: Store, path: Path) -> None:
    await make(summit)
    await add(summit, SAM, Support.TOO)
    await add(summit, SAM, Support.HELP)
    pledge, new = await add(summit, OLA, Support.TOO)
    assert new
    assert pledge == await now_of(summit)
    assert (pledge.too_count, pledge.help_count, pledge.locked) == (2, 1, True)
    assert look(path, "SELECT user_id, support, at FROM supporter ORDER BY 1, 2") == [
        (SAM, "help", "2021-12-10T14:00:05Z"),
        (SAM, "too", "2021-12-10T14:00:05Z"),
        (OLA, "too", "2021-12-10T14:00:05Z"),
    ]


async def test_pressing_again_changes_nothing(summit: Store, path: Path) -> None:
    await make(summit)
    first, _ = await add(summit)
    assert await add(summit) == (first, False)
    assert look(path, "SELECT count(*) FROM pledge_log WHERE event = 'supported'") == [(1,)]


async def test_pressing_many_times_at_once_counts_once(summit: Store) -> None:
    await make(summit)
    pressed = await asyncio.gather(*(add(summit) for _ in range(30)))
    assert [new for _, new in pressed].count(True) == 1
    assert {pledge.too_count for pledge, _ in pressed} == {1}


async def test_many_people_at_once_are_all_counted(summit: Store) -> None:
    await make(summit)
    people = range(3000, 3100)
    await asyncio.gather(*(join(summit, user_id) for user_id in people))
    await asyncio.gather(*(add(summit, user_id) for user_id in people))
    pledge = await now_of(summit)
    assert pledge is not None
    assert pledge.too_count == 100


async def test_support_can_be_taken_back_and_given_again(summit: Store, path: Path) -> None:
    await make(summit)
    await add(summit)
    pledge, taken = await take_back(summit)
    assert (pledge.too_count, pledge.locked, taken) == (0, False, True)
    assert await take_back(summit) == (pledge, False)
    pledge, new = await add(summit)
    assert (pledge.too_count, new) == (1, True)
    assert look(path, "SELECT event FROM pledge_log ORDER BY id") == [
        ("made",),
        ("supported",),
        ("support_taken_back",),
        ("supported",),
    ]


async def test_taking_back_one_kind_leaves_the_other_and_other_people(summit: Store) -> None:
    await make(summit)
    for user_id, support in ((SAM, Support.TOO), (SAM, Support.HELP), (OLA, Support.TOO)):
        await add(summit, user_id, support)
    pledge, _ = await take_back(summit, SAM, Support.TOO)
    assert (pledge.too_count, pledge.help_count) == (1, 1)


async def test_what_was_never_given_cannot_be_taken_back(summit: Store, path: Path) -> None:
    made = await make(summit)
    for user_id in (SAM, MAYA, ROB):
        assert await take_back(summit, user_id) == (made, False)
    assert look(path, "SELECT count(*) FROM pledge_log") == [(1,)]


@pytest.mark.parametrize(
    ("user_id", "check_first", "code"),
    [
        (MAYA, False, "support.own"),
        (SAM, True, "support.not_shown"),
        (MAYA, True, "support.not_shown"),
        (ROB, False, "join.first"),
    ],
)
async def test_who_may_not_stand_by_it_is_told_why(
    summit: Store, path: Path, user_id: int, check_first: bool, code: str
) -> None:
    made = await make(summit, check_first=check_first)
    with pytest.raises(RuleBroken) as told:
        await add(summit, user_id)
    assert told.value.code == code
    assert await now_of(summit) == made
    assert look(path, "SELECT count(*) FROM supporter") == [(0,)]


async def test_a_hidden_or_withdrawn_pledge_gains_nobody_but_lets_people_go(
    summit: Store,
) -> None:
    await make(summit)
    await add(summit, SAM)
    await add(summit, OLA)
    await pledges.hide(
        summit, guild_id=GUILD, pledge_id=1001, user_id=91, reason="Please no names", now=NOW
    )
    with pytest.raises(RuleBroken, match=r"support\.not_shown"):
        await add(summit, SAM, Support.HELP)
    pledge, taken = await take_back(summit, SAM)
    assert (pledge.too_count, taken) == (1, True)
    await pledges.withdraw(summit, guild_id=GUILD, pledge_id=1001, user_id=MAYA, now=NOW)
    with pytest.raises(RuleBroken, match=r"support\.not_shown"):
        await add(summit, SAM)
    pledge, taken = await take_back(summit, OLA)
    assert (pledge.too_count, taken) == (0, True)


async def test_a_pledge_that_is_not_there_is_unknown(summit: Store) -> None:
    with pytest.raises(RuleBroken, match=r"pledge\.unknown"):
        await add(summit)
    with pytest.raises(RuleBroken, match=r"pledge\.unknown"):
        await take_back(summit)
