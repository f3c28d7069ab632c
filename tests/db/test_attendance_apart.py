"""Attendance and room records of two summits in one file: neither reads or changes the other's.

Both have the same plan, so that no name of a session opens a door by itself.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType

import pytest

from db import attendance, room_records, summits
from db.rows import stamp
from db.sessions import get
from db.store import Store
from domain.plan import Plan
from domain.sessions import Rooms
from tests.db.given import GUILD, MAYA, OTHER_GUILD, PLACES, SAM, at, join, look

HEALTH = "healthcare"
START = at(-3600)

Ask = Callable[[Store, int], Awaitable[object]]


def verbs(module: ModuleType) -> set[str]:
    """The verbs of a module that are asked for one server."""
    return {
        f"{module.__name__.removeprefix('db.')}.{name}"
        for name, verb in inspect.getmembers(module, inspect.iscoroutinefunction)
        if verb.__module__ == module.__name__ and not name.startswith("_")
    }


def of_first(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything that the first server has in the tables that are tried here."""
    tables = ("presence", "presence_seen", "room_summary", "room_summary_organisation")
    return {
        name: look(path, f"SELECT * FROM {name} WHERE guild_id = ? ORDER BY 1, 2", GUILD)
        for name in tables
    }


async def _note(s: Store, g: int) -> object:
    return await attendance.note(s, guild_id=g, rooms={HEALTH: {SAM}}, heads={}, now=at(-60))


async def _confirm(s: Store, g: int, number: int = 2, seen: int = 1) -> object:
    return await room_records.confirm(
        s,
        summary_id=number + g % 7,
        guild_id=g,
        slug=HEALTH,
        user_id=91,
        organiser=True,
        version_seen=seen if g == GUILD else 0,
        heads=7,
        organisations=("Age UK",),
        words="",
        now=at(0),
    )


async def _there(s: Store, g: int) -> int:
    session = await get(s, guild_id=g, slug=HEALTH)
    assert session is not None
    return (await attendance.of_session(s, guild_id=g, session=session)).heads


async def _heads(s: Store, g: int) -> int:
    return (await room_records.read(s, guild_id=g, slug=HEALTH)).heads


@pytest.fixture
async def two(summit: Store, plan: Plan) -> Store:
    """The first server had people in its room; the second has the same people, and nothing else."""
    for guild_id in (GUILD, OTHER_GUILD):
        await summits.set_up(
            summit,
            guild_id=guild_id,
            plan=plan,
            places=PLACES,
            rooms={HEALTH: Rooms(text=71, voice=72)},
            now=START,
        )
    for user_id in (MAYA, SAM):
        await join(summit, user_id, "Maya", OTHER_GUILD)
    await attendance.note(summit, guild_id=GUILD, rooms={HEALTH: {MAYA, 77}}, heads={}, now=START)
    await _confirm(summit, GUILD, 1, 0)

    def groups(tx: object) -> None:
        execute = tx.execute  # type: ignore[attr-defined]
        execute(
            "INSERT INTO room (guild_id, slug, door, opened_at) VALUES (?, ?, 'open', ?)",
            (GUILD, HEALTH, stamp(START)),
        )
        execute(
            """INSERT INTO breakout_round (id, guild_id, slug, number, how, minutes, brief, stage,
                made_at) VALUES (1, ?, ?, 1, 'random', 5, '', 'running', '2021')""",
            (GUILD, HEALTH),
        )
        execute(
            """INSERT INTO breakout_group (round_id, number, guild_id, voice_id, voice_state)
            VALUES (1, 1, ?, 88, 'made')""",
            (GUILD,),
        )

    await summit.write(groups)
    return summit


READS: dict[str, Ask] = {
    "attendance.doors": lambda s, g: attendance.doors(s, guild_id=g),
    "attendance.group_rooms": lambda s, g: attendance.group_rooms(s, guild_id=g),
    "attendance.of_session": _there,
    "room_records.read": _heads,
    "room_records.latest": lambda s, g: room_records.latest(s, guild_id=g, slug=HEALTH),
    "room_records.earlier": lambda s, g: room_records.earlier(s, guild_id=g, slug=HEALTH),
    "room_records.with_summary": lambda s, g: room_records.with_summary(s, guild_id=g),
    "room_records.to_post": lambda s, g: room_records.to_post(s, guild_id=g),
}

# These may change something of the server that asks, and nothing of the other's.
OWN_ONLY: dict[str, Ask] = {
    "attendance.note": _note,
    "room_records.confirm": _confirm,
    "room_records.posting": lambda s, g: room_records.posting(
        s, guild_id=g, summary_id=1 + GUILD % 7
    ),
    "room_records.post_failed": lambda s, g: room_records.post_failed(
        s, guild_id=g, summary_id=1 + GUILD % 7
    ),
}


@pytest.mark.parametrize("name", READS)
async def test_one_server_reads_nothing_of_the_other(two: Store, name: str) -> None:
    assert await READS[name](two, GUILD), "there was to be something to find"
    assert not await READS[name](two, OTHER_GUILD)


@pytest.mark.parametrize("name", OWN_ONLY)
async def test_what_one_server_does_for_itself_leaves_the_other_as_it_was(
    two: Store, path: Path, name: str
) -> None:
    before = of_first(path)
    await OWN_ONLY[name](two, OTHER_GUILD)
    assert of_first(path) == before
    await OWN_ONLY[name](two, GUILD)
    assert of_first(path) != before


async def test_who_has_joined_one_summit_has_not_joined_the_other(two: Store) -> None:
    people = (MAYA, 77, 78)
    await join(two, 77, "Gus", OTHER_GUILD)
    for guild_id, wanted in ((GUILD, [77, 78]), (OTHER_GUILD, [78])):
        found = await attendance.not_joined(two, guild_id=guild_id, people=people)
        assert found == wanted


async def test_what_is_put_off_is_put_off_for_its_own_server_alone(two: Store, path: Path) -> None:
    number = 1 + GUILD % 7
    await room_records.posting(two, guild_id=GUILD, summary_id=number)
    begun = of_first(path)
    await room_records.post_again(two, guild_id=OTHER_GUILD, summary_id=number)
    assert of_first(path) == begun
    await room_records.post_again(two, guild_id=GUILD, summary_id=number)
    assert of_first(path) != begun


def test_every_verb_that_is_asked_for_a_server_is_tried_here() -> None:
    tried = READS.keys() | OWN_ONLY.keys() | {"attendance.not_joined", "room_records.post_again"}
    assert verbs(attendance) | verbs(room_records) == tried
