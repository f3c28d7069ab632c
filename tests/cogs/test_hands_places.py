"""Hands in a workshop that is only for people with a place in it."""

from __future__ import annotations

import pytest

from tests.cogs.test_hands import fay, it_is_on, people, queue, up
from tests.cogs.test_programme import FOOD, HEALTH, TALK, plan_is
from tests.world import World

ONLY = "Only people with a place in “Food” can raise a hand in it."

pytestmark = pytest.mark.usefixtures("without_control")


@pytest.fixture
async def day(bare_world: World) -> World:
    """Food, for people with a place, is not on yet, and nor is Health, for everybody."""
    await plan_is(bare_world, TALK, FOOD | {"walk_in": False}, HEALTH)
    return bare_world


async def test_who_has_no_place_is_not_offered_it_and_raises_no_hand_in_it(day: World) -> None:
    amina, ben = await people(day, 2)
    await day.forge(ben, f"workshop.choose:{day.guild.id}:food")
    await it_is_on(day, "food", "health")
    assert "1st in the queue for Health" in (await up(day, amina, "welcome")).text
    assert "1st in the queue for Food" in (await up(day, ben, "welcome")).text
    assert ONLY in (await day.forge(amina, "hand.up:food")).text
    assert ONLY in (await day.forge(amina, "hand.up", values=("food",))).text
    assert day.rows("SELECT session, user_id FROM hand ORDER BY session") == [
        ("food", ben.id),
        ("health", amina.id),
    ]


async def test_among_several_only_those_open_to_them_are_offered(day: World) -> None:
    (amina,) = await people(day, 1)
    await it_is_on(day, "talk", "food", "health")
    seen = await up(day, amina, "welcome")
    assert list(seen.buttons) == ["A fair town", "Health"]
    seen = await day.type(fay(day), "hand queue", day.guild.channels["welcome"])
    assert list(seen.buttons) == ["A fair town", "Food", "Health"]


async def test_where_only_it_is_on_that_is_said(day: World) -> None:
    (amina,) = await people(day, 1)
    await it_is_on(day, "food")
    assert ONLY in (await up(day, amina, "welcome")).text
    assert queue(day) == []


async def test_who_waits_for_a_place_has_none(day: World) -> None:
    amina, ben = await people(day, 2)
    await plan_is(day, TALK, FOOD | {"walk_in": False, "capacity": 1}, HEALTH)
    for one in (ben, amina):
        await day.forge(one, f"workshop.choose:{day.guild.id}:food")
    await it_is_on(day, "food")
    assert ONLY in (await day.forge(amina, "hand.up:food")).text
    assert "1st in the queue" in (await day.forge(ben, "hand.up:food")).text


async def test_who_leaves_the_workshop_has_no_hand_up_in_it(day: World) -> None:
    amina, ben = await people(day, 2)
    for one in (amina, ben):
        await day.forge(one, f"workshop.choose:{day.guild.id}:food")
    await it_is_on(day, "food")
    for one in (amina, ben):
        await day.forge(one, "hand.up:food")
    await day.forge(amina, f"workshop.leave:{day.guild.id}:food")
    assert queue(day) == [ben.id]
    assert day.rows("SELECT user_id, state FROM hand WHERE state <> 'up'") == [
        (amina.id, "lowered")
    ]


async def test_who_has_no_place_is_not_even_told_how_many_hands_are_up(day: World) -> None:
    amina, ben = await people(day, 2)
    await day.forge(ben, f"workshop.choose:{day.guild.id}:food")
    await it_is_on(day, "food")
    await day.forge(ben, "hand.up:food")
    assert (await day.forge(amina, "hand.queue:food")).text == ONLY
    assert "1 hand is up in Food." in (await day.forge(ben, "hand.queue:food")).text
