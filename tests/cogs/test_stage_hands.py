"""The stage and the queue: requests to speak are hands, and who is called on is let speak."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from tests.cogs.test_hands import fay, it_is_on, people, queue, said_in, up
from tests.cogs.test_programme import FOOD, HEALTH, TALK, plan_is
from tests.cogs.test_voices import with_stages
from tests.world import Seen, World

pytestmark = pytest.mark.usefixtures("without_control")

LACKS = "**The bot may not let people speak on"


@pytest.fixture
async def day(bare_world: World) -> World:
    """A talk on a stage, which is on."""
    with_stages(bare_world)
    await plan_is(bare_world, TALK, FOOD, HEALTH)
    await it_is_on(bare_world, "talk")
    await bare_world.wait(20)
    return bare_world


def stage_of(world: World) -> int:
    return world.guild.channels["talk live"].id


async def on_stage(
    world: World, member: MemberActor, channel: int | None = 0, **state: Any
) -> None:
    """Somebody is in the audience, or as ``state`` says; without a channel they have left."""
    there = stage_of(world) if channel == 0 else channel
    values = {"suppress": True, "request_to_speak_timestamp": None} | state
    world.env.backend.set_voice_state(world.guild.id, member.id, there, **values)
    await world.env.settle()


async def request(world: World, member: MemberActor) -> None:
    asked = world.env.now().isoformat()
    await on_stage(world, member, request_to_speak_timestamp=asked)


def speaks(world: World, member: MemberActor) -> bool:
    state = world.guild.voice_states()[member.id]
    return state.channel_id == stage_of(world) and not state.suppress


async def leads(world: World) -> MemberActor:
    lead = fay(world)
    await world.lead(lead, "talk")
    return lead


async def looks(world: World, member: MemberActor) -> Seen:
    return await world.type(member, "hand queue", world.guild.channels["talk"])


def may_not_mute(world: World) -> None:
    """A server’s admin took the permission away from the bot on this stage."""
    denied = discord.Permissions(mute_members=True).value
    world.env.backend.set_overwrite(
        stage_of(world),
        Overwrite(
            target_id=world.env.backend.bot_user.id, type=OverwriteType.MEMBER, allow=0, deny=denied
        ),
    )


async def test_a_request_to_speak_is_a_hand_and_taking_it_back_lowers_it(day: World) -> None:
    amina, ben = await people(day, 2)
    await up(day, ben)
    await request(day, amina)
    assert queue(day) == [ben.id, amina.id]
    assert "You are 2nd" in (await day.forge(amina, "hand.place:talk")).text
    await on_stage(day, amina)
    assert queue(day) == [ben.id]
    await request(day, amina)
    await on_stage(day, amina, channel=None)
    assert queue(day) == [ben.id]


async def test_who_raised_a_hand_too_keeps_it_when_the_request_goes(day: World) -> None:
    (amina,) = await people(day, 1)
    await up(day, amina)
    await request(day, amina)
    await on_stage(day, amina)
    await day.wait(20)
    assert queue(day) == [amina.id]
    assert day.one("SELECT count(*) FROM hand") == 1


async def test_a_request_that_was_lowered_here_is_not_raised_again(day: World) -> None:
    (amina,) = await people(day, 1)
    await request(day, amina)
    await day.forge(amina, "hand.down:talk")
    await day.wait(30)
    assert queue(day) == []
    await on_stage(day, amina)
    await day.wait(10)
    await request(day, amina)
    assert queue(day) == [amina.id]


async def test_a_restart_finds_the_requests_that_came_and_went(day: World) -> None:
    amina, ben = await people(day, 2)
    await request(day, amina)
    states = day.env.backend.guilds[day.guild.id].voice_states
    asked = day.env.now().isoformat()
    kept = day.env.backend.prepare_voice_state(
        day.guild.id, ben.id, stage_of(day), suppress=True, request_to_speak_timestamp=asked
    )
    assert kept is not None
    states[ben.id] = kept  # while the bot is away
    del states[amina.id]
    await day.restart()
    await day.wait(20)
    assert queue(day) == [ben.id]


async def test_who_is_called_on_is_let_speak_and_goes_back_with_the_next(day: World) -> None:
    amina, ben = await people(day, 2)
    await request(day, amina)
    await on_stage(day, ben)
    await up(day, ben)
    lead = await leads(day)
    seen = await day.press(lead, await looks(day, lead), "Call on the next")
    assert f"**You called on <@{amina.id}>.** The room can read it. They are invited" in seen.text
    assert speaks(day, amina)
    seen = await day.press(lead, seen, "Call on the next")
    assert (speaks(day, amina), speaks(day, ben)) == (False, True)
    seen = await day.press(lead, seen, "Their turn is over")
    assert seen.text.startswith(f"**The turn of <@{ben.id}> is over.**")
    assert "Their turn is over" not in seen.buttons
    assert not speaks(day, ben)


async def test_the_post_that_names_somebody_goes_with_their_turn(day: World) -> None:
    (amina,) = await people(day, 1)
    await up(day, amina)
    lead = await leads(day)
    seen = await day.press(lead, await looks(day, lead), "Call on the next")
    assert len(said_in(day, "talk")) == 1
    await day.press(lead, seen, "Their turn is over")
    await day.restart()
    await day.wait(30)
    assert said_in(day, "talk") == []


async def test_the_post_goes_when_who_it_names_is_erased(day: World) -> None:
    (amina,) = await people(day, 1)
    await up(day, amina)
    lead = await leads(day)
    await day.press(lead, await looks(day, lead), "Call on the next")
    seen = await day.press(amina, await day.type(amina, "mydata"), "Erase my data")
    await day.press(amina, seen, "Yes, erase everything about me")
    await day.wait(60)
    assert said_in(day, "talk") == []


async def test_who_comes_to_the_stage_within_their_turn_is_let_speak_then(day: World) -> None:
    (amina,) = await people(day, 1)
    await up(day, amina)
    lead = await leads(day)
    seen = await day.press(lead, await looks(day, lead), "Call on the next")
    assert "When they come, they are invited to speak." in seen.text
    await on_stage(day, amina)
    await day.wait(10)
    assert speaks(day, amina)


async def test_a_speaker_of_their_own_is_not_sent_back(day: World) -> None:
    (amina,) = await people(day, 1)
    await on_stage(day, amina, suppress=False)
    await up(day, amina)
    lead = await leads(day)
    seen = await day.press(lead, await looks(day, lead), "Call on the next")
    await day.press(lead, seen, "Their turn is over")
    await day.wait(20)
    assert speaks(day, amina)


async def test_after_a_restart_who_was_let_speak_still_goes_back(day: World) -> None:
    (amina,) = await people(day, 1)
    await request(day, amina)
    lead = await leads(day)
    await day.press(lead, await looks(day, lead), "Call on the next")
    await day.restart()
    assert speaks(day, amina)
    await it_is_on(day, "talk", minutes=0)
    await day.wait(20)
    assert not speaks(day, amina)


async def test_without_the_permission_the_queue_works_alone_and_that_is_said(day: World) -> None:
    (amina,) = await people(day, 1)
    lead = await leads(day)
    assert LACKS not in (await looks(day, lead)).text
    path = f"/guilds/{day.guild.id}/voice-states/{amina.id}"
    day.env.inject_error("PATCH", path, status=403, code=50013, times=1)
    await request(day, amina)
    seen = await day.press(lead, await looks(day, lead), "Call on the next")
    assert "**The bot could not let them speak on" in seen.text
    assert queue(day) == []
    await day.wait(30)
    assert queue(day) == []
    assert not speaks(day, amina)


async def test_what_the_bot_lacks_stands_in_the_queue(day: World) -> None:
    may_not_mute(day)
    assert LACKS in (await looks(day, await leads(day))).text


async def test_who_asks_and_has_not_joined_is_named_to_who_leads_alone(day: World) -> None:
    nia = day.person("Nia", roles=("Attendee",))
    (amina,) = await people(day, 1)
    await request(day, nia)
    assert queue(day) == []
    lead = await leads(day)
    seen = await looks(day, lead)
    assert f"Not in the queue: <@{nia.id}>." in seen.text
    assert str(nia.id) not in (await looks(day, amina)).text
    await day.join(nia, name="Nia")
    await day.wait(10)
    assert queue(day) == [nia.id]


async def test_the_panels_buttons_mean_who_is_next(day: World) -> None:
    amina, ben, cem = await people(day, 3)
    for member in (amina, ben, cem):
        await up(day, member)
    lead, other = await leads(day), day.person("Gus", roles=("Facilitator",))
    await day.lead(other, "talk")
    seen = await day.forge(lead, "hand.skip:talk")
    assert seen.text.startswith(f"**<@{amina.id}> is now last in the queue.**")
    await day.forge(lead, "hand.call:talk")
    seen = await day.forge(other, "hand.call:talk")
    assert seen.text.startswith(f"**<@{lead.id}> has just called on <@{ben.id}>**")
    assert queue(day) == [cem.id, amina.id]
    assert "**2 hands are up**" in (await day.forge(lead, "hand.clear:talk")).text


async def test_a_second_server_has_its_own_stage_and_queue(day: World) -> None:
    other = day.beside("Othertown")
    with_stages(other)
    await other.set_up()
    await it_is_on(other, "talk")
    there = other.person("Amina")
    await other.join(there, name="Amina")
    await request(other, there)
    assert day.rows("SELECT guild_id, user_id FROM hand") == [(other.guild.id, there.id)]
    lead = await leads(day)
    hand = day.one("SELECT id FROM hand")
    for route in (f"hand.call:talk:{hand}", f"hand.done:talk:{hand}"):
        assert "There is no such hand here." in (await day.forge(lead, route)).text
