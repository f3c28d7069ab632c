"""Attendance in the file: who came, left, came back, and what a restart and an erasure do to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db import attendance, erasure, facilitation, hands, summits
from db.store import Store
from domain.attendance import Attendance
from domain.attendees import Kind
from domain.choices import News, Note
from domain.plan import Plan
from domain.sessions import Rooms, Session
from tests.db.given import GUILD, MAYA, OLA, OTHER_GUILD, PLACES, ROB, SAM, at, join, look

HEALTH = "healthcare"  # 13:00 to 14:00
START = -3600
RAN, UMA = 501, 502  # who never joined


@pytest.fixture
async def rooms(summit: Store, plan: Plan) -> Store:
    await summits.set_up(
        summit,
        guild_id=GUILD,
        plan=plan,
        places=PLACES,
        rooms={HEALTH: Rooms(text=71, voice=72)},
        now=at(START),
    )
    return summit


class Looking:
    """Looks into the room as the bot does, with its memory."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.heads: dict[tuple[str, int], int] = {}

    async def at(self, minute: float, *there: int, slug: str = HEALTH) -> None:
        self.heads = await attendance.note(
            self.store,
            guild_id=GUILD,
            rooms={slug: set(there)},
            heads=self.heads,
            now=at(START + minute * 60),
        )

    async def shut(self, minute: float) -> None:
        """No room counts any more."""
        self.heads = await attendance.note(
            self.store, guild_id=GUILD, rooms={}, heads=self.heads, now=at(START + minute * 60)
        )


async def session(store: Store, slug: str = HEALTH) -> Session:
    return (await facilitation.get(store, guild_id=GUILD, slug=slug)).session


async def read(store: Store, slug: str = HEALTH) -> Attendance:
    return await attendance.of_session(store, guild_id=GUILD, session=await session(store, slug))


async def told(store: Store) -> dict[int | None, list[int]]:
    """Minutes by who it was; of those not known, of each."""
    found: dict[int | None, list[int]] = {}
    for one in (await read(store)).voice:
        found.setdefault(one.user_id, []).append(one.minutes)
    return found


async def test_who_comes_leaves_and_comes_back_has_the_time_they_were_there(rooms: Store) -> None:
    look_in = Looking(rooms)
    await look_in.at(0, MAYA)
    await look_in.at(10, MAYA, SAM)
    await look_in.at(20, SAM)
    await look_in.at(30, MAYA, SAM)
    await look_in.at(45, MAYA, SAM)
    await look_in.shut(50)
    assert await told(rooms) == {MAYA: [10 + 15], SAM: [35]}
    (maya, _) = (await read(rooms)).voice
    assert [(one.joined, one.left) for one in maya.spans] == [
        (at(START), at(START + 600)),
        (at(START + 1800), at(START + 2700)),
    ]
    assert (maya.name, maya.kind) == ("Maya", Kind.RESIDENT)


async def test_who_is_there_still_has_the_time_until_the_last_look(rooms: Store) -> None:
    look_in = Looking(rooms)
    await look_in.at(0, MAYA)
    await look_in.at(12, MAYA)
    assert await told(rooms) == {MAYA: [12]}


async def test_after_a_restart_who_is_gone_left_when_they_were_last_seen(rooms: Store) -> None:
    before = Looking(rooms)
    await before.at(0, MAYA, SAM)
    await before.at(10, MAYA, SAM)
    after = Looking(rooms)
    await after.at(40, SAM)
    await after.at(41, SAM)
    assert await told(rooms) == {MAYA: [10], SAM: [41]}


async def test_of_who_has_not_joined_no_id_is_kept_and_they_are_one_head(
    rooms: Store, path: Path
) -> None:
    look_in = Looking(rooms)
    await look_in.at(0, RAN)
    await look_in.at(10, UMA)
    await look_in.at(20, RAN, UMA)
    await look_in.at(30, RAN, UMA)
    assert await told(rooms) == {None: [10, 20]}
    assert look(path, "SELECT DISTINCT user_id FROM presence") == [(None,)]
    assert (await read(rooms)).by_kind == {None: 2}


async def test_after_a_restart_as_many_of_them_go_on_as_are_there(rooms: Store) -> None:
    before = Looking(rooms)
    await before.at(0, RAN, UMA, ROB)
    await before.at(10, RAN, UMA, ROB)
    after = Looking(rooms)
    await after.at(20, UMA, ROB)
    await after.at(30, UMA, ROB, 503)
    assert sorted((await told(rooms))[None]) == [0, 10, 30, 30]


async def test_who_joins_the_summit_while_they_are_there_keeps_their_time(rooms: Store) -> None:
    look_in = Looking(rooms)
    await look_in.at(0, ROB)
    await look_in.at(10, ROB)
    await join(rooms, ROB, "Rob", kind=Kind.BUSINESS)
    await look_in.at(20, ROB)
    await look_in.at(25)
    await look_in.at(30, ROB)
    await look_in.at(40, ROB)
    assert await told(rooms) == {ROB: [20 + 10]}
    assert (await read(rooms)).by_kind == {Kind.BUSINESS: 1}


