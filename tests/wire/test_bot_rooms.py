"""What the real bot asks of Discord while rooms are run: locks, stages, hands and small groups,
each kind of request once, held against Discord's own description of its API.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.wire.entities import PRIVATE_THREAD, Member
from tests.wire.interactions import Interaction
from tests.wire.openapi import RequestChecker
from tests.wire.real_bot import RealSummit, asked, real_summit
from tests.wire.server import WireDiscord
from tests.wire.test_bot_events import plan, write
from tests.wire.test_bot_requests import kind_of

TALK, CARE = "a-fair-and-inclusive-stockport", "healthcare"

EXPECTED = {
    ("PUT", "channels/permissions"),  # a room is locked, and somebody let into a group
    ("PATCH", "channels"),  # slow mode, and a thread is closed
    ("POST", "stage-instances"),
    ("DELETE", "stage-instances"),
    ("PATCH", "guilds/voice-states"),  # somebody speaks on a stage
    ("DELETE", "channels/messages"),  # whose turn it was
    ("POST", "channels/threads"),
    ("PUT", "channels/thread-members"),
    ("POST", "guilds/channels"),  # a group's voice room
    ("PATCH", "guilds/members"),  # somebody is moved
    ("DELETE", "channels"),
}


@pytest.fixture
async def summit(wire: WireDiscord, tmp_path: Path) -> AsyncIterator[RealSummit]:
    async with real_summit(wire, tmp_path) as summit:
        summit.guild.features.append("COMMUNITY")
        write(summit, plan())
        yield summit


def stamp(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def happens(summit: RealSummit, sql: str, *values: object) -> None:
    """Time that a test need not wait for has passed."""
    with closing(sqlite3.connect(summit.database, timeout=10)) as file, file:
        assert file.execute(sql, values).rowcount, sql


async def press(summit: RealSummit, who: Member, route: str) -> Interaction:
    done = await summit.wire.press(who, route)
    await done.final()
    return done


def suppressed(summit: RealSummit, who: Member) -> bool:
    return summit.guild.voices[who.user.id]["suppress"]


async def on_the_stage(summit: RealSummit, ann: Member) -> None:
    """The talk's room opens; Ann asks to speak, is let speak, and goes back."""
    wire, owner = summit.wire, summit.guild.owner
    stage = summit.channel(f"{TALK} live")
    await press(summit, owner, f"room.open:{TALK}")
    await wire.until(lambda: stage.id in wire.world.stages, 20, "the stage")
    await press(summit, owner, f"room.slow.set:{TALK}:10")
    room = summit.channel(TALK)
    await wire.until(lambda: room.data["rate_limit_per_user"] == 10, 20, "slow mode")
    summit.guild.voice(ann, stage.id, suppress=True, request_to_speak_timestamp=stamp(0))
    await wire.until(lambda: summit.rows("SELECT 1 FROM hand WHERE way = 'stage'") != [], 20)
    called = await press(summit, owner, f"hand.call:{TALK}")
    assert "They are invited to speak on the stage." in called.message.content
    assert not suppressed(summit, ann)
    [(hand,)] = summit.rows("SELECT id FROM hand")
    await press(summit, owner, f"hand.done:{TALK}:{hand}")
    assert suppressed(summit, ann)
    await press(summit, owner, f"room.close:{TALK}")
    happens(summit, "UPDATE room SET closes_at = ? WHERE slug = ?", stamp(-1), TALK)
    await wire.until(lambda: not wire.world.stages, 30, "the end of the stage")


async def in_groups(summit: RealSummit, people: list[Member]) -> None:
    """Two small groups: moved there, and moved back."""
    wire, owner = summit.wire, summit.guild.owner
    main = summit.channel(f"{CARE} live")
    for person in people:
        summit.guild.voice(person, main.id)
    opened = await wire.press(owner, f"breakout.new:{CARE}")
    values = {"how": ["random"], "by": "count", "number": "2", "minutes": "15"}
    preview = await wire.fill(opened, {**values, "brief": "What would help?"})
    await preview.final()
    begin = next(i for i in preview.message.custom_ids if i.startswith("breakout.begin:"))
    await press(summit, owner, begin)

    def places() -> set[str]:
        return {str(one["channel_id"]) for one in summit.guild.voices.values()}

    await wire.until(lambda: len(places()) == 2 and str(main.id) not in places(), 60, "the moves")
    threads = [c for c in summit.guild.channels.values() if c.data["type"] == PRIVATE_THREAD]
    await wire.until(lambda: all(len(t.thread_members) > 2 for t in threads), 30, "the members")
    await press(summit, owner, begin.replace("begin", "end"))
    happens(summit, "UPDATE breakout_round SET back_at = ? WHERE stage = 'grace'", stamp(-1))
    await wire.until(lambda: places() == {str(main.id)}, 60, "the way back")
    await wire.until(lambda: len(asked(wire, "DELETE", "/channels/")) >= 2, 60, "the rooms' end")
    await wire.until(
        lambda: all(t.data["thread_metadata"]["archived"] for t in threads), 60, "the threads' end"
    )


async def test_running_rooms_keeps_to_discords_description(
    summit: RealSummit, openapi_or_skip: RequestChecker
) -> None:
    people = [summit.guild.member(name) for name in ("Ann", "Ben", "Cy", "Dee")]
    async with summit.running():
        await summit.set_up()
        for person in people:
            await summit.join(person)
        happens(
            summit,
            "UPDATE session SET starts_at = ?, ends_at = ? WHERE slug IN (?, ?)",
            *(stamp(-10), stamp(300), TALK, CARE),
        )
        await on_the_stage(summit, people[0])
        await in_groups(summit, people)
        # The post that named who spoke goes with their turn.
        await summit.wire.until(
            lambda: asked(summit.wire, "DELETE", "/messages/") != [], 60, "the post's end"
        )
    assert not EXPECTED - {kind_of(request) for request in summit.wire.requests}
    assert openapi_or_skip.problems(summit.wire.requests) == []
