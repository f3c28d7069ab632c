"""Proves drops, resumes, replays, shards, and a bot that is killed."""

from __future__ import annotations

import time

import aiohttp
import discord
import pytest

from tests.wire.bare_bot import BareBot, running
from tests.wire.entities import Channel, Member
from tests.wire.processes import child_bot
from tests.wire.server import WireDiscord
from tests.wire.world import Guild


@pytest.mark.parametrize("abort", [False, True])
async def test_nothing_is_lost_in_the_gap_before_a_resume(
    wire: WireDiscord, bare_bot: BareBot, alice: Member, abort: bool
) -> None:
    await wire.drop(hold=True, abort=abort)
    missed = [await wire.slash(alice, "pledge make", {"text": f"{n}"}) for n in range(5)]
    assert not any(i.acknowledged for i in missed)
    wire.release()
    answers = [await i.final() for i in missed]
    assert [a.content for a in answers] == [f"saved: {n}" for n in range(5)]
    assert (wire.gateway.identifies, wire.gateway.resumes) == (1, 1)
    assert bare_bot.seen == [i.id for i in missed]


async def test_reconnect_and_invalid_session(
    wire: WireDiscord, bare_bot: BareBot, alice: Member
) -> None:
    await wire.reconnect_op()
    asked = await wire.slash(alice, "pledge make", {"text": "in between"})
    await wire.wait_resume(1)
    assert (await asked.final()).content == "saved: in between"
    await wire.invalid_session(resumable=True)
    await wire.wait_resume(2)
    await wire.invalid_session()
    await wire.wait_identify(2)
    answer = await (await wire.slash(alice, "pledge make", {"text": "still here"})).final()
    assert answer.content == "saved: still here"


async def test_a_forgotten_session_makes_the_bot_identify_anew(
    wire: WireDiscord, bare_bot: BareBot, alice: Member
) -> None:
    await wire.drop(hold=True, forget=True)
    lost = await wire.slash(alice, "pledge make", {"text": "nobody listens"})
    wire.release()
    await wire.wait_identify(2)
    answer = await (await wire.slash(alice, "pledge make", {"text": "back"})).final()
    assert answer.content == "saved: back"
    assert (wire.undelivered, wire.gateway.resumes, lost.acknowledged) == (1, 0, False)


async def test_a_redelivered_interaction_cannot_be_answered_twice(
    wire: WireDiscord, bare_bot: BareBot, alice: Member
) -> None:
    interaction = await wire.slash(alice, "pledge make", {"text": "once"})
    await interaction.final()
    wire.redeliver(interaction)
    await wire.until(lambda: interaction.refused)
    assert [a.code for a in interaction.refused] == [40060]
    assert len(interaction.answers) == 1
    assert bare_bot.seen == [interaction.id, interaction.id]


async def test_a_resume_can_replay_what_was_already_seen(
    wire: WireDiscord, bare_bot: BareBot, alice: Member
) -> None:
    first = await wire.slash(alice, "pledge make", {"text": "a"})
    second = await wire.slash(alice, "pledge make", {"text": "b"})
    await first.final()
    await second.final()
    await wire.drop(rewind=1)
    await wire.until(lambda: second.refused)
    assert bare_bot.seen == [first.id, second.id, second.id]
    assert not first.refused


async def test_a_late_answer_is_refused(
    wire: WireDiscord, bare_bot: BareBot, alice: Member
) -> None:
    wire.answer_within = 0.0
    interaction = await wire.slash(alice, "pledge make", {"text": "late"})
    await wire.until(lambda: interaction.refused)
    assert interaction.refused[0].code == 10062
    with pytest.raises(AssertionError, match="no first answer"):
        await interaction.first_answer(timeout=0.01)


async def test_a_heartbeat_is_acknowledged_but_not_at_once(wire: WireDiscord) -> None:
    # An instant acknowledgement can make discord.py compute a latency of a whole interval.
    async with aiohttp.ClientSession() as session, session.ws_connect(wire.gateway_url) as ws:
        hello = await ws.receive_json()
        assert (hello["op"], hello["d"]) == (10, {"heartbeat_interval": 41250})
        sent = time.perf_counter()
        await ws.send_json({"op": 1, "d": None})
        assert (await ws.receive_json())["op"] == 11
        assert time.perf_counter() - sent >= 0.004


async def test_heartbeats_keep_coming(wire: WireDiscord, guild: Guild) -> None:
    wire.gateway.heartbeat_interval = 0.05
    async with running() as bot:
        await wire.until(lambda: wire.gateway.heartbeats >= 4)
        assert bot.latency < 5
        assert wire.gateway.identifies == 1


class Sharded(discord.AutoShardedClient):
    """Two shards in one process; counts what each interaction's delivery came to."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), guild_ready_timeout=0.1)
        self.seen: list[int] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """No five seconds' wait between two shards."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Remember and answer."""
        self.seen.append(interaction.id)
        await interaction.response.defer()


async def test_each_shard_hears_of_its_own_guilds(wire: WireDiscord) -> None:
    guilds = [wire.world.guild(f"Town {n}") for n in range(4)]
    wire.shard_count = 2
    async with running(Sharded) as bot:
        assert {g.id for g in bot.guilds} == {g.id for g in guilds}
        assert {g.shard_id for g in bot.guilds} == {0, 1}
        pressed = [await wire.press(g.member("Ann"), "x") for g in guilds]
        for interaction in pressed:
            await interaction.first_answer()
        assert sorted(bot.seen) == [i.id for i in pressed]
        assert [i.refused for i in pressed] == [[]] * 4


@pytest.mark.parametrize(("messages", "heard"), [(False, 0), (True, 1)])
async def test_events_reach_only_those_whose_intents_ask(
    wire: WireDiscord, guild: Guild, lobby: Channel, messages: bool, heard: int
) -> None:
    intents = discord.Intents(guilds=True, guild_messages=messages)
    async with running(lambda: discord.Client(intents=intents, guild_ready_timeout=0.1)) as bot:
        await bot.get_channel(lobby.id).send("hello")
        log = wire.gateway.shards[0].log
        assert sum(b"MESSAGE_CREATE" in frame for _, frame in log) == heard


async def test_the_server_outlives_a_killed_bot(wire: WireDiscord, alice: Member) -> None:
    for run in (1, 2):
        async with child_bot(wire):
            await wire.wait_identify(run)
            answer = await (await wire.slash(alice, "pledge make", {"text": f"{run}"})).final()
            assert answer.content == f"saved: {run}"
        await wire.until(lambda: not wire.gateway.connected)
