"""Setting a server up: /summit setup."""

from __future__ import annotations

import discord
import pytest
from simcord.builders import RoleHandle

from cogs.joining import views as joining_views
from cogs.review.views import HEADS, ROWS
from tests.world import World, plan_text, routes_of, texts_of

MADE = {"Summit", "welcome", "pledge-wall", "organisers", "closing"}


def bot_role(world: World) -> RoleHandle:
    return world.guild.roles["TestBot"]


def restrict_bot(world: World, **permissions: bool) -> None:
    """Take permissions from the bot's own role, as a server's admin can."""
    role = world.env.backend.guilds[world.guild.id].roles[bot_role(world).id]
    new = discord.Permissions(role.permissions)
    new.update(**permissions)
    world.env.backend.edit_role(world.guild.id, role.id, {"permissions": new.value})


async def test_a_manager_sets_the_server_up_with_one_command(bare_world: World) -> None:
    seen = await bare_world.set_up()

    assert "Anytown Summit is set up in this server" in seen.text
    assert set(bare_world.guild.channels) >= MADE
    assert set(bare_world.guild.roles) >= {"Attendee", "Facilitator", "Organiser"}
    for name in ("role Attendee", "#welcome", "#pledge-wall", "#organisers", "#closing"):
        assert name in seen.text
    assert bare_world.one("SELECT count(*) FROM summit") == 1


async def test_who_sets_the_server_up_is_its_first_organiser(world: World) -> None:
    assert "Organiser" in world.roles_of(world.manager)


async def test_the_three_panels_are_pinned_with_their_buttons(world: World) -> None:
    (welcome,) = world.welcome.pinned_messages()
    (wall,) = world.wall.pinned_messages()
    (organisers,) = world.organisers.pinned_messages()
    assert routes_of(welcome) == [
        "join",
        "programme",
        "workshops",
        "ask.new",
        "questions",
        "pledge.new",
        "pledge.wall",
        "connect",
        "feedback",
        "recording",
        "pledge.mine",
        "reminders",
        "mydata",
        "callhelp",
        "help",
    ]
    assert routes_of(wall) == ["pledge.new", "pledge.mine"]
    routes = routes_of(organisers)
    assert len(routes) == len(set(routes))
    assert set(routes) >= {
        "day.open",
        "day.status",
        "review.next",
        "ask.queue",
        "callhelp.list",
        "followup",
        "results",
        "export.record:internal",
        "export.record:public",
    }


async def test_the_buttons_stand_under_what_they_are_for(world: World) -> None:
    """So that an organiser finds the thing of the moment among twenty of them."""
    for channel, heads in ((world.welcome, joining_views.HEADS), (world.organisers, HEADS)):
        (panel,) = channel.pinned_messages()
        told = [text.strip("*") for text in texts_of(panel) if text.startswith("**")]
        assert told[-len(heads) :] == list(heads)


def test_a_panel_has_a_head_for_each_row_and_is_within_discords_limits() -> None:
    for heads, rows in ((joining_views.HEADS, joining_views.ROWS), (HEADS, ROWS)):
        assert len(heads) == len(rows)
        assert all(1 <= len(row) <= 5 for row in rows)
        # A message that is laid out takes 40 parts: the box, the text, and what is counted here.
        assert 2 + len(heads) + sum(1 + len(row) for row in rows) <= 40


async def test_newcomers_read_the_welcome_and_nothing_else(world: World) -> None:
    stranger = world.person()
    seen = world.read_by(stranger)
    assert "Welcome to the summit." in seen
    assert "We keep what you write here." in seen
    assert "Pledge wall" not in seen
    assert "For organisers" not in seen


async def test_attendees_read_the_wall_but_cannot_write_on_it(world: World) -> None:
    amina = await world.join()
    assert "Pledge wall" in world.read_by(amina)
    assert "For organisers" not in world.read_by(amina)
    permissions = world.env.backend.compute_permissions(world.guild.id, amina.id, world.wall.id)
    assert not discord.Permissions(permissions).send_messages


async def test_a_second_setup_makes_nothing_and_doubles_no_panel(world: World) -> None:
    before = set(world.guild.channels)
    roles = set(world.guild.roles)

    seen = await world.set_up()

    assert "Nothing had to be made" in seen.text
    assert set(world.guild.channels) == before
    assert set(world.guild.roles) == roles
    for channel in (world.welcome, world.wall, world.organisers):
        assert len(channel.pinned_messages()) == 1
    assert world.one("SELECT count(*) FROM posted_message") == 3


async def test_what_was_there_by_hand_is_left_as_it_is(bare_world: World) -> None:
    guild = bare_world.guild
    welcome = guild.create_text_channel("welcome", topic="Say hello")
    organiser = guild.create_role(
        "Organiser", permissions=discord.Permissions(kick_members=True, view_channel=True)
    )

    seen = await bare_world.set_up()

    assert "There already, and left as it was: role Organiser, #welcome." in seen.text
    assert bare_world.welcome.id == welcome.id
    assert bare_world.env.backend.channels[welcome.id].topic == "Say hello"
    assert bare_world.env.backend.channels[welcome.id].overwrites == []
    there = bare_world.env.backend.guilds[guild.id].roles[organiser.id]
    assert discord.Permissions(there.permissions).kick_members
    assert len(bare_world.welcome.pinned_messages()) == 1


async def test_an_organisers_channel_that_everybody_sees_is_pointed_out(bare_world: World) -> None:
    bare_world.guild.create_text_channel("organisers")
    seen = await bare_world.set_up()
    assert f"Everybody can see <#{bare_world.organisers.id}>. Make it private" in seen.text


