"""Hands as people raise them: places, whose turn it is, and the ends of things."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor

from db import sessions
from tests.cogs.test_programme import FOOD, HEALTH, TALK, plan_is
from tests.world import Seen, World

pytestmark = pytest.mark.usefixtures("without_control")


async def it_is_on(world: World, *slugs: str, minutes: int = 60, **other: Any) -> None:
    """These sessions are on, from now for so many minutes."""
    for slug in slugs:
        one = await sessions.get(world.store, guild_id=world.guild.id, slug=slug)
        assert one is not None
        now = world.env.now()
        on = replace(one, starts_at=now, ends_at=now + timedelta(minutes=minutes), **other)
        await world.store.write(lambda tx, on=on: sessions.save(tx, on))


@pytest.fixture
async def day(bare_world: World) -> World:
    """A talk, which is on, and two workshops at the same time, which are not yet."""
    await plan_is(bare_world, TALK, FOOD, HEALTH)
    await it_is_on(bare_world, "talk")
    await bare_world.wait(20)
    return bare_world


async def up(world: World, member: MemberActor, room: str = "talk") -> Seen:
    return await world.type(member, "hand up", world.guild.channels[room])


async def people(world: World, count: int) -> list[MemberActor]:
    return [await world.join(name=f"Person{n}") for n in range(count)]


def fay(world: World) -> MemberActor:
    return world.person("Fay", roles=("Facilitator",))


def queue(world: World) -> list[int]:
    return [
        user for (user,) in world.rows("SELECT user_id FROM hand WHERE state = 'up' ORDER BY place")
    ]


def said_in(world: World, room: str) -> list[str]:
    """What was written in a room, besides its panel."""
    return [
        message.content
        for message in reversed(world.guild.channels[room].history())
        if message.content and not message.is_system()
    ][::-1]


# ------------------------------------------------------------------ raising


async def test_each_is_told_their_place(day: World) -> None:
    for place, member in zip(("1st", "2nd", "3rd"), await people(day, 3), strict=True):
        seen = await up(day, member)
        head = f"**Your hand is up.** You are {place} in the queue for A fair town."
        assert seen.text.startswith(head)
        assert ("You are next." in seen.text) is (place == "1st")


async def test_the_rooms_buttons_do_the_same(day: World) -> None:
    (amina,) = await people(day, 1)
    (panel,) = day.guild.channels["talk"].pinned_messages()
    assert "1st in the queue" in (await day.press(amina, panel, "Raise my hand")).text
    assert "1 hand is up in A fair town." in (await day.press(amina, panel, "See the hands")).text
    assert "**Your hand is down.**" in (await day.press(amina, panel, "Lower my hand")).text
    assert "**Your hand was not up**" in (await day.press(amina, panel, "Lower my hand")).text
    assert queue(day) == []


async def test_the_panel_has_the_buttons_only_while_the_session_is_on(day: World) -> None:
    def has(room: str) -> bool:
        (panel,) = day.guild.channels[room].pinned_messages()
        return "Raise my hand" in str([part.to_dict() for part in panel.components])

    assert has("talk")
    assert not has("food")
    await it_is_on(day, "talk", minutes=0)
    await day.wait(10)
    assert not has("talk")


async def test_a_place_is_kept_and_followed(day: World) -> None:
    amina, ben = await people(day, 2)
    await up(day, amina)
    seen = await up(day, ben)
    again = await up(day, ben)
    assert "up already, and keeps its place.** You are 2nd" in again.text
    await day.type(amina, "hand down", day.guild.channels["talk"])
    seen = await day.press(ben, seen, "See my place")
    assert "You are 1st in the queue" in seen.text
    assert len(seen.messages) == 1
    assert "2nd in the queue" in (await up(day, amina)).text
    assert queue(day) == [ben.id, amina.id]


async def test_two_at_the_same_moment_get_different_places(day: World) -> None:
    members = await people(day, 5)
    results = [day._forged(member, "hand.up:talk", None, ()) for member in members]
    await day.env.settle()
    told = "\n".join(day.seen(result).text for result in results)
    assert [told.count(f"You are {n} in") for n in ("1st", "2nd", "3rd", "4th", "5th")] == [1] * 5


async def test_the_same_press_delivered_again_raises_nothing(day: World) -> None:
    (amina,) = await people(day, 1)
    (panel,) = day.guild.channels["talk"].pinned_messages()
    await day.press(amina, panel, "Raise my hand")
    await day.deliver_again()
    assert queue(day) == [amina.id]
    assert day.one("SELECT count(*) FROM hand_log") == 1


@pytest.mark.parametrize("roles", [(), ("Attendee",), ("Facilitator",)])
async def test_who_has_not_joined_does_and_then_the_hand_is_up(
    day: World, roles: tuple[str, ...]
) -> None:
    nia = day.person("Nia", roles=roles)
    seen = await day.forge(nia, "hand.up")  # in a channel that everybody sees
    assert "One more step: join the summit." in seen.text
    form = await day.press(nia, seen, "Join the summit")
    seen = await day.send(nia, form, kind="resident")
    assert "1st in the queue" in seen.text
    assert queue(day) == [nia.id]


@pytest.mark.parametrize(
    ("room", "says"),
    [("food", "“Food” has not begun."), ("welcome", "1st in the queue for A fair town")],
)
async def test_the_room_says_which_session_else_what_is_on(
    day: World, room: str, says: str
) -> None:
    (amina,) = await people(day, 1)
    assert says in (await up(day, amina, room)).text


async def test_where_it_could_be_two_people_are_asked(day: World) -> None:
    amina, ben = await people(day, 2)
    await day.forge(ben, f"workshop.choose:{day.guild.id}:health")
    await it_is_on(day, "talk", minutes=0)
    await it_is_on(day, "food", "health")
    assert "1st in the queue for Health" in (await up(day, ben, "welcome")).text
    seen = await up(day, amina, "welcome")
    assert seen.text == "**Which session do you mean?**"
    assert list(seen.buttons) == ["Food", "Health"]
    seen = await day.press(amina, seen, "Health")
    assert "2nd in the queue for Health" in seen.text
    assert (
        "2nd in the queue for Health"
        in (await day.press(amina, await day.type(amina, "hand queue"), "Health")).text
    )


async def test_where_nothing_is_on_that_is_said(day: World) -> None:
    await it_is_on(day, "talk", minutes=0)
    (amina,) = await people(day, 1)
    assert "No session is on at the moment" in (await up(day, amina, "welcome")).text
    assert "“A fair town” is over" in (await up(day, amina)).text
    assert queue(day) == []


@pytest.mark.parametrize("change", [{"minutes": 0}, {"cancelled": True}])
async def test_hands_go_down_by_themselves_with_the_session(
    day: World, change: dict[str, Any]
) -> None:
    (amina,) = await people(day, 1)
    seen = await up(day, amina)
    await it_is_on(day, "talk", **change)
    told = (await day.press(amina, seen, "See my place")).text
    assert "is over" in told or "was cancelled" in told
    await day.wait(15)
    assert day.rows("SELECT state FROM hand") == [("ended",)]


# ------------------------------------------------------------------ whose turn it is


async def test_the_next_is_called_in_the_room_and_nobody_else_is_alerted(day: World) -> None:
    amina, ben = await people(day, 2)
    await up(day, amina)
    await up(day, ben)
    lead = fay(day)
    await day.lead(lead)
    seen = await day.type(lead, "hand queue", day.guild.channels["talk"])
    lines = seen.text.split("\n")
    assert lines[0] == "**2 hands are up** in A fair town."
    assert [line.split(",")[0] for line in lines[1:]] == [
        f"1. <@{amina.id}>",
        f"2. <@{ben.id}>",
    ]
    seen = await day.press(lead, seen, "Call on the next")
    assert seen.text.startswith(f"**You called on <@{amina.id}>.** The room can read it.")
    assert f"1. <@{ben.id}>" in seen.text
    assert f"Called on last: <@{amina.id}> at" in seen.text
    (said,) = said_in(day, "talk")
    voice = day.guild.channels["talk live"].id
    assert said == (
        f"<@{amina.id}>, **it is your turn.** Please speak in <#{voice}>, or write here."
        " If it is a stage, you are invited to speak there."
    )
    (message,) = [one for one in day.guild.channels["talk"].history() if one.content == said]
    assert [user.id for user in message.mentions] == [amina.id]
    assert "You were called on at" in (await day.forge(amina, "hand.place:talk")).text
    assert day.rows("SELECT event, actor_id FROM hand_log WHERE event = 'called'") == [
        ("called", lead.id)
    ]


async def test_two_who_lead_never_call_two_people_unknowingly(day: World) -> None:
    amina, ben = await people(day, 2)
    await up(day, amina)
    await up(day, ben)
    lead, talk = fay(day), day.guild.channels["talk"]
    await day.lead(lead)
    first = await day.type(lead, "hand queue", talk)
    second = await day.type(day.manager, "hand queue", talk)
    await day.press(lead, first, "Call on the next")
    seen = await day.press(day.manager, second, "Call on the next")
    assert seen.text.startswith(
        f"<@{lead.id}> has called on <@{amina.id}> already, so nobody else was called."
    )
    assert queue(day) == [ben.id]
    assert len(said_in(day, "talk")) == 1
    await day.press(day.manager, seen, "Call on the next")
    assert queue(day) == []
    assert len(said_in(day, "talk")) == 2


async def test_a_call_delivered_again_names_nobody_twice(day: World) -> None:
    (amina,) = await people(day, 1)
    await up(day, amina)
    seen = await day.type(day.manager, "hand queue", day.guild.channels["talk"])
    await day.press(day.manager, seen, "Call on the next")
    await day.deliver_again()
    assert len(said_in(day, "talk")) == 1


async def test_who_has_lowered_it_meanwhile_is_not_called(day: World) -> None:
    amina, ben = await people(day, 2)
    await up(day, amina)
    await up(day, ben)
    seen = await day.type(day.manager, "hand queue", day.guild.channels["talk"])
    await day.forge(amina, "hand.down:talk")
    seen = await day.press(day.manager, seen, "Call on the next")
    assert seen.text.startswith(f"<@{amina.id}> has no hand up any more")
    assert said_in(day, "talk") == []
    assert queue(day) == [ben.id]


async def test_skip_and_clear(day: World) -> None:
    amina, ben, cem = await people(day, 3)
    for member in (amina, ben):
        await up(day, member)
    stale = await day.type(day.manager, "hand queue", day.guild.channels["talk"])
    seen = await day.press(day.manager, stale, "Skip")
    assert seen.text.startswith(f"**<@{amina.id}> is now last in the queue.**")
    assert queue(day) == [ben.id, amina.id]
    asked = await day.press(day.manager, seen, "Clear…")
    assert asked.text.startswith("**2 hands are up** in A fair town. Lower them all?")
    await up(day, cem)  # while somebody reads
    seen = await day.press(day.manager, asked, "Lower them all")
    assert seen.text.startswith("**2 hands were lowered.**")
    assert queue(day) == [cem.id]


async def test_a_room_that_cannot_be_written_to_is_told_of(day: World) -> None:
    (amina,) = await people(day, 1)
    await up(day, amina)
    seen = await day.type(day.manager, "hand queue", day.guild.channels["talk"])
    path = f"/channels/{day.guild.channels['talk'].id}/messages"
    day.env.inject_error("POST", path, status=403, code=50013, times=1)
    seen = await day.press(day.manager, seen, "Call on the next")
    assert "but the bot could not write it in the room.** Please say it yourself." in seen.text
    assert queue(day) == []


@pytest.mark.parametrize(
    "route",
    [
        "hand.call:talk:{hand}",
        "hand.skip:talk:{hand}:1",
        "hand.clear:talk:9",
        "hand.cleared:talk:9",
    ],
)
async def test_only_those_who_lead_may_and_names_are_theirs(day: World, route: str) -> None:
    amina, ben = await people(day, 2)
    await up(day, amina)
    hand = day.one("SELECT id FROM hand")
    for member in (ben, day.person("Nia")):
        seen = await day.forge(member, route.format(hand=hand))
        assert seen.text.startswith("Only facilitators and organisers can do this.")
    assert queue(day) == [amina.id]
    seen = await day.type(ben, "hand queue", day.guild.channels["talk"])
    assert "1 hand is up in A fair town." in seen.text
    assert f"<@{amina.id}>" not in seen.text
    assert (await day.forge(fay(day), route.format(hand=hand))).text.count("Only") == 0


@pytest.mark.parametrize(
    "route",
    [
        "hand.call:talk:x",
        "hand.call:talk:99",
        "hand.skip:talk:1",
        "hand.up:gone",
        "hand.place:gone",
    ],
)
async def test_forged_buttons_change_nothing(day: World, route: str) -> None:
    await up(day, (await people(day, 1))[0])
    before = day.rows("SELECT * FROM hand")
    await day.forge(day.manager, route)
    assert day.rows("SELECT * FROM hand") == before


async def test_the_queue_survives_a_restart(day: World) -> None:
    members = await people(day, 3)
    for member in members:
        await up(day, member)
    seen = await day.type(day.manager, "hand queue", day.guild.channels["talk"])
    await day.restart()
    seen = await day.press(day.manager, seen, "Call on the next")
    assert queue(day) == [member.id for member in members[1:]]
    assert "You are 1st in the queue" in (await day.forge(members[1], "hand.place:talk")).text


async def test_three_hundred_hands_fit_a_message(day: World) -> None:
    amina = await day.join()
    now = day.env.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def fill(tx: Any) -> None:
        for n in range(300):
            user = 9_000_000_000_000_000_000 + n
            tx.execute(
                "INSERT INTO attendee VALUES (?, ?, 'N', 'resident', '', 0, '', 1, ?, ?)",
                (day.guild.id, user, now, now),
            )
            tx.execute(
                """INSERT INTO hand (id, guild_id, session, user_id, place, raised_at)
                VALUES (?, ?, 'talk', ?, ?, ?)""",
                (n, day.guild.id, user, n + 1, now),
            )

    await day.store.write(fill)
    assert "301st in the queue" in (await up(day, amina)).text
    seen = await day.type(day.manager, "hand queue", day.guild.channels["talk"])
    assert "And 276 more." in seen.text
    assert len(seen.text) <= 2000


async def test_another_server_neither_sees_nor_calls(day: World) -> None:
    (amina,) = await people(day, 1)
    await up(day, amina)
    hand = day.one("SELECT id FROM hand")
    other = day.beside("Othertown")
    await other.set_up()
    await it_is_on(other, "talk")
    seen = await other.forge(other.manager, f"hand.call:talk:{hand}")
    assert seen.text.startswith("There is no such hand here.")
    await other.forge(other.manager, "hand.cleared:talk:99")
    assert "No hand is up" in (await other.forge(other.manager, "hand.queue:talk")).text
    assert queue(day) == [amina.id]


# ------------------------------------------------------------------ polls


@pytest.mark.parametrize("walk_in", [True, False])
async def test_facilitators_may_start_polls_in_session_rooms_and_attendees_not(
    bare_world: World, walk_in: bool
) -> None:
    await plan_is(bare_world, TALK, FOOD | {"walk_in": walk_in})
    amina = await bare_world.join()
    await bare_world.forge(amina, f"workshop.choose:{bare_world.guild.id}:food")
    await bare_world.wait(10)

    def may(member: MemberActor, room: str) -> tuple[bool, bool]:
        channel = bare_world.guild.channels[room].id
        backend = bare_world.env.backend
        value = backend.compute_permissions(bare_world.guild.id, member.id, channel)
        granted = discord.Permissions(value)
        return granted.send_messages, granted.send_polls

    for room in ("talk", "food"):
        assert may(fay(bare_world), room) == (True, True)
        assert may(await bare_world.organiser(), room) == (True, True)
        # Into a room by name, people may write only when its door opens (test_control.py).
        assert may(amina, room) == (walk_in or room == "talk", False)
