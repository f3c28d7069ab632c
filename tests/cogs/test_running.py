"""Opening and closing the summit, and the dashboard, as organisers and people see them."""

from __future__ import annotations

from typing import Any

import pytest

from cogs.running import cards
from db.running import Now, RoomNow
from domain.facilitation import Door
from domain.running import Day
from tests.cogs.test_calling import call
from tests.cogs.test_control import fay, may_write
from tests.cogs.test_hands import it_is_on, said_in
from tests.cogs.test_programme import FOOD, HEALTH, TALK, plan_is
from tests.db.given import NOW
from tests.world import Seen, World, routes_of, texts_of

ONLY = "Only organisers can do this."
ROUTES = ("day.open", "day.close", "day.status", "day.look")


@pytest.fixture
async def day(bare_world: World) -> World:
    """The first of January: a talk and two workshops later in the day."""
    await plan_is(bare_world, TALK, FOOD, HEALTH)
    await bare_world.wait(30)
    return bare_world


def boards(world: World) -> list[Any]:
    """The dashboard, as often as it stands there."""
    return [one for one in world.organisers.pinned_messages() if "day.look" in routes_of(one)]


def board_text(world: World) -> str:
    (message,) = boards(world)
    return "\n".join(texts_of(message))


def panel(world: World) -> Any:
    (found,) = [one for one in world.organisers.pinned_messages() if one not in boards(world)]
    return found


def said(world: World) -> list[str]:
    """What was posted in the welcome channel."""
    return said_in(world, "welcome")


async def opened(world: World) -> Seen:
    seen = await world.press(world.manager, panel(world), "Open the summit…")
    return await world.press(world.manager, seen, "Open it now")


async def test_opening_asks_first_then_welcomes_people_once(day: World) -> None:
    seen = await day.press(day.manager, panel(day), "Open the summit…")
    assert seen.text.startswith("**Open the summit?** A welcome is posted in <#")
    await day.wait(10)
    assert said(day) == []
    seen = await day.press(day.manager, seen, "Open it now")
    assert seen.text == "**The summit is open.** People are welcomed in a moment."
    await day.wait(10)
    (welcome,) = said(day)
    lines = welcome.split("\n")
    assert lines[0] == "**Anytown Summit is open. Welcome!**"
    assert lines[1].startswith("It begins with A fair town in <#")
    assert "**The summit is open.**" in "\n".join(texts_of(day.panel))
    await day.restart()
    await day.wait(30)
    assert len(said(day)) == 1


async def test_two_organisers_at_once_open_it_once(day: World) -> None:
    olu = await day.organiser()
    results = [day._forged(one, "day.open.yes:20260101", None, ()) for one in (olu, day.manager)]
    await day.env.settle()
    told = sorted(day.seen(result).text for result in results)
    assert told[1] == "**The summit is open.** People are welcomed in a moment."
    assert told[0].startswith("**The summit is open** since <t:")
    assert told[0].endswith("Nothing was changed.")
    await day.wait(10)
    assert len(said(day)) == 1
    assert day.one("SELECT opened_by FROM running") in (olu.id, day.manager.id)


async def test_a_press_delivered_again_changes_nothing(day: World) -> None:
    await opened(day)
    await day.deliver_again()
    await day.wait(10)
    assert len(said(day)) == 1


async def test_closing_warns_what_is_cut_short_closes_rooms_and_thanks(day: World) -> None:
    amina, facilitator = await day.join(), await fay(day)
    seen = await day.press(day.manager, panel(day), "Close the summit…")
    refused = await day.press(day.manager, seen, "Close it now")
    assert refused.text.startswith("The summit is not open")
    await opened(day)
    await day.forge(facilitator, "room.open:food")
    await day.wait(10)
    assert may_write(day, amina)
    seen = await day.type(day.manager, "summit close")
    assert "**These are not over: A fair town, Food, Health.**" in seen.text
    assert "The 1 room that is open will close in a minute, with a warning." in seen.text
    seen = await day.press(day.manager, seen, "Close it now")
    assert "1 room closes in a minute." in seen.text
    await day.wait(10)
    assert "This room closes" in said_in(day, "food")[-1]
    assert may_write(day, amina)
    await day.wait(70)
    assert not may_write(day, amina)
    thanks = said(day)[-1]
    assert thanks.startswith("**Anytown Summit is over. Thank you for being here.**")
    for word in ("Feedback", "Pledges", "Recordings", "Your data"):
        assert word in thanks
    assert "**The summit is over." in "\n".join(texts_of(day.panel))
    again = await day.forge(day.manager, "day.close.yes:20260101")
    assert again.text.endswith("Nothing was changed.")
    await day.wait(10)
    assert len(said(day)) == 2


async def test_a_restart_in_the_middle_of_closing_forgets_nothing(day: World) -> None:
    amina, facilitator = await day.join(), await fay(day)
    await opened(day)
    await day.forge(facilitator, "room.open:food")
    await day.wait(10)
    await day.forge(day.manager, "day.close.yes:20260101")
    await day.restart()
    await day.wait(90)
    assert not may_write(day, amina)
    assert [one.split("\n")[0] for one in said(day)][-1].startswith("**Anytown Summit is over")


async def test_it_can_be_opened_again_and_nobody_is_welcomed_twice(day: World) -> None:
    await opened(day)
    await day.forge(day.manager, "day.close.yes:20260101")
    await day.wait(10)
    seen = await day.type(day.manager, "summit open")
    assert seen.text.startswith("**Open the summit again?**")
    await day.press(day.manager, seen, "Open it again")
    await day.wait(10)
    assert len(said(day)) == 2
    assert "**The summit is open.**" in "\n".join(texts_of(day.panel))


