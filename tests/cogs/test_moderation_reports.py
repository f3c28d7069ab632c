"""Reports and appeals: who hears of them, who is never named, and what comes of them."""

from __future__ import annotations

import csv
import io

import discord
import pytest
from simcord.actors import MemberActor

from tests.cogs.test_control import fay
from tests.cogs.test_moderation import (
    REASON,
    WHY,
    amina_in,
    day,
    events,
    hidden,
    letters_to,
    menu,
    sees,
    timed_out,
    timing_out,
)
from tests.world import Seen, World, routes_of, texts_of

__all__ = ["day"]

PROBLEM = "This is about my son, and it is not true."


def posts(world: World) -> list[discord.Message]:
    """What stands in the organisers' channel besides the panel."""
    return [
        one
        for one in world.organisers.history()
        if one.author.bot and not one.pinned and one.type is discord.MessageType.default
    ]


async def reported(day: World, reporter: MemberActor, author: MemberActor) -> Seen:
    message = await author.send(day.guild.channels["food"], "Ben’s boy steals")
    form = await menu(day, reporter, "Report this message", message)
    return await day.send(reporter, form, problem=PROBLEM)


# ---------------------------------------------------------------------- reports


async def test_a_reported_message_reaches_who_leads_the_room_and_the_organisers(
    day: World,
) -> None:
    amina, ben, facilitator = await amina_in(day), await day.join(name="Ben"), await fay(day)
    rob = await fay(day, "health")
    await day.wait(20)
    seen = await reported(day, ben, amina)
    assert seen.text == (
        "**Thank you. Your report is with the people who run this room and the organisers.**"
        " Nobody is told that it was you. You get a message when it is dealt with."
    )
    await day.wait(20)
    (post,) = posts(day)
    (letter,) = letters_to(day, facilitator)
    for text in (post.content, letter.content):
        assert text.startswith(
            f"**Somebody reported a problem in “Food”.** It is about <@{amina.id}>."
        )
        assert PROBLEM in text
        assert "Ben’s boy steals" in text
        assert str(ben.id) not in text
    assert letters_to(day, rob) == []
    assert letters_to(day, amina) == []
    assert str(ben.id) not in str(day.rows("SELECT * FROM moderation_log"))


async def test_who_reported_hears_once_that_it_is_dealt_with(day: World) -> None:
    amina, ben, facilitator = await amina_in(day), await day.join(name="Ben"), await fay(day)
    await day.wait(20)
    await reported(day, ben, amina)
    await day.wait(20)
    (letter,) = letters_to(day, facilitator)
    seen = await day.press(facilitator.user, letter, "It is dealt with")
    assert seen.text.startswith("**Dealt with.**")
    await day.wait(20)
    (told,) = letters_to(day, ben)
    assert told.content.startswith("**What you reported in “Food” was dealt with.**")
    (post,) = posts(day)
    assert post.content.endswith(f"**Dealt with by <@{facilitator.id}>.**")
    assert routes_of(post) == []
    seen = await day.forge(day.manager, routes_of(letter)[0])
    assert seen.text == f"<@{facilitator.id}> has said already that this is dealt with."
    assert events(day) == ["reported", "report: dealt with"]


@pytest.mark.parametrize("who", ["attendee", "other facilitator", "stranger"])
async def test_who_does_not_lead_the_room_settles_no_report(day: World, who: str) -> None:
    amina, ben = await amina_in(day), await day.join(name="Ben")
    await day.wait(20)
    await reported(day, ben, amina)
    report_id = day.one("SELECT id FROM moderation_report")
    member = {
        "attendee": amina,
        "stranger": day.person("Sid"),
        "other facilitator": await fay(day, "health"),
    }[who]
    seen = await day.forge(member, f"mod.dealt:{day.guild.id}:{report_id}")
    wanted = "This is not your room." if who == "other facilitator" else "Only facilitators"
    assert wanted in seen.text
    assert day.one("SELECT state FROM moderation_report") == "open"


