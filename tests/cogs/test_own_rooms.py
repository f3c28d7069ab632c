"""Facilitators moderate what is said in the rooms that they lead; organisers everywhere."""

from __future__ import annotations

import pytest
from simcord.actors import MemberActor

from tests.cogs.test_hands import it_is_on, up
from tests.cogs.test_programme import FOOD, HEALTH, TALK, plan_is
from tests.world import Seen, World

NOT_YOURS = "This is not your room."
REASON = "Please leave out the name."


@pytest.fixture
async def day(bare_world: World) -> World:
    """Food and Health are on; in Food a hand is up, a question and a note are there."""
    await plan_is(bare_world, TALK, FOOD, HEALTH)
    await it_is_on(bare_world, "food", "health")
    amina = await bare_world.join()
    food = bare_world.guild.channels["food"]
    await up(bare_world, amina, "food")
    form = await bare_world.type(amina, "ask", food)
    await bare_world.send(amina, form, question="Where does the food come from?")
    form = await bare_world.type(amina, "note", food)
    await bare_world.send(amina, form, note="A shared kitchen in every ward", kind="idea")
    return bare_world


def facilitator(world: World, name: str = "Fay") -> MemberActor:
    return world.person(name, roles=("Facilitator",))


async def asked(world: World, who: MemberActor, route: str) -> Seen:
    """One act on what is there; the forms of those that open one are sent."""
    hand = world.one("SELECT id FROM hand")
    seen = await world.forge(who, route.format(hand=hand))
    if seen.result.modal is None:
        return seen
    given = {"reason": REASON} if "hide" in route else {}
    return await world.send(who, seen, **given)


ROUTES = (
    "hand.call:food:{hand}",
    "hand.call:food",
    "hand.skip:food:{hand}:1",
    "hand.cleared:food:9",
    "ask.show:1:WAITING",
    "ask.hide:1",
    "note.hide:1",
    "note.untag:1",
)
TABLES = ("hand", "question", "output", "hand_log", "question_log", "output_log")


def everything(world: World) -> list[list[tuple[object, ...]]]:
    return [world.rows(f"SELECT * FROM {table}") for table in TABLES]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("leads", ["nothing", "health"])
async def test_in_anothers_room_nothing_is_moderated(day: World, route: str, leads: str) -> None:
    fay = facilitator(day)
    if leads != "nothing":
        await day.lead(fay, leads)
    before = everything(day)
    seen = await asked(day, fay, route)
    assert NOT_YOURS in seen.text
    assert seen.buttons["I lead this room"] == "room.lead:food"
    assert everything(day) == before


@pytest.mark.parametrize("route", [route for route in ROUTES if "untag" not in route])
async def test_one_press_in_the_refusal_and_the_room_is_theirs(day: World, route: str) -> None:
    fay = facilitator(day)
    refused = await asked(day, fay, route)
    led = await day.press(fay, refused, "I lead this room")
    assert "**You lead Food now.**" in led.text
    before = everything(day)
    assert NOT_YOURS not in (await asked(day, fay, route)).text
    assert everything(day) != before


@pytest.mark.parametrize("route", [route for route in ROUTES if "untag" not in route])
async def test_an_organiser_moderates_everywhere(day: World, route: str) -> None:
    before = everything(day)
    await asked(day, day.manager, route)
    assert everything(day) != before


async def test_the_queue_of_questions_is_that_of_the_rooms_that_one_leads(day: World) -> None:
    fay, gus = facilitator(day), facilitator(day, "Gus")
    await day.lead(fay, "health")
    seen = await day.forge(fay, "ask.queue")
    assert seen.text.startswith("**No question waits in the rooms that you lead.**")
    led = await day.press(fay, seen, "I lead Food")
    assert "**You lead Food now.**" in led.text
    assert "Where does the food come from?" in (await day.forge(fay, "ask.queue")).text
    assert "1 question waits to be looked at" not in (await day.type(gus, "questions")).text
    assert "1 question waits to be looked at" in (await day.type(day.manager, "questions")).text


async def test_two_who_lead_the_same_room_and_call_at_once_call_one(day: World) -> None:
    fay, gus = facilitator(day), facilitator(day, "Gus")
    await day.lead(fay, "food")
    await day.lead(gus, "food")
    hand = day.one("SELECT id FROM hand")
    results = [day._forged(who, f"hand.call:food:{hand}", None, ()) for who in (fay, gus)]
    await day.env.settle()
    told = [day.seen(result).text for result in results]
    assert sum("**You called on" in text for text in told) == 1
    assert sum("already, so nobody else was called" in text for text in told) == 1


async def test_leading_in_one_server_opens_nothing_in_another(day: World) -> None:
    other = day.beside("Othertown")
    await other.set_up()
    fay = other.person("Fay", roles=("Facilitator",))
    await other.lead(fay)
    before = everything(day)
    assert "There is no such question here." in (await other.forge(fay, "ask.show:1:WAITING")).text
    assert everything(day) == before
