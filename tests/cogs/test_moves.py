"""Letters to those who chose a workshop, when the organiser gives it another time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from simcord.actors import MemberActor

from bot.ui import Press, Reply
from cogs.reminders import cards
from domain.moves import Moved
from domain.plan import parse_plan
from domain.sessions import Rooms, planned
from tests.cogs.test_programme import CLOSING, DAY, FOOD, HEALTH, TALK, at, day_plan, plan_is
from tests.cogs.test_workshops import check, letters
from tests.world import World

LATER = FOOD | {"starts": "12:00", "ends": "13:00", "slot": "two"}


@pytest.fixture
async def day(bare_world: World) -> World:
    await plan_is(bare_world, *DAY)
    return bare_world


async def choose(world: World, member: MemberActor, label: str) -> None:
    await world.press(member, await world.type(member, "workshops"), label)


async def test_who_chose_it_gets_one_letter_with_both_times(day: World) -> None:
    amina, ben = await day.join(name="Amina"), await day.join(name="Ben")
    await choose(day, amina, "Choose Food")
    await choose(day, ben, "Choose Health")
    await plan_is(day, TALK, LATER, HEALTH, CLOSING)
    await day.wait(30)
    assert letters(amina) == [], "the organiser may be correcting the plan"
    await day.restart()
    await day.wait(60)
    (letter,) = letters(amina)
    room = day.guild.channels["food"].id
    assert letter.content == (
        f"**Food** has moved. It was to start <t:{at(11)}:f>."
        f" Now it is <t:{at(12)}:f> to <t:{at(13)}:t> in <#{room}>.\n"
        "You have kept your place. If you cannot come then, leave it, so that somebody else can."
    )
    assert letters(ben) == []
    await day.restart()
    await day.wait(60)
    assert len(letters(amina)) == 1
    seen = await day.press(amina.user, letter, "Show my workshops")
    assert "**your choice**" in seen.text
    seen = await day.press(amina.user, letter, "Leave this workshop")
    assert "You have left Food." in seen.text


async def test_who_waits_for_a_place_is_told_too(bare_world: World) -> None:
    small = FOOD | {"capacity": 1}
    await plan_is(bare_world, small, CLOSING)
    amina, ben = await bare_world.join(name="Amina"), await bare_world.join(name="Ben")
    await choose(bare_world, amina, "Choose Food")
    await choose(bare_world, ben, "Wait for Food")
    await plan_is(bare_world, LATER | {"capacity": 1}, CLOSING)
    await bare_world.wait(80)
    (letter,) = letters(ben)
    assert "You are still on the waiting list." in letter.content


async def test_a_plan_corrected_within_a_minute_makes_one_letter_or_none(day: World) -> None:
    amina = await day.join(name="Amina")
    await choose(day, amina, "Choose Food")
    await plan_is(day, TALK, LATER | {"ends": "13:30"}, HEALTH, CLOSING)
    await plan_is(day, TALK, LATER, HEALTH, CLOSING)
    await day.wait(80)
    (letter,) = letters(amina)
    assert f"was to start <t:{at(11)}:f>" in letter.content
    await plan_is(day, *DAY)
    await plan_is(day, TALK, LATER, HEALTH, CLOSING)
    await day.wait(80)
    assert len(letters(amina)) == 1


async def test_another_end_is_told_as_that(day: World) -> None:
    amina = await day.join(name="Amina")
    await choose(day, amina, "Choose Food")
    both = [one | {"ends": "12:30"} for one in (FOOD, HEALTH)]
    await plan_is(day, TALK, *both, CLOSING)
    await day.wait(80)
    (letter,) = letters(amina)
    assert letter.content.startswith("**Food** has another end now: it is")


async def test_a_letter_names_a_channel_that_was_deleted_by_hand(day: World) -> None:
    amina = await day.join(name="Amina")
    await choose(day, amina, "Choose Food")
    await plan_is(day, TALK, LATER, HEALTH, CLOSING)
    day.env.backend.delete_channel(day.guild.channels["food"].id)
    await day.wait(80)
    (letter,) = letters(amina)
    assert " in #food." in letter.content.split("\n")[0]
    assert "<#" not in letter.content


async def test_cancelled_and_restored_at_another_time_is_told_once_each(day: World) -> None:
    amina = await day.join(name="Amina")
    await choose(day, amina, "Choose Food")
    await plan_is(day, TALK, HEALTH, CLOSING)
    await day.wait(80)
    (first,) = letters(amina)
    assert "was cancelled. We are sorry." in first.content
    await plan_is(day, TALK, LATER, HEALTH, CLOSING)
    await day.wait(80)
    told = [letter.content for letter in letters(amina)]
    assert len(told) == 2
    (news,) = [text for text in told if "takes place after all" in text]
    assert f"<t:{at(12)}:f>" in news


async def test_nobody_is_told_of_a_talk_or_of_last_year(day: World) -> None:
    amina = await day.join(name="Amina")
    await choose(day, amina, "Choose Food")
    await plan_is(day, TALK | {"starts": "09:00", "ends": "09:30"}, *DAY[1:])
    await day.wait(80)
    await plan_is(day, *DAY, date="2025-01-01")
    await day.wait(80)
    assert letters(amina) == []


async def test_each_server_s_people_are_told_of_its_own_programme(day: World) -> None:
    other = day.beside("Othertown")
    await other.set_up()
    amina, bo = await day.join(name="Amina"), await other.join(name="Bo")
    await choose(day, amina, "Choose Food")
    await choose(other, bo, "Choose Food")
    other.plan_file.write_text(day_plan(TALK, LATER, HEALTH, CLOSING), encoding="utf-8")
    await other.set_up()
    await day.wait(80)
    assert letters(amina) == []
    assert len(letters(bo)) == 1


@pytest.mark.parametrize("has_place", [True, False])
@pytest.mark.parametrize("minutes", [0, 90])
def test_the_longest_letter_is_one_that_discord_takes(has_place: bool, minutes: int) -> None:
    plan = parse_plan(day_plan(FOOD | {"title": "*" * 100, "slug": "f" * 40}))
    session = planned(plan, plan.sessions[0], 0, 2**63 - 1, Rooms(text=2**63 - 1))
    was = session.starts_at - timedelta(minutes=minutes)
    note = cards.moved_note(
        Moved(session, was, datetime.now(UTC)), has_place, lambda _: "#" + "_" * 100
    )
    check(Reply(note.text, (tuple(Press(*button) for button in note.buttons),)))
