"""Proves the REST routes: messages, files, channels, roles, members, threads."""

from __future__ import annotations

import io
from datetime import timedelta

import aiohttp
import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.wire.bare_bot import BareBot, channel_of
from tests.wire.entities import Channel, Member
from tests.wire.pointing import point_at, pointed_at
from tests.wire.server import WireDiscord
from tests.wire.world import Guild

Overwrites = dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]


async def test_the_same_nonce_makes_one_message(
    wire: WireDiscord, bare_bot: BareBot, lobby: Channel
) -> None:
    channel = channel_of(bare_bot, lobby)
    first = await channel.send("Welcome", nonce="n-1")
    second = await channel.send("Welcome", nonce="n-1")
    third = await channel.send("Welcome", nonce="n-2")
    assert first.id == second.id != third.id
    assert [m.content for m in lobby.messages.values()] == ["Welcome", "Welcome"]


async def test_files_arrive_whole_and_can_be_read_back(
    wire: WireDiscord, bare_bot: BareBot, lobby: Channel
) -> None:
    content = bytes(range(256)) * 8192  # two mebibytes, more than aiohttp takes by default
    file = discord.File(io.BytesIO(content), "log.bin")
    sent = await channel_of(bare_bot, lobby).send("Log", file=file)
    assert [(u.filename, u.size) for u in lobby.messages[sent.id].uploads] == [
        ("log.bin", len(content))
    ]
    assert wire.requests[-1].body["content"] == "Log"
    async with aiohttp.ClientSession() as session, session.get(sent.attachments[0].url) as got:
        assert await got.read() == content


async def test_edit_pin_history_and_delete(
    wire: WireDiscord, bare_bot: BareBot, lobby: Channel
) -> None:
    channel = channel_of(bare_bot, lobby)
    sent = [await channel.send(f"line {n}") for n in range(3)]
    await sent[0].edit(content="line zero")
    await sent[0].pin()
    assert [m.content async for m in channel.history()] == ["line 2", "line 1", "line zero"]
    assert [m.content async for m in channel.history(limit=1, before=sent[1])] == ["line zero"]
    assert [m.id async for m in channel.pins()] == [sent[0].id]
    await sent[0].unpin()
    await sent[0].delete()
    assert [m.content for m in lobby.messages.values()] == ["line 1", "line 2"]
    assert lobby.pins == []
    with pytest.raises(discord.NotFound) as caught:
        await channel.fetch_message(sent[0].id)
    assert caught.value.code == 10008


async def test_channels_roles_and_members(
    wire: WireDiscord, bare_bot: BareBot, guild: Guild, alice: Member
) -> None:
    server = bare_bot.guilds[0]
    role = await server.create_role(name="Facilitator", permissions=discord.Permissions(8192))
    member = await server.fetch_member(alice.user.id)
    await member.add_roles(role)
    assert guild.members[alice.user.id].roles == [role.id]
    assert alice.permissions & 8192
    hidden: Overwrites = {server.default_role: discord.PermissionOverwrite(view_channel=False)}
    room = await server.create_text_channel("room", overwrites=hidden)
    await room.edit(topic="Early years")
    assert guild.channels[room.id].data["topic"] == "Early years"
    thread = await room.create_thread(name="group 1", type=discord.ChannelType.private_thread)
    await thread.add_user(discord.Object(alice.user.id))
    assert guild.channels[thread.id].thread_members == {alice.user.id, wire.world.bot.id}
    await thread.edit(archived=True)
    assert guild.channels[thread.id].data["thread_metadata"]["archived"] is True
    await member.remove_roles(role)
    assert guild.members[alice.user.id].roles == []
    await room.delete()
    assert room.id not in wire.world.channels


async def test_direct_messages_and_closed_ones(
    wire: WireDiscord, bare_bot: BareBot, alice: Member
) -> None:
    user = await bare_bot.fetch_user(alice.user.id)
    await user.send("Your receipt")
    assert [m.content for m in wire.world.dm(alice.user).messages.values()] == ["Your receipt"]
    alice.user.dms_closed = True
    with pytest.raises(discord.Forbidden) as caught:
        await user.send("A reminder")
    assert caught.value.code == 50007
    pressed = await wire.press(alice.user, "panel:count")
    assert (await pressed.final()).content == "counted"


async def test_scheduled_events_and_stages(wire: WireDiscord, bare_bot: BareBot) -> None:
    server = bare_bot.guilds[0]
    start = discord.utils.utcnow() + timedelta(days=1)
    event = await server.create_scheduled_event(
        name="Summit",
        start_time=start,
        end_time=start + timedelta(hours=3),
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
        location="Online",
    )
    await event.edit(name="Inequalities Summit")
    assert [e.name for e in await server.fetch_scheduled_events()] == ["Inequalities Summit"]
    await event.delete()
    assert wire.world.guilds[server.id].events == {}
    hall = await server.create_stage_channel("hall")
    stage = await hall.create_instance(topic="Keynotes")
    with pytest.raises(discord.HTTPException) as caught:
        await hall.create_instance(topic="Keynotes again")
    assert caught.value.code == 150006
    await stage.edit(topic="Closing")
    assert wire.world.stages[hall.id]["topic"] == "Closing"
    await stage.delete()
    assert wire.world.stages == {}


def test_discord_py_points_home_again_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    def addresses() -> tuple[str, str, str]:
        gateway = str(DiscordWebSocket.DEFAULT_GATEWAY)
        return Route.BASE, gateway, discord.Asset.BASE

    before = addresses()
    with pointed_at("http://127.0.0.1:9/api/v10", "ws://127.0.0.1:9/gateway"):
        inside = addresses()
        assert inside == (
            "http://127.0.0.1:9/api/v10",
            "ws://127.0.0.1:9/gateway",
            "http://127.0.0.1:9/cdn",
        )
    assert addresses() == before
    monkeypatch.setenv("WIRE_API", inside[0])
    monkeypatch.setenv("WIRE_GATEWAY", inside[1])
    with pointed_at("http://elsewhere", "ws://elsewhere"):
        point_at()
        assert addresses() == inside
