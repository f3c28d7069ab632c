"""Feedback as people meet it: asked once in the room, one press, changed, said in words, erased."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from simcord.actors import MemberActor

from db import feedback
from tests.cogs.test_programme import CLOSING, DAY, FOOD, HEALTH, TALK, at, plan_is
from tests.world import Seen, World, parts_of

TITLE = "A fair town"
EDITION = "20260101"
ASKS = "How was “"
NUMBERS = ["1 Poor", "2 Not so good", "3 All right", "4 Good", "5 Very good"]

pytestmark = pytest.mark.usefixtures("without_control")


async def jump(world: World, hour: int, minute: int = 0, *, day: int = 1) -> None:
    """It is this time now: the bot was away, so its loops do not make up for what was between."""
    world.env.backend.advance_clock(at(hour, minute, day) - world.env.now().timestamp())
    await world.restart()


def asked_in(world: World, room: str) -> list[discord.Message]:
    """The messages in a room that ask how it was."""
    return [
        one
        for one in world.guild.channels[room].history()
        if ASKS in one.content or "How was the day?" in one.content
    ]


def ratings(world: World) -> list[tuple[Any, ...]]:
    return world.rows("SELECT session, rating, words, named FROM rating ORDER BY session, user_id")


@pytest.fixture
async def day(bare_world: World) -> World:
    await plan_is(bare_world, *DAY)
    await jump(bare_world, 8)
    return bare_world


@pytest.fixture
async def over(day: World) -> World:
    """The talk has ended half a minute ago."""
    await jump(day, 10, 59)
    await day.wait(90)
    return day


async def rated(world: World, member: MemberActor, label: str = "4 Good") -> Seen:
    (message,) = asked_in(world, "talk")
    return await world.press(member, message, label)


# ------------------------------------------------------------------ being asked


async def test_a_room_asks_when_its_session_ends_and_not_before(day: World) -> None:
    await jump(day, 10, 59)
    await day.wait(50)
    assert asked_in(day, "talk") == []
    await day.wait(30)
    (message,) = asked_in(day, "talk")
    assert message.content.startswith(f"**How was “{TITLE}”?** Press a number.")
    assert "Organisers do not see who said what, unless you show your name." in message.content
    labels = [
        part["label"]
        for part in parts_of([row.to_dict() for row in message.components])
        if part["type"] == 2
    ]
    assert labels == NUMBERS


async def test_nobody_is_asked_twice_not_even_after_a_restart(over: World) -> None:
    await over.restart()
    await over.wait(30)
    assert len(asked_in(over, "talk")) == 1
    assert over.rows("SELECT session, state FROM feedback_asked") == [("talk", "sent")]


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_a_crash_cut_off_is_looked_for_first(day: World, arrived: bool) -> None:
    await jump(day, 11)
    if arrived:
        await day.wait(20)
        await day.store.write(lambda tx: tx.execute("UPDATE feedback_asked SET state = 'sending'"))
    else:
        await feedback.intend(
            day.store,
            guild_id=day.guild.id,
            edition=EDITION,
            session="talk",
            channel_id=day.guild.channels["talk"].id,
            now=day.env.now(),
        )
    await jump(day, 11, 40)  # long after Discord forgot the message's nonce
    await day.wait(20)
    assert len(asked_in(day, "talk")) == 1
    assert day.rows("SELECT session, state FROM feedback_asked") == [("talk", "sent")]


async def test_who_was_away_for_two_hours_does_not_ask_any_more(day: World) -> None:
    await jump(day, 13, 0)
    await day.wait(20)
    assert asked_in(day, "talk") == []
    # The workshops ended an hour ago, so they are asked about.
    assert len(asked_in(day, "food")) == len(asked_in(day, "health")) == 1


async def test_breaks_and_cancelled_sessions_are_not_asked_about(bare_world: World) -> None:
    await plan_is(bare_world, *DAY)
    await plan_is(bare_world, FOOD, HEALTH, *DAY[3:])
    await jump(bare_world, 12, 55)
    await bare_world.wait(600)
    assert {slug for (slug,) in bare_world.rows("SELECT session FROM feedback_asked")} == {
        "food",
        "health",
    }


async def test_after_the_last_session_the_welcome_channel_asks_about_the_day_once(
    day: World,
) -> None:
    await jump(day, 14, 59)
    await day.wait(50)
    assert asked_in(day, "welcome") == []
    await day.wait(30)
    await day.restart()
    await day.wait(20)
    (message,) = asked_in(day, "welcome")
    assert "**Thank you for being at Anytown Summit. How was the day?**" in message.content
    assert len(asked_in(day, "closing")) == 1


async def test_a_room_that_was_deleted_by_hand_stops_nothing(day: World) -> None:
    day.env.inject_error(
        "POST",
        f"/channels/{day.guild.channels['talk'].id}/messages",
        status=404,
        code=10003,
        times=None,
    )
    await jump(day, 11)
    await day.wait(20)
    assert day.rows("SELECT state FROM feedback_asked") == [("dropped",)]
    await jump(day, 12)
    await day.wait(20)
    assert len(asked_in(day, "food")) == 1
    day.expect_trouble()


async def test_when_discord_is_out_of_order_it_asks_a_little_later(day: World) -> None:
    path = f"/channels/{day.guild.channels['talk'].id}/messages"
    day.env.inject_error("POST", path, status=400, code=0, times=1)
    await jump(day, 11)
    await day.wait(20)
    assert len(asked_in(day, "talk")) == 1


# ------------------------------------------------------------------ one press


async def test_one_press_counts_at_once_and_says_what_is_kept(over: World) -> None:
    amina = await over.join()
    seen = await rated(over, amina)
    assert seen.text == (
        f"**Thank you. “4 Good” is kept for “{TITLE}”.**\n"
        "Organisers do not see your name.\n"
        "We keep that it is yours, so that it counts once and you can change or erase"
        " it."
    )
    assert list(seen.buttons) == ["Add a sentence", "Change it", "Take it back", "Give feedback"]
    assert ratings(over) == [("talk", 4, "", 0)]
    await over.deliver_again()
    assert ratings(over) == [("talk", 4, "", 0)]


async def test_another_press_changes_it_and_the_same_one_does_not(over: World) -> None:
    amina = await over.join()
    await rated(over, amina)
    assert "You gave “4 Good”" in (await rated(over, amina)).text
    seen = await rated(over, amina, "2 Not so good")
    assert "**Changed: you now give “2 Not so good”" in seen.text
    assert ratings(over) == [("talk", 2, "", 0)]
    choice = await over.press(amina, seen, "Change it")
    assert "You gave “2 Not so good” to **A fair town**." in choice.text
    await over.press(amina, choice, "5 Very good")
    assert ratings(over) == [("talk", 5, "", 0)]


async def test_taking_it_back_erases_it(over: World) -> None:
    amina = await over.join()
    seen = await over.press(amina, await rated(over, amina), "Take it back")
    assert "**Your feedback on “A fair town” is taken back** and erased." in seen.text
    assert ratings(over) == []
    again = await over.forge(amina, f"feedback.back:{EDITION}:talk")
    assert "You had given no feedback" in again.text


async def test_a_sentence_with_and_without_a_name(over: World) -> None:
    amina = await over.join()
    form = await over.press(amina, await rated(over, amina), "Add a sentence")
    assert form.fields == {"words": "", "named": "no"}
    assert "We keep who wrote it" in str(form.form)
    seen = await over.send(amina, form, words="Clear *and* kind. مرحبا 😀")
    assert "**Your sentence about “A fair town” is kept.**" in seen.text
    assert "> Clear \\*and\\* kind. مرحبا 😀" in seen.text
    assert ratings(over) == [("talk", 4, "Clear *and* kind. مرحبا 😀", 0)]
    form = await over.press(amina, seen, "Change your sentence")
    assert form.fields["words"] == "Clear *and* kind. مرحبا 😀"
    seen = await over.send(amina, form, named="yes")
    assert "Organisers see your words with your name, but not which number you gave." in seen.text
    form = await over.press(amina, seen, "Change your sentence")
    assert "has no sentence" in (await over.send(amina, form, words="")).text
    assert ratings(over) == [("talk", 4, "", 0)]


async def test_a_sentence_without_a_rating_is_given_back(over: World) -> None:
    amina = await over.join()
    seen = await rated(over, amina)
    form = await over.press(amina, seen, "Add a sentence")
    await over.press(amina, seen, "Take it back")
    refused = await over.send(amina, form, words="Clear and kind.")
    assert "**Not saved yet.** You have not rated “A fair town” yet." in refused.text
    await rated(over, amina, "5 Very good")
    form = await over.press(amina, refused, "Open the form again")
    assert form.fields["words"] == "Clear and kind."
    await over.send(amina, form)
    assert ratings(over) == [("talk", 5, "Clear and kind.", 0)]


async def test_who_has_not_joined_joins_and_then_it_is_counted(over: World) -> None:
    nia = over.person("Nia", roles=("Attendee",))  # given by hand
    seen = await rated(over, nia)
    assert "**One more step: join the summit.** Then this is done for you." in seen.text
    assert ratings(over) == []
    form = await over.press(nia, seen, "Join the summit")
    seen = await over.send(nia, form, kind="resident")
    assert "“4 Good” is kept" in seen.text
    assert ratings(over) == [("talk", 4, "", 0)]


# ------------------------------------------------------------------ the list


async def test_nothing_can_be_rated_before_anything_is_over(day: World) -> None:
    amina = await day.join()
    assert "Nothing can be rated at the moment." in (await day.type(amina, "feedback")).text


@pytest.mark.parametrize("way", ["command", "button", "room"])
async def test_the_list_has_what_is_over_and_a_room_its_own(over: World, way: str) -> None:
    await jump(over, 12)
    await over.wait(30)
    amina = await over.join()
    if way == "command":
        seen = await over.type(amina, "feedback")
    elif way == "button":
        seen = await over.press(amina, over.panel, "Give feedback")
    else:
        (panel,) = over.guild.channels["talk"].pinned_messages()
        seen = await over.press(amina, panel, "Give feedback")
    options = {
        option["value"]: option["description"]
        for part in parts_of(seen.newest.components)
        for option in part.get("options", ())
    }
    assert set(options) == {"talk", "food", "health"}
    assert set(options.values()) == {"Not rated yet"}
    if way == "room":
        assert "How was **A fair town**?" in seen.text
        assert list(seen.buttons)[:5] == NUMBERS
    else:
        assert "Choose a session that is over." in seen.text
        seen = await over.choose(amina, seen, "talk")
    seen = await over.press(amina, seen, "3 All right")
    assert ratings(over) == [("talk", 3, "", 0)]
    seen = await over.press(amina, seen, "Give feedback")
    assert "You gave 3 All right" in str(seen.newest.components)


async def test_a_newcomer_who_types_the_command_joins_and_gets_the_list(over: World) -> None:
    nia = over.person("Nia")
    form = await over.press(nia, await over.type(nia, "feedback"), "Join the summit")
    seen = await over.send(nia, form, kind="resident")
    assert "How was **A fair town**? Press a number." in seen.text


# ------------------------------------------------------------------ the day


async def day_form(world: World, member: MemberActor) -> Seen:
    (message,) = asked_in(world, "welcome")
    return await world.press(member, message, "Say how the day was")


@pytest.fixture
async def evening(day: World) -> World:
    await jump(day, 15)
    await day.wait(20)
    return day


async def test_three_questions_about_the_day(evening: World) -> None:
    amina = await evening.join()
    form = await day_form(evening, amina)
    assert form.fields == {"rating": "", "useful": "", "change": "", "named": "no"}
    seen = await evening.send(amina, form, rating="5", useful="The *talk*", change="Breaks")
    assert seen.text.startswith("**Thank you. You gave the day “5 Very good”.**")
    assert "Most useful:\n> The \\*talk\\*\nTo change:\n> Breaks" in seen.text
    await evening.deliver_again()
    sql = "SELECT rating, useful, change, named FROM day_rating"
    assert evening.rows(sql) == [(5, "The *talk*", "Breaks", 0)]
    form = await evening.press(amina, seen, "Change it")
    assert form.fields["useful"] == "The *talk*"
    seen = await evening.send(amina, form, rating="2", named="yes")
    assert "Your answers are changed." in seen.text
    assert evening.rows(sql) == [(2, "The *talk*", "Breaks", 1)]
    seen = await evening.press(amina, seen, "Take it back")
    assert "**Your feedback on the day is taken back** and erased." in seen.text
    assert evening.rows(sql) == []


async def test_the_day_is_on_the_list_when_it_is_over(evening: World) -> None:
    amina = await evening.join()
    seen = await evening.type(amina, "feedback")
    form = await evening.press(amina, seen, "Say how the day was")
    await evening.send(amina, form, rating="1")
    seen = await evening.type(amina, "feedback")
    assert "Change what you said of the day" in seen.buttons


async def test_a_newcomer_joins_before_the_questions_about_the_day(evening: World) -> None:
    nia = evening.person("Nia")
    seen = await day_form(evening, nia)
    form = await evening.press(nia, seen, "Join the summit")
    seen = await evening.send(nia, form, kind="resident")
    form = await evening.press(nia, seen, "Go on")
    assert form.form["title"] == "How was the day?"


async def test_a_day_without_a_number_is_given_back_with_its_words(evening: World) -> None:
    amina = await evening.join()
    fields = {"rating": "9", "useful": "The talk", "change": "", "named": "no"}
    refused = await evening.forge(amina, f"feedback.day:{EDITION}", fields=fields)
    assert "**Not saved yet.** Choose a number from 1 to 5" in refused.text
    form = await evening.press(amina, refused, "Open the form again")
    assert form.fields["useful"] == "The talk"


# ------------------------------------------------------------------ old and forged


async def test_last_years_buttons_and_forms_do_nothing(over: World) -> None:
    amina = await over.join()
    for route in (
        "rate:20250101:talk:4",
        "show:20250101:talk",
        "back:20250101:talk",
        "words:20250101:talk",
        "day:20250101",
        "unday:20250101",
    ):
        seen = await over.forge(amina, f"feedback.{route}")
        assert "This button or form is from an older message" in seen.text, route
    fields = {"words": "Hello", "rating": "4", "named": "no"}
    for route in ("feedback.words:20250101:talk", "feedback.day:20250101"):
        assert "from an older message" in (await over.forge(amina, route, fields=fields)).text
    assert ratings(over) == []


@pytest.mark.parametrize(
    ("route", "says"),
    [
        ("rate:20260101:food:4", "is not over yet"),
        ("rate:20260101:lunch:4", "There is no such session here."),
        ("rate:20260101:nothing:4", "There is no such session here."),
        ("rate:20260101:talk:6", "Choose a number from 1 to 5"),
        ("rate:20260101:talk:x", "Choose a number from 1 to 5"),
        ("show:20260101:closing", "is not over yet"),
        ("day:20260101", "The day is not over yet."),
    ],
)
async def test_a_forged_button_is_refused_in_a_sentence(over: World, route: str, says: str) -> None:
    amina = await over.join()
    assert says in (await over.forge(amina, f"feedback.{route}")).text
    assert ratings(over) == []


async def test_after_fourteen_days_it_is_closed_but_can_be_erased(over: World) -> None:
    amina = await over.join()
    seen = await rated(over, amina)
    await jump(over, 12, day=16)
    assert "so its feedback is closed" in (await rated(over, amina, "1 Poor")).text
    await over.press(amina, seen, "Take it back")
    assert ratings(over) == []


async def test_a_session_that_is_cancelled_while_the_form_is_open(over: World) -> None:
    amina = await over.join()
    form = await over.press(amina, await rated(over, amina), "Add a sentence")
    await plan_is(over, FOOD, HEALTH, CLOSING)
    seen = await over.send(amina, form, words="Clear and kind.")
    assert "“A fair town” was cancelled, so there is nothing to rate." in seen.text
    assert "Clear and kind." in seen.text  # to be copied
    assert TALK["slug"] not in (await over.type(amina, "feedback")).text
