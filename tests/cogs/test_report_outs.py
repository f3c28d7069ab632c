"""Groups report back: asked in time, once; kept whatever happens; read out in the room."""

from __future__ import annotations

import discord
import pytest
from simcord.actors import MemberActor

from tests.cogs.test_breakouts import begun, crowd, day, written
from tests.cogs.test_control import control, fay
from tests.cogs.test_hands import it_is_on, said_in
from tests.world import Seen, World, routes_of

__all__ = ["day"]

FIELDS = {
    "heard": "- Buses stop at six\n- The rent is *too* high",
    "barrier": "Nobody has the money",
    "action": "Ask the bus company",
    "owner": "The transport team",
    "named": "no",
}


@pytest.fixture
async def groups(day: World) -> tuple[World, MemberActor, list[MemberActor]]:
    """Two groups of two people, for six minutes, with Fay who leads the room."""
    people = await crowd(day, 4, voice=False)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="2", minutes="6")
    return day, facilitator, people


Groups = tuple[World, MemberActor, list[MemberActor]]


def round_id(world: World) -> int:
    return world.one("SELECT max(id) FROM breakout_round")


def of_group(world: World, people: list[MemberActor], number: int) -> list[MemberActor]:
    rows = world.rows(
        "SELECT user_id FROM breakout_member WHERE number = ? AND round_id = ?",
        number,
        round_id(world),
    )
    inside = {row[0] for row in rows}
    return [one for one in people if one.id in inside]


def message_in(world: World, number: int, words: str) -> discord.Message:
    """The one message of a group's thread that says so."""
    (thread,) = [
        one
        for one in world.guild.channels["food"].threads
        if f"group {number} " in (one.name or "")
    ]
    (found,) = [message for message in thread.history() if words in message.content]
    return found


async def opened(world: World, member: MemberActor, number: int) -> Seen:
    """The form, opened by the button in the group's thread."""
    return await world.press(
        member, message_in(world, number, "what will you report back?"), "Report back"
    )


async def report(world: World, member: MemberActor, number: int, **fields: str) -> Seen:
    return await world.send(member, await opened(world, member, number), **(FIELDS | fields))


async def over(world: World) -> None:
    """The groups end by themselves, and their reports are read out."""
    await world.skip(5 * 60 + 30)
    await world.wait(90)
    assert world.one("SELECT stage FROM breakout_round WHERE id = ?", round_id(world)) == "over"


async def test_a_short_round_is_asked_at_once_and_once(groups: Groups) -> None:
    world, *_ = groups
    await world.restart()
    await world.wait(60)
    for number in (1, 2):
        text = written(world, number)
        assert text.count("what will you report back?") == 1
        assert f"Group {number}, what will" in text


async def test_a_longer_round_is_asked_at_ten_minutes_left(day: World) -> None:
    await crowd(day, 4, voice=False)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="2", minutes="12")
    assert "report back" not in written(day, 1)
    await day.wait(115)
    assert "what will you report back?" in written(day, 1)


async def test_a_report_is_kept_and_the_thread_gets_the_receipt(groups: Groups) -> None:
    world, _, people = groups
    sender = of_group(world, people, 1)[0]
    seen = await report(world, sender, 1)
    assert "**Thank you. The report of group 1 is saved** as N-1, N-2, N-3 and N-4." in seen.text
    assert "**Group 1 has reported.** It is kept as N-1, N-2, N-3 and N-4." in written(world, 1)
    assert "Buses" not in written(world, 1)
    assert world.rows("SELECT kind, words, owner, named FROM output ORDER BY number") == [
        ("insight", "Buses stop at six", "", 0),
        ("insight", "The rent is *too* high", "", 0),
        ("barrier", "Nobody has the money", "", 0),
        ("action", "Ask the bus company", "The transport team", 0),
    ]
    await world.deliver_again()
    assert world.one("SELECT count(*) FROM output") == 4
    assert written(world, 1).count("has reported") == 1
    notes = await world.type(sender, "notes", world.guild.channels["food"])
    assert "Group 1 · Without a name" in notes.text


