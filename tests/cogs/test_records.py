"""A room's summary and record: reviewed, confirmed, corrected, posted, handed over as files."""

from __future__ import annotations

import csv
import io
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor

from tests.cogs.test_control import control, fay
from tests.cogs.test_hands import it_is_on
from tests.cogs.test_programme import FOOD, HEALTH, LUNCH, TALK, plan_is
from tests.world import Seen, World, routes_of, texts_of

EDITION = "20260101"


@pytest.fixture
async def day(bare_world: World) -> World:
    """The workshop about food was on, with three people; its room is still open."""
    await plan_is(bare_world, TALK, FOOD, HEALTH, LUNCH)
    await it_is_on(bare_world, "food", minutes=60)
    await bare_world.wait(20)
    for name, organisation in (("Amina Khan", ""), ("Bo Li", "Bo’s Buses"), ("Cy", "age uk")):
        member = await bare_world.join(name=name, organisation=organisation)
        await member.join_voice(bare_world.guild.channels["food live"])
    await bare_world.wait(30)
    return bare_world


async def files(seen: Seen) -> dict[str, str]:
    """The files of an answer, by name."""
    return {
        one.filename: (await one.read()).decode("utf-8-sig")
        for message in seen.messages
        for one in message.attachments
    }


def told(world: World) -> list[str]:
    """What organisers read in their channel besides their panel."""
    return [
        message.content for message in world.organisers.history() if "summary" in message.content
    ]


async def reviewed(world: World, member: MemberActor) -> Seen:
    return await world.forge(member, "record.review:food")


# ------------------------------------------------------------------ reviewing and confirming


async def test_closing_leads_to_the_summary_which_is_filled_in(day: World) -> None:
    facilitator = await fay(day)
    seen = await day.press(facilitator, control(day), "Close the room")
    assert "Next, review the summary: it is filled in already." in seen.text
    seen = await day.press(facilitator, seen, "Review the summary")
    assert "People: **3** counted (3 in voice, 0 by text alone)." in seen.text
    assert "Organisations (2): age uk, Bo’s Buses." in seen.text
    assert "Notes" not in seen.text
    seen = await day.press(facilitator, seen, "Confirm as it is")
    assert "The summary of Food is confirmed**: 3 people." in seen.text
    await day.wait(10)
    (said,) = told(day)
    assert said.startswith(f"**Food: the summary is confirmed** by <@{facilitator.id}>.")
    assert "By kind: Resident 3." in said


async def test_the_form_corrects_and_everybody_reads_the_correction(day: World) -> None:
    facilitator = await fay(day)
    form = await day.press(facilitator, await reviewed(day, facilitator), "Correct and confirm…")
    assert form.fields == {"heads": "3", "organisations": "age uk\nBo’s Buses", "words": ""}
    seen = await day.send(
        facilitator, form, heads="5", organisations="Age UK", words="We want more *buses*."
    )
    assert "confirmed**: 5 people." in seen.text
    assert day.rows("SELECT version, heads, words, confirmed_by FROM room_summary") == [
        (1, 5, "We want more *buses*.", facilitator.id)
    ]
    seen = await day.press(facilitator, seen, "Change the summary")
    assert "> We want more \\*buses\\*." in seen.text
    again = await day.press(facilitator, seen, "Correct and confirm…")
    assert again.fields["heads"] == "5"


async def test_the_panel_reminds_until_it_is_confirmed(day: World) -> None:
    facilitator = await fay(day)
    text = "The summary is not confirmed yet."
    assert text not in "\n".join(texts_of(control(day)))
    await day.press(facilitator, control(day), "Close the room")
    await day.wait(10)
    assert text in "\n".join(texts_of(control(day)))
    seen = await day.press(facilitator, control(day), "Review the summary")
    await day.press(facilitator, seen, "Confirm as it is")
    await day.wait(10)
    assert text not in "\n".join(texts_of(control(day)))
    assert "record.review:food" not in routes_of(control(day))
    assert "record.show:food" in routes_of(control(day))


async def test_without_a_summary_the_room_closes_all_the_same(day: World) -> None:
    facilitator = await fay(day)
    await day.press(facilitator, control(day), "Close the room")
    await day.wait(90)
    assert day.one("SELECT door FROM room WHERE slug = 'food'") == "closed"
    seen = await day.press(day.manager, day.organisers.pinned_messages()[0], "Room records")
    assert "**1 room lacks its summary.**" in seen.text
    assert "- **Food**: **no summary yet**" in seen.text
    assert "- **Health**: not over yet" in seen.text
    assert "Lunch" not in seen.text
    seen = await day.choose(day.manager, seen, "food")
    assert "## Record of Food" in seen.text


