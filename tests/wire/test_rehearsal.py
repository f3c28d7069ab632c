"""A rehearsal over the wire: started, set up, stopped, started again, and removed."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.wire.real_bot import RealSummit, real_summit
from tests.wire.server import WireDiscord

# Of the shape that Discord's tokens have: the application's id comes first.
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.abcdef.ghijkl"


@pytest.fixture
async def wire() -> AsyncIterator[WireDiscord]:
    async with WireDiscord(token=TOKEN) as server:
        yield server
        server.check()


@pytest.fixture
async def summit(wire: WireDiscord, tmp_path: Path) -> AsyncIterator[RealSummit]:
    async with real_summit(wire, tmp_path) as summit:
        yield summit


def names(summit: RealSummit) -> set[str]:
    channels = {channel.data["name"] for channel in summit.guild.channels.values()}
    return channels | {role.data["name"] for role in summit.guild.roles.values()}


def moments(summit: RealSummit) -> str:
    path = summit.folder / "summit-rehearsal.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
        return reader.execute("SELECT value FROM kept WHERE key = 'rehearsal.clock'").fetchone()[0]


async def test_it_is_rehearsed_stopped_gone_on_with_and_removed(summit: RealSummit) -> None:
    before = names(summit)
    async with summit.running("run", "--rehearsal", "--speed", "60") as child:
        await summit.set_up()
        control = summit.channel("rehearsal-control")
        await summit.wire.until(lambda: len(control.messages) == 1, what="the rehearsal's panel")
        child.send_signal(signal.SIGTERM)
        assert await child.wait() == 0
    assert not summit.database.exists()  # the real one is not touched
    assert '"2021-12-09T18:' in moments(summit) or '"2021-12-09T19:' in moments(summit)
    async with summit.running("run", "--rehearsal"):
        await summit.wire.until(lambda: len(control.messages) == 1, what="the same panel")
        refused, said = await summit.command("rehearsal", "remove", "--yes")
        assert refused == 1
        assert "type /rehearsal remove in the server" in said
    code, said = await summit.command("rehearsal", "remove", "--yes")
    assert code == 0, said
    assert "Nothing is left." in said
    assert names(summit) == before
    code, said = await summit.command("rehearsal", "remove", "--yes")
    assert (code, "has left nothing" in said) == (0, True)


async def test_a_bot_that_is_where_the_real_summit_is_does_not_rehearse(
    summit: RealSummit,
) -> None:
    await summit.furnish([])
    code, said = await summit.command("run", "--rehearsal")
    assert code == 1
    assert "where your real summit is set up, so it does not rehearse" in said
    assert not (summit.folder / "summit-rehearsal.sqlite3").exists()