async def test_a_report_without_words_is_given_back(groups: Groups) -> None:
    world, _, people = groups
    sender = of_group(world, people, 1)[0]
    empty = {"heard": "", "barrier": "", "action": "", "owner": ""}
    seen = await report(world, sender, 1, **empty)
    assert "Your report is empty." in seen.text
    form = await world.press(sender, seen, "Open the form again")
    seen = await world.send(sender, form, **(empty | {"barrier": "Money"}))
    assert "is saved** as N-1." in seen.text


async def test_a_second_report_corrects_the_first(groups: Groups) -> None:
    world, _, people = groups
    first, second = of_group(world, people, 1)
    await report(world, first, 1)
    form = await world.press(second, message_in(world, 1, "has reported"), "Correct it…")
    assert form.fields == FIELDS | {"heard": "Buses stop at six\nThe rent is *too* high"}
    seen = await world.send(second, form, barrier="The money is elsewhere")
    assert "**The report of group 1 is corrected and saved**" in seen.text
    assert world.one("SELECT count(*) FROM output") == 4
    card = await world.forge(second, "note.open:3")
    assert "Changed by its group" in card.text
    assert "> Nobody has the money" in card.text
    assert "has corrected its report" in written(world, 1)


async def test_two_of_a_group_at_once_get_both_their_words(groups: Groups) -> None:
    world, _, people = groups
    first, second = of_group(world, people, 1)
    form = await opened(world, second, 1)
    await report(world, first, 1)
    mine = {"heard": "Trust", "barrier": "", "action": "", "owner": ""}
    seen = await world.send(second, form, **mine)
    assert "Somebody else of group 1 has reported while you were writing." in seen.text
    again = await world.press(second, seen, "Open the form again")
    assert again.fields["heard"] == "Buses stop at six\nThe rent is *too* high\nTrust"
    assert again.fields["action"] == "Ask the bus company"
    seen = await world.send(second, again)
    assert "is corrected and saved** as N-1, N-2, N-5, N-3 and N-4." in seen.text


async def test_reports_are_read_out_when_the_groups_are_over(groups: Groups) -> None:
    world, _, people = groups
    await report(world, of_group(world, people, 2)[0], 2, named="yes")
    await over(world)
    (said,) = [text for text in said_in(world, "food") if "heard" in text]
    name = world.one(
        "SELECT name FROM attendee WHERE user_id = ?", of_group(world, people, 2)[0].id
    )
    assert said == (
        "**Group 2 heard:**\n- Buses stop at six\n- The rent is \\*too\\* high\n"
        "**Barrier:** Nobody has the money\n**Action:** Ask the bus company\n"
        f"Who would own it: The transport team\n-# Reported by {name}"
    )
    await world.restart()
    await world.wait(60)
    assert len([text for text in said_in(world, "food") if "heard" in text]) == 1
    (post,) = [
        message
        for message in world.guild.channels["food"].history()
        if any(route.startswith("report.read") for route in routes_of(message))
    ]
    seen = await world.press(people[0], post, "Read it in full")
    assert "> The rent is \\*too\\* high" in seen.text
    seen = await world.forge(world.person("Sid"), f"report.read:{round_id(world)}:2")
    assert "One more step: join the summit." in seen.text


async def test_a_crash_between_sending_and_keeping_reads_out_once(groups: Groups) -> None:
    world, _, people = groups
    await report(world, of_group(world, people, 2)[0], 2)
    await over(world)
    await world.store.write(
        lambda tx: tx.execute("UPDATE group_report SET state = 'sending', message_id = NULL")
    )
    await world.restart()
    await world.wait(30)
    assert len([text for text in said_in(world, "food") if "heard" in text]) == 1
    assert world.one("SELECT state FROM group_report") == "posted"


