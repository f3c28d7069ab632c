"""The real bot on a bad day: limits, failures and cut wires at Discord, a locked database here."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.wire.entities import Member
from tests.wire.faults import Fault
from tests.wire.interactions import DEFER_REPLY, REPLY, Interaction
from tests.wire.messages import Message
from tests.wire.real_bot import (
    REST_VARIABLE,
    SAVED,
    RealSummit,
    answers_to,
    asked,
    ended,
    real_summit,
)
from tests.wire.server import WireDiscord

CALLBACK = "/interactions/*/*/callback"
WORDS = "We will walk with new neighbours"


@pytest.fixture
async def summit(wire: WireDiscord, tmp_path: Path) -> AsyncIterator[RealSummit]:
    async with real_summit(wire, tmp_path) as summit:
        yield summit


@pytest.fixture
async def ann(summit: RealSummit) -> Member:
    """Somebody who has joined a summit that was set up."""
    who = summit.guild.member("Ann")
    await summit.furnish([who])
    return who


def saved_once(summit: RealSummit, *words: str) -> None:
    """Each of these is in the file once, with its log row, and nothing else is."""
    assert sorted(summit.actions()) == sorted(words)
    assert summit.rows("SELECT count(*) FROM pledge_log") == [(len(words),)]


# The fast path -------------------------------------------------------------------------------


async def test_the_answer_to_a_form_is_one_request(summit: RealSummit, ann: Member) -> None:
    async with summit.running():
        sent = [await summit.send(ann, f"{WORDS}, {n}") for n in range(5)]
        for interaction in sent:
            assert (await interaction.final()).type == REPLY
        await asyncio.sleep(2)  # longer than the clock that would defer a slow answer
        assert [len(answers_to(summit.wire, i)) for i in sent] == [1] * 5


# Discord's bad day ---------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 500, 502])
async def test_a_failed_callback_is_sent_again(
    summit: RealSummit, ann: Member, status: int
) -> None:
    async with summit.running():
        summit.wire.fail("POST", CALLBACK, status, retry_after=0.05)
        sent = await summit.send(ann, WORDS)
        assert SAVED in (await sent.final()).content
        assert [r.status for r in answers_to(summit.wire, sent)] == [status, 200]
    saved_once(summit, WORDS)
    assert "ERROR" not in summit.log_file.read_text(encoding="utf-8")


async def test_a_callback_that_failed_after_its_effect_is_told_once(
    summit: RealSummit, ann: Member
) -> None:
    """Discord took it and said 500: the retry is refused as a repeat, and the person sees one."""
    async with summit.running():
        summit.wire.fail("POST", CALLBACK, 500, after_effect=True)
        sent = await summit.send(ann, WORDS)
        await summit.wire.until(lambda: sent.refused, what="the retry")
        await asyncio.sleep(0.2)
        assert [(a.type, SAVED in a.content) for a in sent.answers] == [(REPLY, True)]
        assert len(answers_to(summit.wire, sent)) == 2
    saved_once(summit, WORDS)
    assert "ERROR" not in summit.log_file.read_text(encoding="utf-8")


async def test_an_answer_that_never_arrives_loses_no_pledge(
    summit: RealSummit, ann: Member
) -> None:
    """The person sees Discord's own failure, presses send again, and is told the truth."""
    async with summit.running():
        summit.wire.cut("POST", CALLBACK, times=None)
        route = f"pledge.new:{summit.wire.world.ids.next()}"
        lost = await summit.send(ann, WORDS, route)
        await summit.wire.until(lambda: answers_to(summit.wire, lost), what="an attempt to answer")
        summit.wire.heal()
        again = await summit.send(ann, WORDS, route)
        assert "saved before as P-0001" in (await again.final()).content
    saved_once(summit, WORDS)


# The wall ------------------------------------------------------------------------------------


def on_the_wall(summit: RealSummit) -> list[Message]:
    """The messages in the wall's channel that carry pledges."""
    return [
        message
        for message in summit.channel("pledge-wall").messages.values()
        if any(i.startswith("wall.too:") for i in message.custom_ids)
    ]


