"""Who left the server, which the bot learns only when Discord says so."""

from __future__ import annotations

import pytest
from simcord.actors import MemberActor

from tests.cogs import test_breakouts
from tests.cogs.test_breakouts import begun, crowd
from tests.cogs.test_control import control, fay
from tests.cogs.test_hands import said_in
from tests.cogs.test_moderation import letters_to
from tests.world import World

day = test_breakouts.day


def leaves(world: World, member: MemberActor) -> None:
    world.env.backend.remove_member(world.guild.id, member.id)


def hands(world: World) -> list[tuple[int, str]]:
    return world.rows("SELECT user_id, state FROM hand ORDER BY place")


async def raised(world: World, count: int) -> list[MemberActor]:
    people = await crowd(world, count, voice=False)
    for one in people:
        await world.type(one, "hand up", world.guild.channels["food"])
    return people


async def test_who_left_is_passed_over_and_the_next_is_called_on(day: World) -> None:
    gone, here = await raised(day, 2)
    facilitator = await fay(day)
    leaves(day, gone)
    seen = await day.press(facilitator, control(day), "Call on the next hand")
    assert seen.text.startswith(
        f"**<@{gone.id}> has left the server**, so their hand is down.\n"
        f"**You called on <@{here.id}>.**"
    )
    assert hands(day) == [(gone.id, "lowered"), (here.id, "called")]
    assert not any(str(gone.id) in text for text in said_in(day, "food"))


async def test_where_everybody_with_a_hand_up_has_left_nobody_is_called_on(day: World) -> None:
    people = await raised(day, 2)
    facilitator = await fay(day)
    queue = await day.press(facilitator, control(day), "Hands…")
    for one in people:
        leaves(day, one)
    seen = await day.press(facilitator, queue, "Call on the next")
    assert seen.text.startswith(
        f"**<@{people[0].id}>, <@{people[1].id}> have left the server**, so their hands are down."
    )
    assert hands(day) == [(one.id, "lowered") for one in people]


async def test_who_left_is_out_of_their_group_and_who_leads_is_told(day: World) -> None:
    people = await crowd(day, 4, voice=False)
    facilitator = await fay(day)
    leaves(day, people[0])
    path = f"/channels/*/thread-members/{people[0].id}"
    day.env.inject_error("PUT", path, status=404, code=10007, times=None)
    await begun(day, facilitator, by="count", number="2")
    await day.wait(30)
    members = {user for (user,) in day.rows("SELECT user_id FROM breakout_member")}
    assert members == {one.id for one in people[1:]}
    (letter,) = letters_to(day, facilitator)
    assert letter.content.startswith(
        "**Somebody has left the server**, so they are no longer in group "
    )


async def test_who_comes_back_has_what_they_chose(day: World) -> None:
    (gone,) = await raised(day, 1)
    facilitator = await fay(day)
    leaves(day, gone)
    await day.press(facilitator, control(day), "Call on the next hand")
    assert day.rows("SELECT user_id, state FROM choice") == [(gone.id, "place")]


# ---------------------------------------------------------------------- rooms that close


@pytest.mark.parametrize("how", ["button", "command"])
async def test_in_a_room_that_was_closed_early_no_hand_is_raised(day: World, how: str) -> None:
    (amina,) = await crowd(day, 1, voice=False)
    facilitator = await fay(day)
    await day.press(facilitator, control(day), "Close the room")
    await day.wait(80)
    if how == "button":
        seen = await day.forge(amina, "hand.up:food")
    else:
        seen = await day.type(amina, "hand up", day.guild.channels["food"])
    assert seen.text.startswith("The room of “Food” is closed, so hands are down.")
    assert hands(day) == []
    await day.press(facilitator, control(day), "Open it again")
    await day.wait(10)
    assert "**Your hand is up.**" in (await day.forge(amina, "hand.up:food")).text
