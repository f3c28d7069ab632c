"""The pledging session: the live count, the pledge of the moment, and the totals at the end."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from simcord.actors import MemberActor

from tests.cogs.test_hands import it_is_on, said_in
from tests.cogs.test_programme import CLOSING, TALK, plan_is
from tests.world import Seen, World, routes_of, texts_of

HEAD = "**Pledge of the moment: "
ONLY = "Only facilitators and organisers can do this."


@pytest.fixture
async def day(bare_world: World) -> World:
    """The closing session is on for an hour; pledges are shown when an organiser says so."""
    await plan_is(bare_world, TALK, CLOSING)
    await it_is_on(bare_world, "closing", minutes=60)
    await bare_world.wait(30)
    return bare_world


def moments(world: World) -> list[str]:
    """The pledges that were posted in the room, in their order."""
    return [one for one in said_in(world, "closing") if one.startswith(HEAD)]


def references(world: World) -> list[str]:
    return [one.removeprefix(HEAD)[:6] for one in moments(world)]


def said(world: World) -> list[str]:
    return [one.split("\n")[0] for one in said_in(world, "closing")]


def counter(world: World) -> str:
    (message,) = counters(world)
    return "\n".join(texts_of(message))


def counters(world: World) -> list[Any]:
    found = world.guild.channels["closing"].pinned_messages()
    return [one for one in found if "Pledges so far" in "\n".join(texts_of(one))]


async def pledges(world: World, member: MemberActor, *themes: str) -> None:
    """Pledges on these themes, all shown."""
    for number, theme in enumerate(themes):
        await world.pledge(member, f"I will do good thing {number} for {theme}", theme=theme)
        await world.decide()


async def start(world: World, minutes: int = 2) -> Seen:
    (panel,) = [one for one in world.organisers.pinned_messages() if "moment" in routes_of(one)]
    seen = await world.press(world.manager, panel, "Pledge of the moment…")
    return await world.press(world.manager, seen, f"Every {minutes} minutes")


# ---------------------------------------------------------------------- counting


async def test_the_count_is_live_by_theme_with_bars_and_numbers(day: World) -> None:
    amina = await day.join()
    bea = await day.join(name="Bea", kind="business", organisation="Bea’s Bakery")
    assert "**0 pledges**" in counter(day)
    await pledges(day, amina, "food", "food")
    await pledges(day, bea, "health")
    await day.pledge(bea, "I will lend my van", theme="food")
    await day.wait(20)
    lines = counter(day).split("\n")
    assert lines[1:] == [
        "## Pledges so far",
        "**3 pledges**, by 1 organisation and 1 person",
        "Food for all: 2 ██████████",
        "Health and care: 1 █████",
        "1 more is being looked at.",
        f"You can read them in <#{day.wall.id}>.",
    ]


async def test_it_is_edited_at_a_modest_pace_and_stands_once(day: World) -> None:
    amina = await day.join()
    (message,) = counters(day)
    path = f"/channels/{day.guild.channels['closing'].id}/messages/{message.id}"

    def edits() -> int:
        return sum(one.method == "PATCH" and one.path == path for one in day.env.http_requests)

    before = edits()
    for number in range(8):
        await day.pledge(amina, f"I will do good thing {number}")
        await day.wait(5)
    assert edits() - before <= 5
    day.env.backend.delete_message(day.guild.channels["closing"].id, message.id)
    await day.wait(130)
    await day.restart()
    await day.wait(30)
    assert len(counters(day)) == 1


async def test_before_the_session_nothing_is_counted_there(bare_world: World) -> None:
    await plan_is(bare_world, TALK, CLOSING)
    await bare_world.wait(60)
    assert counters(bare_world) == []


# ---------------------------------------------------------------------- the pledge of the moment


async def test_one_comes_at_once_and_then_at_the_pace_from_all_themes_in_turn(day: World) -> None:
    amina = await day.join()
    await pledges(day, amina, "food", "food", "food", "health")
    seen = await start(day)
    assert "every 2 minutes a pledge of the moment is posted." in seen.text
    await day.wait(10)
    assert references(day) == ["P-0001"]
    assert moments(day)[0].split("\n") == [
        f"{HEAD}P-0001**",
        "> I will do good thing 0 for food",
        "Amina Khan · Food for all",
    ]
    await day.wait(240)
    assert references(day) == ["P-0001", "P-0004", "P-0002"]
    await day.wait(700)
    assert references(day) == ["P-0001", "P-0004", "P-0002", "P-0003"]
    assert said(day).count("**Every pledge on the wall was shown here.**") == 1
    await pledges(day, amina, "health")
    await day.wait(130)
    assert references(day)[-1] == "P-0005"


async def test_what_is_not_shown_is_never_posted_and_a_name_only_by_consent(day: World) -> None:
    amina = await day.join(publish_name="no")
    await day.pledge(amina, "I will wait to be looked at")
    await start(day)
    await day.wait(20)
    assert moments(day) == []
    await day.decide()
    await day.wait(130)
    (moment,) = moments(day)
    assert "A resident · Food for all" in moment
    assert "Amina" not in moment


async def test_a_restart_goes_on_at_the_pace_and_posts_none_twice(day: World) -> None:
    amina = await day.join()
    await pledges(day, amina, "food", "food", "food")
    await start(day)
    await day.wait(10)
    await day.restart()
    await day.wait(60)
    assert len(moments(day)) == 1
    day.env.backend.advance_clock(600)  # the bot was away
    await day.restart()
    await day.wait(20)
    assert len(moments(day)) == 2, "what was missed does not come as a flood"
    assert max(Counter(references(day)).values()) == 1


async def test_the_pace_is_changed_and_stopped_by_command_and_button(day: World) -> None:
    amina = await day.join()
    await pledges(day, amina, "food", "food", "food")
    assert "every 10 minutes" in (await day.type(day.manager, "pledging start", minutes=10)).text
    seen = await day.type(day.manager, "pledging pace", minutes=1)
    assert "every minute" in seen.text
    await day.wait(80)
    assert len(moments(day)) == 2
    seen = await day.press(day.manager, seen, "Stop")
    assert "**It is stopped.**" in seen.text
    assert "It was stopped before." in (await day.type(day.manager, "pledging stop")).text
    await day.wait(200)
    assert len(moments(day)) == 2


async def test_a_posted_pledge_follows_what_becomes_of_it(day: World) -> None:
    amina = await day.join()
    await pledges(day, amina, "food", "food")
    await day.type(day.manager, "pledging start", minutes=1)
    await day.wait(80)
    assert len(moments(day)) == 2
    await day.join(amina, publish_name="no")
    await day.wait(10)
    assert all("A resident" in one for one in moments(day))
    pledge_id = day.pledge_id(1)
    form = await day.forge(day.manager, f"review.hide:{pledge_id}")
    await day.send(day.manager, form, reason="Please leave out the number.")
    await day.wait(10)
    assert references(day) == ["P-0002"]
    await day.forge(amina, f"pledge.withdraw.yes:{day.pledge_id(2)}")
    await day.wait(10)
    assert moments(day) == []


async def test_erasing_takes_it_out_of_the_room(day: World) -> None:
    amina = await day.join()
    await pledges(day, amina, "food")
    await start(day)
    await day.wait(10)
    seen = await day.forge(amina, "mydata.yes")
    assert "erased" in seen.text
    await day.wait(20)
    assert moments(day) == []


async def test_without_permission_it_waits_and_comes(day: World) -> None:
    amina = await day.join()
    await pledges(day, amina, "food")
    path = f"/channels/{day.guild.channels['closing'].id}/messages"
    day.env.inject_error("POST", path, status=403, code=50013, times=1)
    await start(day)
    await day.wait(10)
    assert moments(day) == []
    await day.wait(60)
    assert references(day) == ["P-0001"]


@pytest.mark.parametrize("who", ["stranger", "attendee", "other facilitator"])
async def test_who_may_not_sets_no_pace_and_posts_no_totals(day: World, who: str) -> None:
    member = {
        "stranger": day.person("Sid"),
        "attendee": await day.join(),
        "other facilitator": day.person("Rob", roles=("Facilitator",)),
    }[who]
    wanted = "This is not your room." if who == "other facilitator" else ONLY
    for route in ("moment.start:closing:1", "moment.stop:closing", "moment.totals.yes:closing"):
        assert (await day.forge(member, route)).text.startswith(wanted), route
    assert day.rows("SELECT * FROM pledging") == []
    assert day.rows("SELECT * FROM said") == []


async def test_who_leads_the_session_may(day: World) -> None:
    facilitator = day.person("Fay", roles=("Facilitator",))
    await day.forge(facilitator, "room.lead:closing")
    (panel,) = [
        one
        for one in day.guild.channels["closing"].pinned_messages()
        if "room.lead:closing" in routes_of(one)
    ]
    seen = await day.press(facilitator, panel, "Pledge of the moment…")
    assert "every 5 minutes" in (await day.press(facilitator, seen, "Every 5 minutes")).text


async def test_without_a_pledging_session_it_says_so(bare_world: World) -> None:
    await plan_is(bare_world, TALK)
    await bare_world.wait(10)
    seen = await bare_world.type(bare_world.manager, "pledging start", minutes=2)
    assert seen.text == "There is no pledging session in the programme."
    for claim in ("moment:talk", "moment.start:talk:2", "moment.totals:talk", "moment:nowhere"):
        assert (await bare_world.forge(bare_world.manager, claim)).text == seen.text


async def test_another_server_has_its_own_pledges_and_pace(day: World) -> None:
    other = day.beside("Othertown")
    await other.set_up()
    await it_is_on(other, "closing", minutes=60)
    amina = await day.join()
    await pledges(day, amina, "food")
    await other.type(other.manager, "pledging start", minutes=1)
    await other.wait(20)
    assert moments(other) == []
    assert said(other)[-1] == "**Every pledge on the wall was shown here.**"
    assert said(day) == ["**The room is open.** Welcome to Closing session."]


# ---------------------------------------------------------------------- the totals


async def test_the_totals_are_previewed_and_posted_once(day: World) -> None:
    amina = await day.join()
    await pledges(day, amina, "food", "health")
    seen = await start(day)
    seen = await day.press(day.manager, seen, "Post the totals…")
    assert "> **Thank you for your pledges.**" in seen.text
    await day.wait(5)
    assert "**Thank you for your pledges.**" not in said(day)
    seen = await day.press(day.manager, seen, "Post it now")
    assert "posted in a moment" in seen.text
    await day.deliver_again()
    await day.forge(day.manager, "moment.totals.yes:closing")
    await day.wait(10)
    assert said(day).count("**Thank you for your pledges.**") == 1
    await it_is_on(day, "closing", minutes=-20)
    await day.wait(60)
    assert said(day).count("**Thank you for your pledges.**") == 1


async def test_they_come_by_themselves_when_the_room_is_closed(day: World) -> None:
    amina = await day.join()
    await pledges(day, amina, "food", "health")
    await start(day)
    await day.wait(10)
    await day.forge(day.manager, "day.open.yes:20260101")
    await day.forge(day.manager, "day.close.yes:20260101")
    await day.wait(90)
    (text,) = [one for one in said_in(day, "closing") if one.startswith("**Thank you for")]
    assert text.split("\n")[1:4] == [
        "Anytown Summit: **2 pledges**, by 1 person.",
        "Food for all: 1 ██████████",
        "Health and care: 1 ██████████",
    ]
    assert day.rows("SELECT minutes FROM pledging") == [(None,)]
    await day.restart()
    await day.wait(60)
    assert said(day).count("**Thank you for your pledges.**") == 1