@pytest.mark.parametrize("who", ["stranger", "attendee", "facilitator"])
async def test_only_organisers_open_close_and_look(day: World, who: str) -> None:
    member = {
        "stranger": day.person("Sid"),
        "attendee": await day.join(),
        "facilitator": day.person("Fay", roles=("Facilitator",)),
    }[who]
    for route in (*ROUTES, "day.open.yes:20260101", "day.close.yes:20260101"):
        assert (await day.forge(member, route)).text.startswith(ONLY), route
    assert day.rows("SELECT * FROM running") == []
    manager = day.person("Max", roles=("Manager",))  # may manage the server, and is no organiser
    for command in ("summit open", "summit close", "summit status"):
        assert (await day.type(manager, command)).text.startswith(ONLY)


async def test_last_years_button_opens_nothing(day: World) -> None:
    seen = await day.forge(day.manager, "day.open.yes:20250101")
    assert "older" in seen.text or "old" in seen.text or "again" in seen.text
    assert day.rows("SELECT * FROM running") == []


async def test_without_permission_the_welcome_waits(day: World) -> None:
    path = f"/channels/{day.welcome.id}/messages"
    day.env.inject_error("POST", path, status=403, code=50013, times=1)
    await opened(day)
    await day.wait(10)
    assert said(day) == []
    await day.wait(40)
    assert len(said(day)) == 1


# ---------------------------------------------------------------------- the dashboard


async def test_the_dashboard_counts_and_follows(day: World) -> None:
    amina, ben = await day.join(), await day.join(name="Ben", kind="business")
    await day.press(day.manager, panel(day), "How is it going?")
    await day.wait(20)
    text = board_text(day)
    assert "**2 people have joined** (resident 1 · business 1). In voice now: 0." in text
    assert "Calls for help: none." in text
    food = day.guild.channels["food"].id
    assert f"<#{food}>: not open yet, starts <t:" in text
    await it_is_on(day, "food", minutes=60)
    await day.wait(10)
    await day.pledge(amina)
    await amina.join_voice(day.guild.channels["food live"])
    await call(day, ben)
    await day.type(ben, "hand up", day.guild.channels["food"])
    await day.wait(30)
    text = board_text(day)
    assert "In voice now: 1." in text
    assert "Waiting to be looked at: pledges 1 · questions 0. Hands up: 1." in text
    assert "**Calls for help: 1 waiting, 0 taken.**" in text
    line = next(one for one in text.split("\n") if one.startswith(f"<#{food}>"))
    assert line.startswith(f"<#{food}>: open, ends <t:")
    assert line.endswith(", 1 in voice, 1 hand up, **nobody leads it**")
    await fay(day)
    await day.wait(20)
    assert "nobody leads it" not in next(
        one for one in board_text(day).split("\n") if one.startswith(f"<#{food}>")
    )


async def test_it_is_edited_every_fifteen_seconds_at_most_and_only_for_a_change(
    day: World,
) -> None:
    await opened(day)
    await day.wait(20)
    (message,) = boards(day)
    path = f"/channels/{day.organisers.id}/messages/{message.id}"

    def edits() -> int:
        return sum(one.method == "PATCH" and one.path == path for one in day.env.http_requests)

    await day.wait(20)
    before = edits()
    for number in range(12):
        await day.join(name=f"Person{number}")
        await day.wait(5)
    assert 3 <= edits() - before <= 5
    await day.wait(30)
    before = edits()
    await day.wait(100)
    assert edits() - before <= 1, "nothing changed, so it is only looked after"


async def test_deleted_by_hand_it_comes_back_and_a_restart_doubles_nothing(day: World) -> None:
    await opened(day)
    await day.wait(20)
    day.env.backend.delete_message(day.organisers.id, boards(day)[0].id)
    await day.wait(150)
    assert len(boards(day)) == 1
    await day.restart()
    await day.wait(30)
    assert len(boards(day)) == 1
    assert len(day.organisers.pinned_messages()) == 2


async def test_without_permission_it_comes_when_that_is_given(day: World) -> None:
    path = f"/channels/{day.organisers.id}/messages"
    day.env.inject_error("POST", path, status=403, code=50013, times=1)
    assert "0 people have joined" in (await day.type(day.manager, "summit status")).text
    await day.wait(120)
    assert len(boards(day)) == 1
    day.env.inject_error("PATCH", f"{path}/{boards(day)[0].id}", status=403, code=50013, times=1)
    await day.join()
    await day.wait(30)
    await day.wait(120)
    assert "**1 person has joined**" in board_text(day)


async def test_two_servers_have_their_own_days(day: World) -> None:
    other = day.beside("Othertown")
    await other.set_up()
    await opened(day)
    await day.wait(30)
    assert boards(other) == []
    assert said(other) == []
    seen = await other.type(other.manager, "summit status")
    assert "The summit has not been opened yet." in seen.text
    assert "0 people have joined" in seen.text


def test_forty_rooms_fit_and_what_does_not_is_counted() -> None:
    rooms = tuple(
        RoomNow(
            f"room-{n}",
            "Title " * 20,
            "workshop",
            NOW,
            NOW,
            None,
            n,
            Door.OPEN,
            n,
            0,
            False,
            NOW,
            (),
        )
        for n in range(40)
    )
    now = Now({}, 1, 2, 3, 4, 5, rooms)
    for most in (cards.STATUS_TEXT, cards.MOST_TEXT):
        text = cards.dashboard(Day(1, "20211210"), now, {}, NOW, most)
        assert len(text) <= most
        shown = text.count("\nTitle")
        assert text.endswith(f"… and {40 - shown} more rooms, for which there is no space here.")