async def test_a_person_or_a_problem_is_reported_by_menu_command_and_panel(day: World) -> None:
    amina, ben = await amina_in(day), await day.join(name="Ben")
    await day.wait(20)
    room = day.guild.channels["food"]
    form = await menu(day, ben, "Report this person", amina)
    assert "Thank you" in (await day.send(ben, form, problem=PROBLEM)).text
    form = await day.type(ben, "report", room, person=amina)
    assert "Thank you" in (await day.send(ben, form, problem=PROBLEM)).text
    form = await day.type(ben, "report")
    assert "Thank you" in (await day.send(ben, form, problem=PROBLEM)).text
    panel = next(one for one in room.pinned_messages() if "mod.report" in routes_of(one))
    form = await day.press(ben, panel, "Report a problem")
    assert "Thank you" in (await day.send(ben, form, problem=PROBLEM)).text
    assert day.rows("SELECT slug, target_id FROM moderation_report ORDER BY id") == [
        ("food", amina.id),
        ("food", amina.id),
        (None, 0),
        ("food", 0),
    ]


async def test_a_stranger_joins_first_and_their_report_is_sent_then(day: World) -> None:
    sid = day.person("Sid")
    form = await day.type(sid, "report")
    seen = await day.send(sid, form, problem=PROBLEM)
    assert "join the summit" in seen.text
    assert PROBLEM in seen.text
    assert day.rows("SELECT * FROM moderation_report") == []
    form = await day.press(sid, seen, "Join and send")
    seen = await day.send(
        sid, form, name="Sid", kind="resident", publish_name="no", organisation="", access_needs=""
    )
    assert "Thank you. Your report" in seen.text


async def test_the_same_message_is_reported_once_and_oneself_never(day: World) -> None:
    amina, ben = await amina_in(day), await day.join(name="Ben")
    await day.wait(20)
    message = await amina.send(day.guild.channels["food"], "Ben’s boy steals")
    for wanted in ("Thank you", "You have reported this already."):
        form = await menu(day, ben, "Report this message", message)
        assert wanted in (await day.send(ben, form, problem=PROBLEM)).text
    seen = await menu(day, amina, "Report this message", message)
    assert "This is about you" in seen.text
    assert len(day.rows("SELECT * FROM moderation_report")) == 1


async def test_a_facilitator_who_is_reported_is_not_written_to(day: World) -> None:
    ben, facilitator = await day.join(name="Ben"), await fay(day)
    await day.wait(20)
    form = await menu(day, ben, "Report this person", facilitator)
    await day.send(ben, form, problem=PROBLEM)
    await day.wait(20)
    assert letters_to(day, facilitator) == []
    assert len(posts(day)) == 1
    report_id = day.one("SELECT id FROM moderation_report")
    seen = await day.forge(facilitator, f"mod.dealt:{day.guild.id}:{report_id}")
    assert "This is about you" in seen.text


async def test_a_restart_posts_a_report_once(day: World) -> None:
    amina, ben = await amina_in(day), await day.join(name="Ben")
    await day.wait(20)
    await reported(day, ben, amina)
    await day.restart()
    await day.wait(20)
    await day.restart()
    await day.wait(20)
    assert len(posts(day)) == 1


# ---------------------------------------------------------------------- appeals


async def appeal(day: World, member: MemberActor, words: str = "I was joking.") -> Seen:
    letter = next(one for one in letters_to(day, member) if routes_of(one))
    form = await day.press(member.user, letter, "Appeal")
    return await day.send(member.user, form, appeal=words)


