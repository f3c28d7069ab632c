"""The real bot ends and starts again: by SIGTERM, by Ctrl-C, and with forms open meanwhile."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from tests.wire.entities import Member
from tests.wire.real_bot import SAVED, Flight, RealSummit, asked, ended, form, real_summit
from tests.wire.server import WireDiscord

IN_FLIGHT = 500


@pytest.fixture
async def summit(wire: WireDiscord, tmp_path: Path) -> AsyncIterator[RealSummit]:
    async with real_summit(wire, tmp_path) as summit:
        yield summit


@pytest.fixture
def people(summit: RealSummit) -> list[Member]:
    return [summit.guild.member(f"Person {n}") for n in range(20)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
@pytest.mark.parametrize("answered", [0, 1000])
async def test_it_ends_by_itself_with_pledges_in_flight(
    summit: RealSummit, people: list[Member], number: int, answered: int
) -> None:
    await summit.furnish(people)
    async with summit.running() as child:
        flight = Flight(summit, people, "In flight at the end")
        in_flight: list[int] = []

        def end() -> None:
            in_flight.append(flight.land())
            child.send_signal(number)

        await flight.rise(IN_FLIGHT)
        flight.at(answered, end)
        async with asyncio.timeout(20):
            assert await child.wait() == 0
    assert in_flight[0] > 0
    kept = summit.actions()
    assert len(kept) == len(set(kept))
    assert flight.told_saved <= set(kept) <= set(flight.sent)
    assert len(flight.told_saved) >= answered
    with closing(sqlite3.connect(summit.database)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    # The lock is free and nothing was left for SQLite to recover.
    with FileLock(f"{summit.database}.lock", timeout=0):
        pass
    assert not Path(f"{summit.database}-wal").exists()
    output = summit.output.read_text(encoding="utf-8")
    assert "Traceback" not in output
    assert "stopped; everything that was acknowledged is in" in output


@pytest.mark.parametrize("drops", [0, 1, 2])
async def test_it_ends_with_code_0_however_often_it_had_to_resume(
    summit: RealSummit, drops: int
) -> None:
    async with summit.running() as child:
        # Whoever is cut off before READY has no session to resume, and identifies anew.
        await summit.wire.until(
            lambda: "ready as" in summit.log_file.read_text(encoding="utf-8"), 30, "READY"
        )
        for count in range(drops):
            await summit.wire.drop(abort=True)
            await summit.wire.wait_resume(count + 1)
        assert await ended(child) == 0
    assert "Traceback" not in summit.output.read_text(encoding="utf-8")


async def test_it_ends_while_it_is_still_logging_in(summit: RealSummit) -> None:
    login = summit.wire.delay("/users/@me", 1.0, times=1)
    child = await summit.start()
    await summit.wire.until(lambda: login.hits, 20, "the login")
    assert await ended(child) == 0
    assert summit.wire.gateway.identifies == 0
    output = summit.output.read_text(encoding="utf-8")
    assert "Traceback" not in output
    assert "cannot be reached" not in output
    with FileLock(f"{summit.database}.lock", timeout=0):
        pass


async def test_a_second_process_is_refused_and_the_first_goes_on(
    summit: RealSummit, people: list[Member]
) -> None:
    await summit.furnish(people)
    async with summit.running():
        second = await summit.start()
        async with asyncio.timeout(15):
            assert await second.wait() == 1
        said = summit.output.read_text(encoding="utf-8")
        assert "is in use by another summit process. Stop that one first." in said
        assert "Traceback" not in said
        sent = await summit.send(people[0], "The first process goes on")
        assert SAVED in (await sent.final()).content


async def test_a_form_that_was_open_over_a_restart_is_saved(
    summit: RealSummit, people: list[Member]
) -> None:
    ann, ben = people[:2]
    await summit.furnish(people)
    async with summit.running() as child:
        by_command = await summit.wire.slash(ann, "pledge make")
        by_button = await summit.wire.press(ben, "pledge.new")
        await by_command.final()
        await by_button.final()
        assert await ended(child) == 0
    async with summit.running():
        sent = [
            await summit.wire.fill(by_command, form("Typed before, sent after")),
            await summit.wire.fill(by_button, form("Typed before, sent after, too")),
        ]
        for interaction in sent:
            assert SAVED in (await interaction.final()).content
    assert summit.actions() == ["Typed before, sent after", "Typed before, sent after, too"]
    assert "Discarding" not in summit.output.read_text(encoding="utf-8")


async def test_a_form_that_was_open_over_a_kill_is_saved(
    summit: RealSummit, people: list[Member]
) -> None:
    ann = people[0]
    await summit.furnish(people)
    async with summit.running():
        sent = await summit.pledge(ann, "Made before the kill, kept")
        await sent.final()
        opened = await summit.wire.slash(ann, "pledge make")
        edit = await summit.wire.press(
            ann, f"pledge.edit:{sent.payload['data']['custom_id'][11:]}", message=sent.message
        )
        await opened.final()
        await edit.final()
    async with summit.running():
        made = await summit.wire.fill(opened, form("Typed before the kill, sent after"))
        assert SAVED in (await made.final()).content
        changed = await summit.wire.fill(edit, {"action": "Changed after the kill, kept"})
        assert "is changed and saved" in (await changed.final()).content
    assert summit.actions() == ["Changed after the kill, kept", "Typed before the kill, sent after"]
    assert len(asked(summit.wire, "PUT", "/commands")) == 1
