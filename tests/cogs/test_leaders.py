"""Who leads a room: taken over in the open, undone by one press, and lost with the role."""

from __future__ import annotations

import pytest
from simcord.actors import MemberActor

from tests.cogs import test_control
from tests.cogs.test_control import control, fay
from tests.cogs.test_moderation import letters_to
from tests.cogs.test_mydata import erase
from tests.world import World, texts_of

day = test_control.day


def rob_of(day: World, name: str = "Rob") -> MemberActor:
    return day.person(name, roles=("Facilitator",))


def leads(day: World) -> list[int]:
    rows = day.rows("SELECT user_id FROM room_facilitator WHERE slug = 'food' ORDER BY since")
    return [user for (user,) in rows]


def organisers_read(day: World) -> list[str]:
    return [one.content for one in day.organisers.history() if "took Food" in one.content]


async def test_who_leads_a_room_is_told_at_once_when_somebody_takes_it_too(day: World) -> None:
    first = await fay(day)
    await day.wait(10)
    rob = rob_of(day)
    await day.press(rob, control(day), "I lead this room")
    await day.wait(20)
    (letter,) = letters_to(day, first)
    assert letter.content == (
        f"**<@{rob.id}> leads Food too now.** Nothing else has changed."
        " If that is not right, press “Stop them leading”."
    )
    (post,) = organisers_read(day)
    assert post.startswith(f"**<@{rob.id}> took Food at <t:")
    assert f"Also leading: <@{first.id}>." in post
    board = "\n".join(texts_of(control(day)))
    assert f"Led by <@{first.id}>, <@{rob.id}>. Whoever is named first can stop" in board


async def test_who_takes_a_room_that_nobody_leads_disturbs_nobody(day: World) -> None:
    first = await fay(day)
    await day.press(first, control(day), "I lead this room")
    await day.wait(20)
    assert letters_to(day, first) == []
    assert organisers_read(day) == []


async def test_who_led_it_first_stops_them_by_one_press_in_the_letter(day: World) -> None:
    first = await fay(day)
    await day.wait(10)
    rob = rob_of(day)
    await day.press(rob, control(day), "I lead this room")
    await day.wait(20)
    (letter,) = letters_to(day, first)
    seen = await day.press(first.user, letter, "Stop them leading")
    assert seen.text == f"**<@{rob.id}> no longer leads Food.** They are told so."
    assert leads(day) == [first.id]
    assert "This is not your room" in (await day.forge(rob, "room.open:food")).text
    await day.wait(20)
    assert letters_to(day, rob)[-1].content.startswith("**You no longer lead Food.**")
    again = await day.press(first.user, letter, "Stop them leading")
    assert "does not lead Food, so nothing was changed" in again.text


async def test_who_led_it_first_stops_them_behind_the_panel(day: World) -> None:
    first = await fay(day)
    await day.wait(10)
    rob = rob_of(day)
    await day.press(rob, control(day), "I lead this room")
    await day.wait(10)
    assert (
        "Stop them leading: number 1" not in (await day.press(rob, control(day), "More…")).buttons
    )
    board = await day.press(first, control(day), "More…")
    await day.press(first, board, "Stop them leading: number 1")
    assert leads(day) == [first.id]


@pytest.mark.parametrize("who", ["the newcomer", "another facilitator", "attendee", "organiser"])
async def test_only_who_led_it_first_or_an_organiser_stops_somebody(day: World, who: str) -> None:
    first = await fay(day)
    await day.wait(10)
    rob = rob_of(day)
    await day.press(rob, control(day), "I lead this room")
    member, wanted = {
        "the newcomer": (rob, "Only whoever led this room first, or an organiser"),
        "another facilitator": (rob_of(day, "Sue"), "Only whoever led this room first"),
        "attendee": (await day.join(), "Only facilitators"),
        "organiser": (await day.organiser(), "no longer leads Food"),
    }[who]
    seen = await day.forge(member, f"room.stop:{day.guild.id}:food:{first.id}")
    assert wanted in seen.text
    assert (first.id in leads(day)) is (who != "organiser")


async def test_after_an_erasure_nothing_says_who_took_the_room(day: World) -> None:
    first = await fay(day)
    await day.wait(10)
    rob = rob_of(day)
    await day.press(rob, control(day), "I lead this room")
    await day.wait(20)
    await erase(day, rob)
    await day.wait(60)
    assert letters_to(day, first) == []
    assert organisers_read(day) == []


# ---------------------------------------------------------------------- without the role


def takes_role(day: World, member: MemberActor) -> None:
    role = day.guild.roles["Facilitator"]
    day.env.backend.remove_member_role(day.guild.id, member.id, role.id)


async def test_who_lost_the_role_leads_no_longer_once_they_press_anything(day: World) -> None:
    first = await fay(day)
    rob = rob_of(day)
    await day.press(rob, control(day), "I lead this room")
    await day.wait(10)
    takes_role(day, rob)
    assert "Only facilitators" in (await day.forge(rob, "room.open:food")).text
    assert leads(day) == [first.id]
    await day.wait(20)
    assert letters_to(day, first)[-1].content.startswith(
        "**Somebody who led Food with you leads it no longer:**"
    )
    assert "You lead it alone now." in letters_to(day, first)[-1].content


async def test_where_nobody_else_leads_it_organisers_are_told(day: World) -> None:
    first = await fay(day)
    await day.wait(10)
    takes_role(day, first)
    await day.type(first, "programme")
    await day.wait(20)
    assert leads(day) == []
    posts = [one.content for one in day.organisers.history() if "Nobody leads" in one.content]
    assert len(posts) == 1
    assert posts[0].startswith("**Nobody leads Food now.** Whoever did has no facilitator role")


async def test_a_call_for_help_goes_to_nobody_without_the_role(day: World) -> None:
    first, gone = await fay(day), rob_of(day, "Gil")
    rob = rob_of(day)
    for one in (rob, gone):
        await day.forge(one, "room.lead:food")
    await day.wait(20)
    takes_role(day, rob)
    day.env.backend.remove_member(day.guild.id, gone.id)
    amina = await day.join()
    form = await day.type(amina, "callforhelp", day.guild.channels["food"])
    await day.send(amina, form, words="I cannot hear anybody")
    await day.wait(20)
    assert leads(day) == [first.id]
    assert any(
        "called for help" in one.content.lower() or "help" in one.content.lower()
        for one in letters_to(day, first)
    )
    assert not any("help" in one.content.lower() for one in letters_to(day, rob))
    assert day.rows("SELECT event FROM room_log WHERE event = 'lost the role'") == [
        ("lost the role",),
        ("lost the role",),
    ]


async def test_a_report_goes_to_nobody_without_the_role(day: World) -> None:
    first, rob = await fay(day), rob_of(day)
    await day.forge(rob, "room.lead:food")
    takes_role(day, rob)
    amina = await day.join()
    form = await day.type(amina, "report", day.guild.channels["food"])
    await day.send(amina, form, problem="Somebody shouts at people")
    await day.wait(20)
    assert leads(day) == [first.id]
    assert not any("reported a problem" in one.content for one in letters_to(day, rob))
    assert any("reported a problem" in one.content for one in letters_to(day, first))