async def test_a_time_out_that_is_appealed_is_taken_back_by_one_press(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    await timing_out(day, facilitator, amina)
    await day.wait(10)
    seen = await appeal(day, amina)
    assert seen.text == (
        "**Your appeal is with the organisers.** You get a message when they have decided."
        " You wrote:\n> I was joking."
    )
    await day.wait(10)
    (post,) = posts(day)
    assert post.content.startswith(f"**<@{amina.id}> appeals.** <@{facilitator.id}> did this in")
    assert WHY in post.content
    assert "I was joking." in post.content
    seen = await day.press(day.manager, post, "Take back")
    assert seen.text == "**It is taken back.** The person is told so."
    assert not timed_out(day, amina)
    await day.wait(20)
    told = [one.content for one in letters_to(day, amina)]
    assert len(told) == 2
    assert told[-1].startswith("**Your appeal was right: it is taken back.** You can write again")
    (post,) = posts(day)
    assert post.content.endswith("**Decided: taken back.**")
    assert routes_of(post) == []
    assert "has decided" in (await day.forge(day.manager, f"mod.decide:{act(day)}:uphold")).text


def act(day: World) -> int:
    return day.one("SELECT max(id) FROM moderation_act")


async def test_an_appeal_is_made_once_by_nobody_else_and_can_be_upheld(day: World) -> None:
    amina, ben, facilitator = await amina_in(day), await day.join(name="Ben"), await fay(day)
    await timing_out(day, facilitator, amina)
    await day.wait(10)
    await appeal(day, amina, "")
    route = f"mod.appeal:{day.guild.id}:{act(day)}"
    seen = await day.forge(amina, route, fields={"appeal": "Again"})
    assert "You have appealed against this already." in seen.text
    seen = await day.forge(ben, route, fields={"appeal": "For her"})
    assert "Only the person whom it is about" in seen.text
    await day.wait(10)
    seen = await day.forge(facilitator, f"mod.decide:{act(day)}:uphold")
    assert "Only organisers" in seen.text
    seen = await day.press(day.manager, posts(day)[0], "Uphold")
    assert seen.text == "**The act stays.** The person is told so."
    assert timed_out(day, amina)
    await day.wait(10)
    assert letters_to(day, amina)[-1].content.startswith("**Your appeal was looked at, and what")


async def test_who_was_removed_wrongly_is_let_back_in(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    await day.forge(facilitator, f"mod.remove:{amina.id}:food", fields=REASON)
    await day.wait(10)
    await appeal(day, amina)
    await day.wait(10)
    assert not sees(day, amina)
    await day.press(day.manager, posts(day)[0], "Take back")
    assert sees(day, amina)


async def test_a_message_hidden_wrongly_is_shown_again_if_its_author_wants(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    await hidden(day, facilitator, amina)
    await day.wait(10)
    await appeal(day, amina)
    await day.wait(10)
    await day.press(day.manager, posts(day)[0], "Take back")
    assert "liar" not in day.read_by(amina)
    await day.wait(10)
    letter = letters_to(day, amina)[-1]
    seen = await day.press(amina.user, letter, "Show my message again")
    assert seen.text.startswith("**Your message is posted again.**")
    newest = day.guild.channels["food"].history()[-1]
    assert texts_of(newest)[0] == (
        f"<@{amina.id}> wrote this before; it was taken down by mistake:\n"
        "> Ben at number 4 is a liar"
    )
    seen = await day.press(amina.user, letter, "Show my message again")
    assert "posted again already" in seen.text


# ---------------------------------------------------------------------- the log


async def test_organisers_get_the_whole_log_as_files_that_run_no_formulas(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    ben = await day.join(name="Ben")
    await day.wait(20)
    fields = {"reason": "=HYPERLINK(1) is no way to talk"}
    await day.forge(facilitator, f"mod.warn:{amina.id}:food", fields=fields)
    await reported(day, ben, amina)
    await day.forge(facilitator, "room.slow.set:food:30")
    seen = await day.press(day.manager, day.organisers.pinned_messages()[0], "Moderation log")
    assert seen.text.startswith("**The moderation log of Anytown Summit: 4 entries.**")
    command = await day.type(day.manager, "moderate log")
    assert command.text == seen.text
    files = {one.filename: one for one in seen.newest.attachments}
    assert set(files) >= {"moderation-log.csv", "moderation-log-excel.csv"}
    raw = await files["moderation-log-excel.csv"].read()
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert [row["event"] for row in rows] == [
        "warn: asked",
        "warn: done",
        "reported",
        "room: slow mode",
    ]
    assert rows[0]["reason"] == "'=HYPERLINK(1) is no way to talk"
    assert rows[0]["actor_id"] == f"'{facilitator.id}"
    assert (rows[0]["person_name"], rows[0]["room"]) == ("Amina Khan", "Food")
    assert (rows[2]["actor_id"], rows[2]["message"]) == ("", "Ben’s boy steals")
    assert str(ben.id) not in raw.decode()


async def test_what_was_erased_goes_from_the_organisers_channel_too(day: World) -> None:
    amina, ben = await amina_in(day), await day.join(name="Ben")
    await day.wait(20)
    await reported(day, ben, amina)
    await day.wait(20)
    assert PROBLEM in posts(day)[0].content
    for member in (ben, amina):
        ask = await day.press(member, await day.type(member, "mydata"), "Erase my data")
        await day.press(member, ask, "Yes, erase everything about me")
    await day.wait(30)
    (post,) = posts(day)
    assert PROBLEM not in post.content
    assert "steals" not in post.content
    assert str(amina.id) not in post.content
    assert events(day) == ["reported"]
