"""Announcements, as organisers write them and as people read them."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from tests.cogs.test_moves import choose
from tests.cogs.test_programme import DAY, at, plan_is
from tests.cogs.test_workshops import letters
from tests.world import Seen, World

ONLY = "Only organisers can do this."
HEAD = "**From the organisers:** "


@pytest.fixture
async def day(bare_world: World) -> World:
    await plan_is(bare_world, *DAY)
    return bare_world


async def form(world: World, to: str, who: MemberActor | None = None) -> Seen:
    who = who or world.manager
    seen = await world.type(who, "announce")
    routes = {"everybody": "announce.to", "kind": "announce.to", "room": "announce.room"}
    return world.seen(await who.select(seen.newest, [to], custom_id=routes[to.partition("-")[0]]))


async def write(world: World, to: str, words: str = "Lunch is late", **fields: str) -> Seen:
    return await world.send(world.manager, await form(world, to), words=words, **fields)


def said(world: World, channel: str) -> list[Any]:
    found = [one for one in world.guild.channels[channel].history() if one.content.startswith(HEAD)]
    return sorted(found, key=lambda one: one.id)


def alerted(world: World) -> list[list[str]]:
    """The roles that Discord was asked to alert, for each announcement that was posted."""
    found: list[list[str]] = []
    for request in world.env.http_requests:
        body = request.json
        if isinstance(body, dict) and str(body.get("content", "")).startswith(HEAD):
            assert body["allowed_mentions"]["parse"] == []
            found.append([str(role) for role in body["allowed_mentions"].get("roles", [])])
    return found


async def test_everybody_reads_it_and_nobody_is_alerted_unless_chosen(day: World) -> None:
    seen = await write(day, "everybody", "Lunch is *late*: {13:15} @everyone")
    assert seen.private
    text = f"{HEAD}Lunch is \\*late\\*: <t:{at(13, 15)}:t> @\u200beveryone"
    assert seen.text == (
        f"**Nothing is sent yet.** It goes to <#{day.welcome.id}>. Nobody is alerted."
        f" This is how it will look:\n\n{text}"
    )
    await day.wait(10)
    assert said(day, "welcome") == []
    seen = await day.press(day.manager, seen, "Send")
    assert "**Sent.**" in seen.text
    await day.deliver_again()
    await day.restart()
    await day.wait(10)
    (post,) = said(day, "welcome")
    assert post.content == text
    assert alerted(day) == [[]]
    assert day.rows("SELECT count(*) FROM letter") == [(0,)]


async def test_alerting_everybody_mentions_the_attendees_role_alone(day: World) -> None:
    seen = await write(day, "everybody", alert="yes")
    assert "Everybody who joined is alerted." in seen.text
    await day.press(day.manager, seen, "Send")
    await day.wait(10)
    (post,) = said(day, "welcome")
    role = day.guild.roles["Attendee"].id
    assert post.content == f"{HEAD}Lunch is late\n<@&{role}>"
    assert alerted(day) == [[str(role)]]


async def test_a_kind_of_people_is_written_to_also_over_a_restart(day: World) -> None:
    people = [await day.join(name=f"Res{number}") for number in range(7)]
    shop = await day.join(name="Shop", kind="business", organisation="The shop")
    seen = await write(day, "kind-resident")
    assert "It goes to 7 people by direct message: all residents who have joined." in seen.text
    assert "Alert" not in seen.text
    await day.press(day.manager, seen, "Send")
    await day.wait(3)
    await day.restart()
    await day.wait(30)
    texts = [[one.content for one in letters(person)] for person in people]
    assert texts == [["**From the organisers of Anytown Summit:** Lunch is late"]] * 7
    assert letters(shop) == []
    assert said(day, "welcome") == []


async def test_a_room_reads_it_and_who_has_a_place_is_alerted_where_chosen(day: World) -> None:
    amina, ben = await day.join(name="Amina"), await day.join(name="Ben")
    await choose(day, amina, "Choose Food")
    seen = await write(day, "room-food", alert="yes")
    assert "1 person with a place in it gets a direct message too." in seen.text
    await day.press(day.manager, seen, "Send")
    await day.wait(20)
    assert [one.content for one in said(day, "food")] == [f"{HEAD}Lunch is late"]
    assert len(letters(amina)) == 1
    assert letters(ben) == []


async def test_a_role_is_named_and_alerted_only_where_chosen(day: World) -> None:
    role = day.guild.create_role("Helpers")
    seen = await day.type(day.manager, "announce")
    opened = day.seen(await day.manager.select(seen.newest, [role], custom_id="announce.role"))
    seen = await day.send(day.manager, opened, words="Come to the desk")
    await day.press(day.manager, seen, "Send")
    await day.wait(10)
    (post,) = said(day, "welcome")
    assert post.content == f"{HEAD}Come to the desk\n<@&{role.id}>"
    assert alerted(day) == [[]]
    seen = await day.forge(day.manager, "announce.role", values=(str(day.guild.id),))
    assert "The bot never alerts the whole server." in seen.text


async def test_a_draft_is_changed_or_not_sent(day: World) -> None:
    old = await write(day, "everybody")
    first = old.buttons["Send"]
    opened = await day.press(day.manager, old, "Change it…")
    assert opened.fields["words"] == "Lunch is late"
    new = await day.send(day.manager, opened, words="Lunch is early")
    seen = await day.forge(day.manager, first)
    assert "Your announcement was changed since you looked." in seen.text
    second = new.buttons["Send"]
    seen = await day.press(day.manager, new, "Do not send")
    assert "It is not sent, and deleted." in seen.text
    seen = await day.forge(day.manager, second)
    assert "This announcement is not there any more." in seen.text
    assert day.rows("SELECT * FROM announcement") == []


async def test_words_that_discord_would_not_take_are_given_back(day: World) -> None:
    seen = await write(day, "everybody", "a*" * 750)
    assert "characters too long for one message" in seen.text
    opened = await day.press(day.manager, seen, "Open the form again")
    assert opened.fields["words"] == "a*" * 750
    seen = await day.send(day.manager, opened, words="x" * 1500)
    assert "Nothing is sent yet." in seen.text
    assert len(seen.text) <= 2000


def deny(world: World, **permissions: bool) -> None:
    """What the bot is denied in the welcome channel from now on; all else it may."""
    assert world.bot.user is not None
    denied = discord.Permissions(**permissions)
    allowed = discord.Permissions(view_channel=True, send_messages=True, read_message_history=True)
    overwrite = Overwrite(
        world.bot.user.id,
        OverwriteType.MEMBER,
        allow=allowed.value & ~denied.value,
        deny=denied.value,
    )
    world.env.backend.set_overwrite(world.welcome.id, overwrite)


async def test_permission_taken_away_in_the_middle_keeps_the_draft(day: World) -> None:
    seen = await write(day, "everybody")
    deny(day, send_messages=True)
    refused = await day.press(day.manager, seen, "Send")
    assert f"The bot may not write in <#{day.welcome.id}>, so nothing was sent." in refused.text
    deny(day)
    await day.press(day.manager, seen, "Send")
    await day.wait(10)
    assert len(said(day, "welcome")) == 1


async def test_organisers_see_who_announced_what(day: World) -> None:
    seen = await write(day, "kind-resident")
    seen = await day.press(day.manager, seen, "Send")
    assert "Nobody of this kind has joined yet" in seen.text
    await day.press(day.manager, await write(day, "room-food", "Hello"), "Send")
    olu = await day.organiser()
    (panel,) = day.organisers.pinned_messages()
    seen = await day.press(olu, panel, "Make an announcement…")
    seen = await day.press(olu, seen, "What was announced")
    assert f"<@{day.manager.id}>, to Food: “Hello”" in seen.text


@pytest.mark.parametrize("who", ["attendee", "facilitator", "stranger"])
async def test_only_organisers_announce(day: World, who: str) -> None:
    member = day.person(roles=("Facilitator",) if who == "facilitator" else ())
    if who == "attendee":
        await day.join(member)
    seen = await write(day, "everybody")
    routes = ["announce", "announce.sent", "announce.to:everybody", "announce.role:1"]
    for route in (*routes, *seen.buttons.values()):
        answer = await day.forge(member, route)
        assert ONLY in answer.text, route
    answer = await day.forge(member, "announce.form:77:everybody", fields={"words": "Free money"})
    assert ONLY in answer.text
    await day.wait(10)
    assert said(day, "welcome") == []


async def test_another_organiser_cannot_send_a_draft_and_another_server_sees_none(
    day: World,
) -> None:
    seen = await write(day, "everybody")
    olu = await day.organiser()
    answer = await day.forge(olu, seen.buttons["Send"])
    assert "This announcement is not there any more." in answer.text
    other = day.beside("Elsewhere")
    await plan_is(other, *DAY)
    answer = await other.forge(other.manager, seen.buttons["Send"])
    assert "This announcement is not there any more." in answer.text
    await day.press(day.manager, seen, "Send")
    await day.wait(10)
    assert len(said(day, "welcome")) == 1
    assert said(other, "welcome") == []


@pytest.mark.parametrize(
    "route",
    ["announce:x", "announce.to:all", "announce.send:1:x", "announce.edit:5", "announce.to:kind-x"],
)
async def test_forged_buttons_announce_nothing(day: World, route: str) -> None:
    seen = await day.forge(day.manager, route)
    assert seen.text
    assert seen.private
    assert day.rows("SELECT * FROM announcement") == []
