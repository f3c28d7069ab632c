"""A room's record and its summary: confirmed once, in versions, in one's own room."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db import (
    attendance,
    erasure,
    export_after,
    facilitation,
    hands,
    room_records,
    summits,
)
from db.export_query import Query
from db.opening import connect_reader
from db.store import Store
from domain.choices import News, Note
from domain.facilitation import Door
from domain.plan import Plan
from domain.records import Summary
from domain.rules import RuleBroken
from domain.sessions import Rooms, Session
from tests.db.full import fill
from tests.db.given import GUILD, MAYA, OLA, OTHER_GUILD, PLACES, SAM, at, join, look, set_up

HEALTH, WORK = "healthcare", "employment-and-income"
FAY, FRED, OLGA = 81, 82, 91
START = -3600


@pytest.fixture
async def rooms(summit: Store, plan: Plan) -> Store:
    await summits.set_up(
        summit,
        guild_id=GUILD,
        plan=plan,
        places=PLACES,
        rooms={HEALTH: Rooms(text=71, voice=72), WORK: Rooms(text=73)},
        now=at(START),
    )
    await facilitation.lead(summit, guild_id=GUILD, slug=HEALTH, user_id=FAY, now=at(START))
    return summit


async def confirm(store: Store, number: int = 1, user_id: int = FAY, **other: Any) -> Any:
    values: dict[str, Any] = {
        "guild_id": GUILD,
        "slug": HEALTH,
        "organiser": False,
        "version_seen": 0,
        "heads": 12,
        "organisations": ("Age UK", "Bo’s Buses"),
        "words": "We spoke of buses.",
        "now": at(0),
    }
    return await room_records.confirm(store, summary_id=number, user_id=user_id, **(values | other))


async def refused(act: Awaitable[object]) -> str:
    with pytest.raises(RuleBroken) as told:
        await act
    return told.value.code


async def test_what_is_confirmed_is_read_as_it_was(rooms: Store) -> None:
    summary, new = await confirm(rooms)
    assert (summary, new) == (
        Summary(
            *(1, GUILD, HEALTH, 1, 12, ("Age UK", "Bo’s Buses"), "We spoke of buses.", FAY, at(0))
        ),
        True,
    )
    assert await room_records.latest(rooms, guild_id=GUILD, slug=HEALTH) == summary
    record = await room_records.read(rooms, guild_id=GUILD, slug=HEALTH)
    assert (record.summary, record.heads, record.version) == (summary, 12, 1)
    assert await room_records.with_summary(rooms, guild_id=GUILD) == {HEALTH}


async def test_a_delivery_of_the_same_form_adds_nothing(rooms: Store) -> None:
    first, _ = await confirm(rooms)
    again, new = await confirm(rooms, heads=99)
    assert (again, new) == (first, False)


async def test_later_versions_keep_the_earlier_ones(rooms: Store) -> None:
    first, _ = await confirm(rooms)
    second, _ = await confirm(rooms, 2, OLGA, organiser=True, version_seen=1, heads=14)
    assert (second.version, second.confirmed_by) == (2, OLGA)
    assert await room_records.earlier(rooms, guild_id=GUILD, slug=HEALTH) == [second, first]


async def test_of_two_at_once_one_is_told_of_the_other(rooms: Store) -> None:
    await facilitation.lead(rooms, guild_id=GUILD, slug=HEALTH, user_id=FRED, now=at(START))
    found = await asyncio.gather(
        confirm(rooms, 1, FAY, heads=10), confirm(rooms, 2, FRED, heads=20), return_exceptions=True
    )
    (lost,) = [one for one in found if isinstance(one, RuleBroken)]
    assert lost.code == "summary.changed"
    assert look(rooms.path, "SELECT count(*) FROM room_summary") == [(1,)]


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"user_id": FRED}, "room.not_yours"),
        ({"slug": WORK}, "room.not_yours"),
        ({"slug": "no-such", "organiser": True}, "room.unknown"),
        ({"slug": "lunch", "organiser": True}, "room.unknown"),
        ({"version_seen": 3}, "summary.changed"),
        ({"now": at(-9 * 3600)}, "summary.early"),
        ({"guild_id": OTHER_GUILD}, "room.unknown"),
    ],
)
async def test_who_may_not_confirms_nothing(rooms: Store, other: dict[str, Any], code: str) -> None:
    assert await refused(confirm(rooms, **other)) == code
    assert look(rooms.path, "SELECT count(*) FROM room_summary") == [(0,)]
    assert look(rooms.path, "SELECT count(*) FROM room_summary_organisation") == [(0,)]


async def test_a_number_of_another_server_s_summary_opens_nothing(rooms: Store, plan: Plan) -> None:
    await confirm(rooms)
    await set_up(rooms, plan, OTHER_GUILD)
    for name in ("posting", "post_again", "post_failed"):
        await getattr(room_records, name)(rooms, guild_id=OTHER_GUILD, summary_id=1)
    assert look(rooms.path, "SELECT post FROM room_summary") == [("wanted",)]
    assert await room_records.to_post(rooms, guild_id=OTHER_GUILD) == []
    assert await room_records.latest(rooms, guild_id=OTHER_GUILD, slug=HEALTH) is None
    assert await room_records.earlier(rooms, guild_id=OTHER_GUILD, slug=HEALTH) == []
    assert await room_records.with_summary(rooms, guild_id=OTHER_GUILD) == set()
    other = await room_records.read(rooms, guild_id=OTHER_GUILD, slug=HEALTH)
    assert (other.summary, other.leaders) == (None, ())


async def test_organisers_are_told_once_and_of_the_newest_alone(rooms: Store) -> None:
    await confirm(rooms)
    second, _ = await confirm(rooms, 2, version_seen=1)
    assert await room_records.to_post(rooms, guild_id=GUILD) == [second]
    await room_records.posting(rooms, guild_id=GUILD, summary_id=2)
    assert await room_records.to_post(rooms, guild_id=GUILD) == []
    await room_records.post_again(rooms, guild_id=GUILD, summary_id=2)
    assert await room_records.to_post(rooms, guild_id=GUILD) == [second]
    await room_records.post_failed(rooms, guild_id=GUILD, summary_id=2)
    assert await room_records.to_post(rooms, guild_id=GUILD) == []


async def test_the_record_has_what_the_room_left(rooms: Store) -> None:
    await fill(rooms)
    record = await room_records.read(rooms, guild_id=GUILD, slug=HEALTH)
    assert record.room.door is Door.QUIET
    assert [one.number for one in record.outputs] == [1, 2]
    assert [(one.title, len(one.outputs)) for one in record.reports] == [("Round 1, group 1", 2)]
    assert (record.hands_raised, record.hands_called) == (2, 0)
    assert record.feedback.count == 1
    assert record.rounds == (1,)
    keynote = await room_records.read(rooms, guild_id=GUILD, slug="a-fair-and-inclusive-stockport")
    assert [one.number for one in keynote.questions] == [1, 2]
    assert [one.name for one in keynote.attendance.voice] == ["Heliotrope", "Sam"]


async def test_next_year_the_record_is_kept_under_its_day(rooms: Store, plan: Plan) -> None:
    await attendance.note(rooms, guild_id=GUILD, rooms={HEALTH: {MAYA}}, heads={}, now=at(START))
    await confirm(rooms)
    about = plan.summit.model_copy(update={"date": date(2022, 12, 9)})
    months = plan.pledges.model_copy(update={"follow_up": ()})
    later = plan.model_copy(update={"summit": about, "pledges": months})
    now = at(300 * 86400)
    await summits.set_up(rooms, guild_id=GUILD, plan=later, places=PLACES, now=now)
    old = await room_records.read(rooms, guild_id=GUILD, slug=f"{HEALTH}@2021-12-10")
    new = await room_records.read(rooms, guild_id=GUILD, slug=HEALTH)
    assert (old.version, old.attendance.heads) == (1, 1)
    assert (new.version, new.attendance.heads) == (0, 0)
    assert await room_records.to_post(rooms, guild_id=GUILD) == []


# ------------------------------------------------------------------ erasing, exporting


def tell(news: News, session: Session, has_place: bool) -> Note:
    return Note(session.title, news.value)


async def test_an_organisation_goes_with_the_last_who_named_it(rooms: Store, path: Path) -> None:
    await join(rooms, MAYA, "Maya", organisation="age uk")
    await join(rooms, SAM, "Sam", organisation="Age UK")
    await confirm(rooms)
    await erasure.erase(rooms, guild_id=GUILD, user_id=MAYA, now=at(0), tell=tell)
    sql = "SELECT organisation FROM room_summary_organisation ORDER BY number"
    assert look(path, sql) == [("Age UK",), ("Bo’s Buses",)]
    await erasure.erase(rooms, guild_id=GUILD, user_id=SAM, now=at(0), tell=tell)
    assert look(path, sql) == [("Bo’s Buses",)]


async def test_a_facilitator_who_is_erased_leaves_the_summary_without_their_id(
    rooms: Store, path: Path
) -> None:
    await confirm(rooms)
    await erasure.erase(rooms, guild_id=GUILD, user_id=FAY, now=at(0), tell=tell)
    assert look(path, "SELECT confirmed_by, words FROM room_summary") == [(0, "We spoke of buses.")]


def rows_of(path: Path, query: Query, guild_id: int = GUILD) -> list[dict[str, Any]]:
    with closing(connect_reader(path)) as reader:
        rows = reader.execute(query.internal, {"guild": guild_id})
        names = [column[0] for column in rows.description]
        return [dict(zip(names, tuple(row), strict=True)) for row in rows]


async def test_exports_have_one_row_for_each_person_in_voice(rooms: Store, path: Path) -> None:
    heads: dict[tuple[str, int], int] = {}
    for minute, there in ((0, {MAYA, 77}), (10, {77}), (20, {MAYA, SAM}), (30, {MAYA, SAM})):
        heads = await attendance.note(
            rooms, guild_id=GUILD, rooms={HEALTH: there}, heads=heads, now=at(START + minute * 60)
        )
    await erasure.erase(rooms, guild_id=GUILD, user_id=SAM, now=at(0), tell=tell)
    await hands.raise_hand(
        rooms, hand_id=9, guild_id=GUILD, user_id=OLA, session=HEALTH, now=at(START + 60)
    )
    found = rows_of(path, export_after.ATTENDANCE)
    assert sorted((row["name"], row["user_id"], row["minutes"]) for row in found) == [
        ("", "", 10),
        ("Maya", str(MAYA), 10),
    ], "nobody who was erased, and nobody who took part by text alone"
    assert rows_of(path, export_after.ATTENDANCE, OTHER_GUILD) == []
    await confirm(rooms)
    (summary,) = rows_of(path, export_after.ROOM_SUMMARIES)
    assert summary["organisations"] == "Age UK\nBo’s Buses"
    assert rows_of(path, export_after.ROOM_SUMMARIES, OTHER_GUILD) == []