async def test_a_wrong_number_comes_back_with_all_that_was_typed(day: World) -> None:
    facilitator = await fay(day)
    form = await day.press(facilitator, await reviewed(day, facilitator), "Correct and confirm…")
    seen = await day.send(facilitator, form, heads="twelve", words="It was good.")
    assert "Write how many people took part as a whole number, 0 to 9,999." in seen.text
    again = await day.press(facilitator, seen, "Open the form again")
    assert (again.fields["heads"], again.fields["words"]) == ("twelve", "It was good.")
    seen = await day.send(facilitator, again, heads="20")
    assert "confirmed**: 20 people." in seen.text


async def test_of_two_at_once_the_second_is_told_and_loses_nothing(day: World) -> None:
    facilitator = await fay(day)
    rob = await other_leader(day)
    first = await day.press(facilitator, await reviewed(day, facilitator), "Correct and confirm…")
    second = await day.press(rob, await reviewed(day, rob), "Correct and confirm…")
    await day.send(facilitator, first, heads="10")
    seen = await day.send(rob, second, heads="12", words="Mine")
    assert "Somebody else has confirmed a summary" in seen.text
    again = await day.press(rob, seen, "Open the form again")
    await day.send(rob, again)
    assert day.rows("SELECT version, heads, confirmed_by FROM room_summary ORDER BY 1") == [
        (1, 10, facilitator.id),
        (2, 12, rob.id),
    ]
    await day.wait(20)
    assert len(told(day)) == 1, "the newest alone"


async def other_leader(world: World) -> MemberActor:
    rob = world.person("Rob", roles=("Facilitator",))
    await world.forge(rob, "room.lead:food")
    return rob


async def test_a_form_that_is_delivered_twice_is_one_version(day: World) -> None:
    facilitator = await fay(day)
    form = await day.press(facilitator, await reviewed(day, facilitator), "Correct and confirm…")
    await day.send(facilitator, form, heads="10")
    await day.deliver_again()
    day.expect_trouble()
    assert day.one("SELECT count(*) FROM room_summary") == 1


async def test_organisers_are_told_once_also_over_a_restart(day: World) -> None:
    facilitator = await fay(day)
    await day.press(facilitator, await reviewed(day, facilitator), "Confirm as it is")
    await day.restart()
    await day.wait(20)
    await day.restart()
    await day.wait(20)
    assert len(told(day)) == 1


async def test_discord_out_of_order_puts_the_message_off(day: World) -> None:
    facilitator = await fay(day)
    path = f"/channels/{day.organisers.id}/messages"
    day.env.inject_error("POST", path, status=400, code=50035, times=1)
    await day.press(facilitator, await reviewed(day, facilitator), "Confirm as it is")
    await day.wait(20)
    assert told(day) == []
    await day.wait(40)
    assert len(told(day)) == 1


# ------------------------------------------------------------------ who may

ROUTES = (
    "record.show:food",
    "record.review:food",
    f"record.confirm:{EDITION}:food:0:3",
    f"record.form:{EDITION}:food",
)


@pytest.mark.parametrize("who", ["stranger", "attendee", "other facilitator"])
async def test_who_does_not_lead_the_room_reads_and_confirms_nothing(day: World, who: str) -> None:
    await fay(day)
    member = (
        day.person("Rob", roles=("Facilitator",))
        if who == "other facilitator"
        else await day.join(name="Di")
        if who == "attendee"
        else day.person("Sid")
    )
    wanted = "This is not your room." if who == "other facilitator" else "Only facilitators"
    for route in ROUTES:
        seen = await day.forge(member, route)
        assert wanted in seen.text, route
        assert await files(seen) == {}
    seen = await day.forge(
        member, f"record.save:{EDITION}:food:0", fields={"heads": "9", "words": "Mine"}
    )
    assert wanted in seen.text
    assert "Only organisers" in (await day.forge(member, "record.list")).text
    assert day.rows("SELECT * FROM room_summary") == []


async def test_a_form_of_last_year_and_what_is_no_room_are_refused(day: World) -> None:
    for route in ("record.form:20250101:food", "record.confirm:20250101:food:0:3"):
        seen = await day.forge(day.manager, route)
        assert day.rows("SELECT * FROM room_summary") == [], seen.text
    for route in ("record.show:lunch", "record.show:nowhere", "record.review:nowhere"):
        assert "There is no such room here" in (await day.forge(day.manager, route)).text
    for route in (f"record.confirm:{EDITION}:food:0:x", "record.show:food:soon"):
        await day.forge(day.manager, route)
    assert day.rows("SELECT * FROM room_summary") == []


