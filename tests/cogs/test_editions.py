"""Next year's summit in the same server, as people meet it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.cogs.test_programme import day_plan
from tests.world import Seen, World, routes_of

FOOD = {
    "slug": "food",
    "title": "Food for all",
    "kind": "workshop",
    "slot": "one",
    "starts": "11:00",
    "ends": "12:00",
    "walk_in": False,
    "capacity": 1,
}
CLOSING = {
    "slug": "closing",
    "title": "Closing session",
    "kind": "pledging",
    "starts": "14:00",
    "ends": "15:00",
}
NEW = "**This is a new summit.** The sessions of 1 January 2026 are put away"

pytestmark = pytest.mark.usefixtures("without_control")


async def bring(world: World, date: str, *sessions: dict[str, Any]) -> Seen:
    text = day_plan(*(sessions or (FOOD, CLOSING)), date=date)
    world.plan_file.write_text(text, encoding="utf-8")
    seen = await world.set_up()
    assert "is set up in this server" in seen.text
    return seen


async def ask(world: World, who: Any, words: str) -> Seen:
    form = await world.type(who, "ask")
    return await world.send(who, form, session="food", words=words, name="yes")


@pytest.fixture
async def over(bare_world: World) -> World:
    """Last year's summit, which ended ten days ago. SimCord's clock begins on 1 January 2026."""
    await bring(bare_world, "2026-01-01")
    return bare_world


def days_pass(world: World, days: int) -> None:
    world.env.backend.advance_clock(timedelta(days=days).total_seconds())


async def test_the_organiser_is_told_and_how_to_go_back(over: World) -> None:
    await over.join()
    days_pass(over, 10)
    seen = await bring(over, "2027-01-01")
    assert NEW in seen.text
    assert "Nothing is deleted, and pledges go on." in seen.text
    assert "set the date in the plan back to 1 January 2026 and run /summit setup" in seen.text
    assert "Look at this" not in seen.text
    again = await bring(over, "2027-01-01")
    assert "new summit" not in again.text
    back = await bring(over, "2026-01-01")
    assert "**This is the summit of 1 January 2026 again.**" in back.text
    assert "those of 1 January 2027 are put away" in back.text


async def test_a_summit_that_is_put_off_is_the_same(over: World) -> None:
    amina = await over.join()
    await over.press(amina, await over.type(amina, "workshops"), "Choose Food for all")
    seen = await bring(over, "2026-06-01")
    assert "new summit" not in seen.text
    assert "**your choice**" in (await over.type(amina, "workshops")).text


async def test_this_year_people_begin_anew_and_are_not_flooded(over: World) -> None:
    amina = await over.join()
    await over.type(amina, "programme")
    page = await over.type(amina, "workshops")
    routes = [page.buttons["Choose Food for all"]]
    chosen = await over.press(amina, page, "Choose Food for all")
    routes.append(chosen.buttons["Leave Food for all"])
    days_pass(over, 10)
    await bring(over, "2027-01-01")
    programme = await over.type(amina, "programme")
    assert "changed since you looked" not in programme.text
    assert programme.text.count("Food for all") == 2  # next, and in the day
    assert "Your choice" not in programme.text
    # Last year's buttons mean last year's workshop.
    for route in routes:
        refused = await over.forge(amina, route)
        assert refused.text.startswith("This button or form is from an older message")
    assert over.rows("SELECT slug FROM choice") == [("food@2026-01-01",)]
    ben = await over.join(name="Ben")
    await over.press(ben, await over.type(ben, "workshops"), "Choose Food for all")
    assert over.rows("SELECT slug FROM choice ORDER BY id") == [("food@2026-01-01",), ("food",)]


async def test_the_room_closes_to_last_years_people(over: World) -> None:
    amina = await over.join()
    await over.press(amina, await over.type(amina, "workshops"), "Choose Food for all")
    await over.wait(10)
    assert over.one("SELECT count(*) FROM room_access") == 2  # to read, and to listen
    days_pass(over, 10)
    await bring(over, "2027-01-01")
    await over.restart()
    await over.wait(10)
    assert over.rows("SELECT * FROM room_access") == []


async def test_last_years_question_can_be_voted_on_by_nobody(over: World) -> None:
    amina = await over.join()
    number = await over.store.write(lambda tx: _question(tx, over.guild.id, amina.id))
    days_pass(over, 10)
    await bring(over, "2027-01-01")
    for route in (f"ask.vote:{number}", f"ask.unvote:{number}"):
        seen = await over.forge(amina, route)
        assert seen.text.startswith("This button or form is from an older message")
    assert "bus" not in (await over.type(amina, "questions")).text
    assert over.one("SELECT votes FROM question") == 0


def _question(tx: Any, guild_id: int, user_id: int) -> int:
    tx.execute(
        """INSERT INTO question (id, guild_id, number, session, asker_id, named, words, state,
                                 asked_at)
        VALUES (5, ?, 1, 'food', ?, 1, 'Who pays for the bus?', 'shown', '2026-01-01T00:00:00Z')""",
        (guild_id, user_id),
    )
    return 1


async def test_pledges_and_people_stay(over: World) -> None:
    amina = await over.join()
    await over.pledge(amina, "I will cook for my neighbours")
    days_pass(over, 10)
    await bring(over, "2027-01-01")
    assert "I will cook for my neighbours" in (await over.type(amina, "pledge mine")).text
    assert over.one("SELECT count(*) FROM attendee") == 1
    assert len(over.welcome.pinned_messages()) == 1


async def test_events_are_made_for_this_year(over: World) -> None:
    await over.wait(20)
    old = set(over.env.backend.guilds[over.guild.id].scheduled_events)
    assert len(old) == 2
    days_pass(over, 10)
    await bring(over, "2027-01-01")
    await over.restart()
    await over.wait(30)
    there = over.env.backend.guilds[over.guild.id].scheduled_events
    assert {there[one].scheduled_start_time[:4] for one in there.keys() - old} == {"2027"}
    assert len(there) == 4
    (panel,) = over.guild.channels["food"].pinned_messages()
    assert "programme" in routes_of(panel)
