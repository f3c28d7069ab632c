"""Stages, voice rooms and links: made at set-up, in the events, and opened by name."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from tests.cogs.test_programme import (
    CLOSING,
    FOOD,
    HEALTH,
    LUNCH,
    TALK,
    at,
    day_plan,
    events,
    plan_is,
)
from tests.world import Seen, World, texts_of

LINK = "https://meet.example.org/room?id=7"
VOICE, STAGE = discord.ChannelType.voice.value, discord.ChannelType.stage_voice.value


def with_stages(world: World) -> None:
    """The server has Community enabled. SimCord knows no features, so its answer is given them."""
    asked = world.bot.http.get_guild

    async def with_community(*arguments: Any, **more: Any) -> Any:
        return dict(await asked(*arguments, **more)) | {"features": ["COMMUNITY"]}

    world.bot.http.get_guild = with_community


async def plan(world: World, *sessions: dict[str, Any]) -> Seen:
    world.plan_file.write_text(day_plan(*sessions), encoding="utf-8")
    seen = await world.set_up()
    assert "is set up in this server" in seen.text
    return seen


def room(world: World, name: str) -> Any:
    return world.env.backend.channels[world.guild.channels[name].id]


def pinned(world: World, name: str) -> str:
    """What is pinned in a room."""
    messages = world.guild.channels[name].pinned_messages()
    return "\n".join(text for message in messages for text in texts_of(message))


def may(world: World, member: MemberActor, name: str) -> set[str]:
    """What of this somebody may do in a room."""
    value = world.env.backend.compute_permissions(
        world.guild.id, member.id, world.guild.channels[name].id
    )
    asked = ("view_channel", "connect", "speak", "mute_members", "move_members", "manage_channels")
    return {one for one in asked if getattr(discord.Permissions(value), one)}


def place(world: World, name: str) -> tuple[int, int | None, Any]:
    event = events(world)[name]
    return event.entity_type, event.channel_id, event.entity_metadata


# ------------------------------------------------------------------ making them


async def test_each_session_gets_its_room_beside_its_channel(bare_world: World) -> None:
    with_stages(bare_world)
    seen = await plan(
        bare_world, TALK, FOOD, HEALTH | {"voice": "none"}, LUNCH, CLOSING | {"link": LINK}
    )
    assert "Look at this" not in seen.text
    made = {
        name: room(bare_world, name).type
        for name in bare_world.guild.channels
        if name.endswith(" live")
    }
    assert made == {"talk live": STAGE, "food live": VOICE}
    category = bare_world.guild.channels["Summit"].id
    assert {room(bare_world, name).parent_id for name in made} == {category}
    kept = dict(bare_world.rows("SELECT slug, voice_channel_id FROM session"))
    assert kept == {
        "talk": bare_world.guild.channels["talk live"].id,
        "food": bare_world.guild.channels["food live"].id,
        "health": None,
        "lunch": None,
        "closing": None,
    }


async def test_attendees_listen_on_a_stage_and_speak_in_a_voice_room(bare_world: World) -> None:
    with_stages(bare_world)
    await plan(bare_world, TALK, FOOD)
    amina = await bare_world.join()
    host = bare_world.person("Fay", roles=("Facilitator",))
    organiser = bare_world.person("Oz", roles=("Organiser",))
    leads = {"view_channel", "connect", "speak", "mute_members", "move_members"}
    assert may(bare_world, amina, "talk live") >= {"view_channel", "connect"}
    assert not may(bare_world, amina, "talk live") & {"mute_members", "manage_channels"}
    assert may(bare_world, amina, "food live") == {"view_channel", "connect", "speak"}
    for one in (host, organiser):
        # Who may manage, mute and move is a stage's moderator.
        assert may(bare_world, one, "talk live") == leads | {"manage_channels"}
        assert may(bare_world, one, "food live") == leads
    stranger = bare_world.person()
    assert "view_channel" not in may(bare_world, stranger, "food live")
    assert "connect" not in may(bare_world, stranger, "talk live")


async def test_without_community_a_stage_becomes_a_voice_room(bare_world: World) -> None:
    seen = await plan(bare_world, TALK | {"voice": "stage"}, CLOSING)
    assert room(bare_world, "talk live").type == VOICE
    assert room(bare_world, "closing live").type == VOICE
    # Only what the plan asks for in so many words is worth a line.
    (line,) = [line for line in seen.text.split("\n") if line.startswith("Look at this")]
    assert "asks for a stage, but this server has none: talk live became a voice room." in line
    again = await plan(bare_world, TALK | {"voice": "stage"}, CLOSING)
    assert line in again.text
    with_stages(bare_world)
    later = await plan(bare_world, TALK | {"voice": "stage"}, CLOSING)
    assert 'is a voice room, but the plan says voice = "stage". To change it' in later.text


async def test_discord_refusing_a_stage_makes_a_voice_room(bare_world: World) -> None:
    with_stages(bare_world)
    names = ("welcome", "pledge-wall", "organisers", "talk")
    for name in names:
        bare_world.guild.create_text_channel(name)
    bare_world.guild.create_category("Summit")
    bare_world.env.inject_error("POST", "/guilds/*/channels", status=400, code=50024, times=1)
    await plan(bare_world, TALK)
    assert room(bare_world, "talk live").type == VOICE


async def test_a_room_that_is_there_is_left_as_it_is_and_checked(bare_world: World) -> None:
    everyone = bare_world.guild.default_role
    there = bare_world.guild.create_voice_channel("food live")
    shut = Overwrite(everyone.id, OverwriteType.ROLE, deny=discord.Permissions(connect=True).value)
    bare_world.env.backend.set_overwrite(there.id, shut)
    before = room(bare_world, "food live").overwrites
    seen = await plan(bare_world, FOOD | {"walk_in": False}, HEALTH)
    assert room(bare_world, "food live").overwrites == before
    assert f"The bot cannot put an event into <#{there.id}>: it lacks connect there." in seen.text
    # When the room opens, its door lets the role connect: what keeps people out is not seeing it.
    assert f"Attendees can enter <#{there.id}> without a place" in seen.text
    opened = await plan(bare_world, FOOD, HEALTH)
    assert "Attendees can" not in opened.text


async def test_more_than_a_category_holds_go_to_one_of_their_own(bare_world: World) -> None:
    sessions = [
        CLOSING
        | {"slug": f"s{n}", "starts": f"{n // 2:02}:{n % 2 * 30:02}"}
        | {"ends": f"{n // 2:02}:{n % 2 * 30 + 20:02}"}
        for n in range(24)
    ]
    await plan(bare_world, *sessions)
    home, own = (bare_world.guild.channels[name].id for name in ("Summit", "Summit live"))
    assert room(bare_world, "s0").parent_id == home
    assert room(bare_world, "s0 live").parent_id == own
    assert room(bare_world, "s23 live").parent_id == own


# ------------------------------------------------------------------ how many may come in


@pytest.mark.parametrize(
    ("keys", "most"),
    [
        ({"capacity": 1}, 1),
        ({"capacity": 99}, 99),
        ({"capacity": 100}, 0),
        ({}, 0),
        ({"capacity": 20, "walk_in": False}, 0),
    ],
)
async def test_a_walk_in_workshop_s_voice_room_takes_as_many_as_it_has_places(
    bare_world: World, keys: dict[str, Any], most: int
) -> None:
    seen = await plan(bare_world, FOOD | keys, HEALTH, CLOSING | {"capacity": 30})
    assert room(bare_world, "food live").user_limit == most
    assert room(bare_world, "closing live").user_limit == 0, "only workshops have places"
    again = await bare_world.set_up()
    assert "user limit" not in seen.text + again.text


async def test_a_voice_room_made_by_hand_that_takes_another_number_is_told_of_and_kept(
    bare_world: World,
) -> None:
    bare_world.guild.create_voice_channel("food live")
    await plan(bare_world, FOOD, HEALTH)
    seen = await plan(bare_world, FOOD | {"capacity": 20}, HEALTH)
    there = room(bare_world, "food live")
    assert there.user_limit == 0
    assert (
        f"<#{there.id}> lets in any number of people, but the plan says capacity = 20. Set the user"
        " limit in the channel’s settings." in seen.text
    )


# ------------------------------------------------------------------ events


async def test_an_event_leads_to_the_room_of_its_session(bare_world: World) -> None:
    with_stages(bare_world)
    await plan(bare_world, TALK, FOOD, HEALTH | {"voice": "none"}, CLOSING | {"link": LINK})
    await bare_world.wait(40)
    channel = bare_world.guild.channels
    assert place(bare_world, "A fair town") == (1, channel["talk live"].id, None)
    assert place(bare_world, "Food") == (2, channel["food live"].id, None)
    assert place(bare_world, "Health") == (3, None, {"location": "#health in this server"})
    assert place(bare_world, "Closing session") == (3, None, {"location": LINK})


async def test_an_event_changes_its_kind_with_the_plan(bare_world: World) -> None:
    await plan(bare_world, CLOSING)
    await bare_world.wait(10)
    first = events(bare_world)["Closing session"].id
    assert place(bare_world, "Closing session")[0] == 2
    await plan(bare_world, CLOSING | {"link": LINK})
    await bare_world.wait(10)
    assert place(bare_world, "Closing session") == (3, None, {"location": LINK})
    await plan(bare_world, CLOSING)
    await bare_world.wait(10)
    voice = bare_world.guild.channels["closing live"].id
    assert place(bare_world, "Closing session") == (2, voice, None)
    assert events(bare_world)["Closing session"].id == first


async def test_a_voice_room_deleted_by_hand_leaves_the_event_its_text_channel(
    bare_world: World,
) -> None:
    await plan(bare_world, CLOSING)
    await bare_world.wait(10)
    bare_world.env.backend.delete_channel(bare_world.guild.channels["closing live"].id)
    await bare_world.wait(10)
    assert place(bare_world, "Closing session") == (
        3,
        None,
        {"location": "#closing in this server"},
    )
    await bare_world.set_up()
    await bare_world.wait(10)
    voice = bare_world.guild.channels["closing live"].id
    assert place(bare_world, "Closing session") == (2, voice, None)


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (400, 50035)])
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_an_event_that_discord_refuses_in_a_room_names_the_text_channel(
    bare_world: World, method: str, status: int, code: int
) -> None:
    await plan(bare_world, CLOSING | {"link": LINK} if method == "PATCH" else CLOSING)
    if method == "PATCH":
        await bare_world.wait(10)
        await plan(bare_world, CLOSING)
    path = "/guilds/*/scheduled-events" + ("/*" if method == "PATCH" else "")
    bare_world.env.inject_error(method, path, status=status, code=code, times=1)
    await bare_world.wait(20)
    assert place(bare_world, "Closing session") == (
        3,
        None,
        {"location": "#closing in this server"},
    )
    assert any("no event in the room" in line for line in bare_world.log.lines)


def changes_of(world: World, name: str) -> int:
    """How often Discord was asked to change an event. (SimCord starts every event by itself.)"""
    ending = f"/scheduled-events/{events(world)[name].id}"
    return sum(
        request.method == "PATCH" and request.path.endswith(ending)
        for request in world.env.http_requests
    )


async def test_an_event_in_a_room_is_started_and_ended_once(bare_world: World) -> None:
    soon, later = {"starts": "00:02", "ends": "00:04"}, {"starts": "00:04", "ends": "00:06"}
    await plan(bare_world, TALK | soon, CLOSING | later | {"link": LINK})
    await bare_world.wait(100)
    assert changes_of(bare_world, "A fair town") == 0
    await bare_world.wait(30)
    assert events(bare_world)["A fair town"].status == 2
    assert changes_of(bare_world, "A fair town") == 1
    await bare_world.restart()
    await bare_world.wait(60)
    assert changes_of(bare_world, "A fair town") == 1
    await bare_world.wait(70)
    assert events(bare_world)["A fair town"].status == 3
    assert changes_of(bare_world, "A fair town") == 2
    assert changes_of(bare_world, "Closing session") == 0, "at another place it starts by itself"


async def test_an_event_that_cannot_be_started_is_asked_about_once(bare_world: World) -> None:
    await plan(bare_world, TALK | {"starts": "00:01", "ends": "00:04"})
    await bare_world.wait(10)
    bare_world.env.inject_error("PATCH", "/guilds/*/scheduled-events/*", status=400, code=50035)
    await bare_world.wait(80)
    assert changes_of(bare_world, "A fair town") == 1
    assert bare_world.one("SELECT event_told FROM session").startswith(">")


# ------------------------------------------------------------------ links


async def test_a_link_stands_in_the_programme_and_in_the_room(bare_world: World) -> None:
    await plan(bare_world, CLOSING | {"link": LINK + "&x=(1)"})
    await bare_world.wait(10)
    seen = await bare_world.type(bare_world.person(), "programme")
    assert f"· #closing · [Online](<{LINK}&x=%281%29>)" in seen.text
    shown = pinned(bare_world, "closing")
    assert f"To take part, open <{LINK}&x=(1)>." in shown


async def test_a_long_link_stands_in_the_description_of_the_event(bare_world: World) -> None:
    link = "https://meet.example.org/" + "x" * 300
    await plan(bare_world, CLOSING | {"link": link})
    await bare_world.wait(10)
    event = events(bare_world)["Closing session"]
    assert event.entity_metadata == {"location": "#closing in this server"}
    assert f"To take part, open {link}" in event.description


async def test_the_link_of_a_closed_workshop_stands_in_its_room_alone(bare_world: World) -> None:
    await plan(bare_world, FOOD | {"walk_in": False, "link": LINK}, HEALTH)
    await bare_world.wait(20)
    event = events(bare_world)["Food"]
    assert LINK not in f"{event.description} {event.entity_metadata}"
    assert LINK not in (await bare_world.type(bare_world.person(), "programme")).text
    shown = pinned(bare_world, "food")
    assert LINK in shown


# ------------------------------------------------------------------ by name


@pytest.mark.parametrize("kind", ["voice", "stage"])
async def test_a_place_opens_the_voice_room_too_and_leaving_closes_it(
    bare_world: World, kind: str
) -> None:
    if kind == "stage":
        with_stages(bare_world)
    closed = FOOD | {"walk_in": False, "voice": kind}
    await plan_is(bare_world, closed, HEALTH)
    amina = await bare_world.join()
    assert not may(bare_world, amina, "food live") & {"view_channel", "connect"}
    seen = await bare_world.press(amina, await bare_world.type(amina, "workshops"), "Choose Food")
    await bare_world.wait(10)
    # Seen at once; the room's door opens a voice room, and a stage has seats from the beginning.
    assert "view_channel" in may(bare_world, amina, "food live")
    assert ("connect" in may(bare_world, amina, "food live")) == (kind == "stage")
    await bare_world.forge(bare_world.person("Fay", roles=("Facilitator",)), "room.lead:food")
    await bare_world.forge(bare_world.person("Org", roles=("Organiser",)), "room.open:food")
    await bare_world.wait(10)
    assert may(bare_world, amina, "food live") >= {"view_channel", "connect", "speak"}
    assert "view_channel" in may(bare_world, amina, "food")
    await bare_world.press(amina, seen, "Leave Food")
    await bare_world.wait(10)
    # Who cannot see a room cannot come in, whatever else is allowed: Discord's own rule.
    assert "view_channel" not in may(bare_world, amina, "food live")
    assert "view_channel" not in may(bare_world, amina, "food")
    assert bare_world.rows("SELECT * FROM room_access") == []


async def test_the_panel_of_a_room_leads_to_its_voice_room(bare_world: World) -> None:
    await plan(bare_world, CLOSING)
    await bare_world.wait(10)
    shown = pinned(bare_world, "closing")
    voice = bare_world.guild.channels["closing live"].id
    assert f"To listen, press <#{voice}>. To speak, raise your hand." in shown
    assert at(14) > bare_world.env.now().timestamp()