async def test_a_session_that_has_not_begun_or_was_cancelled_has_no_summary(day: World) -> None:
    seen = await day.forge(day.manager, f"record.confirm:{EDITION}:health:0:3")
    assert "has not begun yet" in seen.text
    form = await day.press(day.manager, await reviewed(day, day.manager), "Correct and confirm…")
    await it_is_on(day, "food", cancelled=True)
    seen = await day.send(day.manager, form)
    assert "was cancelled" in seen.text
    assert day.rows("SELECT * FROM room_summary") == []


async def test_another_servers_organiser_reads_nothing_here(day: World) -> None:
    other = day.beside("Othertown")
    await other.set_up()
    await day.forge(day.manager, f"record.confirm:{EDITION}:food:0:3")
    seen = await other.forge(other.manager, "record.show:food")
    assert "3" not in seen.text.split("People: ")[1].split("\n")[0]
    assert "confirmed" not in seen.text.replace("No summary is confirmed yet.", "")


# ------------------------------------------------------------------ the record and its files


async def test_an_organiser_gets_the_whole_record_with_its_files(day: World) -> None:
    facilitator = await fay(day)
    await day.forge(facilitator, f"record.confirm:{EDITION}:food:0:3")
    seen = await day.forge(day.manager, "record.show:food")
    assert f"Led by <@{facilitator.id}>." in seen.text
    held = await files(seen)
    assert set(held) == {
        "room-food-public.html",
        "room-food-organisers.html",
        "room-food-attendance.csv",
    }
    rows = list(csv.DictReader(io.StringIO(held["room-food-attendance.csv"])))
    assert [row["name"] for row in rows] == ["Amina Khan", "Bo Li", "Cy"]
    assert "Amina Khan" in held["room-food-organisers.html"]
    assert "Amina Khan" not in held["room-food-public.html"]
    assert "Bo’s Buses" not in held["room-food-public.html"]


async def test_a_facilitator_gets_the_public_form_of_their_own_room(day: World) -> None:
    facilitator = await fay(day)
    seen = await day.type(facilitator, "room record", day.guild.channels["food"])
    assert set(await files(seen)) == {"room-food-public.html"}
    assert "People: **3** counted" in seen.text
    more = await day.press(facilitator, control(day), "More…")
    seen = await day.press(facilitator, more, "Room record")
    assert set(await files(seen)) == {"room-food-public.html"}


async def test_the_message_in_the_organisers_channel_leads_to_its_own_year(day: World) -> None:
    await day.forge(day.manager, f"record.confirm:{EDITION}:food:0:3")
    await day.wait(10)
    (message,) = [one for one in day.organisers.history() if "summary is" in one.content]
    assert routes_of(message) == [f"record.show:food:{EDITION}"]
    seen = await day.press(day.manager, message, "Room record")
    assert "## Record of Food" in seen.text


async def test_a_long_list_fits_a_message(day: World) -> None:
    def many(tx: Any) -> None:
        for number in range(60):
            tx.execute(
                """INSERT INTO attendee (guild_id, user_id, name, kind, organisation, publish_name,
                    access_needs, role_given, joined_at, updated_at)
                VALUES (?, ?, 'مریم', 'resident', ?, 0, '', 1, '2026', '2026')""",
                (day.guild.id, 5000 + number, f"{number:02} " + "社区@everyone`*" * 6),
            )
            tx.execute(
                """INSERT INTO presence (guild_id, session, head, user_id, joined_at)
                VALUES (?, 'food', ?, ?, '2026-01-01T00:01:00Z')""",
                (day.guild.id, 500 + number, 5000 + number),
            )

    await day.store.write(many)
    seen = await reviewed(day, day.manager)
    assert len(seen.text) <= 2000
    assert "Organisations (62):" in seen.text
    assert "more." in seen.text
    form = await day.press(day.manager, seen, "Correct and confirm…")
    assert len(form.fields["organisations"]) <= 4000
    assert "confirmed" in (await day.press(day.manager, seen, "Confirm as it is")).text
    await day.wait(10)
    assert len(told(day)[0]) <= 2000


async def test_organisers_channel_deleted_by_hand_stops_nothing(day: World) -> None:
    channel = day.bot.get_channel(day.organisers.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.delete()
    seen = await day.forge(day.manager, f"record.confirm:{EDITION}:food:0:3")
    assert "confirmed" in seen.text
    await day.wait(10)
    assert day.one("SELECT post FROM room_summary") == "failed"
