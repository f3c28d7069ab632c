"""Attendance as people come and go: rooms, groups, restarts, lost connections, bots."""

from __future__ import annotations

import discord
import pytest
from simcord.actors import MemberActor

from tests.cogs.test_control import control, fay
from tests.cogs.test_hands import it_is_on
from tests.cogs.test_programme import FOOD, HEALTH, TALK, plan_is
from tests.world import World


@pytest.fixture
async def day(bare_world: World) -> World:
    """The workshop about food is on for two hours, and its room is open."""
    await plan_is(bare_world, TALK, FOOD, HEALTH)
    await it_is_on(bare_world, "food", minutes=120)
    await bare_world.wait(20)
    return bare_world


def spans(world: World, slug: str = "food") -> list[tuple[int | None, int, bool]]:
    """Who, for how many minutes, and whether they are there still, in the order of coming."""
    return [
        (user_id, round(seconds / 60), bool(still))
        for user_id, seconds, still in world.rows(
            """SELECT p.user_id, unixepoch(ifnull(p.left_at, s.at)) - unixepoch(p.joined_at),
                      p.left_at IS NULL
            FROM presence AS p JOIN presence_seen AS s USING (guild_id, session)
            WHERE p.session = ? ORDER BY p.id""",
            slug,
        )
    ]


async def comes(world: World, name: str = "", room: str = "food live") -> MemberActor:
    """Somebody who joins the summit and goes into a voice room."""
    member = await world.join(name=name or "Amina Khan")
    await member.join_voice(world.guild.channels[room])
    return member


async def test_who_comes_and_goes_is_kept_with_their_minutes(day: World) -> None:
    amina = await comes(day)
    await day.wait(120)
    await amina.leave_voice()
    await day.wait(60)
    await amina.join_voice(day.guild.channels["food live"])
    await day.wait(180)
    assert spans(day) == [(amina.id, 2, False), (amina.id, 3, True)]


async def test_a_room_that_is_not_open_counts_nobody(day: World) -> None:
    facilitator = day.person("Rob", roles=("Facilitator",))  # attendees cannot come in yet
    await facilitator.join_voice(day.guild.channels["health live"])
    await day.wait(60)
    assert spans(day, "health") == []


async def test_closing_the_room_ends_everybodys_time(day: World) -> None:
    facilitator = await fay(day)
    amina = await comes(day)
    await day.wait(60)
    await day.press(facilitator, control(day), "Close the room")
    await day.wait(90)
    ((user_id, _, still),) = spans(day)
    assert (user_id, still) == (amina.id, False)
    await day.wait(60)
    assert len(spans(day)) == 1


async def test_who_leads_the_room_and_bots_are_not_counted(day: World) -> None:
    facilitator = await fay(day)
    await facilitator.join_voice(day.guild.channels["food live"])
    robot = day.env.create_user("music", bot=True)
    member = day.guild.add_member(robot, roles=[day.guild.roles["Attendee"]])
    await member.join_voice(day.guild.channels["food live"])
    await day.wait(60)
    assert spans(day) == []
    await day.restart()
    await day.wait(30)
    assert spans(day) == []


async def test_a_guest_who_has_not_joined_is_a_head_without_a_name(day: World) -> None:
    guest = day.person("Gus", roles=("Attendee",))
    await guest.join_voice(day.guild.channels["food live"])
    await day.wait(60)
    assert spans(day) == [(None, 1, True)]
    text = "\n".join(str(row) for row in day.rows("SELECT * FROM presence"))
    assert str(guest.id) not in text


async def test_moving_into_a_group_and_back_is_one_visit(day: World) -> None:
    amina = await comes(day)
    await day.wait(20)
    voice = day.guild.create_voice_channel("Food, group 1")

    def group(tx: object) -> None:
        tx.execute(  # type: ignore[attr-defined]
            """INSERT INTO breakout_round (id, guild_id, slug, number, how, minutes, brief, stage,
                made_at) VALUES (9, ?, 'food', 1, 'random', 9, '', 'over', '2026')""",
            (day.guild.id,),
        )
        tx.execute(  # type: ignore[attr-defined]
            """INSERT INTO breakout_group (round_id, number, guild_id, thread_state, voice_id,
                voice_state) VALUES (9, 1, ?, 'closed', ?, 'made')""",
            (day.guild.id, voice.id),
        )

    await day.store.write(group)
    await amina.join_voice(voice)
    assert day.guild.voice_states()[amina.id].channel_id == voice.id
    await day.wait(20)
    assert len(spans(day)) == 1


async def test_a_restart_in_the_middle_goes_on_with_who_is_there(day: World) -> None:
    amina, bo = await comes(day), await comes(day, "Bo Li")
    await day.wait(60)
    day.env.backend.set_voice_state(day.guild.id, bo.id, None)
    day.env.backend.advance_clock(600)
    await day.restart()
    await day.wait(60)
    assert [(user_id, still) for user_id, _, still in spans(day)] == [
        (amina.id, True),
        (bo.id, False),
    ]
    ((_, here, _), (_, gone, _)) = spans(day)
    assert here >= 12
    assert gone <= 2


async def test_while_the_connection_is_lost_nothing_is_taken_for_true(day: World) -> None:
    amina = await comes(day)
    await day.wait(30)
    seen = day.one("SELECT at FROM presence_seen")
    day.bot.dispatch("disconnect")
    await day.wait(120)
    assert day.one("SELECT at FROM presence_seen") == seen
    await amina.leave_voice()
    day.bot.dispatch("resumed")
    await day.wait(20)
    assert day.rows("SELECT left_at FROM presence") == [(seen,)]


async def test_a_hundred_leave_and_come_back(day: World) -> None:
    people = [day.person(f"P{number}", roles=("Attendee",)) for number in range(100)]
    live = day.guild.channels["food live"].id
    for went, wait in ((live, 60), (None, 60), (live, 60)):
        for one in people:
            day.env.backend.set_voice_state(day.guild.id, one.id, went)
        await day.wait(wait)
    assert len(spans(day)) == 200
    assert day.one("SELECT count(DISTINCT head) FROM presence") == 100


async def test_somebody_who_joins_the_summit_while_in_voice_gets_their_time(day: World) -> None:
    guest = day.person("Gus", roles=("Attendee",))
    await guest.join_voice(day.guild.channels["food live"])
    await day.wait(60)
    await day.join(guest, name="Gus Green")
    await day.wait(60)
    ((user_id, minutes, still),) = spans(day)
    assert (user_id, still) == (guest.id, True)
    assert minutes >= 2


async def test_another_server_counts_its_own_rooms(day: World) -> None:
    other = day.beside("Othertown")
    await other.set_up()
    amina = await comes(day)
    await day.wait(30)
    assert day.rows("SELECT DISTINCT guild_id FROM presence") == [(day.guild.id,)]
    assert [user_id for user_id, _, _ in spans(day)] == [amina.id]


async def test_a_voice_room_deleted_by_hand_ends_the_time(day: World) -> None:
    await comes(day)
    await day.wait(30)
    channel = day.bot.get_channel(day.guild.channels["food live"].id)
    assert isinstance(channel, discord.VoiceChannel)
    await channel.delete()
    await day.wait(20)
    assert [still for _, _, still in spans(day)] == [False]