def pledges_on(messages: list[Message]) -> list[str]:
    """The ids of the pledges that these messages carry, in reading order."""
    found: list[str] = []
    for message in messages:
        found += [i.split(":")[1] for i in message.custom_ids if i.startswith("wall.too:")]
    return found


async def wait_for_wall(summit: RealSummit, count: int) -> None:
    """Until the store says of so many pledges that the wall has them, and has its message's id."""
    sql = """SELECT count(*) FROM pledge JOIN posted_message AS m ON m.id = wall_id
             WHERE m.state = 'posted'"""
    await summit.wire.until(lambda: summit.rows(sql) == [(count,)], 20, "the wall")


@pytest.mark.parametrize(
    ("status", "after_effect"), [(429, False), (500, False), (500, True), (503, True)]
)
async def test_the_wall_survives_failures_and_posts_nothing_twice(
    summit: RealSummit, ann: Member, status: int, after_effect: bool
) -> None:
    wall = summit.rows("SELECT wall_channel_id FROM summit")[0][0]
    fault = summit.wire.fail(
        "POST", f"/channels/{wall}/messages", status, after_effect=after_effect, retry_after=0.1
    )
    async with summit.running(**{REST_VARIABLE: "1"}):
        for n in range(8):
            await (await summit.send(ann, f"{WORDS}, {n}")).final()
        await wait_for_wall(summit, 8)
        assert fault.hits == 1
        kept = [str(row[0]) for row in summit.rows("SELECT id FROM pledge ORDER BY number")]
        assert pledges_on(on_the_wall(summit)) == kept


@pytest.mark.parametrize("nonce_known", [True, False])
async def test_the_wall_is_not_doubled_by_a_kill_between_sending_and_keeping(
    summit: RealSummit, ann: Member, nonce_known: bool
) -> None:
    """Discord has the message and the bot died before it heard of it.

    Discord forgets a nonce after some minutes; then the message is found by what it carries.
    """
    wire = summit.wire
    wall = summit.rows("SELECT wall_channel_id FROM summit")[0][0]
    wire.fail("POST", f"/channels/{wall}/messages", 500, after_effect=True, times=None)
    async with summit.running():
        await (await summit.send(ann, WORDS)).final()
        await wire.until(lambda: on_the_wall(summit), 10, "the message on the wall")
        kept = "SELECT state, message_id FROM posted_message WHERE purpose = 'wall'"
        assert summit.rows(kept) == [("sending", None)]
    wire.heal()
    if not nonce_known:
        wire.nonces.clear()
    [message] = on_the_wall(summit)
    async with summit.running():
        await wait_for_wall(summit, 1)
        assert [m.id for m in on_the_wall(summit)] == [message.id]
        assert summit.rows(kept) == [("posted", message.id)]
        # What comes afterwards goes into a message of its own, and the old one can be pressed.
        await (await summit.send(ann, f"{WORDS}, again")).final()
        await wait_for_wall(summit, 2)
    assert len(pledges_on(on_the_wall(summit))) == len(set(pledges_on(on_the_wall(summit)))) == 2


async def test_a_cut_wire_leaves_the_wall_as_it_should_be(summit: RealSummit, ann: Member) -> None:
    wall = summit.rows("SELECT wall_channel_id FROM summit")[0][0]
    cut: list[Fault] = [
        summit.wire.cut("POST", f"/channels/{wall}/messages", after_effect=True),
        summit.wire.cut("POST", f"/channels/{wall}/messages"),
    ]
    async with summit.running(**{REST_VARIABLE: "1"}):
        for n in range(7):
            await (await summit.send(ann, f"{WORDS}, {n}")).final()
        await wait_for_wall(summit, 7)
        assert [fault.hits for fault in cut] == [1, 1]
        kept = [str(row[0]) for row in summit.rows("SELECT id FROM pledge ORDER BY number")]
        assert sorted(pledges_on(on_the_wall(summit))) == sorted(kept)