async def test_who_leads_the_room_is_not_counted(rooms: Store) -> None:
    look_in = Looking(rooms)
    await look_in.at(0, RAN, SAM, MAYA)
    for user_id in (RAN, SAM):
        await facilitation.lead(rooms, guild_id=GUILD, slug=HEALTH, user_id=user_id, now=at(START))
    await look_in.at(10, RAN, SAM, MAYA)
    assert await told(rooms) == {MAYA: [10]}


async def test_two_sessions_in_the_same_room_have_each_their_own_time(rooms: Store) -> None:
    look_in = Looking(rooms)
    await look_in.at(0, MAYA)
    await look_in.at(55, MAYA)
    await look_in.at(60, MAYA, slug="pledges-for-action")
    await look_in.at(90, MAYA, slug="pledges-for-action")
    (first,) = (await read(rooms)).voice
    (second,) = (await read(rooms, "pledges-for-action")).voice
    assert (first.minutes, second.minutes) == (55, 30)


async def test_the_october_night_has_one_hour_more(rooms: Store) -> None:
    """25 October 2026: at 01:00 UTC clocks in Britain go from 02:00 back to 01:00."""
    night = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    heads: dict[tuple[str, int], int] = {}
    for hour in range(3):
        heads = await attendance.note(
            rooms,
            guild_id=GUILD,
            rooms={HEALTH: {MAYA}},
            heads=heads,
            now=night + timedelta(hours=hour),
        )
    assert await told(rooms) == {MAYA: [120]}


async def test_midnight_is_a_minute_like_any_other(rooms: Store) -> None:
    late = Looking(rooms)
    for minute in (10 * 60 + 50, 10 * 60 + 59, 11 * 60, 11 * 60 + 20):  # 23:50 to 00:20
        await late.at(minute, MAYA)
    assert await told(rooms) == {MAYA: [30]}
    (maya,) = (await read(rooms)).voice
    assert [f"{moment:%d %H:%M}" for one in maya.spans for moment in (one.joined, one.left)] == [
        "10 23:50",
        "11 00:20",
    ]


async def test_three_hundred_at_once_are_one_write(rooms: Store) -> None:
    people = range(10_000, 10_300)
    look_in = Looking(rooms)
    await look_in.at(0, *people)
    await look_in.at(5)
    await look_in.at(10, *people)
    await look_in.at(20, *people)
    assert (await told(rooms))[None] == [10] * 300


async def test_who_only_wrote_took_part_by_text(rooms: Store) -> None:
    for number, user_id in enumerate((MAYA, SAM), 900):
        await hands.raise_hand(
            rooms,
            hand_id=number,
            guild_id=GUILD,
            user_id=user_id,
            session=HEALTH,
            now=at(START + 60),
        )
    await Looking(rooms).at(0, MAYA)
    there = await read(rooms)
    assert [one.user_id for one in there.voice] == [MAYA]
    assert there.text == {Kind.RESIDENT: 1}
    assert there.heads == 2


async def test_what_was_written_long_before_or_after_is_no_attendance(
    rooms: Store, path: Path
) -> None:
    def note(minute: float, number: int) -> object:
        return rooms.write(
            lambda tx: tx.execute(
                """INSERT INTO output (id, guild_id, number, session, author_id, named, kind,
                    words, noted_at) VALUES (?, ?, ?, ?, ?, 0, 'idea', 'A bus', ?)""",
                (
                    number,
                    GUILD,
                    number,
                    HEALTH,
                    OLA,
                    f"2021-12-10T{13 + minute // 60:02.0f}:{minute % 60:02.0f}:00Z",
                ),
            )
        )

    await note(-60, 1)  # type: ignore[misc]
    await note(120, 2)  # type: ignore[misc]
    assert (await read(rooms)).text == {}
    await note(30, 3)  # type: ignore[misc]
    assert (await read(rooms)).by_text == 1


# ------------------------------------------------------------------ erasing


def tell(news: News, session: Session, has_place: bool) -> Note:
    return Note(session.title, news.value)


async def test_an_erased_person_stays_as_a_number_of_their_kind(rooms: Store, path: Path) -> None:
    look_in = Looking(rooms)
    await look_in.at(0, MAYA, SAM)
    await look_in.at(5)
    await look_in.at(10, MAYA, SAM)
    await erasure.erase(rooms, guild_id=GUILD, user_id=MAYA, now=at(0), tell=tell)
    await look_in.at(20, MAYA, SAM)  # she is there still, and is not counted again
    there = await read(rooms)
    assert there.by_kind == {Kind.RESIDENT: 2}
    assert (there.in_voice, len(there.voice)) == (2, 1)
    assert look(path, "SELECT kind, n FROM presence_left") == [("resident", 1)]
    assert look(path, "SELECT count(*) FROM presence WHERE user_id = ?", MAYA) == [(0,)]


async def test_another_server_has_its_own(rooms: Store, plan: Plan) -> None:
    await Looking(rooms).at(0, MAYA)
    await summits.set_up(rooms, guild_id=OTHER_GUILD, plan=plan, places=PLACES, now=at(START))
    other = await facilitation.get(rooms, guild_id=OTHER_GUILD, slug=HEALTH)
    there = await attendance.of_session(rooms, guild_id=OTHER_GUILD, session=other.session)
    assert there == Attendance()
    await attendance.note(
        rooms, guild_id=OTHER_GUILD, rooms={HEALTH: set()}, heads={}, now=at(START + 600)
    )
    assert look(rooms.path, "SELECT left_at FROM presence") == [(None,)]
