"""Proves that requests are held against Discord's own description."""

from __future__ import annotations

import io
import re
from pathlib import Path

import discord
import pytest

from tests.wire.bare_bot import BareBot, Panel, channel_of
from tests.wire.entities import Channel, Member
from tests.wire.openapi import RequestChecker, checker_or_skip
from tests.wire.rest import Request
from tests.wire.server import WireDiscord

Overwrites = dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]


async def test_every_request_of_the_bare_bot_is_valid(
    wire: WireDiscord,
    bare_bot: BareBot,
    alice: Member,
    lobby: Channel,
    openapi_or_skip: RequestChecker,
) -> None:
    values = {"action": "Plant trees", "theme": ["food"], "kind": "us"}
    await (await wire.fill(await wire.press(alice, "panel:pledge"), values)).final()
    await (await wire.press(alice, "panel:count")).final()
    await (await wire.slash(alice, "panel")).final()
    await (await wire.autocomplete(alice, "pledge make", "text", "t")).final()
    channel = channel_of(bare_bot, lobby)
    embed = discord.Embed(title="Programme", description="Four workshops")
    message = await channel.send("hello", embed=embed, nonce="1")
    await message.edit(content="hello again", view=Panel())
    await message.pin()
    layout = discord.ui.LayoutView(timeout=None)
    layout.add_item(discord.ui.Container(discord.ui.TextDisplay("The wall")))
    await channel.send(view=layout)
    await channel.send(file=discord.File(io.BytesIO(b"a,b"), "log.csv"))
    server = bare_bot.guilds[0]
    role = await server.create_role(name="Speaker", permissions=discord.Permissions(1 << 21))
    overwrites: Overwrites = {role: discord.PermissionOverwrite(send_messages=True)}
    room = await server.create_text_channel("room", overwrites=overwrites)
    thread = await room.create_thread(name="group")
    await thread.add_user(discord.Object(alice.user.id))
    await thread.edit(archived=True, locked=True)
    await room.edit(topic="t")
    member = await server.fetch_member(alice.user.id)
    await member.add_roles(role, reason="speaks at noon")
    await (await bare_bot.fetch_user(alice.user.id)).send("hello")
    assert len(wire.requests) > 20
    assert openapi_or_skip.problems(wire.requests) == []


def _request(method: str, path: str, body: object = None, **query: str) -> Request:
    return Request(method, path, query, body, [], multipart=False, at=0.0)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (_request("POST", "/channels/1/messages", {"content": "x" * 4001}), "content: .*too long"),
        (_request("POST", "/channels/1/messages", {"content": 5}), "content: 5 is not of type"),
        (_request("POST", "/channels/1/messages"), "the body is missing"),
        (_request("POST", "/channels/one/messages", {}), "no such path"),
        (_request("PUT", "/channels/1/messages", {}), "no such method"),
        (_request("GET", "/channels/1/messages", limit="many"), "'limit' cannot be 'many'"),
        (_request("GET", "/channels/1/messages", colour="red"), "unknown query argument 'colour'"),
        (_request("PUT", "/channels/1/messages/pins/2", {"a": 1}), "no body belongs here"),
        (_request("POST", "/guilds/1/roles", {"permissions": "lots"}), "permissions: "),
        (_request("POST", "/guilds/1/channels", {"type": 0}), "'name' is a required property"),
        (
            _request(
                "POST", "/interactions/1/t/callback", {"type": 4, "data": {"embeds": [{}] * 11}}
            ),
            "data.embeds: .*too long",
        ),
        (
            _request(
                "POST",
                "/interactions/1/t/callback",
                {"type": 9, "data": {"custom_id": "c", "title": "t" * 46, "components": []}},
            ),
            "data.title: .*too long",
        ),
        (
            _request(
                "POST",
                "/channels/1/messages",
                {
                    "components": [
                        {
                            "type": 1,
                            "components": [
                                {"type": 2, "style": 1, "label": "l" * 81, "custom_id": "c"}
                            ],
                        }
                    ]
                },
            ),
            "label: .*too long",
        ),
    ],
)
def test_a_wrong_request_is_caught(
    openapi_or_skip: RequestChecker, request_: Request, words: str
) -> None:
    problems = openapi_or_skip.check(request_)
    assert problems
    assert any(re.search(words, p) for p in problems), problems


def test_a_body_that_fits_two_shapes_is_right(openapi_or_skip: RequestChecker) -> None:
    nothing_found = {"type": 8, "data": {"choices": []}}  # of strings, integers or numbers
    request = _request("POST", "/interactions/1/t/callback", nothing_found)
    assert openapi_or_skip.check(request) == []


def test_without_the_description_a_clone_skips_and_ci_fails(tmp_path: Path) -> None:
    with pytest.raises(pytest.skip.Exception, match="DISCORD_OPENAPI"):
        checker_or_skip(tmp_path / "openapi.json", ci=False)
    with pytest.raises(pytest.fail.Exception, match="DISCORD_OPENAPI"):
        checker_or_skip(tmp_path / "openapi.json", ci=True)
