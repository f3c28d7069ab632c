"""The day, its dashboard and the pledging session in a real file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest

from db import facilitation, pledging, running, said, sessions
from db.store import Store
from domain import facilitation as doors
from domain.facilitation import Door
from domain.plan import Plan
from domain.running import Stage
from domain.sessions import Session
from tests.db.given import GUILD, MAYA, NOW, OLA, ORGANISER, SAM, join, look, make, words

YEAR = "20211210"
FOOD = "communities-and-place"
MINUTE = timedelta(minutes=1)


async def open_day(store: Store, user_id: int = ORGANISER) -> bool:
    day, new = await running.open_day(store, guild_id=GUILD, edition=YEAR, user_id=user_id, now=NOW)
    assert day.stage is Stage.OPEN
    return new


async def open_room(store: Store, slug: str = FOOD) -> None:
    await facilitation.change(
        store,
        guild_id=GUILD,
        slug=slug,
        user_id=ORGANISER,
        organiser=True,
        event="opened",
        work=lambda kept: doors.open_room(kept.room, kept.session, NOW),
        now=NOW,
    )


async def test_a_day_is_opened_once_and_people_are_welcomed_once(summit: Store) -> None:
    assert await open_day(summit)
    assert not await open_day(summit, SAM)
    day = await running.get(summit, guild_id=GUILD, edition=YEAR)
    assert (day.opened_by, day.dashboard) == (ORGANISER, True)
    assert [one.what for one in await said.to_do(summit, guild_id=GUILD)] == ["welcome"]


async def test_closing_closes_what_is_open_in_the_same_transaction(
    summit: Store, path: Path
) -> None:
    await open_day(summit)
    await open_room(summit)
    day, closing = await running.close_day(
        summit, guild_id=GUILD, edition=YEAR, user_id=SAM, now=NOW + MINUTE
    )
    assert (day.closed_by, closing) == (SAM, [FOOD])
    kept = await facilitation.get(summit, guild_id=GUILD, slug=FOOD)
    assert (kept.room.door, kept.room.closes_at) == (Door.CLOSING, NOW + 2 * MINUTE)
    assert look(path, "SELECT event, actor_id FROM room_log ORDER BY id")[-1] == ("closed", SAM)
    again = await running.close_day(
        summit, guild_id=GUILD, edition=YEAR, user_id=ORGANISER, now=NOW + 9 * MINUTE
    )
    assert again == (day, [])


async def test_the_dashboard_reads_everything_at_once_and_in_time(
    summit: Store, plan: Plan
) -> None:
    """Measured: 0.9 ms (see db/running.py). The bound is wide, for a machine that is busy."""
    for number in range(300):
        await join(summit, 1000 + number, f"Person {number}")
        await make(summit, 5000 + number, 1000 + number)
    await open_room(summit)
    await facilitation.lead(summit, guild_id=GUILD, slug=FOOD, user_id=SAM, now=NOW)
    began = perf_counter()
    for _ in range(19):
        await running.look(summit, guild_id=GUILD, since=NOW)
    now = await running.look(summit, guild_id=GUILD, since=NOW)
    took = (perf_counter() - began) / 20
    assert now.people == {"resident": 303}
    assert (now.pledges, now.questions, now.calls_open, now.not_reached) == (300, 0, 0, 0)
    planned = [one.slug for one in plan.sessions if one.kind != "break"]
    assert sorted(room.slug for room in now.rooms) == sorted(planned)
    food = next(room for room in now.rooms if room.slug == FOOD)
    assert (food.door, food.leads, food.hands, food.summary) == (Door.OPEN, 1, 0, False)
    assert took < 0.2, took


# ---------------------------------------------------------------------- the pledging session


@pytest.fixture
async def closing(summit: Store) -> Session:
    """The pledging session, on since NOW, with a room."""
    programme = await sessions.every(summit, guild_id=GUILD)
    (one,) = [one for one in programme if one.kind == "pledging"]
    await summit.write(
        lambda tx: tx.execute(
            "UPDATE session SET text_channel_id = 9 WHERE guild_id = ? AND slug = ?",
            (GUILD, one.slug),
        )
    )
    found = await sessions.get(summit, guild_id=GUILD, slug=one.slug)
    assert found is not None
    return found


async def start(store: Store, session: Session) -> None:
    await pledging.start(
        store,
        guild_id=GUILD,
        slug=session.slug,
        user_id=ORGANISER,
        organiser=True,
        minutes=2,
        now=session.starts_at,
    )


async def turn(store: Store, session: Session, minutes: int) -> str:
    at = session.starts_at + minutes * MINUTE
    return await pledging.by_itself(store, session=session, edition=YEAR, now=at)


async def test_what_is_due_comes_once_and_each_pledge_once(summit: Store, closing: Session) -> None:
    await make(summit, 1001, MAYA)
    await make(summit, 1002, OLA, words("Lend a van", theme="communities"))
    await make(summit, 1003, OLA, check_first=True)
    await start(summit, closing)
    told = [await turn(summit, closing, minutes) for minutes in (0, 0, 1, 2, 4, 6, 8)]
    assert told == ["moment", "", "", "moment", "none left", "", ""]
    found = [(one.what, one.about) for one in await said.to_do(summit, guild_id=GUILD)]
    assert found[:2] == [("moment", "1001"), ("moment", "1002")]
    assert [what for what, _ in found] == ["moment", "moment", "none left"]


async def test_the_totals_come_at_the_end_once_and_it_rests(
    summit: Store, closing: Session
) -> None:
    await start(summit, closing)
    length = int((closing.ends_at - closing.starts_at) / MINUTE)
    assert await turn(summit, closing, length + 15) == "totals"
    assert await turn(summit, closing, length + 16) == ""
    assert (await pledging.get(summit, guild_id=GUILD, slug=closing.slug)).minutes is None


async def test_totals_count_what_is_shown_by_theme_and_who(summit: Store, closing: Session) -> None:
    bakery = words(as_organisation=True, organisation="Bakery")
    await make(summit, 1001, MAYA, bakery)
    await make(summit, 1002, SAM, words(as_organisation=True, organisation="BAKERY"))
    await make(summit, 1003, OLA)
    await make(summit, 1004, OLA, check_first=True)
    found = await pledging.totals(summit, session=closing, themes=("healthcare", "work"))
    assert found.by_theme == {"healthcare": 3, "work": 0}
    assert (found.pledges, found.organisations, found.people, found.waiting) == (3, 1, 1, 1)


async def test_a_change_of_a_pledge_or_its_maker_marks_what_was_posted(
    summit: Store, closing: Session
) -> None:
    await make(summit, 1001, MAYA)
    await start(summit, closing)
    await turn(summit, closing, 0)
    (post,) = await said.to_do(summit, guild_id=GUILD)

    async def settle() -> None:
        await said.begin(summit, guild_id=GUILD, said_id=post.id, channel_id=9)
        await said.settled(summit, guild_id=GUILD, said_id=post.id, message_id=90, told="x")
        assert await said.to_do(summit, guild_id=GUILD) == []

    for sql in (
        "UPDATE pledge SET moderation = 'hidden' WHERE id = 1001",
        f"UPDATE attendee SET publish_name = 0 WHERE user_id = {MAYA}",
        "UPDATE pledge SET action = 'Other' WHERE id = 1001",
    ):
        await settle()
        await summit.write(lambda tx, sql=sql: tx.execute(sql))
        assert [one.id for one in await said.to_do(summit, guild_id=GUILD)] == [post.id], sql
    await settle()
    await summit.write(lambda tx: tx.execute("UPDATE pledge SET too_count = 1 WHERE id = 1001"))
    assert await said.to_do(summit, guild_id=GUILD) == []
