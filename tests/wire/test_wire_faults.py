"""Proves the faults: failing, slow and cut requests."""

from __future__ import annotations

import aiohttp
import discord
import pytest

from tests.wire.bare_bot import BareBot, channel_of
from tests.wire.entities import Channel, Member
from tests.wire.server import WireDiscord


async def test_429_is_waited_out(wire: WireDiscord, bare_bot: BareBot, lobby: Channel) -> None:
    fault = wire.fail("POST", "/channels/{channel_id}/messages", 429, retry_after=0.02, times=2)
    await channel_of(bare_bot, lobby).send("patience")
    assert fault.hits == 2
    assert [r.status for r in wire.requests[-3:]] == [429, 429, 200]
    assert [m.content for m in lobby.messages.values()] == ["patience"]


async def test_500_after_the_effect_is_retried_without_a_second_message(
    wire: WireDiscord, bare_bot: BareBot, lobby: Channel
) -> None:
    wire.fail("POST", "/channels/*/messages", 500, after_effect=True)
    await channel_of(bare_bot, lobby).send("only once")
    sent = wire.requests[-2:]
    assert [r.status for r in sent] == [500, 200]
    assert sent[0].body["nonce"] == sent[1].body["nonce"]
    assert [m.content for m in lobby.messages.values()] == ["only once"]


async def test_403_carries_discords_code(
    wire: WireDiscord, bare_bot: BareBot, lobby: Channel
) -> None:
    wire.fail("*", "/channels/**", 403, code=50013, message="Missing Permissions")
    with pytest.raises(discord.Forbidden) as caught:
        await channel_of(bare_bot, lobby).send("?")
    assert (caught.value.code, caught.value.text) == (50013, "Missing Permissions")
    await channel_of(bare_bot, lobby).send("now it may")


async def test_a_cut_connection_is_seen_by_the_bot(
    wire: WireDiscord, bare_bot: BareBot, lobby: Channel
) -> None:
    wire.cut("POST", "/channels/*/messages")
    with pytest.raises(aiohttp.ClientError):
        await channel_of(bare_bot, lobby).send("?")
    assert lobby.messages == {}


async def test_a_delay_shows_in_the_time_to_answer(
    wire: WireDiscord, bare_bot: BareBot, alice: Member
) -> None:
    wire.delay("/interactions/**", 0.1, times=1)
    slow = await (await wire.slash(alice, "pledge make", {"text": "slow"})).final()
    assert slow.seconds >= 0.1


async def test_an_unknown_route_is_recorded() -> None:
    async with WireDiscord() as wire:
        headers = {"Authorization": f"Bot {wire.token}"}
        url = f"{wire.base_url}/guilds/1/soundboard-sounds"
        async with aiohttp.ClientSession(headers=headers) as session, session.get(url) as answer:
            assert answer.status == 404
        assert wire.unknown_routes == [("GET", "/guilds/1/soundboard-sounds")]
        with pytest.raises(AssertionError, match="soundboard"):
            wire.check()