async def test_what_was_read_out_follows_corrections(groups: Groups) -> None:
    world, _, people = groups
    sender = of_group(world, people, 1)[0]
    await report(world, sender, 1)
    await over(world)
    form = await world.type(sender, "groups report", world.guild.channels["food"])
    await world.send(sender, form, heard="Buses stop at seven")
    await world.wait(10)
    (said,) = [text for text in said_in(world, "food") if "heard" in text]
    assert "Buses stop at seven" in said
    assert "Buses stop at six" not in said
    await world.forge(sender, "note.remove.yes:1")
    await world.wait(10)
    (said,) = [text for text in said_in(world, "food") if "Group 1" in text]
    assert "Buses" not in said


async def test_a_form_that_was_open_while_the_round_ended_is_taken(groups: Groups) -> None:
    world, _, people = groups
    sender = of_group(world, people, 1)[0]
    form = await opened(world, sender, 1)
    await over(world)
    await world.restart()
    seen = await world.forge(sender, form.form["custom_id"], fields=FIELDS)
    assert "is saved** as N-1, N-2, N-3 and N-4. Everybody reads it in the room." in seen.text
    await world.wait(10)
    assert any("**Group 1 heard:**" in text for text in said_in(world, "food"))


async def test_a_thread_that_was_deleted_by_hand_is_asked_for_in_the_room(day: World) -> None:
    people = await crowd(day, 4, voice=False)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="2", minutes="12")
    (thread,) = [one for one in day.bot.guilds[0].threads if "group 1 " in one.name]
    await thread.delete()
    await day.wait(120)
    (asked,) = [
        message
        for message in day.guild.channels["food"].history()
        if "Group 1, please report back." in message.content
    ]
    sender = of_group(day, people, 1)[0]
    form = await day.press(sender, asked, "Report back")
    seen = await day.send(sender, form, **FIELDS)
    assert "The report of group 1 is saved" in seen.text
    assert "what will you report back?" in written(day, 2)


async def test_discord_being_out_of_order_asks_later(day: World) -> None:
    await crowd(day, 4, voice=False)
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="2", minutes="12")
    threads = [one.id for one in day.bot.guilds[0].threads if "group" in one.name]
    for thread_id in threads:
        path = f"/channels/{thread_id}/messages"
        day.env.inject_error("POST", path, status=500, times=3)
    await day.wait(240)
    assert any("reports of guild" in line for line in day.log.lines)
    for number in (1, 2):
        assert written(day, number).count("what will you report back?") == 1


async def test_the_facilitator_sees_who_has_reported_and_reminds(groups: Groups) -> None:
    world, facilitator, people = groups
    await report(world, of_group(world, people, 1)[0], 1)
    seen = await world.press(facilitator, control(world), "Reports…")
    assert seen.text == (
        "**Round 1: 1 of 2 groups have reported.**\nReported: Group 1.\nNot yet: Group 2."
    )
    seen = await world.press(facilitator, seen, "Remind the groups")
    assert "The groups that have not reported are reminded." in seen.text
    assert written(world, 2).count("what will you report back?") == 2
    assert written(world, 1).count("what will you report back?") == 1
    await over(world)
    seen = await world.type(facilitator, "groups reports", world.guild.channels["food"])
    await world.press(facilitator, seen, "Remind the groups")
    (asked,) = [
        message
        for message in world.guild.channels["food"].history()
        if "Group 2, please report back." in message.content
    ]
    member = of_group(world, people, 2)[0]
    seen = await world.send(member, await world.press(member, asked, "Report back"), **FIELDS)
    assert "The report of group 2 is saved" in seen.text
    seen = await world.forge(facilitator, f"report.remind:{round_id(world)}")
    assert "Every group has reported" in seen.text


