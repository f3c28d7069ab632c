"""What stands behind the control panel’s buttons can be typed too."""

from __future__ import annotations

import pytest

from tests.cogs.test_control import fay
from tests.cogs.test_programme import FOOD, HEALTH, TALK, plan_is
from tests.world import World

TYPED = {
    "room chat": "The chat of Food is closed.",
    "room slow": "Slow mode",
    "room clocks": "clock",
    "room summary": "summary",
    "room leave": "lead",
}


@pytest.fixture
async def day(bare_world: World) -> World:
    await plan_is(bare_world, TALK, FOOD, HEALTH)
    await bare_world.wait(30)
    return bare_world


@pytest.mark.parametrize("command", TYPED)
async def test_a_facilitator_types_what_they_could_press(day: World, command: str) -> None:
    facilitator = await fay(day)
    await day.type(facilitator, "room open", day.guild.channels["food"])
    options = {"state": "closed"} if command == "room chat" else {}
    seen = await day.type(facilitator, command, day.guild.channels["food"], **options)
    assert TYPED[command].lower() in seen.text.lower(), seen.text
    assert seen.private


async def test_a_room_about_to_close_is_kept_open(day: World) -> None:
    facilitator = await fay(day)
    room = day.guild.channels["food"]
    await day.type(facilitator, "room open", room)
    await day.type(facilitator, "room close", room)
    assert "is open" in (await day.type(facilitator, "room keep", room)).text
    await day.wait(80)
    assert day.one("SELECT door FROM room WHERE slug = 'food'") == "open"


@pytest.mark.parametrize("command", [*TYPED, "room keep", "groups message", "groups remind"])
async def test_others_are_refused(day: World, command: str) -> None:
    amina = await day.join()
    options = {"state": "closed"} if command == "room chat" else {}
    seen = await day.type(amina, command, day.guild.channels["food"], **options)
    assert "Only facilitators and organisers can do this." in seen.text


async def test_without_groups_there_is_nobody_to_write_to(day: World) -> None:
    facilitator = await fay(day)
    seen = await day.type(facilitator, "groups message", day.guild.channels["food"])
    assert "There are no small groups in this room at the moment." in seen.text