async def test_an_ordinary_member_is_refused_and_nothing_is_made(bare_world: World) -> None:
    member = bare_world.person()
    assert "summit setup" not in member.available_commands(bare_world.general)
    # A server's admins can open the command to anybody: the bot has to check for itself.
    command = bare_world.env.backend.find_command("summit", bare_world.guild.id)
    assert command is not None
    bare_world.guild.set_command_permissions(int(command["id"]), {member: True})
    before = set(bare_world.guild.channels)

    seen = await bare_world.type(member, "summit setup")

    assert seen.text == "Only somebody who may manage this server can do this."
    assert set(bare_world.guild.channels) == before
    assert bare_world.rows("SELECT * FROM summit") == []


@pytest.mark.parametrize(
    ("permission", "named"),
    [("manage_channels", "manage channels"), ("manage_roles", "manage roles")],
)
async def test_a_permission_that_the_bot_lacks_is_named(
    bare_world: World, permission: str, named: str
) -> None:
    restrict_bot(bare_world, **{permission: False})
    before = set(bare_world.guild.channels)

    seen = await bare_world.set_up()

    assert f"The bot lacks a permission here: {named}." in seen.text
    assert "/summit setup again" in seen.text
    assert set(bare_world.guild.channels) == before
    assert bare_world.rows("SELECT * FROM summit") == []

    restrict_bot(bare_world, **{permission: True})
    assert "is set up in this server" in (await bare_world.set_up()).text


async def test_a_channel_by_hand_that_the_bot_cannot_write_in_is_named(bare_world: World) -> None:
    role = bot_role(bare_world)
    bare_world.guild.create_text_channel(
        "pledge-wall", overwrites={role: discord.PermissionOverwrite(send_messages=False)}
    )
    seen = await bare_world.set_up()
    assert "send messages" in seen.text
    assert f"<#{bare_world.wall.id}>" in seen.text
    assert "Missing Permissions" not in seen.text


async def test_a_role_above_the_bot_is_pointed_out_and_the_rest_is_done(bare_world: World) -> None:
    for name in ("Attendee", "Organiser"):
        bare_world.guild.create_role(name, position=20)

    seen = await bare_world.set_up()

    assert "is set up in this server" in seen.text
    assert "The role Attendee stands above the bot’s own role" in seen.text
    assert "The role Organiser stands above the bot’s own role" in seen.text
    # It must not say that it gave a role which it could not give.
    assert "Organiser" not in bare_world.roles_of(bare_world.manager)
    assert "You have the organiser role" not in seen.text
    assert len(bare_world.organisers.pinned_messages()) == 1


async def test_a_plan_with_a_mistake_changes_nothing_and_says_where(bare_world: World) -> None:
    bare_world.plan_file.write_text(
        plan_text().replace('time_zone = "Europe/London"', 'time_zone = "Mars/Olympus"'),
        encoding="utf-8",
    )
    before = set(bare_world.guild.channels)
    seen = await bare_world.set_up()
    assert "The plan file cannot be used, so nothing was changed in the server." in seen.text
    assert "time_zone" in seen.text
    assert len(seen.text) <= 2000
    assert set(bare_world.guild.channels) == before


async def test_a_plan_with_many_mistakes_names_three_and_counts_the_rest(
    bare_world: World,
) -> None:
    bare_world.plan_file.write_text("[summit]\nname = 3\n[pledges]\nmoderation = 'never'\n")
    seen = await bare_world.set_up()
    assert "more: see summit plan check" in seen.text
    assert len(seen.text) <= 2000


@pytest.mark.parametrize("content", [b"not toml [", b"\xff\xfe\x00", None])
async def test_a_plan_file_that_cannot_be_read_is_told_in_a_sentence(
    bare_world: World, content: bytes | None
) -> None:
    if content is None:
        bare_world.plan_file.unlink()
    else:
        bare_world.plan_file.write_bytes(content)
    seen = await bare_world.set_up()
    assert "The plan file cannot be used" in seen.text
    assert "Traceback" not in seen.text
    assert bare_world.rows("SELECT * FROM summit") == []


async def test_no_plan_file_at_all_says_who_has_to_set_it(bare_world: World) -> None:
    bare_world.bot.plan_file = None
    seen = await bare_world.set_up()
    assert "No plan file is set" in seen.text
    assert "SUMMIT_PLAN" in seen.text


async def test_a_setup_that_stopped_in_the_middle_goes_on_where_it_stopped(
    bare_world: World,
) -> None:
    bare_world.env.inject_error("POST", "/guilds/*/channels", status=500)
    seen = await bare_world.set_up()
    (trouble,) = bare_world.expect_trouble()
    reference = seen.text.split("reference: ")[1].rstrip(".")
    assert reference in trouble
    roles = set(bare_world.guild.roles)

    again = await bare_world.set_up()

    assert "is set up in this server" in again.text
    assert "role Attendee" not in again.text
    assert set(bare_world.guild.roles) == roles


async def test_a_panel_deleted_by_hand_comes_back_with_setup(world: World) -> None:
    for channel in (world.welcome, world.wall, world.organisers):
        world.env.backend.delete_message(channel.id, channel.pinned_messages()[0].id)
    await world.set_up()
    for channel in (world.welcome, world.wall, world.organisers):
        assert len(channel.pinned_messages()) == 1


async def test_before_setup_people_are_told_that_there_is_no_summit(bare_world: World) -> None:
    member = bare_world.person()
    for command in ("join", "pledge make", "pledge mine", "pledge wall"):
        seen = await bare_world.type(member, command)
        assert seen.text.startswith("There is no summit set up in this server yet.")


async def test_who_is_stuck_can_ask_in_the_welcome_channel(world: World) -> None:
    """The welcome text and /help send people there, whether they have joined or not."""
    newcomer = world.person()
    await newcomer.send(world.welcome, "My button does not work")
    assert world.welcome.history()[-1].content == "My button does not work"