# Our own bad day -----------------------------------------------------------------------------


async def locked(summit: RealSummit, seconds: float) -> None:
    """Another program holds the database for so long."""
    with closing(sqlite3.connect(summit.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(seconds)
        other.execute("ROLLBACK")


async def test_a_locked_database_is_answered_in_time_and_then_truly(
    summit: RealSummit, ann: Member
) -> None:
    """Discord gives three seconds for the first answer; the real one may follow later."""
    wire = summit.wire
    async with summit.running():
        await (await summit.send(ann, "So that everything is warm")).final()
        lock = asyncio.create_task(locked(summit, 2.5))
        await asyncio.sleep(0.05)
        sent: list[Interaction] = [await summit.send(ann, f"{WORDS}, {n}") for n in range(20)]
        firsts = [await interaction.first_answer() for interaction in sent]
        assert all(first.type == DEFER_REPLY and first.seconds < 3 for first in firsts)
        assert not lock.done()
        # A form opens meanwhile: it needs to read only, and it cannot be deferred.
        opened = await wire.slash(ann, "pledge make")
        assert (await opened.first_answer()).seconds < 3
        assert opened.modal is not None
        finals = [await interaction.final(timeout=10) for interaction in sent]
        assert all(SAVED in final.content and final.ephemeral for final in finals)
        assert [len(answers_to(wire, interaction)) for interaction in sent] == [2] * 20
        await lock
    saved_once(summit, "So that everything is warm", *(f"{WORDS}, {n}" for n in range(20)))


async def test_a_database_locked_for_too_long_is_told_and_gives_the_words_back(
    summit: RealSummit, ann: Member
) -> None:
    async with summit.running():
        lock = asyncio.create_task(locked(summit, 12))
        await asyncio.sleep(0.05)
        sent = await summit.send(ann, WORDS)
        assert (await sent.first_answer()).seconds < 3
        final = await sent.final(timeout=15)
        assert "This was not saved" in final.content
        assert WORDS in final.content
        await lock
        again = await summit.send(ann, WORDS)
        assert SAVED in (await again.final()).content
    saved_once(summit, WORDS)


async def test_being_stopped_with_the_database_locked_keeps_what_was_typed(
    summit: RealSummit, ann: Member
) -> None:
    """SIGTERM waits for what is under way, and the answer that was deferred still comes."""
    async with summit.running() as child:
        await (await summit.send(ann, "So that everything is warm")).final()
        lock = asyncio.create_task(locked(summit, 2.5))
        await asyncio.sleep(0.05)
        sent = await summit.send(ann, WORDS)
        await sent.first_answer()
        assert await ended(child) == 0
        assert SAVED in (await sent.final()).content
        await lock
    saved_once(summit, "So that everything is warm", WORDS)


async def test_the_bot_is_quiet_when_nothing_changes(summit: RealSummit) -> None:
    """No request but those that a change asks for: Discord's limits are for people's pledges."""
    wire, ann = summit.wire, summit.guild.member("Ann")
    async with summit.running():
        await summit.set_up()
        await summit.join(ann)
        await (await summit.pledge(ann, WORDS)).final()
        await wait_for_wall(summit, 1)
        wall, organisers = summit.channel("pledge-wall"), summit.channel("organisers")
        panels = [channel.messages[channel.pins[0]] for channel in (wall, organisers)]
        await wire.until(
            lambda: all("1 pledge" in str(panel.data["components"]) for panel in panels),
            20,
            "the panels’ numbers",
        )
        before = -1
        for _ in range(8):  # the rooms get their panels a few at a time
            if len(wire.requests) == before:
                break
            before = len(wire.requests)
            await asyncio.sleep(6)  # each loop of the bot has had its turn
        assert [(r.method, r.path) for r in wire.requests[before:]] == []
        assert len(asked(wire, "POST", f"/channels/{wall.id}/messages")) == 2
