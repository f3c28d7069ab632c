"""Moderation in Discord: what is done, who may, what is missing, and what people are told."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from simcord.actors import MemberActor

from tests.cogs.test_control import control, fay, may_write
from tests.cogs.test_hands import it_is_on
from tests.cogs.test_programme import FOOD, HEALTH, TALK, plan_is
from tests.world import Seen, World, texts_of

WHY = "Please leave people’s names out."
REASON = {"reason": WHY}


@pytest.fixture
async def day(bare_world: World) -> World:
    """A workshop about food that is on, and one about health beside it."""
    await plan_is(bare_world, TALK, FOOD, HEALTH)
    await bare_world.wait(30)
    await it_is_on(bare_world, "food")
    await bare_world.wait(20)
    return bare_world


async def amina_in(day: World) -> MemberActor:
    amina = await day.join()
    await day.wait(20)
    return amina


async def menu(day: World, who: MemberActor, name: str, on: Any, room: str = "food") -> Seen:
    return day.seen(await who.context_menu(day.guild.channels[room], name, on))


def letters_to(day: World, member: MemberActor) -> list[discord.Message]:
    return [one for one in member.user.dm_channel.history() if one.author.bot]


def sees(day: World, member: MemberActor, room: str = "food") -> bool:
    channel = day.guild.channels[room]
    allowed = day.env.backend.compute_permissions(day.guild.id, member.id, channel.id)
    return discord.Permissions(allowed).view_channel


def timed_out(day: World, member: MemberActor) -> bool:
    until = day.env.backend.guilds[day.guild.id].members[member.id].timed_out_until
    return until is not None


def events(day: World) -> list[str]:
    return [event for (event,) in day.rows("SELECT event FROM moderation_log ORDER BY id")]


async def hidden(day: World, who: MemberActor, author: MemberActor) -> Seen:
    message = await author.send(day.guild.channels["food"], "Ben at number 4 is a liar")
    form = await menu(day, who, "Hide this message", message)
    return await day.send(who, form, **REASON)


# ---------------------------------------------------------------------- messages


async def test_a_hidden_message_is_gone_kept_with_its_reason_and_its_author_told(
    day: World,
) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    seen = await hidden(day, facilitator, amina)
    assert seen.text == (
        f"**The message of <@{amina.id}> is hidden.** Its words are kept for organisers. They get a"
        " message with your reason and can appeal. It is in the log."
    )
    assert "liar" not in day.read_by(amina)
    assert day.rows("SELECT what, words FROM moderation_words ORDER BY what") == [
        ("message", "Ben at number 4 is a liar"),
        ("reason", WHY),
    ]
    assert events(day) == ["hide: asked", "hide: done"]
    await day.wait(10)
    (letter,) = letters_to(day, amina)
    assert letter.content.startswith("**A message of yours in “Food” was taken down.**\nWhy:\n> Pl")
    assert "Ben at number 4 is a liar" in letter.content


async def test_a_message_that_is_gone_already_is_kept_and_logged_all_the_same(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    message = await amina.send(day.guild.channels["food"], "Nasty words")
    form = await menu(day, facilitator, "Hide this message", message)
    await amina.delete(message)
    seen = await day.send(facilitator, form, **REASON)
    assert "is hidden" in seen.text
    assert day.one("SELECT words FROM moderation_words WHERE what = 'message'") == "Nasty words"


async def test_two_facilitators_who_press_at_once_hide_it_once(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    rob = day.person("Rob", roles=("Facilitator",))
    await day.forge(rob, "room.lead:food")
    message = await amina.send(day.guild.channels["food"], "Nasty words")
    first = await menu(day, facilitator, "Hide this message", message)
    second = await menu(day, rob, "Hide this message", message)
    await day.send(facilitator, first, **REASON)
    seen = await day.send(rob, second, reason="Another reason.")
    assert seen.text == (
        f"**<@{facilitator.id}> has just done this already.** Nothing was done twice. Their"
        f" reason:\n> {WHY}"
    )
    await day.wait(10)
    assert len(letters_to(day, amina)) == 1
    assert events(day) == ["hide: asked", "hide: done"]


@pytest.mark.parametrize("who", ["attendee", "stranger", "other facilitator"])
async def test_who_does_not_lead_the_room_hides_nothing(day: World, who: str) -> None:
    amina = await amina_in(day)
    message = await amina.send(day.guild.channels["food"], "Hello")
    if who == "other facilitator":
        member = await fay(day, "health")
        wanted = "This is not your room."
    else:
        member = await day.join(name="Ben") if who == "attendee" else day.person("Sid")
        wanted = "Only facilitators"
    if who == "stranger":
        sight = day.env.now()
        seen = await day.forge(member, "mod.hide:1:food", fields=REASON)
        assert "The form was open for too long" in seen.text, sight
    else:
        await day.wait(20)
        seen = await menu(day, member, "Hide this message", message)
        assert wanted in seen.text
    assert "Hello" in day.read_by(amina)
    assert day.rows("SELECT * FROM moderation_act") == []


async def test_nobody_hides_what_an_organiser_wrote(day: World) -> None:
    facilitator, olu = await fay(day), await day.organiser()
    message = await olu.send(day.guild.channels["food"], "From the council")
    form = await menu(day, facilitator, "Hide this message", message)
    seen = await day.send(facilitator, form, **REASON)
    assert "Nobody can do this to an organiser." in seen.text
    form = await menu(day, day.manager, "Hide this message", message)
    seen = await day.send(day.manager, form, **REASON)
    assert "Nobody can do this to an organiser." in seen.text
    assert day.rows("SELECT * FROM moderation_act") == []


async def test_the_bots_messages_and_ones_own_are_not_hidden(day: World) -> None:
    facilitator = await fay(day)
    seen = await menu(day, facilitator, "Hide this message", control(day))
    assert "Only a person can be moderated." in seen.text
    own = await facilitator.send(day.guild.channels["food"], "Mine")
    seen = await menu(day, facilitator, "Hide this message", own)
    assert "This is about you" in seen.text


async def test_without_the_permission_nothing_is_hidden_and_the_bot_says_what_it_lacks(
    day: World,
) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    give(day, manage_messages=False)
    seen = await hidden(day, facilitator, amina)
    assert seen.text.startswith(
        "**Not done.** The bot may not delete messages there. Give its role “Manage messages” in"
    )
    assert "liar" in day.read_by(amina)
    assert events(day) == ["hide: asked", "hide: not done"]
    await day.wait(20)
    assert letters_to(day, amina) == []
    give(day, manage_messages=True)
    seen = await day.press(facilitator, seen, "Try again")
    assert "is hidden" in seen.text
    assert "liar" not in day.read_by(amina)


def give(day: World, **permissions: bool) -> None:
    role = day.guild.roles["TestBot"]
    held = discord.Permissions(day.env.backend.guilds[day.guild.id].roles[role.id].permissions)
    if held.administrator:
        held = discord.Permissions.all()
        held.administrator = False
    held.update(**permissions)
    day.env.backend.edit_role(day.guild.id, role.id, {"permissions": held.value})


# ---------------------------------------------------------------------- people


async def test_a_person_is_warned_in_words_that_they_read(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    card = await menu(day, facilitator, "Moderate this person", amina)
    assert card.text == f"**<@{amina.id}>, in “Food”.** They read the reason that you give."
    seen = await day.send(facilitator, await day.press(facilitator, card, "Warn…"), **REASON)
    assert seen.text.startswith(f"**<@{amina.id}> is warned.**")
    await day.wait(10)
    (letter,) = letters_to(day, amina)
    assert letter.content.startswith(f"**You have been warned in “Food”.**\nWhy:\n> {WHY}\n")
    again = await menu(day, facilitator, "Moderate this person", amina)
    assert "Before: 1 warning." in again.text


async def test_a_time_out_lasts_as_long_as_it_says_and_can_be_ended(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    seen = await timing_out(day, facilitator, amina, "30")
    assert f"**<@{amina.id}> is timed out until <t:" in seen.text
    assert timed_out(day, amina)
    seen = await day.press(facilitator, seen, "End the time-out")
    assert seen.text == f"**The time-out of <@{amina.id}> is over.** They are told so."
    assert not timed_out(day, amina)
    await day.wait(20)
    assert [one.content[:24] for one in letters_to(day, amina)] == [
        "**You are timed out unti",
        "**Your time-out is over.",
    ]
    assert "has ended already" in (await day.forge(facilitator, back(day))).text


def back(day: World) -> str:
    return f"mod.back:{day.one('SELECT max(id) FROM moderation_act')}"


async def timing_out(day: World, who: MemberActor, whom: MemberActor, minutes: str = "10") -> Seen:
    card = await menu(day, who, "Moderate this person", whom)
    form = await day.press(who, card, "Time out…")
    return await day.send(who, form, minutes=minutes, **REASON)


async def test_long_time_outs_are_for_organisers(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    fields = {"minutes": "1440", **REASON}
    seen = await day.forge(facilitator, f"mod.timeout:{amina.id}:food", fields=fields)
    assert "Time-outs of more than an hour are for organisers." in seen.text
    assert "is timed out" in (await timing_out(day, day.manager, amina, "1440")).text


async def test_a_time_out_without_the_permission_or_below_the_role_says_which(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    give(day, moderate_members=False)
    seen = await timing_out(day, facilitator, amina)
    assert "Give its role “Time out members” in Server settings, Roles." in seen.text
    give(day, moderate_members=True)
    high = day.guild.create_role("High")
    positions = day.env.backend.guilds[day.guild.id].roles
    positions[high.id].position = max(one.position for one in positions.values()) + 1
    day.env.backend.guilds[day.guild.id].members[amina.id].role_ids.append(high.id)
    await day.restart()
    seen = await timing_out(day, facilitator, amina)
    assert "drag the bot’s role above theirs" in seen.text
    assert not timed_out(day, amina)
    assert "time out: done" not in events(day)


async def test_who_is_removed_no_longer_sees_the_room_until_let_back_in(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    card = await menu(day, facilitator, "Moderate this person", amina)
    form = await day.press(facilitator, card, "Remove from the room…")
    seen = await day.send(facilitator, form, **REASON)
    assert f"**<@{amina.id}> is removed from “Food”.**" in seen.text
    assert not sees(day, amina)
    assert sees(day, amina, "health")
    # What opens rooms to people by name must not let them in again.
    channel = day.guild.channels["food"].id
    await day.bot.http.delete_channel_permissions(channel, amina.id)
    await day.wait(10)
    assert not sees(day, amina)
    # Whoever leads the room finds them on its panel.
    board = await day.press(facilitator, control(day), "Moderate…")
    assert f"Removed from here: <@{amina.id}>" in board.text
    seen = await day.press(facilitator, board, "Let back in: number 1")
    assert seen.text == f"**<@{amina.id}> can come back to “Food”.** They are told so."
    assert sees(day, amina)
    await day.wait(20)
    assert sees(day, amina)
    assert day.rows("SELECT * FROM moderation_shut") == []
    assert letters_to(day, amina)[-1].content.startswith("**You can come back to “Food”.**")


async def test_who_is_removed_is_put_out_of_voice(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    voice = next(
        one
        for one in day.guild.channels.values()
        if one.id == day.one("SELECT voice_channel_id FROM session WHERE slug = 'food'")
    )
    await amina.join_voice(voice)
    await day.forge(facilitator, f"mod.remove:{amina.id}:food", fields=REASON)
    assert amina.id not in day.env.backend.guilds[day.guild.id].voice_states


async def test_without_the_permission_nobody_is_half_removed(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    give(day, manage_roles=False)
    seen = await day.forge(facilitator, f"mod.remove:{amina.id}:food", fields=REASON)
    assert "Give its role “Manage roles” in Server settings" in seen.text
    assert sees(day, amina)
    assert day.rows("SELECT * FROM moderation_shut") == []
    assert events(day) == ["remove: asked", "remove: not done"]


@pytest.mark.parametrize(
    ("whom", "wanted"),
    [
        ("organiser", "Nobody can do this to an organiser."),
        ("facilitator", "Ask an organiser"),
        ("self", "This is about you"),
        ("bot", "Only a person can be moderated."),
        ("left", "has left the server"),
    ],
)
async def test_some_people_are_not_for_facilitators(day: World, whom: str, wanted: str) -> None:
    facilitator = await fay(day)
    assert day.bot.user is not None
    target = {
        "organiser": day.manager.id,
        "facilitator": day.person("Rob", roles=("Facilitator",)).id,
        "self": facilitator.id,
        "bot": day.bot.user.id,
        "left": 424242,
    }[whom]
    for route in ("warn", "timeout", "remove"):
        fields = {"minutes": "10", **REASON}
        seen = await day.forge(facilitator, f"mod.{route}:{target}:food", fields=fields)
        assert wanted in seen.text, route
    assert day.rows("SELECT * FROM moderation_act") == []


async def test_an_organiser_acts_on_a_facilitator_and_everywhere(day: World) -> None:
    facilitator = await fay(day)
    seen = await day.forge(day.manager, f"mod.warn:{facilitator.id}:-", fields=REASON)
    assert "is warned" in seen.text
    assert "in this server" in day.one("SELECT text FROM letter")


@pytest.mark.parametrize("who", ["attendee", "stranger", "other facilitator"])
async def test_who_does_not_lead_the_room_acts_on_nobody(day: World, who: str) -> None:
    amina = await amina_in(day)
    act = await acted_by_organiser(day, amina)
    if who == "other facilitator":
        member, wanted = await fay(day, "health"), "This is not your room."
    else:
        member = await day.join(name="Ben") if who == "attendee" else day.person("Sid")
        wanted = "Only facilitators"
    before = day.rows("SELECT * FROM moderation_log")
    fields = {"minutes": "10", **REASON}
    for route in ("warn", "timeout", "remove"):
        seen = await day.forge(member, f"mod.{route}:{amina.id}:food", fields=fields)
        assert wanted in seen.text, route
    for route in (f"mod.back:{act}", f"mod.person:{amina.id}:food", "mod.log"):
        seen = await day.forge(member, route)
        assert wanted in seen.text or "Only organisers" in seen.text, route
    assert "Only organisers" in (await day.forge(member, f"mod.decide:{act}:back")).text
    seen = await day.forge(member, f"mod.warn:{amina.id}:-", fields=REASON)
    assert "Only facilitators" in seen.text or "in the rooms that you lead" in seen.text
    assert day.rows("SELECT * FROM moderation_log") == before


async def acted_by_organiser(day: World, amina: MemberActor) -> int:
    await day.forge(day.manager, f"mod.timeout:{amina.id}:food", fields={"minutes": "60", **REASON})
    return day.one("SELECT max(id) FROM moderation_act")


async def test_the_command_does_what_the_menu_does(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    room = day.guild.channels["food"]
    seen = await day.type(facilitator, "moderate person", room, person=amina)
    assert f"<@{amina.id}>, in “Food”" in seen.text
    seen = await day.type(facilitator, "moderate person", person=amina)
    assert "You moderate in the rooms that you lead." in seen.text
    seen = await day.press(facilitator, control(day), "Moderate…")
    seen = day.seen(await facilitator.select(seen.newest, [amina]))
    assert f"<@{amina.id}>, in “Food”" in seen.text


async def test_the_same_interaction_again_does_nothing_twice(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    await day.forge(facilitator, f"mod.warn:{amina.id}:food", fields=REASON)
    await day.deliver_again()
    await day.wait(10)
    assert len(letters_to(day, amina)) == 1
    assert events(day) == ["warn: asked", "warn: done"]


@pytest.mark.parametrize(
    "route",
    ["mod.back:x", "mod.back:5", "mod.again:5", "mod.person:x:food", "mod.decide:5:maybe"],
)
async def test_forged_buttons_are_refused(day: World, route: str) -> None:
    seen = await day.forge(day.manager, route)
    assert "not there any more" in seen.text or "older" in seen.text or "earlier" in seen.text


async def test_a_room_of_another_name_is_none(day: World) -> None:
    amina = await amina_in(day)
    seen = await day.forge(day.manager, f"mod.warn:{amina.id}:nowhere", fields=REASON)
    assert "There is no such room here" in seen.text


# ---------------------------------------------------------------------- cut off


async def test_a_restart_in_the_middle_forgets_nothing_and_tells_once(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    day.env.inject_error("PATCH", f"/guilds/{day.guild.id}/members/{amina.id}", status=503, times=1)
    seen = await timing_out(day, facilitator, amina)
    assert seen.text.startswith("**This is not done yet.**")
    assert not timed_out(day, amina)
    await day.restart()
    await day.wait(60)
    assert timed_out(day, amina)
    assert events(day) == ["time out: asked", "time out: done"]
    assert len(letters_to(day, amina)) == 1


async def test_closed_direct_messages_get_the_letter_in_a_private_thread(day: World) -> None:
    amina, facilitator = await amina_in(day), await fay(day)
    day.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, message="No")
    await day.forge(facilitator, f"mod.warn:{amina.id}:food", fields=REASON)
    await day.wait(20)
    (thread,) = day.welcome.threads
    letter = thread.history()[-1]
    assert "You have been warned" in "\n".join(texts_of(letter))
    form = await day.press(amina, letter, "Appeal")
    assert "with the organisers" in (await day.send(amina, form)).text


async def test_another_servers_facilitator_has_no_power_here(day: World) -> None:
    amina = await amina_in(day)
    act = await acted_by_organiser(day, amina)
    other = day.beside("Othertown")
    await other.set_up()
    await day.wait(30)
    for route in (f"mod.back:{act}", f"mod.again:{act}", f"mod.decide:{act}:back"):
        assert "not there any more" in (await other.forge(other.manager, route)).text, route
    seen = await other.forge(other.manager, f"mod.dealt:{day.guild.id}:{act}")
    assert "older" in seen.text or "earlier" in seen.text or "no longer" in seen.text
    assert timed_out(day, amina)
    assert may_write(day, amina) is not None
