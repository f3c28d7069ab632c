"""Reminders in the rooms: once, in time, to those who want them, whatever goes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor

from cogs.reminders import cards
from db import attendees
from domain.plan import parse_plan
from domain.reminders import MOST_MENTIONED, Post, State
from domain.sessions import Rooms, planned
from domain.summits import Summit
from tests.cogs.test_programme import DAY, TALK, at, day_plan, plan_is
from tests.db.given import PLACES, details
from tests.world import World

WORDS = "starts <t:"

pytestmark = pytest.mark.usefixtures("without_control")


@dataclass(frozen=True, slots=True)
class Said:
    """One reminder as it arrived: where, what, and whose phone rang."""

    id: int
    channel_id: int
    text: str
    rang: frozenset[int]


def heard(world: World) -> list[Said]:
    """From now on, every reminder that Discord takes, in order."""
    found: list[Said] = []

    def keep(event: str, payload: Any) -> None:
        if event != "MESSAGE_CREATE" or WORDS not in (payload.get("content") or ""):
            return
        message_id, channel_id = int(payload["id"]), int(payload["channel_id"])
        message = world.env.backend.get_message(channel_id, message_id)
        rang = frozenset(message.ping_user_ids)
        found.append(Said(message_id, channel_id, payload["content"], rang))

    world.env.backend.subscribers.append(keep)
    return found


async def set_clock(world: World, hour: int, minute: int = 0, second: int = 0) -> None:
    """It is this time of the day now."""
    await jump(world, at(hour, minute) + second)


async def jump(world: World, moment: float) -> None:
    """The bot was away until this moment: its loops do not make up for what was between."""
    world.env.backend.advance_clock(moment - world.env.now().timestamp())
    await world.restart()


def room(world: World, name: str) -> int:
    return world.guild.channels[name].id


def standing(world: World, name: str) -> list[discord.Message]:
    """The reminders that can be read in a room."""
    return [one for one in world.guild.channels[name].history() if WORDS in one.content]


def states(world: World) -> list[tuple[str, int, int, str]]:
    return world.rows(
        "SELECT slug, lead, part, state FROM reminder WHERE guild_id = ? ORDER BY id",
        world.guild.id,
    )


async def choose(world: World, member: MemberActor, title: str) -> None:
    await world.press(member, await world.type(member, "workshops"), f"Choose {title}")


async def crowd(world: World, count: int) -> frozenset[int]:
    """So many who have joined, without playing it all; some are not in the server any more."""
    ids = range(10**17, 10**17 + count)
    for user_id in ids:
        await attendees.join(
            world.store,
            guild_id=world.guild.id,
            user_id=user_id,
            details=details(),
            now=world.env.now(),
        )
        await attendees.role_given(world.store, guild_id=world.guild.id, user_id=user_id)
    return frozenset(ids)


@pytest.fixture
async def day(bare_world: World) -> World:
    await plan_is(bare_world, *DAY)
    return bare_world


# ---------------------------------------------------------------- in time and once


async def test_ten_minutes_and_one_minute_before_in_the_session_s_room(day: World) -> None:
    amina, ben = await day.join(name="Amina"), await day.join(name="Ben")
    said = heard(day)
    await set_clock(day, 9, 49, 30)
    await day.wait(20)
    assert said == []
    await day.wait(20)
    (first,) = said
    assert first.channel_id == room(day, "talk")
    (stage,) = day.rows("SELECT voice_channel_id FROM session WHERE slug = 'talk'")
    assert first.text == (
        f"**A fair town** starts <t:{at(10)}:R>, at <t:{at(10)}:t> (10:00 in UTC).\n"
        f"To listen, press <#{stage[0]}>. To speak, raise your hand.\n"
        f"<@{amina.id}> <@{ben.id}>"
    )
    assert first.rang == {amina.id, ben.id}
    await day.wait(8 * 60 + 20)
    assert len(said) == 1
    await day.wait(60)
    assert [one.text for one in said] == [first.text] * 2
    assert said[1].rang == {amina.id, ben.id}


async def test_of_a_workshop_only_those_with_a_place_are_told(day: World) -> None:
    amina, ben, cho = [await day.join(name=name) for name in ("Amina", "Ben", "Cho")]
    await choose(day, amina, "Food")
    await choose(day, ben, "Health")
    said = heard(day)
    await set_clock(day, 10, 50)
    await day.wait(20)
    assert {(one.channel_id, one.rang) for one in said} == {
        (room(day, "food"), frozenset({amina.id})),
        (room(day, "health"), frozenset({ben.id})),
    }
    assert all(str(cho.id) not in one.text for one in said)


async def test_breaks_have_no_reminder(day: World) -> None:
    await day.join()
    said = heard(day)
    for minute in (50, 59):
        await set_clock(day, 11, minute)
        await day.wait(30)
    assert said == []


async def test_what_is_not_recorded_says_so(bare_world: World) -> None:
    await plan_is(bare_world, TALK | {"recorded": False})
    said = heard(bare_world)
    await set_clock(bare_world, 9, 50)
    await bare_world.wait(20)
    assert said[0].text.split("\n")[-1] == "**This session is not recorded.**"
    assert said[0].rang == frozenset()


async def test_a_restart_in_between_announces_nothing_twice(day: World) -> None:
    await day.join()
    said = heard(day)
    await set_clock(day, 9, 50)
    await day.wait(20)
    for _ in range(3):
        await day.restart()
        await day.wait(20)
    assert len(said) == 1
    await set_clock(day, 9, 59)
    await day.wait(20)
    await day.restart()
    await day.wait(20)
    assert len(said) == 2


async def test_a_clock_that_goes_back_announces_nothing_twice(day: World) -> None:
    await day.join()
    said = heard(day)
    await set_clock(day, 9, 50)
    await day.wait(30)
    now = day.bot.now
    day.bot.now = lambda: now() - timedelta(seconds=25)
    await day.wait(120)
    assert len(said) == 1


@pytest.mark.parametrize(
    ("hour", "minute", "second", "count"),
    [(9, 54, 50, 1), (9, 55, 1, 0), (9, 59, 30, 1), (10, 0, 0, 0), (10, 30, 0, 0)],
)
async def test_who_starts_late_sends_what_is_in_time_and_drops_the_rest(
    day: World, hour: int, minute: int, second: int, count: int
) -> None:
    await day.join()
    said = heard(day)
    await set_clock(day, hour, minute, second)
    await day.restart()
    await day.wait(20)
    assert len(said) == count


# ---------------------------------------------------------------- who wants them


async def test_one_press_below_a_reminder_and_one_to_undo_it(day: World) -> None:
    amina, ben = await day.join(name="Amina"), await day.join(name="Ben")
    said = heard(day)
    await set_clock(day, 9, 50)
    await day.wait(20)
    (message,) = standing(day, "talk")
    seen = await day.press(amina, message, "Don’t remind me")
    assert seen.private
    assert seen.text.startswith("**You get no more reminders.**")
    assert len(standing(day, "talk")) == 1, "the public post stays as it is"
    await set_clock(day, 9, 59)
    await day.wait(20)
    assert said[1].rang == {ben.id}
    assert str(amina.id) not in said[1].text
    seen = await day.press(amina, seen, "Remind me again")
    assert seen.text.startswith("**You get reminders again**")
    assert len(seen.messages) == 1
    await set_clock(day, 13, 50)
    await day.wait(20)
    assert said[2].rang == {amina.id, ben.id}


@pytest.mark.parametrize("way", ["command", "welcome", "room"])
async def test_reminders_are_found_by_command_and_on_the_panels(day: World, way: str) -> None:
    amina = await day.join()
    await day.wait(60)
    if way == "command":
        seen = await day.type(amina, "reminders")
    elif way == "welcome":
        seen = await day.press(amina, day.panel, "Reminders")
    else:
        (panel,) = day.guild.channels["talk"].pinned_messages()
        seen = await day.press(amina, panel, "Reminders")
    assert seen.text.startswith("**Reminders are on.**")
    seen = await day.press(amina, seen, "Don’t remind me")
    assert day.rows("SELECT user_id FROM reminder_off") == [(amina.id,)]
    assert (await day.type(amina, "reminders")).text.startswith("**Reminders are off.**")


async def test_pressed_or_delivered_twice_is_as_once(day: World) -> None:
    amina = await day.join()
    seen = await day.type(amina, "reminders")
    await day.press(amina, seen, "Don’t remind me")
    await day.deliver_again()
    again = await day.forge(amina, "reminders.off:77")
    assert again.text.startswith("**You get no more reminders.**")
    assert day.one("SELECT count(*) FROM reminder_off") == 1


async def test_who_has_not_joined_is_left_alone_and_can_join(day: World) -> None:
    stranger = day.person()
    seen = await day.forge(stranger, "reminders.off:1")
    assert seen.text.startswith("You have not joined the summit, so we do not remind you")
    seen = await day.forge(stranger, "reminders.on")
    assert "One more step: join the summit." in seen.text
    seen = await day.type(stranger, "reminders")
    form = await day.press(stranger, seen, "Join the summit")
    seen = await day.send(stranger, form, kind="resident")
    assert seen.text.startswith("**Reminders are on.**")


@pytest.mark.parametrize("claim", ["reminders.off:1:2", "reminders.on:1", "reminders:1"])
async def test_a_button_that_no_message_has_is_refused(day: World, claim: str) -> None:
    seen = await day.forge(await day.join(), claim)
    assert seen.text.startswith("This button or form is from an older message")


@pytest.mark.parametrize("role", ["Facilitator", "Organiser"])
async def test_helpers_are_reminded_like_everybody_once_they_joined(day: World, role: str) -> None:
    helper = await day.join(day.person("Fay", roles=(role,)), name="Fay")
    day.person("Gil", roles=(role,))
    said = heard(day)
    await set_clock(day, 9, 50)
    await day.wait(20)
    assert said[0].rang == {helper.id}


async def test_saying_no_in_one_server_is_said_there_only(day: World) -> None:
    other = day.beside("Othertown")
    await other.set_up()
    amina = await day.join(name="Amina")
    there = await other.join(other.guild.add_member(amina.user), name="Amina")
    await day.press(amina, await day.type(amina, "reminders"), "Don’t remind me")
    said = heard(day)
    await set_clock(day, 9, 50)
    await day.wait(20)
    assert {one.channel_id: one.rang for one in said} == {
        room(day, "talk"): frozenset(),
        room(other, "talk"): frozenset({there.id}),
    }


# ---------------------------------------------------------------- very many


async def test_several_hundred_are_mentioned_once_each_within_discord_s_limits(
    day: World,
) -> None:
    amina = await day.join(name="Amina")
    everybody = await crowd(day, 500)
    said = heard(day)
    await set_clock(day, 9, 59)
    await day.wait(30)
    named = [int(word[2:-1]) for one in said for word in one.text.split() if word.startswith("<@")]
    assert len(named) == len(set(named))
    assert set(named) == everybody | {amina.id}
    assert len(said) == 11
    assert all(len(one.text) <= 2000 for one in said)
    assert all(one.text.count("<@") <= MOST_MENTIONED for one in said)
    assert [one.rang for one in said if one.rang] == [{amina.id}]
    await day.restart()
    await day.wait(20)
    assert len(said) == 11


async def test_a_restart_between_two_parts_goes_on_where_it_stopped(day: World) -> None:
    everybody = await crowd(day, 200)
    said = heard(day)
    await set_clock(day, 9, 50)
    while not said:
        await day.env.advance_time(0.5)
    assert len(said) < 4
    await day.restart()
    await day.wait(20)
    assert len(said) == 4
    named = [int(word[2:-1]) for one in said for word in one.text.split() if word.startswith("<@")]
    assert len(named) == 200
    assert set(named) == everybody


@pytest.mark.parametrize("where", [{}, {"link": f"https://example.org/{'x' * 480}"}])
def test_the_longest_reminder_is_one_that_discord_takes(where: dict[str, str]) -> None:
    talk = TALK | {"title": "*" * 100, "recorded": False} | where
    plan = parse_plan(day_plan(talk, zone="America/North_Dakota/New_Salem"))
    session = planned(plan, plan.sessions[0], 0, 1, Rooms(text=1, voice=2**63 - 1))
    now = datetime(2026, 1, 1, tzinfo=UTC)
    post = Post(2**63 - 1, 1, "talk", now, 10, 1, False, 1, None, State.SENDING, now)
    people = [2**63 - 1 - n for n in range(MOST_MENTIONED)]
    reply = cards.reminder(session, Summit(1, plan, PLACES), post, people)
    assert len(reply.text) <= 2000
    assert all(link in reply.text for link in where.values())
    ((press,),) = reply.rows
    assert len(press.route) <= 100