async def test_the_facilitator_writes_what_a_group_said_aloud(groups: Groups) -> None:
    world, facilitator, _ = groups
    seen = await world.press(facilitator, control(world), "Reports…")
    form = await world.choose(facilitator, seen, "2")
    assert form.form["title"] == "Group 2 reports back"
    seen = await world.send(facilitator, form, **(FIELDS | {"named": "yes"}))
    assert "The report of group 2 is saved" in seen.text
    assert world.one("SELECT count(*) FROM output WHERE author_id = ?", facilitator.id) == 4
    notes = await world.type(facilitator, "notes", world.guild.channels["food"])
    assert "Group 2 · Without a name" in notes.text


@pytest.mark.parametrize(
    ("who", "wanted"),
    [
        ("stranger", "another group’s button"),
        ("attendee", "another group’s button"),
        ("other group", "another group’s button"),
        ("other facilitator", "This is not your room."),
    ],
)
async def test_who_may_not_report_for_a_group(groups: Groups, who: str, wanted: str) -> None:
    world, _, people = groups
    member = (
        world.person("Rob", roles=("Facilitator",))
        if who == "other facilitator"
        else of_group(world, people, 2)[0]
        if who == "other group"
        else await world.join(name="Ann")
        if who == "attendee"
        else world.person("Sid")
    )
    here = round_id(world)
    seen = await world.forge(member, f"report.save:77:{here}:1:0", fields=FIELDS)
    assert wanted in seen.text
    if who != "other facilitator":
        assert wanted in (await world.forge(member, f"report.new:{here}:1")).text
    for route in (f"report.remind:{here}", "report.list:food"):
        text = (await world.forge(member, route)).text
        assert ("Only facilitators" in text) is (who != "other facilitator")
        assert ("This is not your room." in text) is (who == "other facilitator")
    assert world.one("SELECT count(*) FROM output") == 0


async def test_an_organiser_reports_for_any_group(groups: Groups) -> None:
    world, *_ = groups
    olu = await world.organiser()
    form = await world.forge(olu, f"report.new:{round_id(world)}:1")
    seen = await world.send(olu, form, **FIELDS)
    assert "The report of group 1 is saved" in seen.text


async def test_forged_routes_open_nothing(groups: Groups) -> None:
    world, facilitator, people = groups
    here = round_id(world)
    for route in (f"report.new:{here}:9", "report.new:999:1", f"report.new:{here}:0"):
        assert "no such groups here" in (await world.forge(people[0], route)).text, route
    for route in ("report.new:x:1", "report.remind:-1"):
        assert "no longer works" in (await world.forge(facilitator, route)).text, route
    seen = await world.forge(facilitator, "report.list:health")
    assert "no small groups in this room yet" in seen.text
    late = await world.join(name="Late")
    seen = await world.forge(late, f"report.mine:{here}")
    assert "You were not in a small group of this round." in seen.text


async def test_somebody_in_a_group_who_has_not_joined_joins_and_the_report_is_sent(
    day: World,
) -> None:
    people = await crowd(day, 2, voice=True)
    sid = day.person("Sid", roles=("Attendee",))
    await sid.join_voice(day.guild.channels["food live"])
    facilitator = await fay(day)
    await begun(day, facilitator, by="count", number="1", minutes="6")
    assert len(people) == 2
    seen = await report(day, sid, 1)
    assert "One more step: join the summit." in seen.text
    form = await day.press(sid, seen, "Join and send our report")
    seen = await day.send(sid, form, name="Sid", kind="resident", publish_name="no")
    assert "The report of group 1 is saved" in seen.text
    assert day.one("SELECT count(*) FROM output") == 4


async def test_a_room_whose_session_was_cancelled_still_takes_the_report(groups: Groups) -> None:
    world, _, people = groups
    sender = of_group(world, people, 1)[0]
    form = await opened(world, sender, 1)
    await it_is_on(world, "food", cancelled=True)
    seen = await world.send(sender, form, **FIELDS)
    assert "The report of group 1 is saved" in seen.text
