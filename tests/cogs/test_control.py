"""Running a room: its door, its locks in Discord, its countdowns, and who may touch them."""

from __future__ import annotations

import discord
import pytest
from simcord.actors import MemberActor

from tests.cogs.test_hands import it_is_on, said_in
from tests.cogs.test_programme import FOOD, HEALTH, TALK, plan_is, workshop
from tests.world import Seen, World, routes_of, texts_of


@pytest.fixture
async def day(bare_world: World) -> World:
    """Two workshops that have not begun, and Fay, who leads the one about food."""
    await plan_is(bare_world, TALK, FOOD, HEALTH)
    await bare_world.wait(30)
    return bare_world


async def fay(world: World, slug: str = "food") -> MemberActor:
    member = world.person("Fay", roles=("Facilitator",))
    seen = await world.forge(member, f"room.lead:{slug}")
    assert "You lead" in seen.text
    return member


def control(world: World, room: str = "food") -> discord.Message:
    """The panel from which a room is run."""
    (found,) = [
        message
        for message in world.guild.channels[room].pinned_messages()
        if any(route.startswith("room.") for route in routes_of(message))
    ]
    return found


async def behind(world: World, member: MemberActor, label: str, room: str = "food") -> Seen:
    """What stands behind a button of the control panel."""
    return await world.press(member, control(world, room), label)


def may_write(world: World, member: MemberActor, room: str = "food") -> bool:
    channel = world.guild.channels[room]
    allowed = world.env.backend.compute_permissions(world.guild.id, member.id, channel.id)
    return discord.Permissions(allowed).send_messages


async def test_before_it_is_opened_a_room_can_be_read_and_not_written_in(day: World) -> None:
    amina = await day.join()
    assert not may_write(day, amina)
    assert "Food for all" in day.read_by(amina)
    facilitator = await fay(day)
    assert may_write(day, facilitator)


async def test_opening_lets_people_write_and_says_so_once(day: World) -> None:
    amina = await day.join()
    facilitator = await fay(day)
    seen = await day.press(facilitator, control(day), "Open the room")
    assert "is open" in seen.text
    await day.wait(10)
    assert may_write(day, amina)
    assert said_in(day, "food") == ["**The room is open.** Welcome to Food."]
    assert not may_write(day, amina, "health")
    await day.restart()
    await day.wait(20)
    assert len(said_in(day, "food")) == 1


async def test_closing_warns_waits_a_minute_and_locks(day: World) -> None:
    amina = await day.join()
    facilitator = await fay(day)
    await day.press(facilitator, control(day), "Open the room")
    await day.wait(10)
    await day.press(facilitator, control(day), "Close the room")
    await day.wait(10)
    assert may_write(day, amina)
    assert "This room closes" in said_in(day, "food")[-1]
    await day.wait(60)
    assert not may_write(day, amina)
    assert "This room is closed" in said_in(day, "food")[-1]
    assert "Food for all" in day.read_by(amina)


async def test_the_warning_can_be_taken_back(day: World) -> None:
    amina = await day.join()
    facilitator = await fay(day)
    await day.press(facilitator, control(day), "Open the room")
    await day.wait(10)
    await day.press(facilitator, control(day), "Close the room")
    await day.wait(10)
    await day.press(facilitator, control(day), "Keep it open")
    await day.wait(90)
    assert may_write(day, amina)


async def test_a_room_opens_by_itself_at_the_start_where_nobody_leads_it(day: World) -> None:
    amina = await day.join()
    await it_is_on(day, "food")
    await day.wait(10)
    assert may_write(day, amina)


async def test_a_restart_between_the_press_and_the_lock_forgets_nothing(day: World) -> None:
    amina = await day.join()
    facilitator = await fay(day)
    await day.press(facilitator, control(day), "Open the room")
    await day.restart()
    await day.wait(10)
    assert may_write(day, amina)


@pytest.mark.parametrize("who", ["stranger", "attendee", "other facilitator"])
async def test_who_does_not_lead_the_room_turns_nothing(day: World, who: str) -> None:
    member = (
        day.person("Rob", roles=("Facilitator",))
        if who == "other facilitator"
        else await day.join()
        if who == "attendee"
        else day.person("Sid")
    )
    wanted = "This is not your room." if who == "other facilitator" else "Only facilitators"
    for route in ("room.open:food", "room.close:food", "room.text:food:closed", "room.keep:food"):
        assert wanted in (await day.forge(member, route)).text, route
    assert wanted in (await day.forge(member, "room.slow.set:food:30")).text
    seen = await day.forge(member, "room.clock:food", fields={"label": "Talk", "minutes": "5"})
    assert wanted in seen.text
    assert day.rows("SELECT door FROM room WHERE slug = 'food' AND door <> 'quiet'") == []
    assert day.rows("SELECT * FROM room_clock") == []


async def test_an_organiser_runs_every_room(day: World) -> None:
    seen = await day.press(day.manager, control(day), "Open the room")
    assert "is open" in seen.text


async def test_a_co_facilitator_takes_over_and_the_first_can_leave(day: World) -> None:
    facilitator = await fay(day)
    rob = day.person("Rob", roles=("Facilitator",))
    seen = await day.press(rob, control(day), "I lead this room")
    assert "With you: 1 other." in seen.text
    seen = await day.forge(facilitator, "room.unlead:food")
    assert "You no longer lead" in seen.text
    assert "is open" in (await day.press(rob, control(day), "Open the room")).text
    assert "not your room" in (await day.forge(facilitator, "room.close:food")).text


