"""Hands and the stage in the store: requests, who speaks there, and the post that names them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from db import hand_calls, hand_stage, hands, sessions
from db.store import Store
from domain.hands import Hand, Stage, State
from domain.plan import Plan
from domain.sessions import Session
from tests.db.given import (
    GUILD,
    MAYA,
    NOW,
    OLA,
    ORGANISER,
    OTHER_GUILD,
    ROB,
    SAM,
    at,
    join,
    look,
    set_up,
    whole_file,
)
from tests.db.test_guilds_apart import verbs
from tests.db.test_hands import SLUG, move, on, queue, up

__all__ = ["on"]

ROOM, VOICE, POST = 701, 702, 703


async def talk(store: Store, guild_id: int = GUILD) -> Session:
    found = await sessions.get(store, guild_id=guild_id, slug=SLUG)
    assert found is not None
    return found


async def requests(
    store: Store, asking: dict[int, datetime], second: float = 0, guild_id: int = GUILD
) -> frozenset[int]:
    return await hand_stage.requests(
        store,
        guild_id=guild_id,
        session=await talk(store, guild_id),
        asking=asking,
        now=at(second),
    )


async def called(store: Store, path: Path) -> Hand:
    """Maya's hand is up, and she is called on; the session has a voice room."""
    await store.write(
        lambda tx: tx.execute(
            "UPDATE session SET voice_channel_id = ? WHERE slug = ?", (VOICE, SLUG)
        )
    )
    await up(store, MAYA, 1)
    return await hand_calls.call(
        store,
        guild_id=GUILD,
        session=SLUG,
        hand_id=1,
        user_id=ORGANISER,
        organiser=True,
        now=NOW,
    )


async def finish(store: Store) -> Hand:
    return await hand_calls.finish(
        store,
        guild_id=GUILD,
        session=SLUG,
        hand_id=1,
        user_id=ORGANISER,
        organiser=True,
        now=NOW,
    )


async def settled(store: Store, stage: Stage, *, told: bool = True) -> None:
    await hand_stage.settled(store, guild_id=GUILD, hand_id=1, stage=stage, told=told)


async def test_requests_are_hands_in_the_order_in_which_they_were_made(on: Store) -> None:
    await up(on, OLA, 1)
    assert await requests(on, {MAYA: at(-5), SAM: at(-9), ROB: at(-20)}) == {ROB}
    assert await queue(on) == [OLA, SAM, MAYA]
    assert await requests(on, {MAYA: at(-5)}) == frozenset()
    assert await queue(on) == [OLA, MAYA]


async def test_the_same_request_makes_one_hand_for_good(on: Store, path: Path) -> None:
    await requests(on, {MAYA: at(-5)})
    await hands.lower_hand(on, guild_id=GUILD, user_id=MAYA, session=SLUG, now=at(1))
    for second in (2, 3):
        assert await requests(on, {MAYA: at(-5)}, second) == frozenset()
    assert await queue(on) == []
    await requests(on, {MAYA: at(4)}, 5)
    assert await queue(on) == [MAYA]
    assert look(path, "SELECT way, state FROM hand ORDER BY id") == [
        ("stage", "lowered"),
        ("stage", "up"),
    ]


async def test_a_closed_workshop_takes_requests_of_those_with_a_place(on: Store) -> None:
    await move(on, -600, 600, walk_in=False)
    assert await requests(on, {MAYA: at(-5)}) == {MAYA}
    assert await queue(on) == []


async def test_nothing_is_written_while_nobody_asks(on: Store, path: Path) -> None:
    before = whole_file(path)
    await requests(on, {})
    assert whole_file(path) == before


async def test_what_discord_is_to_be_told_stands_until_it_is_told(on: Store, path: Path) -> None:
    hand = await called(on, path)
    assert await hand_stage.tasks(on, guild_id=GUILD) == [hand_stage.Task(hand, VOICE)]
    await settled(on, Stage.INVITE)
    assert await hand_stage.tasks(on, guild_id=GUILD) == []
    await finish(on)
    (task,) = await hand_stage.tasks(on, guild_id=GUILD)
    assert task.hand.stage is Stage.DOWN
    await settled(on, Stage.DOWN)
    assert await hand_stage.tasks(on, guild_id=GUILD) == []


async def test_who_was_let_speak_while_their_turn_ended_goes_back(on: Store, path: Path) -> None:
    await called(on, path)
    await finish(on)  # while Discord is being told
    assert await hand_stage.tasks(on, guild_id=GUILD) == []
    await settled(on, Stage.INVITE)
    (task,) = await hand_stage.tasks(on, guild_id=GUILD)
    assert task.hand.stage is Stage.DOWN


async def test_who_could_not_be_let_speak_is_left_where_they_are(on: Store, path: Path) -> None:
    await called(on, path)
    await settled(on, Stage.INVITE, told=False)
    await finish(on)
    assert await hand_stage.tasks(on, guild_id=GUILD) == []


@pytest.mark.parametrize("late", [False, True])
async def test_the_post_goes_with_the_turn_also_where_it_arrives_late(
    on: Store, path: Path, late: bool
) -> None:
    await called(on, path)
    if late:
        await finish(on)
    await hand_stage.posted(on, guild_id=GUILD, hand_id=1, channel_id=ROOM, message_id=POST)
    steps = "SELECT what, channel_id, message_id FROM erasure_step"
    assert look(path, steps) == ([("message", ROOM, POST)] if late else [])
    await finish(on)
    assert look(path, steps) == [("message", ROOM, POST)]
    assert look(path, "SELECT post_id FROM hand") == [(None,)]


async def test_a_turn_ends_with_the_next_and_with_the_session(on: Store, path: Path) -> None:
    await called(on, path)
    await up(on, SAM, 2)
    await hand_calls.call(
        on, guild_id=GUILD, session=SLUG, hand_id=2, user_id=ORGANISER, organiser=True, now=NOW
    )
    turns = "SELECT turn FROM hand ORDER BY id"
    assert look(path, turns) == [("over",), ("on",)]
    assert await hands.end(on, guild_id=GUILD, now=at(9999)) == 1
    assert look(path, turns) == [("over",), ("over",)]
    assert look(path, "SELECT state FROM hand ORDER BY id") == [(State.CALLED.value,)] * 2


async def test_each_verb_leaves_another_servers_hands_alone(
    on: Store, path: Path, plan: Plan
) -> None:
    await set_up(on, plan, OTHER_GUILD)
    await join(on, MAYA, "Maya", OTHER_GUILD)
    await called(on, path)

    def ours() -> list[tuple[object, ...]]:
        return look(path, "SELECT * FROM hand WHERE guild_id = ?", GUILD)

    before = ours()
    other = OTHER_GUILD
    assert await hand_stage.tasks(on, guild_id=other) == []
    await hand_stage.settled(on, guild_id=other, hand_id=1, stage=Stage.INVITE, told=True)
    await hand_stage.posted(on, guild_id=other, hand_id=1, channel_id=ROOM, message_id=POST)
    assert await requests(on, {MAYA: at(-5)}, guild_id=other) == frozenset()
    assert ours() == before


def test_every_verb_is_tried_above() -> None:
    names = ("requests", "tasks", "settled", "posted")
    assert verbs(hand_stage) == {f"hand_stage.{name}" for name in names}
