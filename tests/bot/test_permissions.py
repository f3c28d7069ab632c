"""The permissions of the invitation: enough for everything, and nothing more."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest

from bot.permissions import NEEDED, called, invitation, lacking, needed
from tests.world import World, texts_of

# What a server may leave to everybody, so that nothing but its own role helps the bot.
PEOPLE = discord.Permissions(
    view_channel=True,
    read_message_history=True,
    use_application_commands=True,
    send_messages_in_threads=True,
)
# SimCord 3.2.1 asks for the permission that pinning needed until "pin messages" was split off.
PINNING_IN_SIMCORD = discord.Permissions(manage_messages=True)


def give_bot(world: World, permissions: discord.Permissions) -> None:
    """The bot's own role has exactly these, and what everybody may do is not for the bot."""
    role = world.guild.roles["TestBot"]
    world.env.backend.edit_role(world.guild.id, role.id, {"permissions": permissions.value})


def enough() -> discord.Permissions:
    return needed() | PINNING_IN_SIMCORD


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    """A server that gives nobody anything, and the people in it what people need to begin."""
    async with World.opened(tmp_path) as world:
        everyone = world.guild.default_role
        world.env.backend.edit_role(world.guild.id, everyone.id, {"permissions": 0})
        manager = world.guild.roles["Manager"]
        value = PEOPLE.value | discord.Permissions(manage_guild=True).value
        world.env.backend.edit_role(world.guild.id, manager.id, {"permissions": value})
        world.guild.create_role("People", permissions=PEOPLE)
        give_bot(world, enough())
        yield world


async def test_the_bot_does_all_its_work_with_these_permissions_alone(world: World) -> None:
    assert world.guild.me is not None
    assert world.guild.me.guild_permissions == enough()

    seen = await world.set_up()
    assert "is set up in this server" in seen.text
    assert "Look at this" not in seen.text
    for channel in (world.welcome, world.wall, world.organisers):
        assert len(channel.pinned_messages()) == 1
    assert "Organiser" in world.roles_of(world.manager)

    amina = await world.join(world.person("Amina", roles=("People",)))
    assert "Attendee" in world.roles_of(amina)
    await world.shown(amina, "I will cook for my neighbours")
    assert "I will cook for my neighbours" in world.wall_text()
    # The wall changes its messages, and counts.
    ben = await world.join(world.person("Ben", roles=("People",)), name="Ben")
    await world.press(ben, world.wall_posts()[0], "I’ll do this too")
    await world.wait(20)
    assert "1 person will do this too" in world.wall_text()

    # Who has closed their direct messages is told in a private thread.
    await world.pledge(ben, "I will call people names")
    world.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, message="No")
    await world.hide("Please be kind.")
    await world.wait(60)
    (thread,) = world.welcome.threads
    (message,) = [m for m in thread.history() if m.author.bot and texts_of(m) != [""]]
    assert "Please be kind" in "\n".join(texts_of(message))

    # A restart finds its own messages again and doubles none.
    before = [message.id for message in world.wall.history()]
    await world.restart()
    await world.wait(30)
    assert [message.id for message in world.wall.history()] == before


@pytest.mark.parametrize("permission", NEEDED)
async def test_a_setup_without_one_of_them_names_it_and_makes_nothing(
    world: World, permission: str
) -> None:
    less = enough()
    less.update(**{permission: False})
    give_bot(world, less)
    before = set(world.guild.channels), set(world.guild.roles)

    seen = await world.set_up()

    named = called(permission)
    assert f"The bot lacks a permission here: {named}." in seen.text
    assert (set(world.guild.channels), set(world.guild.roles)) == before

    give_bot(world, enough())
    assert "is set up in this server" in (await world.set_up()).text


def test_what_is_lacking_is_named_in_the_order_of_the_invitation() -> None:
    assert lacking(discord.Permissions.none()) == [called(name) for name in NEEDED]
    assert lacking(needed()) == []
    assert lacking(discord.Permissions(administrator=True)) == []


def test_the_invitation_asks_for_these_bits_and_never_for_administrator() -> None:
    bits = needed()
    assert bits.value.bit_count() == len(NEEDED)
    assert all(getattr(bits, name) for name in NEEDED)
    assert not bits.administrator
    address = invitation(123)
    assert address.startswith("https://discord.com/oauth2/authorize?client_id=123&")
    assert f"permissions={bits.value}" in address.split("?", 1)[1].split("&")


def test_every_permission_has_a_reason_that_a_server_s_owner_understands() -> None:
    for reason in NEEDED.values():
        assert reason.startswith("to ")
        assert "_" not in reason