async def test_the_chat_alone_can_be_closed_and_slowed(day: World) -> None:
    amina = await day.join()
    facilitator = await fay(day)
    await day.press(facilitator, control(day), "Open the room")
    await day.wait(10)
    await day.press(facilitator, await behind(day, facilitator, "More…"), "Close the chat")
    seen = await day.press(facilitator, await behind(day, facilitator, "More…"), "Slow mode…")
    await day.press(facilitator, seen, "Every 30 seconds")
    await day.wait(10)
    assert not may_write(day, amina)
    assert day.bot.get_channel(day.guild.channels["food"].id).slowmode_delay == 30  # type: ignore[union-attr]
    await day.press(facilitator, await behind(day, facilitator, "More…"), "Open the chat")
    await day.wait(10)
    assert may_write(day, amina)


async def test_a_clock_is_called_out_and_given_more_time_by_one_press(day: World) -> None:
    facilitator = await fay(day)
    await day.press(facilitator, control(day), "Open the room")
    form = await day.press(facilitator, control(day), "Start a clock…")
    seen = await day.send(facilitator, form, label="Small talk", minutes="6")
    assert "**The clock runs.** Small talk: ends" in seen.text
    await day.wait(70)
    assert said_in(day, "food")[-1].startswith("**Small talk: 5 minutes left**")
    await day.press(facilitator, seen, "5 minutes more")
    await day.wait(300)
    assert said_in(day, "food")[-1].startswith("**Small talk: 5 minutes left**")
    assert "Small talk" in "\n".join(texts_of(control(day)))
    await day.press(facilitator, seen, "Stop the clock")
    calls = len(said_in(day, "food"))
    await day.wait(400)
    assert len(said_in(day, "food")) == calls


async def test_a_wrong_number_of_minutes_comes_back_with_the_form(day: World) -> None:
    facilitator = await fay(day)
    form = await day.press(facilitator, control(day), "Start a clock…")
    seen = await day.send(facilitator, form, minutes="ten")
    assert "A clock runs for 1 to 240 minutes." in seen.text
    again = await day.press(facilitator, seen, "Open the form again")
    assert again.fields == {"label": "Small groups", "minutes": "ten"}


async def test_the_commands_do_what_the_buttons_do(day: World) -> None:
    facilitator = day.person("Fay", roles=("Facilitator",))
    room = day.guild.channels["food"]
    assert "You lead" in (await day.type(facilitator, "room lead", room)).text
    assert "is open" in (await day.type(facilitator, "room open", room)).text
    assert "The clock runs" in (await day.type(facilitator, "room clock", room, minutes=5)).text
    assert "closes" in (await day.type(facilitator, "room close", room)).text
    assert "not clear which room" in (await day.type(facilitator, "room open")).text


async def test_another_servers_facilitator_has_no_power_here(day: World) -> None:
    other = day.beside("Othertown")
    await other.set_up()
    stranger = other.person("Fay", roles=("Facilitator",))
    await other.forge(stranger, "room.lead:food")
    await other.forge(stranger, "room.open:food")
    assert (
        day.rows("SELECT door FROM room WHERE guild_id = ? AND door = 'open'", day.guild.id) == []
    )


async def test_discords_refusal_is_logged_and_tried_again(day: World) -> None:
    amina = await day.join()
    facilitator = await fay(day)
    channel = day.guild.channels["food"]
    path = f"/channels/{channel.id}/permissions/{day.guild.roles['Attendee'].id}"
    day.env.inject_error("PUT", path, status=403, code=50013, times=1)
    await day.press(facilitator, control(day), "Open the room")
    await day.wait(10)
    assert any("is not opened or closed" in line for line in day.log.lines)
    await day.wait(80)
    assert may_write(day, amina)


async def test_a_closed_workshop_is_quiet_too_for_those_with_a_place_until_it_opens(
    bare_world: World,
) -> None:
    """People are let in by name there: that must not be a way round the door."""
    await plan_is(bare_world, TALK, workshop("food", walk_in=False), HEALTH)
    amina = await bare_world.join()
    await bare_world.forge(amina, f"workshop.choose:{bare_world.guild.id}:food")
    await bare_world.wait(30)
    assert "Food" in bare_world.read_by(amina)
    assert not may_write(bare_world, amina)
    facilitator = await fay(bare_world)
    await bare_world.press(facilitator, control(bare_world), "Open the room")
    await bare_world.wait(10)
    assert may_write(bare_world, amina)
    await bare_world.press(facilitator, control(bare_world), "Close the room")
    await bare_world.wait(80)
    assert not may_write(bare_world, amina)
    assert "Food" in bare_world.read_by(amina)


async def test_a_room_that_setup_makes_again_is_locked_again(day: World) -> None:
    amina = await day.join()
    channel = day.bot.get_channel(day.guild.channels["food"].id)
    assert isinstance(channel, discord.TextChannel)
    await channel.delete()
    await day.wait(10)
    await day.set_up()
    await day.wait(30)
    assert not may_write(day, amina)


async def test_a_command_in_a_groups_thread_is_about_its_room(day: World) -> None:
    facilitator = await fay(day)
    channel = day.bot.get_channel(day.guild.channels["food"].id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="Group 1", type=discord.ChannelType.public_thread)
    (thread,) = day.guild.channels["food"].threads
    seen = await day.type(facilitator, "room open", thread)
    assert "is open" in seen.text
